//! A Word document in, its paragraphs and tables out: headers, text boxes, content controls, footnotes and footers too.
//! Deleted text, placeholders that nobody filled in and the second copy of a text box are left out.

use super::{
    Block, Limits, Unread,
    archive::Archive,
    page,
    xml::{self, Tag, Token},
};
use crate::message::{body::Row, html};

/// Reads a document.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Block>, Unread> {
    let mut archive = Archive::open(bytes, limits)?;
    let names = archive.names();
    let others = |stem: &str| {
        let mut own: Vec<&String> =
            names.iter().filter(|name| name.starts_with(&format!("word/{stem}")) && name.ends_with(".xml")).collect();
        own.sort();
        own.into_iter().take(10).cloned().collect::<Vec<_>>()
    };
    let (headers, notes, footers) = (others("header"), others("footnotes"), others("footer"));
    let main = archive.text("word/document.xml")?.ok_or(Unread::Broken)?;
    let mut blocks = Vec::new();
    for (part, place) in headers.iter().map(|part| (part, "header")) {
        blocks.extend(part_of(&mut archive, part, place, limits)?);
    }
    blocks.extend(walked(&main, "", limits)?);
    for (part, place) in notes.iter().map(|part| (part, "footnotes")).chain(footers.iter().map(|part| (part, "footer")))
    {
        blocks.extend(part_of(&mut archive, part, place, limits)?);
    }
    Ok(blocks)
}

fn part_of(archive: &mut Archive<'_>, part: &str, place: &str, limits: &Limits) -> Result<Vec<Block>, Unread> {
    archive.text(part)?.map_or_else(|| Ok(Vec::new()), |text| walked(&text, place, limits))
}

fn walked(text: &str, place: &str, limits: &Limits) -> Result<Vec<Block>, Unread> {
    let mut walk = Walk { out: Layout::new(place), cells_left: limits.cells, ..Walk::default() };
    xml::walk(text, limits, |token| walk.take(token))?;
    Ok(walk.out.finish())
}

/// The blocks of a part as they grow: paragraphs and tables in turn.
#[derive(Default)]
pub(super) struct Layout {
    place: String,
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
}

impl Layout {
    /// Nothing yet.
    pub(super) fn new(place: &str) -> Self {
        Self { place: place.to_owned(), ..Self::default() }
    }

    /// The next paragraph. An empty line after it keeps it apart from the next.
    pub(super) fn paragraph(&mut self, text: &str) {
        for text in text.split('\n') {
            self.paragraphs += 1;
            let lines = [page::line(self.paragraphs, text), page::line(self.paragraphs, "")];
            match self.blocks.last_mut() {
                Some(last) if last.place == self.place => last.lines.extend(lines),
                _ => self.blocks.push(Block { place: self.place.clone(), column: 0, lines: lines.into() }),
            }
        }
    }

    /// A table, as rows of cells, each with its paragraphs.
    pub(super) fn table(&mut self, rows: Vec<Vec<Vec<Row>>>) {
        self.tables += 1;
        let name = format!("table {}", self.tables);
        let place = if self.place.is_empty() { name } else { format!("{} {name}", self.place) };
        let mut block = Block { place, ..Block::default() };
        for (number, cells) in (1..).zip(rows) {
            for row in html::table_row(cells) {
                if row.cells.is_empty() {
                    block.lines.extend([page::line(number, &row.text), page::line(number, "")]);
                } else {
                    block.lines.push(page::row(number, row.cells));
                }
            }
        }
        self.blocks.push(block);
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<Block> {
        self.blocks
    }
}

/// A table that is open.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Vec<Row>>>,
}

#[derive(Default)]
struct Walk {
    out: Layout,
    /// Paragraphs that are open: a text box stands inside one.
    open: Vec<String>,
    tables: Vec<Table>,
    in_text: bool,
    /// The name of an element whose content is left out, and how many of it are open.
    skipped: Option<(String, usize)>,
    /// Content controls that are open, and whether they show a placeholder.
    controls: Vec<bool>,
    cells_left: usize,
}

impl Walk {
    fn take(&mut self, token: Token) -> Result<(), Unread> {
        if let Some((name, depth)) = &mut self.skipped {
            match token {
                Token::Open(tag) if tag.name == *name => *depth += 1,
                Token::Close(closed) if closed == *name => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.skipped = None;
            }
            return Ok(());
        }
        match token {
            Token::Open(tag) => self.open(&tag),
            Token::Close(name) => {
                self.close(&name);
                Ok(())
            }
            Token::Text(text) => {
                if self.in_text && !self.controls.contains(&true) {
                    self.add(&text);
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, tag: &Tag) -> Result<(), Unread> {
        match tag.name.as_str() {
            "p" => self.open.push(String::new()),
            "t" => self.in_text = true,
            "tab" | "ptab" if !self.open.is_empty() => self.add("\t"),
            "br" | "cr" => self.add("\n"),
            "noBreakHyphen" => self.add("-"),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                self.cells_left = self.cells_left.checked_sub(1).ok_or(Unread::TooLarge)?;
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(Vec::new());
                }
            }
            "sdt" => self.controls.push(false),
            "showingPlcHdr" if tag.get("val").is_none_or(|value| value != "0" && value != "false") => {
                if let Some(control) = self.controls.last_mut() {
                    *control = true;
                }
            }
            // A tab stop's definition, what was deleted or moved away, and the copy of a drawing for old programs.
            "tabs" | "del" | "moveFrom" | "Fallback" => self.skipped = Some((tag.name.clone(), 1)),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                let text = self.open.pop().unwrap_or_default();
                self.paragraph(&text);
            }
            "t" => self.in_text = false,
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.table(table);
                }
            }
            "sdt" => {
                self.controls.pop();
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }

    /// A paragraph is done: it belongs to the cell that is open, or stands by itself.
    fn paragraph(&mut self, text: &str) {
        match self.tables.last_mut().and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut()) {
            Some(cell) => cell.extend(rows(text)),
            None => self.out.paragraph(text),
        }
    }

    /// A table is done. One inside another is laid out in the cell, row by row.
    fn table(&mut self, table: Table) {
        match self.tables.last_mut().and_then(|outer| outer.rows.last_mut()).and_then(|row| row.last_mut()) {
            Some(cell) => cell.extend(table.rows.into_iter().flat_map(html::table_row)),
            None => self.out.table(table.rows),
        }
    }
}

/// The lines of a paragraph in a cell.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Row> {
    text.split('\n').map(|text| Row { text: text.trim().replace('\t', " "), ..Row::default() })
}
