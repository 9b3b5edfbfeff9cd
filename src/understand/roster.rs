//! Paragraphs in, the people in them out, each with the addresses, numbers and post that the text ties to them.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    cues::pattern,
    fold::letters,
    job,
    label::{self, Label, Labelled},
    likeness::likeness,
    page::Para,
    people::{self, Name, NameHit, Sure},
    sign, split_names,
    standing::MISSPELT,
    unusual,
};

use crate::domain::{EmailAddress, Found, Mailbox, PhoneNumber, Place};

/// So many names of a text are looked at, so many people and places of each kept, so many addresses weighed: a reply needs no more.
pub(super) const NAMES: usize = 240;
const PEOPLE: usize = 60;
const MENTIONS: usize = 24;
pub(super) const EMAILS: usize = 120;

/// Where a name stands.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub para: usize,
    pub range: Range<usize>,
}

/// A person in a text.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: Name,
    pub sure: Sure,
    pub place: Place,
    pub mentions: Vec<Mention>,
    /// Other spellings of the name that stand in the text.
    pub variants: Vec<Name>,
    /// The label in front of the name.
    pub label: Option<Label>,
    /// Addresses with their likeness to the name.
    pub emails: Vec<(Found<EmailAddress>, u8)>,
    pub phones: Vec<Found<PhoneNumber>>,
    pub job: Option<Found<String>>,
}

impl Person {
    pub(super) fn new(name: Name, sure: Sure, place: Place) -> Self {
        Self {
            name,
            sure,
            place,
            mentions: Vec::new(),
            variants: Vec::new(),
            label: None,
            emails: Vec::new(),
            phones: Vec::new(),
            job: None,
        }
    }

    /// How much an address looks like the name in any of its spellings.
    pub(super) fn likeness(&self, address: &EmailAddress) -> u8 {
        self.variants.iter().chain([&self.name]).map(|name| likeness(name, address)).max().unwrap_or(0)
    }

    /// The address that looks most like the name.
    pub(super) fn email(&self) -> Option<&(Found<EmailAddress>, u8)> {
        let own = |found: &Found<EmailAddress>| !found.value.domain().ends_with("nhs.net");
        self.emails.iter().rev().max_by_key(|(found, alike)| (*alike, own(found) && *alike >= 3))
    }
}

/// The people of one zone, and what could not be tied to anybody.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    pub people: Vec<Person>,
    /// Addresses that nobody's name explains.
    pub loose: Vec<Found<EmailAddress>>,
    /// The post of a labelled line.
    pub job: Option<Found<String>>,
    /// Numbers beside a given name whose full name is not in the text.
    pub strangers: Vec<(String, Found<PhoneNumber>)>,
    /// The sender's own numbers, when the sender is the nominee.
    pub mine: Vec<Found<PhoneNumber>>,
    /// Those of whom the text says that they have the sender's number.
    pub as_the_sender: Vec<usize>,
    /// Whether a label says that there is no address (`n/k`, `tbc`).
    pub email_denied: bool,
}

/// What the roster needs besides the text.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The sender's own name and address.
    pub sender: Option<&'a Name>,
    pub address: Option<&'a EmailAddress>,
    /// The people of the headers.
    pub book: &'a [(Name, Mailbox)],
    /// Whether the sender speaks of themselves, so that `my mobile` is the nominee's.
    pub myself: bool,
}

/// Reads the people of some paragraphs; those flagged in `skip` are left out.
pub(super) fn read(paras: &[Para], skip: &[bool], known: Known<'_>) -> Roster {
    let mut roster = Roster::default();
    let live = |index: usize| !skip.get(index).copied().unwrap_or(false);
    let all: Vec<(usize, &Para)> =
        paras.iter().enumerate().filter(|(index, para)| live(*index) && !sign::is_greeting(para)).collect();
    let mut left = NAMES;
    for (index, para) in &all {
        left = names(&mut roster, *index, para, known, left);
    }
    split_names::assemble(&mut roster, &all);
    drop_shapes(&mut roster, &all, known);
    first_name_is(&mut roster, &all);
    given_mentions(&mut roster, &all);
    let mut stream = super::owner::Stream::default_for(known);
    for (index, para) in &all {
        stream.paragraph(&mut roster, *index, para);
    }
    let own = |person: &Person| known.sender.is_some_and(|sender| person.name.is_full() && person.name.fits(sender));
    let sender = roster.people.iter().position(own);
    let signature = if roster.as_the_sender.is_empty() && sender.is_none() {
        Vec::new()
    } else {
        super::myself::signature_phones(paras, skip)
    };
    stream.finish(&mut roster, &signature);
    if let Some(person) = sender.and_then(|at| roster.people.get_mut(at)).filter(|person| person.phones.is_empty()) {
        person.phones = signature;
    }
    for (index, _) in &all {
        super::posts::posts(&mut roster, *index, paras, skip);
    }
    roster
}

/// The names of one paragraph.
fn names(roster: &mut Roster, index: usize, para: &Para, known: Known<'_>, left: usize) -> usize {
    let columns = para.labels();
    let mut hits = para.names().to_vec();
    for column in columns {
        let Some(value) = para.text.get(column.value.clone()) else { continue };
        let named = matches!(column.label, Label::Name | Label::Lead | Label::Deputy);
        let inside = |hit: &NameHit| hit.range.start >= column.value.start && hit.range.end <= column.value.end;
        if named
            && !label::is_blank(value)
            && !hits.iter().any(inside)
            && let Some(name) = people::whole(first_field(value))
        {
            let end = name_end(value, &name);
            let range = column.value.start..column.value.start + end;
            hits.push(NameHit { range, name, sure: Sure::Certain });
        }
    }
    if hits.is_empty() {
        hits.extend(unusual::turned_line(&para.text));
    }
    if hits.is_empty() {
        hits.extend(unusual::lower_case(&para.text, para.emails()));
    }
    let rest = left.saturating_sub(hits.len());
    for hit in hits.into_iter().take(left) {
        let at_email =
            para.emails().iter().any(|email| email.range.start <= hit.range.start && hit.range.end <= email.range.end);
        let wrong = MISSPELT.is_match(&super::fold::fold(super::fold::before(&para.text, hit.range.start, 24)));
        if at_email || wrong {
            continue;
        }
        let label = column_of(columns, hit.range.start).map(|column| column.label);
        add(roster, index, para, hit, label, known);
    }
    rest
}

/// Whether the words beside two words with capitals say of them what is said of people: `nominated X`, `X has kindly agreed`, `X (she ...`.
fn treated_as_a_person(all: &[(usize, &Para)], mention: &Mention) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:nominat(?:e|ed|es|ing)|propos(?:e|ed|es|ing)|appoint(?:ed|ing)?|put(?:ting)? forward|(?:lhs|lead|lead healthcare scientist|nominee|choice|name)(?: \(lhs\))?(?: here| now| for [\w' ]{2,30})? (?:is|will be|would be|should be)|it(?:'s| is| will be)|(?:votes?|gone|go|opted|plump\w*|settled|decided|agreed) (?:for|on)|(?:have|we|i) asked|my colleague,?|our colleague,?|namely|called) $",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:,? ?\(?(?:who|whose) |,? (?:and )?(?:he|she)(?:'s| is| has| will|'ll) | has (?:\w+ ){0,2}(?:agreed|said|accepted|volunteered|offered|confirmed|consented|been asked|been nominated)| is (?:\w+ ){0,2}(?:happy|willing|content|delighted|keen|pleased|prepared)| will (?:be (?:our|the|your)|act|do (?:it|this)|serve|take (?:it|this) on)|\. (?:he|she)(?:'s| is| has| will|'ll) )",
        )
    });
    let at = all.binary_search_by_key(&mention.para, |(index, _)| *index).ok().and_then(|at| all.get(at));
    at.is_some_and(|(_, para)| {
        let left = super::fold::fold(super::fold::before(&para.text, mention.range.start, 80));
        let right = super::fold::fold(super::fold::after(&para.text, mention.range.end, 60));
        BEFORE.is_match(&left) || AFTER.is_match(&right)
    })
}

/// Where the words of a name end in a value, a title in brackets taken in.
fn name_end(value: &str, name: &Name) -> usize {
    let folded = value.to_lowercase();
    let words = name.given.iter().chain([&name.family]).flat_map(|words| words.split(' ')).map(str::to_lowercase);
    let end = words.filter_map(|word| folded.find(&word).map(|at| at + word.len())).max();
    let end = end.filter(|end| folded.len() == value.len() && value.is_char_boundary(*end)).unwrap_or(value.len());
    let rest = value.get(end..).unwrap_or("");
    let bracket = rest.strip_prefix(" (").and_then(|inner| inner.split_once(')')).map(|(inner, _)| inner);
    end + bracket.filter(|inner| people::title_of(inner).is_some()).map_or(0, |inner| inner.len() + 3)
}

fn first_field(value: &str) -> &str {
    let cut = value.find([';', '|', '\t']).or_else(|| value.find(" - ")).or_else(|| value.find(" – "));
    let value = cut.map_or(value, |at| value.get(..at).unwrap_or(value));
    let commas: Vec<&str> = value.split(", ").collect();
    match commas.as_slice() {
        [first, second, ..] if people::has_post_word(second) || second.contains('@') => first,
        _ => value,
    }
}

pub(super) fn column_of(columns: &[Labelled], at: usize) -> Option<&Labelled> {
    columns.iter().find(|column| column.value.start <= at && at < column.value.end.max(column.value.start + 1))
}

pub(super) fn add(
    roster: &mut Roster,
    index: usize,
    para: &Para,
    hit: NameHit,
    label: Option<Label>,
    known: Known<'_>,
) {
    let name = in_order(hit.name, known);
    let mention = Mention { para: index, range: hit.range.clone() };
    let introduces =
        |person: &Person| person.name.given.is_empty() && name.is_full() && person.name.title != name.title;
    let exact = roster.people.iter().position(|person| person.name.fits(&name) && !introduces(person));
    let near = roster.people.iter().position(|person| people::nearly(&person.name, &name));
    if exact.is_none()
        && let Some(person) = near.and_then(|near| roster.people.get_mut(near))
    {
        if person.mentions.len() < MENTIONS {
            person.variants.push(name);
            person.mentions.push(mention);
        }
        return;
    }
    if let Some(person) = exact.and_then(|exact| roster.people.get_mut(exact)) {
        let title = name.title;
        let fuller = name.given.first().cloned();
        if person.name.family.is_empty()
            || (person.name.given.is_empty() && !name.given.is_empty())
            || (!person.name.is_full() && name.is_full())
        {
            let title = person.name.title.or(title);
            person.name = name;
            person.name.title = title;
        }
        let short = |own: &str, other: &str| {
            letters(other).starts_with(&letters(own)) && letters(other).len() >= letters(own).len() + 2
        };
        if let (Some(own), Some(other)) = (person.name.given.first_mut(), fuller)
            && short(own, &other)
        {
            *own = other;
        }
        person.name.title = person.name.title.or(title);
        person.sure = person.sure.max(hit.sure);
        person.label = person.label.or(label);
        if person.mentions.len() < MENTIONS {
            person.mentions.push(mention);
        }
        return;
    }
    if roster.people.len() >= PEOPLE {
        return;
    }
    let mut person = Person::new(name, hit.sure, para.place(hit.range.start, hit.range.end));
    person.label = label;
    person.mentions.push(mention);
    roster.people.push(person);
}

/// A name in the wrong order is turned when a header's address shows it.
fn in_order(name: Name, known: Known<'_>) -> Name {
    for (own, mailbox) in known.book {
        if letters(&own.full()) == letters(&name.full()) {
            return name;
        }
        let turned = format!("{} {}", own.family, own.given.join(" "));
        if letters(&turned) == letters(&name.full()) {
            let title = name.title;
            let mut name = people::by_address(name, mailbox.address.local());
            name.title = title;
            return name;
        }
    }
    name
}

/// `Ours will be a Mr Ferreira. First name Joao`: the half of a name that another sentence gives.
fn first_name_is(roster: &mut Roster, all: &[(usize, &Para)]) {
    static GIVEN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:first|christian) name(?: is|'s)? ([\p{L}'’-]+)"));
    for (_, para) in all {
        let Some(given) = GIVEN.captures(&para.text).and_then(|found| found.get(1)) else { continue };
        let mut halves =
            roster.people.iter_mut().filter(|person| person.name.given.is_empty() && !person.name.family.is_empty());
        if let (Some(person), None) = (halves.next(), halves.next()) {
            person.name.given = vec![people::natural(given.as_str())];
        }
    }
}

/// Later mentions by the given name alone: `Charlotte's address is`.
fn given_mentions(roster: &mut Roster, all: &[(usize, &Para)]) {
    let mut left = NAMES;
    for (index, para) in all {
        for (range, word) in para.given_names().iter().take(left).cloned() {
            left = left.saturating_sub(1);
            let taken = roster.people.iter().flat_map(|person| &person.mentions).any(|mention| {
                mention.para == *index && mention.range.start < range.end && range.start < mention.range.end
            });
            let mut fitting = roster.people.iter_mut().filter(|person| {
                person.name.given.first().is_some_and(|given| people::same_given(&letters(given), &letters(&word)))
            });
            if let (Some(person), None, false) = (fitting.next(), fitting.next(), taken)
                && person.mentions.len() < 2 * MENTIONS
            {
                person.mentions.push(Mention { para: *index, range });
            }
        }
    }
    for person in &mut roster.people {
        person.mentions.sort_by_key(|mention| (mention.para, mention.range.start));
    }
}

/// Words with capitals that nothing else shows to be a person are dropped.
fn drop_shapes(roster: &mut Roster, all: &[(usize, &Para)], known: Known<'_>) {
    let addresses: Vec<EmailAddress> =
        all.iter().flat_map(|(_, para)| para.emails()).map(|hit| hit.address.clone()).take(EMAILS).collect();
    roster.people.retain(|person| {
        let shown = person.sure > Sure::Shape
            || person.label.is_some_and(|label| matches!(label, Label::Name | Label::Lead | Label::Deputy));
        let in_headers = known.book.iter().any(|(own, _)| own.fits(&person.name));
        let addressed = in_headers || addresses.iter().any(|address| likeness(&person.name, address) >= 3);
        let job_follows = person.mentions.iter().any(|mention| {
            all.binary_search_by_key(&mention.para, |(index, _)| *index).ok().and_then(|at| all.get(at)).is_some_and(
                |(_, para)| {
                    let rest = para.text.get(mention.range.end..).unwrap_or("");
                    let opens = rest.trim_start().starts_with([',', '(', '-', '–']) || rest.trim().is_empty();
                    opens && job::leading(rest).is_some()
                },
            )
        });
        shown || addressed || job_follows || person.mentions.iter().any(|mention| treated_as_a_person(all, mention))
    });
}
