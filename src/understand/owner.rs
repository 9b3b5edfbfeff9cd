//! Reading on from name to name: whose are the addresses and numbers that come next.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    contact::{self, Line},
    cues::pattern,
    fold::{fold, letters},
    label::{self, Label},
    likeness::likeness,
    page::Para,
    people,
    roster::{EMAILS, Known, NAMES, Person, Roster, column_of},
};
use crate::domain::{EmailAddress, Found, PhoneNumber};

/// Whose details come next as one reads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    Open,
    Person(usize),
}

pub(super) struct Stream<'a> {
    known: Known<'a>,
    owner: Owner,
    stranger: Option<String>,
    last: Option<usize>,
    waiting: Vec<Found<PhoneNumber>>,
    waiting_mail: Vec<Found<EmailAddress>>,
    /// Numbers that stood by somebody who is not in the list, until a `both belong to` gives them away.
    dropped: Vec<Found<PhoneNumber>>,
}

enum Event {
    Person(usize),
    Stranger(String),
    Assistant,
    Pronoun,
    Email(contact::EmailHit),
    Phone(contact::PhoneHit),
}

static ASSISTANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Ss]ecretary|SECRETARY|[Ss]ec:|PA|P\.A\.|EA|[Aa]ssistant|[Ss]witchboard|[Dd]iary|my office|[Mm]y (?:PA|EA|number|mobile|line|direct line)|AMD office|[Rr]eception|c/o|C/O|[Ss]ecretaries|[Hh]elpline|[Mm]ain office|[Ss]ervice [Dd]esk|(?:[Rr]ing|[Cc]all|[Pp]hone|[Cc]ontact|[Rr]each|[Tt]elephone|[Ww]rite to|[Ee]-?mail|[Tt]ext|[Cc]atch) me|[Ll]ab manager)\b",
    )
});

static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:himself|herself|(?:his|her|their) own|(?:he|she) (?:has|is|can|may|prefers|would|will|also|does)|(?:he|she)'s (?:on|at)|(?:his|her) (?:direct|mobile|number|line|extension|e-?mail|desk|phone|tel|address|contact))\b",
    )
});

/// One number for all who are named.
static SHARED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:both|they|two) share\b|\bshare (?:the|a|one) (?:number|line|phone|telephone|extension)\b|\bboth on \b|\b(?:same|shared|common) (?:phone|number|line|tel\w*|landline|extension|office number)\b(?:$|[^a-z]* ?(?:is|:|on|for both|as above)?[ :(]*[0+])",
    )
});

impl<'a> Stream<'a> {
    pub(super) fn default_for(known: Known<'a>) -> Self {
        Self {
            known,
            owner: Owner::Open,
            stranger: None,
            last: None,
            waiting: Vec::new(),
            waiting_mail: Vec::new(),
            dropped: Vec::new(),
        }
    }

    pub(super) fn paragraph(&mut self, roster: &mut Roster, index: usize, para: &Para) {
        let columns = para.labels();
        let mut events = self.events(roster, index, para);
        events.sort_by_key(|(at, _)| *at);
        let shared = SHARED.is_match(&para.folded);
        for (at, event) in events {
            let column = column_of(columns, at);
            let value = column.and_then(|column| para.text.get(column.value.clone())).unwrap_or("x");
            let blank = column.is_some() && label::is_blank(value);
            let others = column.is_some_and(|column| column.label == Label::Other);
            match event {
                Event::Person(person) if others => {
                    roster.people.get_mut(person).into_iter().for_each(|person| person.label = Some(Label::Other));
                }
                Event::Person(person) => {
                    let before = fold(para.text.get(..at).unwrap_or(""));
                    if [
                        "belong to",
                        "belongs to",
                        "above are for",
                        "above is for",
                        "details are for",
                        "those are for",
                        "these are for",
                    ]
                    .iter()
                    .any(|words| super::fold::before(&before, before.len(), 40).contains(words))
                    {
                        let dropped = std::mem::take(&mut self.dropped);
                        self.waiting.extend(dropped);
                    }
                    self.person(roster, person);
                }
                Event::Stranger(name) => {
                    self.owner = Owner::Nobody;
                    self.stranger = Some(name);
                }
                Event::Assistant => {
                    self.owner = Owner::Nobody;
                    self.stranger = None;
                }
                Event::Pronoun => self.owner = self.last.map_or(self.owner, Owner::Person),
                Event::Email(_) if blank => roster.email_denied = true,
                Event::Email(hit) if hit.disowned => {}
                Event::Email(hit) => self.email(roster, para, hit, others),
                Event::Phone(hit)
                    if hit.line == Line::Voice
                        && !blank
                        && !others
                        && !column.is_some_and(|column| column.label == Label::NotPhone) =>
                {
                    let found = Found::new(hit.number, para.place(hit.range.start, hit.range.end), "beside the name");
                    if shared { share(roster, &found) } else { self.phone(roster, found) }
                }
                Event::Phone(_) => {}
            }
        }
        for column in columns {
            let value = para.text.get(column.value.clone()).unwrap_or("");
            roster.email_denied |= column.label == Label::Email && label::is_blank(value);
        }
    }

    fn events(&self, roster: &Roster, index: usize, para: &Para) -> Vec<(usize, Event)> {
        let mut events: Vec<(usize, Event)> = Vec::new();
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (position, person) in roster.people.iter().enumerate() {
            for mention in person.mentions.iter().filter(|mention| mention.para == index) {
                events.push((mention.range.start, Event::Person(position)));
                taken.push(mention.range.clone());
            }
        }
        for hit in para.emails().iter().take(EMAILS).cloned() {
            taken.push(hit.range.clone());
            events.push((hit.range.start, Event::Email(hit)));
        }
        events.extend(para.phones().iter().cloned().map(|hit| (hit.range.start, Event::Phone(hit))));
        let free = |range: &Range<usize>| !taken.iter().any(|own| own.start < range.end && range.start < own.end);
        for found in ASSISTANT.find_iter(&para.text).filter(|found| free(&found.range())) {
            let words = found.as_str().to_lowercase();
            let mine = self.known.myself
                && (words.starts_with("my ") && !found.as_str().ends_with('A') || words.ends_with(" me"));
            let to_somebody = mine || para.text.get(found.end()..).is_some_and(|rest| rest.starts_with(" to "));
            if !to_somebody {
                events.push((found.start(), Event::Assistant));
            }
        }
        events.extend(PRONOUN.find_iter(&para.text).map(|found| (found.start(), Event::Pronoun)));
        for (range, word) in para.given_names().iter().take(NAMES).cloned() {
            if !free(&range) {
                continue;
            }
            let known = roster.people.iter().position(|person| {
                person.name.given.iter().any(|given| people::same_given(&letters(given), &letters(&word)))
                    || letters(&person.name.family) == letters(&word)
            });
            events.push((range.start, known.map_or_else(|| Event::Stranger(word.clone()), Event::Person)));
        }
        events
    }

    fn person(&mut self, roster: &mut Roster, index: usize) {
        self.owner = Owner::Person(index);
        self.last = Some(index);
        let waiting = std::mem::take(&mut self.waiting);
        if let Some(person) = roster.people.get_mut(index) {
            for phone in waiting {
                keep_phone(person, phone);
            }
        }
    }

    fn phone(&mut self, roster: &mut Roster, found: Found<PhoneNumber>) {
        match self.owner {
            Owner::Person(index) => {
                roster.people.get_mut(index).into_iter().for_each(|person| keep_phone(person, found.clone()));
            }
            Owner::Open => self.waiting.push(found),
            Owner::Nobody => {
                if let Some(name) = &self.stranger {
                    roster.strangers.push((name.clone(), found.clone()));
                }
                self.dropped.push(found);
            }
        }
    }

    fn email(&mut self, roster: &mut Roster, para: &Para, hit: contact::EmailHit, others: bool) {
        let place = para.place(hit.range.start, hit.range.end);
        let rule = if hit.spelled { "an address spelled out" } else { "an address that looks like the name" };
        let sender = self.known.sender.map_or(0, |name| likeness(name, &hit.address));
        let own = self.known.address == Some(&hit.address);
        let best = roster
            .people
            .iter()
            .enumerate()
            .map(|(index, person)| (person.likeness(&hit.address), index))
            .max_by_key(|(alike, index)| (*alike, std::cmp::Reverse(*index)));
        if let Some((alike, index)) = best.filter(|(alike, _)| *alike >= 2 && *alike >= sender) {
            if let Some(person) = roster.people.get_mut(index) {
                person.emails.push((Found::new(hit.address, place, rule), alike));
                if !others {
                    self.owner = Owner::Person(index);
                }
            }
            return;
        }
        if own || sender >= 3 {
            self.owner = if own { self.owner } else { Owner::Nobody };
            return;
        }
        if contact::is_generic(&hit.address) {
            return;
        }
        match self.owner {
            Owner::Person(index) if !others => {
                if let Some(person) = roster.people.get_mut(index) {
                    person.emails.push((Found::new(hit.address, place, "the address beside the name"), 0));
                }
            }
            Owner::Open if !others => {
                self.waiting_mail.push(Found::new(hit.address, place, "an address before the name"));
            }
            _ if others => {}
            _ => roster.loose.push(Found::new(hit.address, place, "an address beside nobody")),
        }
    }

    pub(super) fn finish(self, roster: &mut Roster) {
        roster.loose.extend(self.waiting_mail);
    }
}

fn keep_phone(person: &mut Person, phone: Found<PhoneNumber>) {
    if !person.phones.iter().any(|own| own.value == phone.value) {
        person.phones.push(phone);
    }
}

fn share(roster: &mut Roster, phone: &Found<PhoneNumber>) {
    for person in &mut roster.people {
        keep_phone(person, phone.clone());
    }
}
