//! The register as CSV (RFC 4180): one row a person, CRLF at the line ends, UTF-8 with a byte order mark so that Excel reads it
//! as such. A cell that a spreadsheet would take for a formula begins with an apostrophe.

use super::Register;
use super::guard::opens_a_formula;
use super::table::{Cell, people};

/// The bytes of the file.
#[must_use]
pub fn csv(register: &Register) -> Vec<u8> {
    let table = people(register);
    let mut file = "\u{feff}".to_owned();
    line(&mut file, table.columns.iter().map(|name| (*name).to_owned()));
    for row in &table.rows {
        line(&mut file, row.iter().map(written));
    }
    file.into_bytes()
}

fn line(file: &mut String, fields: impl Iterator<Item = String>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            file.push(',');
        }
        file.push_str(&quoted(&field));
    }
    file.push_str("\r\n");
}

/// Days in the one form that is read alike everywhere: `2016-10-07`.
fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if opens_a_formula(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Nothing => String::new(),
    }
}

/// In quotes where it must be. A semicolon too: in some countries it is the comma of such files.
fn quoted(field: &str) -> String {
    if field.contains([',', ';', '"', '\r', '\n', '\t']) || field.starts_with(' ') || field.ends_with(' ') {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
