//! A Word document of 1997 to 2003 in (MS-DOC), its paragraphs and table rows out. The text stands in pieces, of one byte
//! or two a character; the table of pieces says where. A row of a table is known by the marks that end its cells.

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;
use encoding_rs::{UTF_16LE, WINDOWS_1252};

use super::{Block, Limits, Unread, docx};

/// Reads a document.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Block>, Unread> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    let mut stream = |name: &str| {
        let stream = file.open_stream(name).map_err(|_| Unread::Broken)?;
        let mut bytes = Vec::new();
        let most = u64::try_from(limits.unpacked).unwrap_or(u64::MAX);
        stream.take(most).read_to_end(&mut bytes).map_err(|_| Unread::Broken)?;
        Ok::<_, Unread>(bytes)
    };
    let main = stream("/WordDocument")?;
    if word(&main, 0) != Some(0xa5ec) {
        return Err(Unread::Unknown);
    }
    let flags = word(&main, 0x0a).ok_or(Unread::Broken)?;
    if flags & 0x0100 != 0 {
        return Err(Unread::Encrypted);
    }
    let table = stream(if flags & 0x0200 == 0 { "/0Table" } else { "/1Table" })?;
    let (text, body) = text(&main, &table, limits).ok_or(Unread::Broken)?;
    let mut blocks = Vec::new();
    // After the body stand footnotes, headers, notes and text boxes.
    let split = text.char_indices().nth(body).map_or(text.len(), |(at, _)| at);
    for (place, part) in [("", text.get(..split)), ("header or text box", text.get(split..))] {
        blocks.extend(laid_out(&shown(part.unwrap_or_default()), place));
    }
    Ok(blocks)
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?)).ok()
}

/// The characters of all pieces in their order, and how many of them are the body.
fn text(main: &[u8], table: &[u8], limits: &Limits) -> Option<(String, usize)> {
    let (from, size) = (long(main, 0x01a2)?, long(main, 0x01a6)?);
    let mut clx = table.get(from..from.checked_add(size)?)?;
    // Formatting comes first.
    while clx.first() == Some(&1) {
        clx = clx.get(3 + usize::from(word(clx, 1)?)..)?;
    }
    let plan = (clx.first() == Some(&2)).then(|| clx.get(5..)).flatten()?;
    // One position more than pieces of eight bytes.
    let count = plan.len().checked_sub(4)? / 12;
    let mut text = String::new();
    for piece in 0..count {
        let (start, end) = (long(plan, 4 * piece)?, long(plan, 4 * piece + 4)?);
        let length = end.checked_sub(start)?;
        let place = long(plan, 4 * (count + 1) + 8 * piece + 2)?;
        let (from, size, encoding) = if place & 0x4000_0000 == 0 {
            (place, length.checked_mul(2)?, UTF_16LE)
        } else {
            ((place & 0x3fff_ffff) / 2, length, WINDOWS_1252)
        };
        let bytes = main.get(from..from.checked_add(size)?)?;
        text.push_str(&encoding.decode_without_bom_handling(bytes).0);
        if text.len() > limits.text.saturating_mul(2) {
            break;
        }
    }
    Some((text, long(main, 0x4c)?))
}

/// The text without the instructions of fields and the places of pictures.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Fields that are open, each with whether its result has begun.
    let mut fields: Vec<bool> = Vec::new();
    for letter in text.chars() {
        match letter {
            '\u{13}' => fields.push(false),
            '\u{14}' => fields.iter_mut().next_back().into_iter().for_each(|shown| *shown = true),
            '\u{15}' => drop(fields.pop()),
            _ if fields.contains(&false) => {}
            '\u{b}' => out.push('\n'),
            '\u{c}' => out.push('\r'),
            '\u{1e}' => out.push('-'),
            '\r' | '\u{7}' | '\t' => out.push(letter),
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Paragraphs end in a carriage return, cells in a bell, and so do rows once more.
fn laid_out(text: &str, place: &str) -> Vec<Block> {
    let mut layout = docx::Layout::new(place);
    let mut cells: Vec<&str> = Vec::new();
    let mut rest = text;
    for part in text.split_inclusive('\u{7}') {
        rest = rest.get(part.len()..).unwrap_or_default();
        match part.strip_suffix('\u{7}') {
            // What stands before the first cell of a table is not part of it; in a cell paragraphs go together.
            Some(cell) if cells.is_empty() => {
                let (before, first) = cell.rsplit_once('\r').unwrap_or(("", cell));
                paragraphs(&mut layout, before);
                cells.push(first);
            }
            Some(cell) => cells.push(cell),
            None => {
                table(&mut layout, &std::mem::take(&mut cells));
                paragraphs(&mut layout, part);
            }
        }
        // A table ends where the next text does not begin with a cell.
        if cells.last() == Some(&"") && goes_on_plainly(rest) {
            table(&mut layout, &std::mem::take(&mut cells));
        }
    }
    table(&mut layout, &cells);
    layout.finish()
}

/// Whether a paragraph that is no cell comes next.
fn goes_on_plainly(rest: &str) -> bool {
    let (paragraph, cell) = (rest.find('\r'), rest.find('\u{7}'));
    paragraph.is_some_and(|paragraph| cell.is_none_or(|cell| paragraph < cell))
}

fn paragraphs(layout: &mut docx::Layout, text: &str) {
    text.split('\r').filter(|paragraph| !paragraph.is_empty()).for_each(|paragraph| layout.paragraph(paragraph));
}

/// The rows of a table: as many cells as the first row has, then the mark that ends it.
fn table(layout: &mut docx::Layout, cells: &[&str]) {
    let Some(width) = cells.iter().position(|cell| cell.is_empty()).filter(|width| *width > 0) else {
        cells.iter().for_each(|cell| paragraphs(layout, cell));
        return;
    };
    let regular = cells.chunks(width + 1).all(|row| row.len() == width + 1 && row.last() == Some(&""));
    let rows: Vec<&[&str]> = if regular {
        cells.chunks(width + 1).filter_map(|row| row.split_last().map(|(_, row)| row)).collect()
    } else {
        cells.split(|cell| cell.is_empty()).filter(|row| !row.is_empty()).collect()
    };
    let cell = |cell: &&str| docx::rows(&cell.replace('\r', "\n")).collect::<Vec<_>>();
    layout.table(rows.into_iter().map(|row| row.iter().map(cell).collect()).collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_known_by_their_marks() {
        let told = |text: &str| -> Vec<String> {
            let lines =
                laid_out(text, "").into_iter().flat_map(|block| block.lines).filter(|line| !line.text.is_empty());
            lines.map(|line| line.text.replace('\t', "|")).collect()
        };
        assert_eq!(
            told("Form\rName\u{7}Jane\u{7}\u{7}Mail\u{7}\u{7}\u{7}Tel\u{7}1\u{7}\u{7}Bye\rNow\r"),
            ["Form", "Name|Jane", "Mail|", "Tel|1", "Bye", "Now"]
        );
        assert_eq!(told("Only\rtext\r"), ["Only", "text"]);
        assert_eq!(told("A\u{7}B\u{7}\u{7}one\u{7}\u{7}"), ["A|B", "one"]);
    }

    #[test]
    fn fields_show_their_results_only() {
        assert_eq!(shown("a \u{13}HYPERLINK \"mailto:x@y\" \u{14}x@y\u{15} b"), "a x@y b");
        assert_eq!(shown("\u{14}\u{15}\u{13}cut"), "");
    }
}
