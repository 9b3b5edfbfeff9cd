//! CSV text in, records with their true line numbers out (RFC 4180, with semicolons and tabs as Excel writes them too).

use super::BadRow;

/// The records of a file.
pub(super) struct Table {
    /// Every record that is not blank.
    pub records: Vec<Record>,
    /// The record in which a quotation mark opens and never closes; it and all after it are lost.
    pub unclosed: Option<BadRow>,
}

/// One record.
pub(super) struct Record {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    /// Its cells without the spaces around them.
    pub cells: Vec<String>,
}

impl Record {
    /// The text of a cell; none if it is empty or absent.
    pub(super) fn cell(&self, index: usize) -> Option<&str> {
        self.cells.get(index).map(String::as_str).filter(|cell| !cell.is_empty())
    }
}

/// A last record that only an unclosed quotation mark can swallow.
const END: &str = "\u{1}end";

/// Splits a text into records.
pub(super) fn read(text: &str) -> Table {
    let marked = format!("{text}\n{END}\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(marked.as_bytes());
    let mut lines = Lines { text: &marked, byte: 0, line: 1 };
    let mut records: Vec<Record> = Vec::new();
    // Text in UTF-8 and any number of cells: the reader has nothing left to complain of.
    for record in reader.records().map_while(Result::ok) {
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_of(usize::try_from(start).unwrap_or(usize::MAX));
        records.push(Record { line, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    let last = records.pop();
    let unclosed = last.filter(|record| record.cells != [END]).map(|record| BadRow {
        line: record.line,
        what: "a quotation mark opens in this row and never closes, so that this row and all after it run together"
            .to_owned(),
        instead: "close it, or take it out".to_owned(),
    });
    records.retain(|record| record.cells.iter().any(|cell| !cell.is_empty()));
    Table { records, unclosed }
}

/// What separates the cells: whichever of comma, semicolon and tab is the most frequent at the start.
fn delimiter(text: &str) -> u8 {
    let start: Vec<u8> = text.lines().filter(|line| !line.trim().is_empty()).take(5).flat_map(str::bytes).collect();
    let count = |mark: &u8| start.iter().filter(|byte| *byte == mark).count();
    [b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Counts lines while records are read from the front.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record that begins at or, after line ends that belong to none, behind this byte.
    fn line_of(&mut self, byte: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let passed = |at: usize| bytes.get(at).copied();
        while self.byte < byte || matches!(passed(self.byte), Some(b'\r' | b'\n')) {
            match passed(self.byte) {
                Some(b'\n') => self.line += 1,
                // A lone carriage return ends a line too, as old Excel for Mac writes it.
                Some(b'\r') if passed(self.byte + 1) != Some(b'\n') => self.line += 1,
                Some(_) => {}
                None => break,
            }
            self.byte += 1;
        }
        self.line
    }
}
