//! The posts of the people in a text: from the words beside the name, a labelled line, a cell, the next lines or the next sentence.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    cues::pattern,
    job,
    label::{self, Label},
    page::Para,
    people,
    roster::{Mention, Person, Roster},
};
use crate::domain::Found;

/// The posts of the people named in a paragraph; `below` are the paragraphs after it, as far as they stand together.
pub(super) fn posts(roster: &mut Roster, index: usize, paras: &[Para], skip: &[bool]) {
    let Some(para) = paras.get(index) else { return };
    if labelled(roster, index, para) {
        return;
    }
    let header = header_above(paras, index);
    let below: Vec<&Para> = (index + 1..index + 3)
        .take_while(|at| !skip.get(*at).copied().unwrap_or(false))
        .filter_map(|at| paras.get(at))
        .collect();
    let starts: Vec<(usize, usize)> = mentions(roster, index);
    for (position, person) in roster.people.iter_mut().enumerate() {
        if person.job.is_some() {
            continue;
        }
        let own: Vec<Mention> = person.mentions.iter().filter(|mention| mention.para == index).cloned().collect();
        let until = |mention: &Mention| {
            let next = starts.iter().filter(|(start, other)| *start >= mention.range.end && *other != position);
            next.map(|(start, _)| *start).min().unwrap_or(para.text.len())
        };
        person.job = own
            .iter()
            .find_map(|mention| cells(para, mention, header))
            .or_else(|| own.iter().find_map(|mention| beside(para, mention, until(mention), &below)))
            .or_else(|| own.iter().find_map(|mention| in_sentence(para, mention, until(mention))));
    }
    pronoun_post(roster, index, para);
}

/// Where people are named in a paragraph: offset and whose.
fn mentions(roster: &Roster, index: usize) -> Vec<(usize, usize)> {
    let people = roster.people.iter().enumerate();
    people
        .flat_map(|(position, person)| person.mentions.iter().map(move |mention| (mention, position)))
        .filter(|(mention, _)| mention.para == index)
        .map(|(mention, position)| (mention.range.start, position))
        .collect()
}

/// A post with its evidence.
fn found(para: &Para, range: Range<usize>, rule: &'static str) -> Option<Found<String>> {
    Some(Found::new(para.text.get(range.clone())?.to_owned(), para.place(range.start, range.end), rule))
}

/// `Job title: ...`: the post of the person whose record it is.
fn labelled(roster: &mut Roster, index: usize, para: &Para) -> bool {
    let columns = para.labels();
    let of = |label: Label| columns.iter().find(|column| column.label == label);
    let Some(column) = of(Label::Job).or_else(|| of(Label::Title)) else { return false };
    let value = para.text.get(column.value.clone()).unwrap_or("");
    let loose = !para.folded.contains("title");
    let title = people::title_of(value).is_some();
    let strange = (loose || column.label == Label::Title) && !job::names_a_post(value);
    if label::is_blank(value) || title || strange {
        return column.label == Label::Title || !para.text.contains(". ");
    }
    let cut = job::labelled(value);
    let start = column.value.start;
    let job = found(para, start..start + cut.len(), "a labelled line").map(unbroken);
    roster.job.clone_from(&job);
    if let Some(owner) = nearest(roster, index).and_then(|owner| roster.people.get_mut(owner)) {
        owner.job = job;
    }
    true
}

/// A cell's line end within a post, which came as a stroke, is a blank again: `Head of / Ophthalmic Imaging`.
fn unbroken(mut job: Found<String>) -> Found<String> {
    for link in ["of", "and", "&", "in", "for"] {
        job.value = job.value.replace(&format!(" {link} / "), &format!(" {link} "));
    }
    job
}

/// The person whose record a labelled line of this paragraph belongs to: the last one named at or before it.
fn nearest(roster: &Roster, index: usize) -> Option<usize> {
    let start = |person: &Person| person.mentions.first().map_or(usize::MAX, |mention| mention.para);
    let people = roster.people.iter().enumerate().filter(|(_, person)| person.label != Some(Label::Other));
    people
        .filter(|(_, person)| start(person) <= index)
        .max_by_key(|(_, person)| start(person))
        .map(|(position, _)| position)
}

/// The row of headings of the table that a row stands in.
fn header_above(paras: &[Para], index: usize) -> Option<&Para> {
    let cells = paras.get(index)?.cells.len();
    if cells < 3 {
        return None;
    }
    let above = (index.saturating_sub(12)..index).rev().filter_map(|at| paras.get(at));
    above
        .take_while(|para| para.cells.len() > 1)
        .find(|para| para.cells.iter().filter(|cell| label::label_of(cell).is_some()).count() * 2 > para.cells.len())
}

/// The post in a cell of the row that names somebody: the one under `Job title`, else the first that is a post and nothing else.
fn cells(para: &Para, mention: &Mention, header: Option<&Para>) -> Option<Found<String>> {
    if para.cells.len() < 2 {
        return None;
    }
    let mut at = 0;
    let ranges: Vec<Range<usize>> = para
        .cells
        .iter()
        .map(|cell| {
            let start = para.text.get(at..).and_then(|rest| rest.find(cell.as_str())).map_or(at, |found| at + found);
            at = start + cell.len();
            start..at
        })
        .collect();
    let column = header
        .filter(|header| header.cells.len() == para.cells.len())
        .and_then(|header| header.cells.iter().position(|cell| label::label_of(cell) == Some(Label::Job)));
    if let Some(range) = column.and_then(|column| ranges.get(column)) {
        let value = para.text.get(range.clone())?;
        if job::names_a_post(value) || value.chars().filter(|c| c.is_alphabetic()).count() > 4 {
            return found(para, range.start..range.start + job::labelled(value).len(), "the column of posts");
        }
    }
    ranges.iter().find_map(|range| {
        let from = if range.contains(&mention.range.start) { mention.range.end.min(range.end) } else { range.start };
        let post = job::leading(para.text.get(from..range.end)?)?;
        found(para, from + post.start..from + post.end, "a cell of the row")
    })
}

/// The words right after the name, right before it, or on the lines under it.
fn beside(para: &Para, mention: &Mention, until: usize, below: &[&Para]) -> Option<Found<String>> {
    let rest = para.text.get(mention.range.end..until.max(mention.range.end))?;
    let free = strip_letters(rest);
    let shift = mention.range.end + (rest.len() - free.len());
    if let Some(range) = job::leading(free).or_else(|| alone(free)).filter(|range| !past(free, range.end)) {
        return found(para, shift + range.start..shift + range.end, "the words after the name");
    }
    if let Some(range) = para.text.get(..mention.range.start).and_then(job::trailing) {
        return found(para, range, "the words before the name");
    }
    let ends = free.trim().trim_matches([',', '.', ')', '(', ';', ':', '-']).is_empty();
    below.iter().filter(|_| ends).find_map(|next| {
        let plain = !next.text.contains('@') && next.text.chars().count() <= 120 && next.labels().is_empty();
        let range =
            job::leading(&next.text).filter(|range| plain && !next.text.get(..range.start).is_some_and(has_letters))?;
        found(next, range, "the line under the name")
    })
}

/// `Jane Smith. Head of Audiology.`: a sentence that is a post and nothing else.
fn alone(text: &str) -> Option<Range<usize>> {
    let rest = text.strip_prefix(". ")?;
    let range = job::leading(rest)?;
    let ends = rest.get(range.end..).is_some_and(|after| after.is_empty() || after.starts_with(['.', ';']));
    (ends && range.start == 0).then(|| 2 + range.start..2 + range.end)
}

/// `chief MLSO as was`: a post of the past.
fn past(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|after| [" as was", " until ", " till "].iter().any(|word| after.starts_with(word)))
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Further on in the same sentence, before anybody else is named.
fn in_sentence(para: &Para, mention: &Mention, until: usize) -> Option<Found<String>> {
    let rest = para.text.get(mention.range.end..until.max(mention.range.end))?;
    let sentence = rest.get(..super::standing::first_stop(rest))?;
    let range = job::within(sentence)?;
    found(para, mention.range.end + range.start..mention.range.end + range.end, "the sentence about them")
}

/// Skips degrees after a name: ` BSc MSc CSci,`.
fn strip_letters(text: &str) -> &str {
    static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?:[ ,]+(?:\(?(?:[A-Z][a-zA-Z]*[A-Z][A-Za-z]*|BSc|MSc|PhD|Hons|MD)\.?(?:\([A-Za-z ]+\))?\)?))+")
    });
    let end = LETTERS.find(text).map_or(0, |found| found.end());
    let head = text.get(..end).unwrap_or("");
    if people::has_post_word(head) { text } else { text.get(end..).unwrap_or(text) }
}

/// `He is our Consultant Biochemist`, `Her post (Clinical Lead, Audiology)`: the post of the person named before it.
fn pronoun_post(roster: &mut Roster, index: usize, para: &Para) {
    static SAID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:job|post|job title)(?: is|:)? "));
    static POST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:(?:he|she)(?:'s| is|’s| works as)(?: currently| presently| also| now)?(?: our| the| a| an)?|(?:his|her|their|whose|[\p{L}]+['’]s) (?:current |present |substantive |day )?(?:post|job|job title|role|title|position)(?: is|:)?(?: that of| as)?(?: the| our| a)?|\(?day job(?: is|:| -| –)?) ",
        )
    });
    for hit in POST.find_iter(&para.text).take(20) {
        let Some(range) = para.text.get(hit.end()..).and_then(job::leading) else { continue };
        let owner = roster.people.iter_mut().rev().find(|person| {
            person.mentions.first().is_some_and(|mention| {
                mention.para < index || mention.para == index && mention.range.start < hit.start()
            }) && person.label != Some(Label::Other)
        });
        if let Some(person) = owner.filter(|person| person.job.is_none()) {
            person.job = found(para, hit.end() + range.start..hit.end() + range.end, "the sentence about them");
        }
    }
    if roster.job.is_none() {
        roster.job = SAID.find_iter(&para.text).take(20).find_map(|hit| {
            let range = para.text.get(hit.end()..).and_then(job::leading).filter(|range| range.start == 0)?;
            found(para, hit.end()..hit.end() + range.end, "the post said")
        });
    }
}
