//! Rows in, an attribution line out: `On 13 September 2016 at 10:04, Jane Smith <jane@x> wrote:` in its many forms, also
//! wrapped over several rows.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Author;
use super::super::body::{Marks, Row};
use super::author;

/// An attribution line is no longer than this, in bytes.
const LONGEST: usize = 400;
/// It is wrapped over no more rows than this.
const MOST_ROWS: usize = 4;

/// A word that says when, at the start of what stands before the name.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?ix)^[\s,(]*(?:",
        r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?",
        r"|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?",
        r"|\d{4}-\d{2}-\d{2}T[\d:.]+Z?",
        r"|\d{1,4}(?:st|nd|rd|th)?(?:[./:-]\d{1,4}){0,5}(?:\s?[ap]\.?m\b\.?)?",
        r"|at\b|of\b|the\b|on\b|[ap]m\b|(?:gmt|bst|utc|cet|cest)\b|[+-]\d{2}:?\d{2}\b|\((?:gmt|bst|utc|cet)[^)]*\)|[,.)\u{202f}]",
        r")"
    ))
    .expect("constant")
});

/// `wrote:` and its kin, at the end.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:\bhas\s+)?\b(?:wrote|writes|said|says|schrieb|a écrit|escribió|ha scritto)\s*(?:the following)?\s*:\s*$").expect("constant")
});

/// `Jane Smith wrote on 13/09/2016 10:04:32:`, as Lotus Notes has it.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static NOTES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(.{2,200}?)\s+wrote\s+on\s+(\d{1,2}[./-].{4,40}|.{0,20}\d{4}.{0,30}):\s*$").expect("constant")
});

/// `2016-09-13 10:04 GMT+01:00 Jane Smith <jane@x>:`, as Gmail once had it, and Yandex.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4},? \d{1,2}:\d{2}.{0,20}?\s.{1,200}@.{3,100}>:\s*$").expect("constant")
});

/// A date of which the month is certain.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static DATE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d)")
        .expect("constant")
});

/// `>>> Jane Smith <jane@x> 13/09/2016 10:04 >>>`, as GroupWise has it; its quotation has no marks.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static GROUPWISE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^>>> ?(.{2,200}?),? (?:on )?\(?\d{1,2}[./ -].{3,40}>>>\s*$").expect("constant"));

/// An attribution line and how many rows it takes.
pub(super) struct Attribution {
    pub author: Option<Author>,
    pub rows: usize,
}

/// An attribution line that begins at the first of these rows.
pub(super) fn read(rows: &[Row]) -> Option<Attribution> {
    let first = rows.first()?;
    let text = first.text.trim();
    if let Some(found) = text.starts_with(">>>").then(|| GROUPWISE.captures(text)).flatten() {
        return Some(Attribution { author: author::read(found.get(1)?.as_str()), rows: 1 });
    }
    if text.len() < 6 || text.len() > LONGEST || !may_begin(text) {
        return None;
    }
    let mut joined = String::new();
    for (index, row) in rows.iter().enumerate().take(MOST_ROWS) {
        let text = row.text.trim();
        let continues = index == 0 || (row.quote_depth == first.quote_depth && !text.is_empty() && !may_wrap(text));
        if !continues || joined.len() + text.len() > LONGEST {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(text);
        if joined.ends_with(':')
            && let Some(author) = whole(&joined, rows.get(index + 1..).unwrap_or_default(), first)
        {
            return Some(Attribution { author, rows: index + 1 });
        }
        if index == 0 && !may_wrap(text) {
            return None;
        }
    }
    None
}

/// A cheap look before the patterns.
fn may_begin(text: &str) -> bool {
    text.ends_with(':') || text.bytes().take(24).any(|byte| byte.is_ascii_digit())
}

/// Whether the first row looks like the start of a wrapped attribution: `On` and a date, or a date and time alone.
fn may_wrap(text: &str) -> bool {
    let bare = stripped(text);
    let digit_near = text.bytes().take(24).any(|byte| byte.is_ascii_digit());
    digit_near && (bare.len() < text.len() || DATE_FIRST.is_match(text)) && after_when(bare).is_some()
}

/// Without the dashes and marks before it, and the `On` itself.
fn stripped(text: &str) -> &str {
    let text = text.trim_start_matches(['-', '*', '_', ' ']);
    let has_on = text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("on "));
    if has_on { text.get(3..).unwrap_or(text) } else { text }
}

/// What follows the date and time at the start, if they begin with one that has a digit.
fn after_when(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(found) = WHEN.find(rest) {
        if found.end() == 0 {
            break;
        }
        rest = rest.get(found.end()..).unwrap_or_default();
    }
    let taken = text.get(..text.len() - rest.len()).unwrap_or_default();
    let digits = taken.bytes().filter(u8::is_ascii_digit).count();
    (digits >= 2).then(|| rest.trim_start_matches([',', ' ']))
}

/// The author, if the whole text is an attribution; `next` are the rows after it.
fn whole(text: &str, next: &[Row], first: &Row) -> Option<Option<Author>> {
    let has_wrote = text.to_ascii_lowercase().contains("wrote");
    if let Some(found) = has_wrote.then(|| NOTES.captures(text)).flatten() {
        return Some(author::read(found.get(1)?.as_str()));
    }
    if DATED.is_match(text) {
        return Some(author::read(after_when(text)?.trim_end_matches(':')));
    }
    if let Some(who) = text.strip_prefix("Quoting ").and_then(|rest| rest.strip_suffix(':')) {
        return deeper(next, first).then(|| author::read(who));
    }
    let verb = VERB.find(text)?;
    let said = text.get(..verb.start())?.trim();
    let begins_with_on =
        said.trim_start_matches(['-', '*', '_', ' ']).get(..3).is_some_and(|on| on.eq_ignore_ascii_case("on "));
    match after_when(stripped(said)) {
        Some(who) if begins_with_on || who.contains('@') || deeper(next, first) => Some(author::read(who)),
        Some(_) => None,
        // `Jane Smith wrote:` or `In message <..>, Jane writes:` is believed only when a quotation follows at once.
        None if deeper(next, first) || first.marks.has(Marks::HEADER) => {
            let who = said.rsplit_once(">, ").map_or(said, |(_, who)| who);
            let who = after_date_at_end(who);
            Some(author::read(who))
        }
        None => None,
    }
}

/// `Jane Smith <j@x> on 13/09/2016` without its date.
fn after_date_at_end(who: &str) -> &str {
    who.split_once(" on ").map_or(who, |(who, _)| who)
}

/// Whether the next rows are quoted deeper.
fn deeper(next: &[Row], first: &Row) -> bool {
    next.iter()
        .find(|row| !row.is_blank() || row.quote_depth > first.quote_depth)
        .is_some_and(|row| row.quote_depth > first.quote_depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[(&str, u32)]) -> Vec<Row> {
        lines
            .iter()
            .map(|(text, depth)| Row { text: (*text).to_owned(), quote_depth: *depth, ..Row::default() })
            .collect()
    }

    #[test]
    fn every_clients_attribution_is_read() {
        let cases = [
            "On 13 September 2016 at 10:04, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On 13 Sep 2016, at 10:04, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On Tue, Sep 13, 2016 at 10:04 AM, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On Tue, 13 Sep 2016 at 10:04, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On 13/09/2016 10:04, ENGLAND, Cso (NHS ENGLAND) wrote:",
            "On 2016-09-13 10:04, ENGLAND, Cso (NHS ENGLAND) wrote:",
            "On Tuesday, 13 September 2016, 10:04, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On Tuesday, 13 September 2016, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "On Tuesday, September 13, 2016 10:04 AM, \"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> wrote:",
            "--- On Tue, 13/9/16, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "\"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> wrote on 13/09/2016 10:04:32:",
            "2016-09-13 10:04 GMT+01:00 ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net>:",
            "On Tue, 13 Sep 2016 10:04:00 +0100, ENGLAND, Cso (NHS ENGLAND) wrote:",
            "At 10:04 13/09/2016, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
            "In message <x@nhs.net>, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> writes:",
            "On Tue, 2016-09-13 at 10:04 +0100, ENGLAND, Cso (NHS ENGLAND) wrote:",
            "On Tue, Sep 13, 2016 at 10:04:00AM +0100, ENGLAND, Cso (NHS ENGLAND) wrote:",
            "On Tue, 13 Sep 2016, 10:04 ENGLAND, Cso (NHS ENGLAND), <england.cso@nhs.net> wrote:",
            "On 13 September 2016 10:04:00 BST, \"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> wrote:",
            ">>> \"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> 13/09/2016 10:04 >>>",
            ">>> ENGLAND, Cso (NHS ENGLAND) 13 September 2016 10:04 >>>",
            "On 13th September 2016 at 10.04, ENGLAND, Cso (NHS ENGLAND) <england.cso@nhs.net> wrote:",
        ];
        for case in cases {
            let found = read(&rows(&[(case, 0), ("", 0), ("Dear Colleagues", 1)])).unwrap_or_else(|| panic!("{case}"));
            let author = found.author.unwrap_or_else(|| panic!("{case}"));
            assert_eq!(author.name, "ENGLAND, Cso (NHS ENGLAND)", "{case}");
            assert_eq!(author.address.is_some(), case.contains('@') && case.contains("england.cso"), "{case}");
            assert_eq!(found.rows, 1);
        }
    }

    #[test]
    fn a_wrapped_attribution_takes_its_rows() {
        let lines = [
            ("On 13 September 2016 at 10:04, ENGLAND, Cso (NHS ENGLAND)", 0),
            ("<england.cso@nhs.net> wrote:", 0),
            ("x", 1),
        ];
        let found = read(&rows(&lines)).unwrap();
        assert_eq!(found.rows, 2);
        assert_eq!(found.author.unwrap().address.unwrap().as_str(), "england.cso@nhs.net");
        let lines = [
            ("On Tue, Sep 13, 2016 at 10:04 AM, ENGLAND, Cso (NHS", 0),
            ("ENGLAND) <england.cso@nhs.net>", 0),
            ("wrote:", 0),
        ];
        assert_eq!(read(&rows(&lines)).unwrap().rows, 3);
    }

    #[test]
    fn prose_is_no_attribution() {
        for case in [
            "On 13 September you wrote to us asking for a name:",
            "As Dr Smith wrote:",
            "On Monday I spoke to Jane Smith.",
            "Our nominee is as follows:",
            "On 11 October, Dr Jane Smith <jane.smith@x.nhs.uk> takes over as follows:",
        ] {
            assert!(read(&rows(&[(case, 0), ("Jane Smith", 0)])).is_none(), "{case}");
        }
    }
}
