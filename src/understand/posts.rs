//! The posts of the people in a text: from the words beside the name, a labelled line, the next line or the next sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    cues::pattern,
    job,
    label::{self, Label},
    page::Para,
    people,
    roster::{Mention, Person, Roster},
};
use crate::domain::Found;

/// The posts of the people named in a paragraph, from the words after or before the name, a labelled line, or the next line.
pub(super) fn posts(roster: &mut Roster, index: usize, para: &Para, next: Option<&Para>) {
    let columns = label::labels(para);
    if let Some(column) = columns.iter().find(|column| column.label == Label::Job || column.label == Label::Title) {
        let value = para.text.get(column.value.clone()).unwrap_or("");
        let loose = job::labelled(value);
        if !label::is_blank(value) && people::title_of(value).is_none() {
            roster.job = Some(Found::new(
                loose.to_owned(),
                para.place(column.value.start, column.value.start + loose.len()),
                "a labelled line",
            ));
        }
        if let (Label::Title, Some(title)) = (column.label, people::title_of(value)) {
            let person = nearest(roster, index).and_then(|nearest| roster.people.get_mut(nearest));
            person.into_iter().for_each(|person| person.name.title = person.name.title.or(Some(title)));
        }
        let title_only = column.label == Label::Title && people::title_of(value).is_some();
        let owner = roster
            .people
            .iter()
            .position(|person| {
                person.mentions.iter().any(|mention| mention.para <= index) && person.label != Some(Label::Other)
            })
            .and_then(|_| nearest(roster, index));
        let is_post = people::has_post_word(value) || value.split_whitespace().count() <= 5;
        if let (Some(owner), false, false) =
            (owner.and_then(|owner| roster.people.get_mut(owner)), label::is_blank(value) || !is_post, title_only)
        {
            let cut = job::labelled(value);
            let start = column.value.start;
            owner.job = Some(Found::new(cut.to_owned(), para.place(start, start + cut.len()), "a labelled line"));
        }
        return;
    }
    for person in &mut roster.people {
        for mention in person.mentions.iter().filter(|mention| mention.para == index) {
            if person.job.is_some() {
                break;
            }
            person.job = beside(para, mention, next);
        }
    }
    pronoun_post(roster, index, para);
}

/// The person whose record a labelled line of this paragraph belongs to: the last one named at or before it, else the first after it.
fn nearest(roster: &Roster, index: usize) -> Option<usize> {
    let start = |person: &Person| person.mentions.first().map_or(usize::MAX, |mention| mention.para);
    let people = || roster.people.iter().enumerate().filter(|(_, person)| person.label != Some(Label::Other));
    people()
        .filter(|(_, person)| start(person) <= index)
        .max_by_key(|(_, person)| start(person))
        .or_else(|| people().min_by_key(|(_, person)| start(person)))
        .map(|(position, _)| position)
}

fn beside(para: &Para, mention: &Mention, next: Option<&Para>) -> Option<Found<String>> {
    let in_row = if para.cells.len() > 2 { in_cells(para, mention) } else { None };
    if in_row.is_some() {
        return in_row;
    }
    let rest = para.text.get(mention.range.end..)?;
    let rest_free = strip_letters(rest);
    let shift = mention.range.end + (rest.len() - rest_free.len());
    if let Some(range) = job::leading(rest_free) {
        let text = rest_free.get(range.clone())?.to_owned();
        return Some(Found::new(text, para.place(shift + range.start, shift + range.end), "the words after the name"));
    }
    let head = para.text.get(..mention.range.start)?;
    if let Some(range) = job::trailing(head) {
        return Some(Found::new(
            head.get(range.clone())?.to_owned(),
            para.place(range.start, range.end),
            "the words before the name",
        ));
    }
    let ends = rest_free.trim().trim_matches([',', '.', ')', '(']).is_empty();
    let next = next.filter(|next| {
        ends && !next.text.contains('@') && next.text.chars().count() <= 100 && label::labels(next).is_empty()
    })?;
    let range = job::leading(&next.text)?;
    (range.start == 0 || next.text.starts_with('(')).then(|| {
        Found::new(
            next.text.get(range.clone()).unwrap_or("").to_owned(),
            next.place(range.start, range.end),
            "the line under the name",
        )
    })
}

/// In a row of a table the post has a cell of its own.
fn in_cells(para: &Para, mention: &Mention) -> Option<Found<String>> {
    let mut from = 0;
    for cell in &para.cells {
        let start = para.text.get(from..)?.find(cell.as_str()).map(|at| from + at)?;
        let end = start + cell.len();
        from = end;
        let other = end <= mention.range.start || start >= mention.range.end;
        if let Some(range) = job::leading(cell).filter(|range| other && range.start == 0) {
            let text = cell.get(range.clone())?.to_owned();
            return Some(Found::new(text, para.place(start, start + range.end), "a cell of the row"));
        }
    }
    None
}

/// Skips degrees after a name: ` BSc MSc CSci,`.
fn strip_letters(text: &str) -> &str {
    static ONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^[ ,]+\(?(?P<word>[A-Z][a-zA-Z]*[A-Z][A-Za-z]*|BSc|MSc|PhD|Hons|MD)\.?(?:\([A-Za-z ]+\))?\)?")
    });
    let mut rest = text;
    while let Some(found) = ONE.captures(rest) {
        let word = found.name("word").map_or("", |word| word.as_str());
        let shout = word.chars().all(char::is_uppercase);
        let long = shout && word.len() > 5 && !super::name::is_letters(word);
        if long || people::has_post_word(word) {
            break;
        }
        rest = found.get(0).and_then(|whole| rest.get(whole.end()..)).unwrap_or("");
    }
    rest
}

/// `He is our Consultant Biochemist`: the post of the person named before it.
fn pronoun_post(roster: &mut Roster, index: usize, para: &Para) {
    static POST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:he|she|whose (?:post|job|role)|(?:his|her|day|'s|’s) (?:day )?(?:job|post|role|title|job title))(?:'s| is|’s)(?: currently| presently| also)? (?:that of |as )?(?:our |the |a |an )?",
        )
    });
    for found in POST.find_iter(&para.text) {
        let Some(range) = para.text.get(found.end()..).and_then(job::leading) else { continue };
        let owner = roster.people.iter_mut().rev().find(|person| {
            person.mentions.first().is_some_and(|mention| {
                mention.para < index || mention.para == index && mention.range.start < found.start()
            }) && person.label != Some(Label::Other)
        });
        if let Some(person) = owner.filter(|person| person.job.is_none()) {
            let (start, end) = (found.end() + range.start, found.end() + range.end);
            person.job = para
                .text
                .get(start..end)
                .map(|text| Found::new(text.to_owned(), para.place(start, end), "the sentence about them"));
        }
    }
}
