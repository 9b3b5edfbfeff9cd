//! Records of the team's own CSV in, rows out. Its columns may stand in any order, in any case, with spaces, hyphens or
//! underscores in their names.

use super::cells::Findings;
use super::table::{Record, Table};
use super::{Encoding, Kind, Note, RegisterError, RegisterFile, Row};
use crate::domain::trust::{ContactUpdate, TrustUpdate};

/// The highest number of a contact.
const MOST_CONTACTS: u8 = 9;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    Region,
    Domains,
    Open,
    Close,
    Contact(u8, Field),
}

/// What a column says of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Name,
    Email,
    Role,
}

/// The header of a file.
pub(super) struct Header {
    /// Its place among the records.
    index: usize,
    /// The meaning of each column; none if it is not known.
    columns: Vec<Option<Column>>,
    /// The names of the columns that are not known.
    unknown: Vec<String>,
    line: u64,
}

/// The header, which names a column of ODS codes; a title or two may stand above it.
pub(super) fn header(table: &Table) -> Option<Result<Header, RegisterError>> {
    let (index, record) = table
        .records
        .iter()
        .enumerate()
        .take(5)
        .find(|(_, record)| record.cells.iter().any(|cell| meaning(cell) == Some(Column::Code)))?;
    let mut header = Header { index, columns: Vec::new(), unknown: Vec::new(), line: record.line };
    for cell in &record.cells {
        let column = meaning(cell);
        let earlier = header.columns.iter().position(|other| column.is_some() && *other == column);
        if let Some(first) = earlier.and_then(|place| record.cell(place)) {
            let (first, second) = (first.to_owned(), cell.clone());
            return Some(Err(RegisterError::ColumnTwice { line: record.line, first, second }));
        }
        if column.is_none() && !cell.is_empty() {
            header.unknown.push(cell.chars().take(60).collect());
        }
        header.columns.push(column);
    }
    Some(Ok(header))
}

fn meaning(cell: &str) -> Option<Column> {
    let name: String = cell.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    if let Some(rest) = name.strip_prefix("contact") {
        let field = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let rank = match rest.strip_suffix(field) {
            Some("") | None => 1,
            Some(digits) => digits.parse().ok().filter(|rank| (1..=MOST_CONTACTS).contains(rank))?,
        };
        let field = match field {
            "name" => Field::Name,
            "email" | "emailaddress" => Field::Email,
            "role" | "jobtitle" => Field::Role,
            _ => return None,
        };
        return Some(Column::Contact(rank, field));
    }
    Some(match name.as_str() {
        "odscode" | "ods" | "code" | "organisationcode" | "orgcode" | "trustcode" => Column::Code,
        "name" | "trust" | "trustname" | "organisationname" | "orgname" => Column::Name,
        "region" | "nhsregion" => Column::Region,
        "domains" | "domain" | "emaildomains" | "emaildomain" | "maildomains" | "maildomain" => Column::Domains,
        "opendate" | "opened" => Column::Open,
        "closedate" | "closed" => Column::Close,
        _ => return None,
    })
}

/// Reads every record below the header.
pub(super) fn read(table: &Table, header: Header, encoding: Encoding) -> RegisterFile {
    let mut file = RegisterFile::new(Kind::Team, encoding);
    for record in table.records.iter().skip(header.index + 1) {
        let mut findings = Findings::at(record.line);
        let row = row(record, &header.columns, &mut findings);
        file.rows.extend(row.filter(|_| findings.bad.is_empty()));
        file.bad.append(&mut findings.bad);
        file.notes.append(&mut findings.notes);
    }
    file.notes.extend(header.unknown.into_iter().take(50).map(|name| Note {
        line: Some(header.line),
        words: format!("the column `{name}` is not known and was not read"),
    }));
    file
}

fn row(record: &Record, columns: &[Option<Column>], findings: &mut Findings) -> Option<Row> {
    let surplus = record.cells.iter().skip(columns.len()).any(|cell| !cell.is_empty());
    if record.cells.len() < columns.len() || surplus {
        let what = format!("the row has {} columns where the header has {}", record.cells.len(), columns.len());
        findings.bad(what, "put a cell with a comma in it in quotation marks, and leave no comma out");
        return None;
    }
    let cell = |column: Column| columns.iter().position(|own| *own == Some(column)).and_then(|at| record.cell(at));
    let code = findings.code(cell(Column::Code));
    let trust = TrustUpdate {
        name: findings.words("name", cell(Column::Name)),
        region: findings.words("region", cell(Column::Region)),
        domains: findings.domains(cell(Column::Domains)),
        contacts: (1..=MOST_CONTACTS).filter_map(|rank| contact(rank, &cell, findings)).collect(),
        opened: findings.date("open date", cell(Column::Open)),
        closed: findings.date("close date", cell(Column::Close)),
        ods_code: code?,
    };
    Some(Row { line: record.line, trust })
}

fn contact<'r>(rank: u8, cell: &impl Fn(Column) -> Option<&'r str>, findings: &mut Findings) -> Option<ContactUpdate> {
    let of = |field: Field| cell(Column::Contact(rank, field));
    let contact = ContactUpdate {
        rank,
        name: findings.words("contact's name", of(Field::Name)),
        email: findings.email("the contact's address", of(Field::Email)),
        role: findings.words("contact's role", of(Field::Role)),
    };
    let says_something = contact.name.is_some() || contact.email.is_some() || contact.role.is_some();
    says_something.then_some(contact)
}
