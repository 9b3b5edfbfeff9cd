//! Text in, numbered lines out; and how much of it is kept.

use super::Block;
use crate::message::Line;

/// A block of plain lines, numbered from 1.
pub(super) fn block(place: &str, text: &str) -> Block {
    let lines = (1..).zip(text.lines()).map(|(number, text)| line(number, text.trim_end())).collect();
    Block { place: place.to_owned(), column: 0, lines }
}

/// One line of text; three blanks or more part columns, as a tab does.
pub(super) fn line(number: u32, text: &str) -> Line {
    Line { text: text.to_owned(), cells: Vec::new(), number, quote_depth: 0 }
}

/// One row of a table.
pub(super) fn row(number: u32, cells: Vec<String>) -> Line {
    Line { text: cells.join("\t"), cells, number, quote_depth: 0 }
}

/// What Word shows in a field that nobody has filled in.
const PLACEHOLDERS: &[&str] = &[
    "Click here to enter text.",
    "Click or tap here to enter text.",
    "Click here to enter a date.",
    "Click or tap to enter a date.",
    "Choose an item.",
];

fn without_placeholders(line: &mut Line) {
    for text in std::iter::once(&mut line.text).chain(&mut line.cells) {
        for placeholder in PLACEHOLDERS.iter().filter(|own| text.contains(**own)).collect::<Vec<_>>() {
            *text = text.replace(placeholder, "");
        }
        if text.contains('\0') {
            *text = text.replace('\0', "");
        }
    }
}

/// So much of the blocks as there is left to keep, in bytes.
pub(super) fn within(blocks: Vec<Block>, left: &mut usize) -> Vec<Block> {
    let mut kept = Vec::new();
    for mut block in blocks {
        block.lines.iter_mut().for_each(without_placeholders);
        let mut count = 0;
        for line in &block.lines {
            if *left == 0 {
                break;
            }
            *left = left.saturating_sub(line.text.len().max(1));
            count += 1;
        }
        block.lines.truncate(count);
        if !block.lines.is_empty() {
            kept.push(block);
        }
    }
    kept
}
