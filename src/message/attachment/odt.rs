//! An OpenDocument text in, its paragraphs and tables out.

use super::{
    Block, Limits, Unread,
    archive::Archive,
    docx::{Layout, rows},
    xml::{self, Tag, Token},
};
use crate::message::{body::Row, html};

/// A repeated cell or blank is written out no more often than this.
const MOST_REPEATED: usize = 50;

/// Reads a document.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Block>, Unread> {
    let mut archive = Archive::open(bytes, limits)?;
    let manifest = archive.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Unread::Encrypted);
    }
    let mut blocks = Vec::new();
    // Headers and footers stand with the styles.
    for (part, place, from) in [("styles.xml", "header", "master-styles"), ("content.xml", "", "body")] {
        let Some(text) = archive.text(part)? else {
            if place.is_empty() {
                return Err(Unread::Broken);
            }
            continue;
        };
        let mut walk = Walk { out: Layout::new(place), from, cells_left: limits.cells, ..Walk::default() };
        xml::walk(&text, limits, |token| walk.take(token))?;
        blocks.extend(walk.out.finish());
    }
    Ok(blocks)
}

#[derive(Default)]
struct Walk {
    out: Layout,
    /// Text stands inside this element.
    from: &'static str,
    inside: bool,
    open: Vec<String>,
    tables: Vec<Vec<Vec<Vec<Row>>>>,
    /// How many recorded deletions are open.
    deleted: usize,
    cells_left: usize,
}

impl Walk {
    fn take(&mut self, token: Token) -> Result<(), Unread> {
        match token {
            Token::Open(tag) => return self.open(&tag),
            Token::Close(name) => self.close(&name),
            Token::Text(text) if self.inside && self.deleted == 0 => self.add(&text.replace(['\n', '\t'], " ")),
            Token::Text(_) => {}
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag) -> Result<(), Unread> {
        match tag.name.as_str() {
            name if name == self.from => self.inside = true,
            "tracked-changes" | "annotation" => self.deleted += 1,
            "p" | "h" => self.open.push(String::new()),
            "tab" => self.add("\t"),
            "s" => {
                let count = tag.get("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                self.add(&" ".repeat(usize::min(count, MOST_REPEATED)));
            }
            "line-break" => self.add("\n"),
            "table" if self.inside => self.tables.push(Vec::new()),
            "table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.push(Vec::new());
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.cells_left = self.cells_left.checked_sub(1).ok_or(Unread::TooLarge)?;
                if let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) {
                    row.push(Vec::new());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            _ if name == self.from => self.inside = false,
            "tracked-changes" | "annotation" => self.deleted = self.deleted.saturating_sub(1),
            "p" | "h" => {
                let text = self.open.pop().unwrap_or_default();
                if !self.inside || self.deleted > 0 {
                    return;
                }
                match self.tables.last_mut().and_then(|table| table.last_mut()).and_then(|row| row.last_mut()) {
                    Some(cell) => cell.extend(rows(&text)),
                    None => self.out.paragraph(&text),
                }
            }
            "table" => {
                let Some(table) = self.tables.pop() else { return };
                match self.tables.last_mut().and_then(|outer| outer.last_mut()).and_then(|row| row.last_mut()) {
                    Some(cell) => cell.extend(table.into_iter().flat_map(html::table_row)),
                    None => self.out.table(table),
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
