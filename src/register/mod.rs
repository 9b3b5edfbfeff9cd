//! A register file in (ODS etr.csv or the team's own CSV), rows of trusts out. Pure.
//!
//! text.rs turns bytes into text, table.rs text into records with true line numbers, ods.rs and team.rs records into
//! rows. An absent column and an empty cell are both `None`: whoever stores a row leaves alone what it does not say.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::OdsCode;
use crate::domain::trust::TrustUpdate;

mod cells;
mod ods;
mod table;
mod team;
#[cfg(test)]
mod tests;
mod text;

pub use text::Encoding;

/// Which kind of file it is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `etr.csv` as the Organisation Data Service publishes it: no header, one trust a row, open and closed alike.
    Ods,
    /// The team's own, with a header.
    Team,
}

/// What a register file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterFile {
    /// Which kind of file it is.
    pub kind: Kind,
    /// How its text was encoded.
    pub encoding: Encoding,
    /// The trusts, in the order of the file, each code once.
    pub rows: Vec<Row>,
    /// What could not be taken; a row with any fault is not in `rows`.
    pub bad: Vec<BadRow>,
    /// Rows that are sound but not for this register.
    pub left_out: LeftOut,
    /// What is worth knowing.
    pub notes: Vec<Note>,
}

/// What a file says of one trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// The trust: domains are lower case, each once, never an empty list; a contact that says nothing is not there.
    pub trust: TrustUpdate,
}

/// A fault of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which the row begins, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub instead: String,
}

/// How many sound rows were left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Closed before the day in question.
    pub closed: usize,
    /// Opened after it.
    pub not_yet_open: usize,
    /// Welsh: the letter goes to England's trusts.
    pub welsh: usize,
}

impl LeftOut {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.closed + self.not_yet_open + self.welsh
    }
}

/// Something worth knowing about a file that can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The line, if it is about one.
    pub line: Option<u64>,
    /// A sentence without a full stop.
    pub words: String,
}

/// Why a file is not a register at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// No row in it.
    #[error("the register file is empty; give ODS etr.csv or a CSV with a header such as ods_code,name,region,domains")]
    Empty,
    /// A ZIP archive or a workbook.
    #[error("the register file is a {0}, not CSV; {1}")]
    Packed(&'static str, &'static str),
    /// Bytes that no text has.
    #[error("the register file is not text; give ODS etr.csv or a CSV with a header")]
    NotText,
    /// Neither kind.
    #[error(
        "this is not a register: no row has the 27 columns of ODS etr.csv and no header names a column ods_code \
         (it begins with `{0}`)"
    )]
    Unknown(String),
    /// A header with two columns of the same meaning.
    #[error("line {line}: the columns `{first}` and `{second}` mean the same; keep one of them")]
    ColumnTwice {
        /// The header's line.
        line: u64,
        /// One.
        first: String,
        /// The other.
        second: String,
    },
}

/// Reads a register file of either kind. Trusts that were not open on the day `as_at` are left out.
///
/// # Errors
/// When the bytes are no register. Faults of single rows are in [`RegisterFile::bad`].
pub fn read(bytes: &[u8], as_at: Date) -> Result<RegisterFile, RegisterError> {
    let (text, encoding) = text::decode(bytes)?;
    let table = table::read(&text);
    let mut file = if let Some(header) = team::header(&table) {
        team::read(&table, header?, encoding)
    } else if ods::recognises(&table) {
        ods::read(&table, encoding)
    } else {
        let first = table.records.first().ok_or(RegisterError::Empty)?;
        return Err(RegisterError::Unknown(first.cells.join(",").chars().take(60).collect()));
    };
    file.bad.extend(table.unclosed);
    file.leave_out_closed(as_at);
    file.refuse_second_rows();
    file.note_shared_domains();
    file.note_encoding();
    file.bad.sort_by_key(|bad| bad.line);
    Ok(file)
}

impl RegisterFile {
    fn new(kind: Kind, encoding: Encoding) -> Self {
        Self { kind, encoding, rows: Vec::new(), bad: Vec::new(), left_out: LeftOut::default(), notes: Vec::new() }
    }

    fn leave_out_closed(&mut self, as_at: Date) {
        let left_out = &mut self.left_out;
        self.rows.retain(|row| {
            let closed = row.trust.closed.is_some_and(|close| close < as_at);
            let not_yet_open = row.trust.opened.is_some_and(|open| open > as_at);
            left_out.closed += usize::from(closed);
            left_out.not_yet_open += usize::from(not_yet_open && !closed);
            !closed && !not_yet_open
        });
    }

    fn refuse_second_rows(&mut self) {
        let mut seen: HashMap<OdsCode, u64> = HashMap::new();
        let bad = &mut self.bad;
        self.rows.retain(|row| match seen.get(&row.trust.ods_code) {
            Some(first) => {
                bad.push(BadRow {
                    line: row.line,
                    what: format!("{} stands on line {first} already", row.trust.ods_code),
                    instead: "keep one of the two rows".to_owned(),
                });
                false
            }
            None => {
                seen.insert(row.trust.ods_code.clone(), row.line);
                true
            }
        });
    }

    fn note_shared_domains(&mut self) {
        let mut owners: HashMap<&str, &OdsCode> = HashMap::new();
        for row in &self.rows {
            for domain in row.trust.domains.iter().flatten() {
                if let Some(owner) = owners.insert(domain, &row.trust.ods_code) {
                    self.notes.push(Note {
                        line: Some(row.line),
                        words: format!(
                            "{domain} belongs to {owner} and {}, so mail from it does not tell which of them wrote",
                            row.trust.ods_code
                        ),
                    });
                }
            }
        }
    }

    fn note_encoding(&mut self) {
        if self.encoding == Encoding::Windows1252 {
            let words = "the file is not UTF-8 and was read as windows-1252; look at names with accents".to_owned();
            self.notes.push(Note { line: None, words });
        }
    }
}
