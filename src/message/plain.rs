//! Plain text in, rows out: quote marks counted and taken off, format=flowed undone (RFC 3676).

use super::body::Row;
use super::parts::Plain;

/// The rows of a plain text.
pub(super) fn rows(plain: &Plain) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut open = false;
    for line in plain.text.lines() {
        let (depth, text) = unquoted(line);
        let text = if plain.flowed { text.strip_prefix(' ').unwrap_or(text) } else { text };
        let is_delimiter = text == "-- ";
        let flows = plain.flowed && text.ends_with(' ') && !is_delimiter;
        let shown = if flows && plain.delsp { text.strip_suffix(' ').unwrap_or(text) } else { text };
        match rows.last_mut() {
            Some(last) if open && last.quote_depth == depth && !is_delimiter => last.text.push_str(shown),
            _ => rows.push(Row { text: shown.to_owned(), quote_depth: depth, ..Row::default() }),
        }
        open = flows;
    }
    rows
}

/// How many quote marks a line begins with, and what follows them.
fn unquoted(line: &str) -> (u32, &str) {
    let mut depth = 0;
    let mut rest = line;
    loop {
        let inner = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        match inner.strip_prefix('>') {
            Some(after) if depth < 100 => {
                depth += 1;
                rest = after;
            }
            _ => return (depth, if depth > 0 { inner } else { rest }),
        }
    }
}
