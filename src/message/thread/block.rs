//! Rows in, a block of From, Sent, To and Subject out, with the line before it that announces it
//! (`-----Original Message-----`, `Begin forwarded message:`, a rule).

use std::sync::LazyLock;

use regex::Regex;

use super::super::Author;
use super::super::body::{Marks, Row};
use super::author;

/// A block has no more rows than this.
const MOST_ROWS: usize = 60;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[\s*_|]*(from|sent by|sent|date|to|cc|bcc|subject|importance|sensitivity|priority|attachments?",
        r"|reply[- ]to|resent-from|when|received|organi[sz]ation|please respond to)[\s*_]*:[\s*_|]*(.*)$"
    ))
    .expect("constant")
});

/// The whole block on one line, as some programs flatten it.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static FLAT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s*_]*from[\s*_]*:\s*(.{2,200}?)\s+[*_]*(?:sent|date)[*_]*\s*:.{4,60}?\s+[*_]*to[*_]*\s*:.*?subject[*_]*\s*:").expect("constant")
});

#[expect(clippy::expect_used, reason = "a constant pattern")]
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[\s*]*(?:",
        r"[-_=*]{2,}\s*(?:original|forwarded|forward|replied|reply)\s+(?:message|mail|e-mail|email|appointment)\s*(?:from\b.{0,80})?[-_=*]*",
        r"|[-_=*]{2,}\s*forwarded by\b.{0,200}",
        r"|begin forwarded message\s*:?",
        r"|forwarded (?:message|mail)\s*:?",
        r"|original message\s*:?",
        r"|\[?inactive hide details for .{0,300}",
        r"|[-_]{2,}\s*(?:original appointment|start of forwarded message)\s*[-_]*",
        r")[\s*]*$"
    ))
    .expect("constant")
});

#[expect(clippy::expect_used, reason = "a constant pattern")]
static RULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:_{5,}|-{5,}|={5,})\s*$").expect("constant"));

#[expect(clippy::expect_used, reason = "a constant pattern")]
static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{1,2}[:.]\d{2}").expect("constant"));

/// A block that opens a quotation.
pub(super) struct Block {
    pub author: Option<Author>,
    pub rows: usize,
    /// Whether it says itself that what follows was forwarded.
    pub forwards: bool,
}

/// A block that begins at the first of these rows, announcement included.
pub(super) fn read(rows: &[Row]) -> Option<Block> {
    let first = rows.first()?;
    if !may_begin(&first.text) {
        return None;
    }
    let announced = ANNOUNCES.is_match(&first.text);
    let ruled =
        announced || first.marks.has(Marks::RULE) || first.marks.has(Marks::HEADER) || RULE.is_match(&first.text);
    let start = if announced || RULE.is_match(&first.text) { next_filled(rows, 1)? } else { 0 };
    let forwards = announced && first.text.to_ascii_lowercase().contains("forward");
    let is_sealed = rows.get(..=start)?.iter().all(|row| row.quote_depth == first.quote_depth);
    let labels = if is_sealed { labels(rows, start, ruled) } else { None };
    match labels {
        Some(found) => Some(Block { author: found.author, rows: found.end, forwards }),
        None if announced => Some(Block { author: None, rows: 1, forwards }),
        None => None,
    }
}

/// Labels that a block may begin with, and the words that announce one.
const LABELS: [&str; 21] = [
    "from",
    "sent by",
    "sent",
    "date",
    "to",
    "cc",
    "bcc",
    "subject",
    "importance",
    "sensitivity",
    "priority",
    "attachment",
    "attachments",
    "reply-to",
    "reply to",
    "resent-from",
    "when",
    "received",
    "please respond to",
    "organisation",
    "organization",
];
const ANNOUNCEMENTS: [&str; 4] = ["begin forwarded", "forwarded m", "original m", "inactive hide"];

/// A cheap look before the patterns: a label, an announcement or a rule.
fn may_begin(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|'));
    if text.is_empty() || text.starts_with(['-', '=', '[']) {
        return true;
    }
    let begins = |word: &str| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if let Some((head, _)) = text.split_once(':') {
        let head = head.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
        if LABELS.iter().any(|label| head.eq_ignore_ascii_case(label)) {
            return true;
        }
    }
    ANNOUNCEMENTS.iter().any(|word| begins(word))
}

/// The first row that is not blank, at most three further on.
fn next_filled(rows: &[Row], from: usize) -> Option<usize> {
    (from..from + 3).find(|at| rows.get(*at).is_some_and(|row| !row.is_blank()))
}

struct Labels {
    author: Option<Author>,
    end: usize,
}

/// The labels from `start` on, if they make a block.
fn labels(rows: &[Row], start: usize, ruled: bool) -> Option<Labels> {
    let depth = rows.get(start)?.quote_depth;
    let first = &rows.get(start)?.text;
    if let Some(flat) = (first.matches(':').count() >= 4).then(|| FLAT.captures(first)).flatten() {
        return Some(Labels { author: author::read(flat.get(1)?.as_str()), end: start + 1 });
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut end = start;
    let mut at = start;
    while let Some(row) = rows.get(at) {
        if at - start > MOST_ROWS || row.quote_depth != depth {
            break;
        }
        let text = if row.cells.len() > 1 { row.cells.join(" ") } else { row.text.clone() };
        for line in text.lines() {
            if let Some(found) = line.contains(':').then(|| LABEL.captures(line)).flatten() {
                if at > start
                    && seen.first().is_some_and(|(label, _)| {
                        found.get(1).is_some_and(|own| own.as_str().eq_ignore_ascii_case(label))
                    })
                {
                    // The first label again is the start of another block.
                    return finish(&seen, end, ruled);
                }
                let get = |group| found.get(group).map_or("", |found| found.as_str());
                seen.push((get(1).to_ascii_lowercase(), get(2).trim().to_owned()));
                end = at + 1;
            } else if seen.is_empty() {
                return None;
            } else if !row.is_blank() {
                if !continues(&mut seen, line) {
                    return finish(&seen, end, ruled);
                }
                end = at + 1;
            }
        }
        let blanks = at + 1 - end;
        if blanks > 1 || (row.is_blank() && seen.iter().any(|(label, value)| label == "subject" && !value.is_empty())) {
            break;
        }
        at += 1;
    }
    finish(&seen, end, ruled)
}

/// Adds a line that carries a label's value on: an empty value, or a list of recipients.
fn continues(seen: &mut [(String, String)], line: &str) -> bool {
    let Some((label, value)) = seen.last_mut() else { return false };
    let is_list = matches!(label.as_str(), "to" | "cc" | "bcc" | "from");
    let goes_on = value.is_empty()
        || (is_list && (value.ends_with([';', ',', '<', '[']) || line.contains(';') || is_address(line)));
    if goes_on && line.len() < 2_000 && value.len() < 8_000 {
        value.push(' ');
        value.push_str(line.trim());
    }
    goes_on
}

/// Whether a line is nothing but an address.
fn is_address(line: &str) -> bool {
    let line = line.trim();
    line.contains('@') && line.starts_with(['<', '[', '"']) && line.ends_with(['>', ']', ';'])
}

/// A block has From and two more of Sent or Date, To, Subject, and is mail: an address, a time of day or a rule says so.
/// A memo (`TO: Fiona, FROM: Jane, DATE: 28 September`) is not.
fn finish(seen: &[(String, String)], end: usize, ruled: bool) -> Option<Labels> {
    let value = |names: &[&str]| {
        seen.iter().find(|(label, _)| names.contains(&label.as_str())).map(|(_, value)| value.as_str())
    };
    let from = value(&["from"])?;
    let others = [value(&["sent", "date"]), value(&["to"]), value(&["subject"])].iter().flatten().count();
    let timed = value(&["sent", "date"]).is_some_and(|date| TIME.is_match(date));
    let addressed = from.contains('@');
    let is_mail = ruled || timed || (addressed && others >= 2);
    if others < 1 || !is_mail || (others < 2 && !(ruled && addressed)) {
        return None;
    }
    Some(Labels { author: author::read(from), end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Row> {
        lines.iter().map(|text| Row { text: (*text).to_owned(), ..Row::default() }).collect()
    }

    /// The same block as nine programs write it.
    const CASES: [&[&str]; 9] = [
        &[
            "From: ENGLAND, Cso [mailto:england.cso@nhs.net]",
            "Sent: 13 September 2016 10:04",
            "To: jane@x.nhs.uk",
            "Subject: LHS",
        ],
        &[
            "-----Original Message-----",
            "From: ENGLAND, Cso [mailto:england.cso@nhs.net]",
            "Sent: 13 September 2016 10:04",
            "To: Smith Jane",
            "Cc: A; B",
            "Subject: LHS",
        ],
        &[
            "*From:* ENGLAND, Cso <england.cso@nhs.net>",
            "*Sent:* 13 September 2016 10:04",
            "*To:* jane@x.nhs.uk",
            "*Subject:* LHS",
        ],
        &[
            "Begin forwarded message:",
            "",
            "From: ENGLAND, Cso <england.cso@nhs.net>",
            "Subject: LHS",
            "Date: 13 September 2016 at 10:04:12 BST",
            "To: Jane <jane@x.nhs.uk>",
            "Reply-To: x@y.uk",
        ],
        &[
            "---------- Forwarded message ----------",
            "From: ENGLAND, Cso <england.cso@nhs.net>",
            "Date: 13 September 2016 at 10:04",
            "Subject: LHS",
            "To: jane@x.nhs.uk",
        ],
        &[
            "-------- Original message --------",
            "From: ENGLAND, Cso <england.cso@nhs.net>",
            "Date: 13/09/2016 10:04 (GMT+00:00)",
            "To: jane@x.nhs.uk",
            "Subject: LHS",
        ],
        &[
            "________________________________",
            "From: ENGLAND, Cso <england.cso@nhs.net>",
            "Sent: Tuesday, September 13, 2016 10:04:12 AM",
            "To: Jane Smith",
            "Subject: LHS",
        ],
        &[
            "From:\tENGLAND, Cso <england.cso@nhs.net>",
            "To:\tJane Smith/QMC/NUH@NUH",
            "Date:\t13/09/2016 10:04",
            "Subject:\tLHS",
        ],
        &[
            "From: ",
            "ENGLAND, Cso <england.cso@nhs.net>",
            "Sent: ",
            "13 September 2016 10:04",
            "To: ",
            "Jane",
            "Subject: ",
            "LHS",
        ],
    ];

    #[test]
    fn blocks_of_all_clients_are_read() {
        for case in CASES {
            let mut lines = case.to_vec();
            lines.extend(["", "Dear Colleagues,"]);
            let block = read(&rows(&lines)).unwrap_or_else(|| panic!("{case:?}"));
            let author = block.author.unwrap_or_else(|| panic!("{case:?}"));
            assert_eq!(author.name, "ENGLAND, Cso", "{case:?}");
            assert_eq!(author.address.unwrap().as_str(), "england.cso@nhs.net");
            assert_eq!(block.rows, case.len(), "{case:?}");
        }
    }

    #[test]
    fn long_lists_of_recipients_and_flattened_blocks_are_read() {
        let lines = [
            "From: Jane <j@x.nhs.uk>",
            "Sent: 13 September 2016 10:04",
            "To: A <a@x.uk>; B <b@x.uk>;",
            "C <c@x.uk>; D <d@x.uk>",
            "Subject: LHS",
            "",
            "Hi",
        ];
        assert_eq!(read(&rows(&lines)).unwrap().rows, 5);
        let flat = ["From: Jane <j@x.nhs.uk> Sent: 13 September 2016 10:04 To: A <a@x.uk> Subject: LHS", "Hi"];
        assert_eq!(read(&rows(&flat)).unwrap().rows, 1);
    }

    #[test]
    fn memos_and_forms_are_no_blocks() {
        let cases: [&[&str]; 3] = [
            &[
                "TO: Fiona Carragher",
                "FROM: Dr Jane Smith",
                "DATE: 28 September 2016",
                "SUBJECT: LHS",
                "",
                "Dear Fiona",
            ],
            &["From: the labs at Leeds, with love", "", "Name: Jane"],
            &["To: be confirmed", "Subject: to approval"],
        ];
        for case in cases {
            assert!(read(&rows(case)).is_none(), "{case:?}");
        }
    }
}
