//! Paragraphs in, the names that stand in two parts of them out: surname and forename in columns or on lines of their own.

use std::ops::Range;

use super::{
    fold::letters,
    label::{self, Label},
    page::Para,
    people::{self, Name, NameHit, Sure},
    roster::{self, Roster},
};

/// Puts the names together and into the roster, in place of their parts.
pub(super) fn assemble(roster: &mut Roster, all: &[(usize, &Para)]) {
    rows(roster, all);
    records(roster, all);
}

/// A row with a surname in one column and a forename in another is one name.
fn rows(roster: &mut Roster, all: &[(usize, &Para)]) {
    for (index, para) in all.iter().filter(|(_, para)| !para.heads.is_empty()) {
        let value = |label: Label| {
            let column = para.labels().iter().find(|column| column.label == label)?;
            let value = para.text.get(column.value.clone())?.trim();
            (!label::is_blank(value)).then(|| (value.to_owned(), column.value.clone()))
        };
        let (Some((family, range)), Some((given, _))) = (value(Label::Surname), value(Label::Forename)) else {
            continue;
        };
        let (given, family) = (unbroken(&given), unbroken(&family));
        let natural = |text: &str| text.split_whitespace().map(people::natural).collect::<Vec<_>>();
        let title = value(Label::Title).and_then(|(title, _)| people::title_of(&title));
        let name = Name { title, given: natural(&given), family: natural(&family).join(" ") };
        let whole = letters(&name.full());
        roster.people.retain(|person| {
            let elsewhere = person.mentions.iter().any(|mention| mention.para != *index);
            let part = whole.contains(&letters(&person.name.full())) || person.name.has_the_words_of(&name);
            elsewhere || !part
        });
        let hit = NameHit { range, name, sure: Sure::Certain };
        let known = roster::Known { sender: None, address: None, book: &[], myself: false };
        roster::add(roster, *index, para, hit, Some(Label::Name), known);
    }
}

/// A name that was broken over the lines of a cell.
fn unbroken(text: &str) -> String {
    text.replace("- / ", "-").replace(" / ", " ")
}

/// `Surname: OYELARAN`, `Forename: Babatunde`, `Title: Mr` in one record.
fn records(roster: &mut Roster, all: &[(usize, &Para)]) {
    let mut given: Option<String> = None;
    let mut family: Option<(String, usize, Range<usize>)> = None;
    let mut title = None;
    for (index, para) in all {
        for column in para.labels().iter().filter(|_| para.heads.is_empty()) {
            let Some(value) =
                para.text.get(column.value.clone()).map(str::trim).filter(|value| !label::is_blank(value))
            else {
                continue;
            };
            match column.label {
                Label::Surname => family = Some((value.to_owned(), *index, column.value.clone())),
                Label::Forename => given = Some(value.to_owned()),
                Label::Title => title = people::title_of(value).or(title),
                _ => {}
            }
        }
    }
    let (Some(given), Some((family, index, range))) = (given, family) else {
        let mut records = roster.people.iter_mut().filter(|person| person.label == Some(Label::Name));
        if let (Some(person), None) = (records.next(), records.next()) {
            person.name.title = person.name.title.or(title);
        }
        return;
    };
    let (given, family) = (unbroken(&given), unbroken(&family));
    let natural = |text: &str| text.split_whitespace().map(people::natural).collect::<Vec<_>>();
    let name = Name { title, given: natural(&given), family: natural(&family).join(" ") };
    let whole = letters(&name.full());
    roster.people.retain(|person| {
        !(whole.contains(&letters(&person.name.full()))
            && person.mentions.iter().all(|mention| {
                mention.para == index || person.name.family.is_empty() || whole.contains(&letters(&person.name.family))
            }))
    });
    if let Some((_, para)) = all.iter().find(|(own, _)| *own == index) {
        let hit = NameHit { range, name, sure: Sure::Certain };
        roster::add(
            roster,
            index,
            para,
            hit,
            Some(Label::Name),
            roster::Known { sender: None, address: None, book: &[], myself: false },
        );
    }
}
