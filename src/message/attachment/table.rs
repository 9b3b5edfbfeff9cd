//! Plain text in, lines out; values with commas, semicolons or tabs between them as rows with cells (RFC 4180).

use super::{Block, page};

/// Reads a text.
pub(in crate::message) fn text(text: &str) -> Vec<Block> {
    let separator = [',', ';', '\t'].into_iter().find(|separator| is_table(text, *separator));
    let Some(separator) = separator else { return vec![page::block("", text)] };
    vec![Block { place: String::new(), column: 0, lines: rows(text, separator) }]
}

/// Whether every line has at least as many separators as the first, and that has some.
fn is_table(text: &str, separator: char) -> bool {
    let count = |line: &str| line.matches(separator).count();
    let columns = text.lines().next().map_or(0, count);
    let least = if separator == '\t' { 1 } else { 3 };
    columns >= least && text.lines().filter(|line| !line.trim().is_empty()).all(|line| count(line) >= columns)
}

/// The records. A quoted value may hold the separator, but no line ends, so that lines keep their numbers.
fn rows(text: &str, separator: char) -> Vec<crate::message::Line> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| page::row(number, cells(line, separator))).collect()
}

fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            _ if letter == separator && !quoted => cells.push(String::new()),
            _ => push(&mut cells, letter),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}
