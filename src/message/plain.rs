//! Plain text in, rows out: quote marks counted and taken off, format=flowed undone (RFC 3676).

use super::body::{Marks, Row};
use super::parts::Plain;

/// More quote marks than this are text.
const DEEPEST: u32 = 100;

/// The rows of a plain text.
pub(super) fn rows(plain: &Plain) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open = false;
    // A carriage return alone ends a line too; several at the end of one are the work of careless gateways.
    for line in plain.text.lines().flat_map(|line| line.trim_end_matches('\r').split('\r')) {
        let (depth, text) = unquoted(line);
        let text = if plain.flowed { text.strip_prefix(' ').unwrap_or(text) } else { text };
        let is_delimiter = text == "-- ";
        let flows = plain.flowed && text.ends_with(' ') && !is_delimiter;
        let shown = if flows && plain.delsp { text.strip_suffix(' ').unwrap_or(text) } else { text };
        let marks = if depth > 0 { Marks::SIGN } else { Marks::NONE };
        match rows.last_mut() {
            Some(last) if open && last.quote_depth == depth && !is_delimiter => push_visible(&mut last.text, shown),
            _ => {
                let mut text = String::with_capacity(shown.len());
                push_visible(&mut text, shown);
                rows.push(Row { text, quote_depth: depth, marks, ..Row::default() });
            }
        }
        open = flows;
    }
    rows
}

/// Adds text without characters that have no width; a blank that does not break becomes a blank.
fn push_visible(line: &mut String, text: &str) {
    if text.is_ascii() && !text.contains('\0') {
        return line.push_str(text);
    }
    line.extend(text.chars().filter(|c| !is_invisible(*c)).map(|c| if c == '\u{a0}' { ' ' } else { c }));
}

/// Marks of direction, joiners and the like, which Windows and web pages leave in text.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}' | '\0')
}

/// How many quote marks a line begins with, and what follows them.
fn unquoted(line: &str) -> (u32, &str) {
    // GroupWise announces a quotation with `>>> Jane Smith 13/09/2016 10:04 >>>`.
    if line.len() > 12 && line.starts_with(">>> ") && line.trim_end().ends_with(">>>") {
        return (0, line);
    }
    let mut depth = 0;
    let mut rest = line;
    loop {
        let inner = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        match inner.strip_prefix('>') {
            Some(after) if depth < DEEPEST => {
                depth += 1;
                rest = after;
            }
            _ => return (depth, if depth > 0 { inner } else { rest }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, flowed: bool, delsp: bool) -> Vec<(u32, String)> {
        let plain = Plain { text: text.to_owned(), flowed, delsp };
        rows(&plain).into_iter().map(|row| (row.quote_depth, row.text)).collect()
    }

    #[test]
    fn flowed_lines_are_joined_and_others_are_not() {
        let text = "one \ntwo\n-- \nJane\n> three \n> four\n>> five \nsix";
        let expected = [(0, "one two"), (0, "-- "), (0, "Jane"), (1, "three four"), (2, "five "), (0, "six")];
        assert_eq!(texts(text, true, false), expected.map(|(depth, text)| (depth, text.to_owned())));
        assert_eq!(texts("one \ntwo", false, false).len(), 2);
        assert_eq!(texts("jane.smith@ \nx.nhs.uk", true, true), [(0, "jane.smith@x.nhs.uk".to_owned())]);
        assert_eq!(texts(" >not quoted", true, false), [(0, ">not quoted".to_owned())]);
    }

    #[test]
    fn quote_marks_are_counted_in_every_spelling() {
        let text = ">a\n> b\n>> c\n> > d\n> >e\n>>> Jane Smith 13/09/2016 10:04 >>>";
        let depths: Vec<u32> = texts(text, false, false).iter().map(|(depth, _)| *depth).collect();
        assert_eq!(depths, [1, 1, 2, 2, 2, 0]);
    }

    #[test]
    fn characters_without_width_are_left_out() {
        assert_eq!(texts("Sent: \u{200e}13/\u{200e}09\u{a0}x", false, false), [(0, "Sent: 13/09 x".to_owned())]);
    }
}
