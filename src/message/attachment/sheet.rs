//! An Excel workbook in, a block for each visible sheet out, row by row. Formulas count as the values they last had.

use std::collections::{BTreeMap, HashMap};

use super::{
    Block, Limits, Unread,
    archive::Archive,
    page,
    xml::{self, Tag, Token},
};

/// Wider rows are cut.
const MOST_COLUMNS: u32 = 100;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Block>, Unread> {
    let mut archive = Archive::open(bytes, limits)?;
    let book = archive.text("xl/workbook.xml")?.ok_or(Unread::Broken)?;
    let links = archive.text("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let shared = match archive.text("xl/sharedStrings.xml")? {
        Some(text) => strings(&text, limits)?,
        None => Vec::new(),
    };
    let links = targets(&links, limits)?;
    let mut blocks = Vec::new();
    let mut left = limits.cells;
    for (name, link) in sheets(&book, limits)? {
        let Some(target) = links.get(&link) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let Some(text) = archive.text(&path)? else { continue };
        blocks.push(sheet(&name, &text, &shared, limits, &mut left)?);
    }
    Ok(blocks)
}

/// The sheets that a reader sees: name and the id of the link.
fn sheets(book: &str, limits: &Limits) -> Result<Vec<(String, String)>, Unread> {
    let mut out = Vec::new();
    xml::walk(book, limits, |token| {
        if let Token::Open(tag) = token
            && tag.name == "sheet"
            && tag.get("state").is_none_or(|state| state == "visible")
        {
            out.push((tag.get("name").unwrap_or_default().to_owned(), tag.get("id").unwrap_or_default().to_owned()));
        }
        Ok(())
    })?;
    Ok(out)
}

/// Where links lead within the archive.
fn targets(links: &str, limits: &Limits) -> Result<HashMap<String, String>, Unread> {
    let mut out = HashMap::new();
    xml::walk(links, limits, |token| {
        if let Token::Open(tag) = token
            && let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target"))
            && tag.get("TargetMode").is_none_or(|mode| mode != "External")
        {
            out.insert(id.to_owned(), target.to_owned());
        }
        Ok(())
    })?;
    Ok(out)
}

/// The texts that cells share.
fn strings(text: &str, limits: &Limits) -> Result<Vec<String>, Unread> {
    let mut out: Vec<String> = Vec::new();
    let (mut in_text, mut phonetic) = (false, false);
    xml::walk(text, limits, |token| {
        match token {
            Token::Open(tag) => match tag.name.as_str() {
                "si" => out.push(String::new()),
                "t" => in_text = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Token::Close(name) => match name.as_str() {
                "t" => in_text = false,
                "rPh" => phonetic = false,
                _ => {}
            },
            Token::Text(text) if in_text && !phonetic => {
                if let Some(last) = out.last_mut() {
                    last.push_str(&text);
                }
            }
            Token::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(out)
}

/// A sheet as it is read.
struct Walk<'a> {
    shared: &'a [String],
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// The cell that is open: row, column and type.
    at: (u32, u32),
    kind: String,
    value: String,
    taking: bool,
    merged: Vec<[(u32, u32); 2]>,
    left: &'a mut usize,
}

fn sheet(name: &str, text: &str, shared: &[String], limits: &Limits, left: &mut usize) -> Result<Block, Unread> {
    let mut walk = Walk {
        shared,
        rows: BTreeMap::new(),
        at: (0, 0),
        kind: String::new(),
        value: String::new(),
        taking: false,
        merged: Vec::new(),
        left,
    };
    xml::walk(text, limits, |token| walk.take(token))?;
    walk.fill_merged();
    Ok(walk.block(name))
}

impl Walk<'_> {
    fn take(&mut self, token: Token) -> Result<(), Unread> {
        match token {
            Token::Open(tag) => self.open(&tag),
            Token::Close(name) => match name.as_str() {
                "v" | "t" => self.taking = false,
                "c" => return self.cell(),
                _ => {}
            },
            Token::Text(text) => {
                if self.taking {
                    self.value.push_str(&text);
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "row" => {
                let row = tag.get("r").and_then(|row| row.parse().ok()).unwrap_or(self.at.0.saturating_add(1));
                self.at = (row, 0);
            }
            "c" => {
                let next = (self.at.0, self.at.1.saturating_add(1));
                self.at = tag.get("r").and_then(reference).unwrap_or(next);
                self.kind = tag.get("t").unwrap_or_default().to_owned();
                self.value.clear();
            }
            "v" | "t" => self.taking = true,
            "mergeCell" => {
                let ends = tag.get("ref").and_then(|area| area.split_once(':'));
                if let Some((from, to)) = ends
                    && let (Some(from), Some(to)) = (reference(from), reference(to))
                {
                    self.merged.push([from, to]);
                }
            }
            _ => {}
        }
    }

    fn cell(&mut self) -> Result<(), Unread> {
        let value = match self.kind.as_str() {
            "s" => {
                self.value.trim().parse().ok().and_then(|at: usize| self.shared.get(at).cloned()).unwrap_or_default()
            }
            "b" => if self.value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" => String::new(),
            _ => std::mem::take(&mut self.value),
        };
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() && (1..=MOST_COLUMNS).contains(&self.at.1) {
            *self.left = self.left.checked_sub(1).ok_or(Unread::TooLarge)?;
            self.rows.entry(self.at.0).or_default().insert(self.at.1, value);
        }
        Ok(())
    }

    /// A cell merged over several rows speaks for each of them that has anything.
    fn fill_merged(&mut self) {
        for [from, to] in self.merged.iter().take(1000) {
            let Some(value) = self.rows.get(&from.0).and_then(|row| row.get(&from.1)).cloned() else { continue };
            let below: Vec<u32> = self.rows.range(from.0..=to.0.max(from.0)).map(|(row, _)| *row).skip(1).collect();
            for row in below {
                if *self.left == 0 {
                    return;
                }
                *self.left -= 1;
                self.rows.entry(row).or_default().entry(from.1).or_insert_with(|| value.clone());
            }
        }
    }

    /// Rows of equally many cells, from the first column that anything stands in.
    fn block(self, name: &str) -> Block {
        let columns = || self.rows.values().flat_map(BTreeMap::keys).copied();
        let (first, last) = (columns().min().unwrap_or(1), columns().max().unwrap_or(1));
        let mut lines = Vec::new();
        for (number, row) in self.rows {
            let filled = row.len();
            let cells = (first..=last).map(|column| row.get(&column).cloned().unwrap_or_default());
            let line = match row.values().next() {
                // A heading over the table, or a note below it.
                Some(only) if filled == 1 => page::line(number, only),
                _ => page::row(number, cells.collect()),
            };
            lines.push(line);
        }
        Block { place: format!("sheet {name}"), column: first, lines }
    }
}

/// `B4` as row and column, counted from 1.
fn reference(text: &str) -> Option<(u32, u32)> {
    let text = text.trim_start_matches('$');
    let split = text.find(|letter: char| !letter.is_ascii_alphabetic())?;
    let (letters, digits) = text.split_at_checked(split)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    Some((digits.trim_start_matches('$').parse().ok()?, column))
}
