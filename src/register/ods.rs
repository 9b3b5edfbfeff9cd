//! Records of ODS `etr.csv` in, rows out. The file has no header and the 27 columns that most files of the Organisation
//! Data Service share: 1 organisation code, 2 name, 3 national grouping, 4 high level health
//! geography, 5 to 9 address, 10 postcode, 11 open date, 12 close date, 13 to 17 status, type and parent
//! (empty here), 18 telephone number, 19 to 21 empty, 22 amended record indicator, 23 empty, 24 government office region,
//! 25 to 27 empty.

use std::collections::BTreeSet;

use super::cells::Findings;
use super::table::{Record, Table};
use super::{Encoding, Kind, Note, RegisterFile, Row};
use crate::domain::OdsCode;
use crate::domain::trust::TrustUpdate;

/// Places of the columns we read, counted from 0.
const CODE: usize = 0;
const NAME: usize = 1;
const GROUPING: usize = 2;
const OPEN: usize = 10;
const CLOSE: usize = 11;
const REGION: usize = 23;
const COLUMNS: usize = 27;

/// Whether the file looks like ODS's: many columns, a code in the first and a date in the eleventh, in any of the first
/// rows (the very first may be the damaged one).
pub(super) fn recognises(table: &Table) -> bool {
    table.records.iter().take(5).any(|record| {
        let date = |cell: &str| cell.len() == 8 && cell.bytes().all(|b| b.is_ascii_digit());
        record.cells.len() > CLOSE
            && record.cell(CODE).is_some_and(|code| OdsCode::parse(code).is_ok())
            && record.cell(OPEN).is_some_and(date)
    })
}

/// Reads every record.
pub(super) fn read(table: &Table, encoding: Encoding) -> RegisterFile {
    let mut file = RegisterFile::new(Kind::Ods, encoding);
    let mut unknown_groupings = BTreeSet::new();
    for record in &table.records {
        if is_welsh(record) {
            file.left_out.welsh += 1;
            continue;
        }
        let mut findings = Findings::at(record.line);
        let row = row(record, &mut findings);
        if let Some(grouping) = record.cell(GROUPING).filter(|grouping| region(grouping).is_none()) {
            unknown_groupings.insert(grouping.to_owned());
        }
        file.rows.extend(row.filter(|_| findings.bad.is_empty()));
        file.bad.append(&mut findings.bad);
        file.notes.append(&mut findings.notes);
    }
    file.notes.extend(unknown_groupings.into_iter().take(10).map(|grouping| Note {
        line: None,
        words: format!("the national grouping {grouping} is not known here, so its trusts got no region"),
    }));
    file
}

fn row(record: &Record, findings: &mut Findings) -> Option<Row> {
    if record.cells.len() != COLUMNS {
        let what = format!("the row has {} columns where etr.csv has {COLUMNS}", record.cells.len());
        findings.bad(what, "see whether a comma or a quotation mark is missing or too many");
        return None;
    }
    let code = findings.code(record.cell(CODE));
    let name = findings.words("name", record.cell(NAME));
    if record.cell(NAME).is_none() {
        findings.bad("the row has no name", "take the row from a fresh etr.csv");
    }
    let open = findings.date("open date", record.cell(OPEN));
    let close = findings.date("close date", record.cell(CLOSE));
    if let (Some(open), Some(close)) = (open, close)
        && close < open
    {
        findings.bad(format!("it closed ({close}) before it opened ({open})"), "see which of the dates is wrong");
    }
    let trust = TrustUpdate {
        ods_code: code?,
        name,
        region: record.cell(GROUPING).and_then(region).map(str::to_owned),
        domains: None,
        contacts: Vec::new(),
        opened: open,
        closed: close,
    };
    Some(Row { line: record.line, trust })
}

/// Local health boards have codes 7A1 to 7A7; Welsh trusts have a Welsh grouping or none, and the region W.
fn is_welsh(record: &Record) -> bool {
    record.cell(CODE).is_some_and(|code| code.to_ascii_uppercase().starts_with("7A"))
        || record.cell(GROUPING).is_some_and(|grouping| grouping.starts_with('W'))
        || record.cells.len() == COLUMNS && record.cell(REGION) == Some("W")
}

/// NHS England's regions by their national grouping code: Y54 to Y57 until March 2019, but for London those of today.
fn region(grouping: &str) -> Option<&'static str> {
    Some(match grouping {
        "Y54" => "North",
        "Y55" => "Midlands and East",
        "Y56" => "London",
        "Y57" => "South",
        "Y58" => "South West",
        "Y59" => "South East",
        "Y60" => "Midlands",
        "Y61" => "East of England",
        "Y62" => "North West",
        "Y63" => "North East and Yorkshire",
        _ => return None,
    })
}
