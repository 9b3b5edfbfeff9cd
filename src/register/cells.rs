//! One cell of a register file in, its value out, or what is wrong with it.

use jiff::civil::Date;

use super::{BadRow, Note};
use crate::domain::{EmailAddress, OdsCode, address::is_shared_domain};

/// What is found wrong or odd in one row.
pub(super) struct Findings {
    line: u64,
    pub bad: Vec<BadRow>,
    pub notes: Vec<Note>,
}

impl Findings {
    pub(super) fn at(line: u64) -> Self {
        Self { line, bad: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn bad(&mut self, what: impl Into<String>, instead: impl Into<String>) {
        self.bad.push(BadRow { line: self.line, what: what.into(), instead: instead.into() });
    }

    fn note(&mut self, words: impl Into<String>) {
        self.notes.push(Note { line: Some(self.line), words: words.into() });
    }

    /// The trust's code, without which a row is nothing.
    pub(super) fn code(&mut self, cell: Option<&str>) -> Option<OdsCode> {
        let Some(cell) = cell else {
            self.bad("the row has no ODS code", "write the trust's code, such as RR8");
            return None;
        };
        OdsCode::parse(cell).map_err(|bad| self.bad(bad.to_string(), "write the trust's code alone")).ok()
    }

    /// A text on one line.
    pub(super) fn words(&mut self, column: &str, cell: Option<&str>) -> Option<String> {
        let cell = cell?;
        if cell.lines().skip(1).any(|line| line.contains([',', ';', '\t'])) {
            self.bad(
                format!("the {column} runs over several lines and looks like rows run together"),
                "see whether a quotation mark is missing or too many",
            );
            return None;
        }
        let words = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > 200 {
            self.bad(format!("the {column} is longer than 200 characters"), "shorten it");
            return None;
        }
        if words.chars().any(char::is_control) {
            self.bad(format!("the {column} holds control characters"), "take them out");
            return None;
        }
        Some(words)
    }

    /// A date as ODS writes it, `20001231`, or as `2000-12-31`.
    pub(super) fn date(&mut self, column: &str, cell: Option<&str>) -> Option<Date> {
        let cell = cell?;
        let digits: String = cell.chars().filter(|c| *c != '-').collect();
        let read = (digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Date::strptime("%Y%m%d", &digits).ok())
            .flatten();
        if read.is_none() {
            self.bad(format!("the {column} `{}` is not a date", shown(cell)), "write it as 20001231 or 2000-12-31");
        }
        read
    }

    /// A contact's address.
    pub(super) fn email(&mut self, column: &str, cell: Option<&str>) -> Option<EmailAddress> {
        let cell = cell?;
        let address = cell.strip_prefix("mailto:").unwrap_or(cell);
        EmailAddress::parse(address)
            .map_err(|bad| self.bad(format!("{column}: {bad}"), "write one address, such as jane.smith@leedsth.nhs.uk"))
            .ok()
    }

    /// Mail domains, separated by spaces, commas or semicolons.
    pub(super) fn domains(&mut self, cell: Option<&str>) -> Option<Vec<String>> {
        let mut domains: Vec<String> = Vec::new();
        for written in cell?.split(|c: char| c.is_whitespace() || ";,|".contains(c)).filter(|part| !part.is_empty()) {
            let domain = written.trim_start_matches('@').trim_end_matches('.').to_lowercase();
            match judge(&domain) {
                Judgement::Sound if domains.contains(&domain) => {}
                Judgement::Sound => domains.push(domain),
                Judgement::Common => {
                    self.note(format!("{domain} is everybody's and says nothing about a trust, so it was left out"));
                }
                Judgement::Bad(instead) => {
                    self.bad(format!("`{}` is not a mail domain", shown(written)), instead);
                }
            }
        }
        (!domains.is_empty()).then_some(domains)
    }
}

enum Judgement {
    Sound,
    /// One that people of many organisations write from.
    Common,
    Bad(&'static str),
}

fn judge(domain: &str) -> Judgement {
    if is_shared_domain(domain) {
        return Judgement::Common;
    }
    if domain.contains('@') {
        return Judgement::Bad("write what stands after the @ only");
    }
    if domain.contains("://") || domain.contains('/') {
        return Judgement::Bad("write the domain of the addresses, such as leedsth.nhs.uk, not a web page");
    }
    // An address at this domain is sound exactly if the domain is.
    if EmailAddress::parse(&format!("a@{domain}")).is_err() {
        return Judgement::Bad("write it as leedsth.nhs.uk, several with a space between");
    }
    if psl::suffix_str(domain) == Some(domain) {
        return Judgement::Bad("many organisations stand below it; write the trust's own");
    }
    Judgement::Sound
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
