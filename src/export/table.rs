//! The register as columns and cells: one row a trust, or one row a person (and one for each trust that names nobody).

use jiff::Timestamp;
use jiff::civil::Date;

use super::guard::{dialled, one_line};
use super::{Answered, Entry, Register, role_words};
use crate::domain::Role;
use crate::domain::calendar::in_london;
use crate::domain::nomination::Person;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Text, on one line.
    Text(String),
    /// A number.
    Number(i64),
    /// A day.
    Day(Date),
    /// Nothing.
    Nothing,
}

impl Cell {
    fn text(text: impl AsRef<str>) -> Self {
        match one_line(text.as_ref()) {
            line if line.is_empty() => Self::Nothing,
            line => Self::Text(line),
        }
    }

    fn text_of(text: Option<impl AsRef<str>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    fn day_of(moment: Option<Timestamp>) -> Self {
        moment.map_or(Self::Nothing, |moment| Self::Day(in_london(moment).date()))
    }
}

/// Columns and rows of the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name on the tab of a sheet.
    pub name: &'static str,
    /// What stands above each column.
    pub columns: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

const TRUST: [&str; 4] = ["ODS code", "Trust", "Region", "State"];
const PROVENANCE: [&str; 5] = ["Will answer by", "Answered on", "Recorded on", "Recorded by", "Message"];

/// One row a trust.
pub(super) fn trusts(register: &Register) -> Table {
    let own = ["Lead", "Job title", "Email", "Telephone", "Deputies"];
    let row = |entry: &Entry| {
        let lead = entry.people().find(|person| person.role == Role::Lead);
        let deputies: Vec<String> =
            entry.people().filter(|person| person.role == Role::Deputy).map(in_one_line).collect();
        let own = [
            Cell::text_of(lead.map(Person::addressed)),
            Cell::text_of(lead.and_then(|lead| lead.job_title.as_ref())),
            Cell::text_of(lead.and_then(|lead| lead.email.as_ref()).map(ToString::to_string)),
            Cell::text_of(lead.map(telephones)),
            Cell::text(deputies.join("; ")),
        ];
        trust(entry).into_iter().chain(own).chain(provenance(entry.answer.as_ref())).collect()
    };
    Table {
        name: "Trusts",
        columns: TRUST.into_iter().chain(own).chain(PROVENANCE).collect(),
        rows: register.entries.iter().map(row).collect(),
    }
}

/// One row a person, and one for each trust that names nobody.
pub(super) fn people(register: &Register) -> Table {
    let own = ["Role", "Title", "Name", "Job title", "Email", "Telephone"];
    let row = |entry: &Entry, person: Option<&Person>| -> Vec<Cell> {
        let own = match person {
            None => [const { Cell::Nothing }; 6],
            Some(person) => [
                Cell::text(role_words(person.role)),
                Cell::text_of(person.title.map(|title| title.to_string())),
                Cell::text(&person.name),
                Cell::text_of(person.job_title.as_ref()),
                Cell::text_of(person.email.as_ref().map(ToString::to_string)),
                Cell::text(telephones(person)),
            ],
        };
        trust(entry).into_iter().chain(own).chain(provenance(entry.answer.as_ref())).collect()
    };
    let mut rows = Vec::new();
    for entry in &register.entries {
        let before = rows.len();
        rows.extend(entry.people().map(|person| row(entry, Some(person))));
        if rows.len() == before {
            rows.push(row(entry, None));
        }
    }
    Table { name: "People", columns: TRUST.into_iter().chain(own).chain(PROVENANCE).collect(), rows }
}

fn trust(entry: &Entry) -> [Cell; 4] {
    [
        Cell::text(entry.ods_code.as_str()),
        Cell::text(&entry.trust_name),
        Cell::text_of(entry.region.as_ref()),
        Cell::text(entry.state.words()),
    ]
}

fn provenance(answer: Option<&Answered>) -> [Cell; 5] {
    [
        answer.and_then(|answer| answer.until).map_or(Cell::Nothing, Cell::Day),
        Cell::day_of(answer.map(|answer| answer.said)),
        Cell::day_of(answer.map(|answer| answer.recorded)),
        Cell::text_of(answer.map(|answer| &answer.decided_by)),
        answer.and_then(|answer| answer.message).map_or(Cell::Nothing, |message| Cell::Number(message.0)),
    ]
}

/// Every line of a person: `0113 496 0123 ext 451, 07700 900123`.
fn telephones(person: &Person) -> String {
    person.phones.iter().map(dialled).collect::<Vec<_>>().join(", ")
}

/// `Mr Tom Ellwood, Principal Clinical Scientist, tom.ellwood@leedsth.nhs.uk, 0113 496 0177`.
fn in_one_line(person: &Person) -> String {
    let parts = [
        Some(person.addressed()),
        person.job_title.clone(),
        person.email.as_ref().map(ToString::to_string),
        Some(telephones(person)).filter(|telephones| !telephones.is_empty()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
