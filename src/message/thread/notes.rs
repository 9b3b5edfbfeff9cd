//! Rows in, the block of an older Lotus Notes out: the author, a date, and To, cc, Subject as words without colons.
//!
//! ```text
//! "ENGLAND, Cso (NHS ENGLAND)" <england.cso@nhs.net>
//! 13/09/2016 10:04
//!
//! To
//! "Smith, Jane" <jane.smith@leedsth.nhs.uk>
//! cc
//!
//! Subject
//! Lead Healthcare Scientists (LHS)
//! ```

use std::sync::LazyLock;

use regex::Regex;

use super::super::Author;
use super::super::body::Row;
use super::author;

/// The labels stand within so many rows of the date.
const REACH: usize = 24;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:sent by:.*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? +\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?\s*$")
        .expect("constant")
});

/// A block that begins at the first of these rows, and how many rows it takes.
pub(super) fn read(rows: &[Row]) -> Option<(Option<Author>, usize)> {
    let first = rows.first()?;
    let (name, date_at) = match first.cells.as_slice() {
        [] => (first.text.as_str(), next_filled(rows, 1)?),
        [name, ..] => (name.as_str(), next_filled(rows, 1)?),
    };
    let date = rows.get(date_at)?.text.split('\t').next()?;
    let may_be_date = date.trim_start().starts_with(|c: char| c.is_numeric() || c == 's' || c == 'S');
    if name.len() > 200 || !(1..=3).contains(&date_at) || !may_be_date || !DATE.is_match(date) {
        return None;
    }
    let to = label(rows, date_at, "to")?;
    let subject = label(rows, to + 1, "subject")?;
    // The value stands in the same row or the next filled one.
    let row = rows.get(subject)?;
    let has_value = row.text.trim().split_once(['\t', ' ']).is_some_and(|(_, value)| !value.trim().is_empty());
    let end = if has_value { subject } else { next_filled(rows, subject + 1).filter(|at| *at <= subject + 2)? };
    Some((author::read(name), end + 1))
}

/// The first row at or after `from` that is this label, alone or with its value after a tab.
fn label(rows: &[Row], from: usize, label: &str) -> Option<usize> {
    (from..from + REACH).find(|at| {
        rows.get(*at).is_some_and(|row| {
            row.text.split('\t').any(|cell| cell.trim().trim_matches('*').eq_ignore_ascii_case(label))
        })
    })
}

fn next_filled(rows: &[Row], from: usize) -> Option<usize> {
    (from..from + 4).find(|at| rows.get(*at).is_some_and(|row| !row.is_blank()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_of_lotus_notes_is_read() {
        let lines = [
            "\"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net>",
            "13/09/2016 10:04",
            "",
            "To",
            "<jane@x.nhs.uk>",
            "cc",
            "",
            "Subject",
            "Lead Healthcare Scientists (LHS)",
            "",
            "Dear Colleagues",
        ];
        let rows: Vec<Row> = lines.iter().map(|text| Row { text: (*text).to_owned(), ..Row::default() }).collect();
        let (author, count) = read(&rows).unwrap();
        assert_eq!(author.unwrap().address.unwrap().as_str(), "england.cso@nhs.net");
        assert_eq!(count, 9);
        let cells = ["Jane Smith/QMC/NUH", "13/09/2016 10:04", "To\tx@y.uk", "cc\t", "Subject\tLHS", "Hi"];
        let rows: Vec<Row> = cells.iter().map(|text| Row { text: (*text).to_owned(), ..Row::default() }).collect();
        assert_eq!(read(&rows).unwrap().1, 5);
        assert!(read(&rows[1..]).is_none());
    }
}
