//! Reading on from name to name: whose are the addresses and numbers that come next.

use std::ops::Range;

use super::{
    beside::{self, Aside, Part, Pronoun},
    contact::{self, Line},
    fold::{fold, letters},
    label::{self, Label, Labelled},
    likeness::likeness,
    page::Para,
    people::{self, Name},
    roster::{EMAILS, Known, NAMES, Person, Roster, column_of},
};
use crate::domain::{EmailAddress, Found, PhoneNumber};

/// Whose details come next as one reads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    Open,
    /// The sender, who is the nominee.
    Myself,
    Person(usize),
}

pub(super) struct Stream<'a> {
    known: Known<'a>,
    owner: Owner,
    stranger: Option<String>,
    /// Who comes between the nominee and what follows, and whether a number of theirs has come.
    aside: Option<(Aside, bool)>,
    /// Those whom a pronoun may mean, the last one named last.
    recent: Vec<usize>,
    waiting: Vec<Found<PhoneNumber>>,
    waiting_mail: Vec<Found<EmailAddress>>,
    /// Numbers that stood by somebody who is not in the list, until a `both belong to` gives them away.
    dropped: Vec<Found<PhoneNumber>>,
}

enum Event {
    Person(usize, Part),
    Stranger(String),
    Aside(Option<Aside>),
    Pronoun(Pronoun),
    SameAsMine,
    Email(contact::EmailHit),
    /// A number, and whom a name in brackets behind it says it is.
    Phone(contact::PhoneHit, Option<usize>),
}

impl<'a> Stream<'a> {
    pub(super) fn default_for(known: Known<'a>) -> Self {
        Self {
            known,
            owner: if known.myself { Owner::Myself } else { Owner::Open },
            stranger: None,
            aside: None,
            recent: Vec::new(),
            waiting: Vec::new(),
            waiting_mail: Vec::new(),
            dropped: Vec::new(),
        }
    }

    pub(super) fn paragraph(&mut self, roster: &mut Roster, index: usize, para: &Para) {
        let columns = para.labels();
        let mut events = self.events(roster, index, para);
        events.sort_by_key(|(at, _)| *at);
        let order = respective_order(roster, index, para);
        let mut following = order.into_iter();
        let shared = beside::shared(para);
        let (owner, aside) = (self.owner, self.aside);
        for (at, event) in events {
            let column = column_of(columns, at);
            let value = column.and_then(|column| para.text.get(column.value.clone())).unwrap_or("x");
            let blank = column.is_some() && label::is_blank(value);
            let others = column.is_some_and(|column| column.label == Label::Other);
            match event {
                Event::Person(person, _) if others => label_other(roster, person),
                Event::Person(person, Part::HelperOf) => {
                    if roster.people.get(person).is_some_and(|person| person.label.is_none()) {
                        label_other(roster, person);
                    }
                    self.aside(Some(Aside::Helper));
                }
                Event::Person(_, Part::Helper) => self.aside(Some(Aside::Helper)),
                Event::Person(person, part) => {
                    self.give_back(&fold(para.text.get(..at).unwrap_or("")));
                    self.person(roster, person, part);
                }
                Event::Stranger(name) if self.is_the_nominee(&name) => self.owner = Owner::Myself,
                Event::Stranger(name) => {
                    self.owner = Owner::Nobody;
                    self.stranger = Some(name);
                }
                Event::Aside(Some(Aside::Sender)) => self.sender(roster),
                Event::Aside(aside) => self.aside(aside),
                Event::Pronoun(pronoun) => self.pronoun(roster, pronoun),
                Event::SameAsMine => roster.as_the_sender.extend(self.meant()),
                Event::Email(_) if blank => roster.email_denied = true,
                Event::Email(hit) if hit.disowned => {}
                Event::Email(hit) => self.email(roster, para, hit, others),
                Event::Phone(hit, marked)
                    if hit.line == Line::Voice
                        && !blank
                        && !others
                        && !column.is_some_and(|column| column.label == Label::NotPhone) =>
                {
                    let found = Found::new(hit.number, para.place(hit.range.start, hit.range.end), "beside the name");
                    match marked.or_else(|| following.next()) {
                        Some(person) => roster.people.get_mut(person).into_iter().for_each(|p| keep_phone(p, &found)),
                        None if shared => share(roster, &found),
                        None => self.phone(roster, para, at, found),
                    }
                }
                Event::Phone(..) => {}
            }
        }
        self.after_labels(roster, para, (owner, aside));
    }

    /// What the labels of a paragraph say when all of it has been read.
    fn after_labels(&mut self, roster: &mut Roster, para: &Para, before: (Owner, Option<(Aside, bool)>)) {
        let columns = para.labels();
        for column in columns {
            let value = para.text.get(column.value.clone()).unwrap_or("");
            roster.email_denied |= column.label == Label::Email && label::is_blank(value);
        }
        // A secretary with an address or number on one line is done with; what follows is the nominee's again.
        if let [Labelled { label: Label::Other, value }] = columns
            && (para.phones().iter().any(|hit| value.contains(&hit.range.start))
                || para.emails().iter().any(|hit| value.contains(&hit.range.start)))
        {
            (self.owner, self.aside) = before;
        }
    }

    fn events(&self, roster: &Roster, index: usize, para: &Para) -> Vec<(usize, Event)> {
        let mut events: Vec<(usize, Event)> = Vec::new();
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (position, person) in roster.people.iter().enumerate() {
            for mention in person.mentions.iter().filter(|mention| mention.para == index) {
                events.push((mention.range.start, Event::Person(position, beside::part_of(para, &mention.range))));
                taken.push(mention.range.clone());
            }
        }
        for hit in para.emails().iter().take(EMAILS).cloned() {
            taken.push(hit.range.clone());
            events.push((hit.range.start, Event::Email(hit)));
        }
        for hit in para.phones().iter().cloned() {
            let marked = marked(roster, index, para, hit.range.end);
            events.push((hit.range.start, Event::Phone(hit, marked)));
        }
        let free = |range: &Range<usize>| !taken.iter().any(|own| own.start < range.end && range.start < own.end);
        let asides = beside::asides(para, self.known.myself).into_iter().filter(|(range, _)| free(range));
        events.extend(asides.map(|(range, aside)| (range.start, Event::Aside(aside))));
        events.extend(beside::pronouns(para).map(|(at, pronoun)| (at, Event::Pronoun(pronoun))));
        events.extend(beside::same_as_mine(para).filter(|_| !self.known.myself).map(|at| (at, Event::SameAsMine)));
        for (range, word) in para.given_names().iter().take(NAMES).cloned() {
            if !free(&range) {
                continue;
            }
            let known = roster.people.iter().position(|person| {
                person.name.given.iter().any(|given| people::same_given(&letters(given), &letters(&word)))
                    || letters(&person.name.family) == letters(&word)
            });
            let part = beside::part_of(para, &range);
            events.push((
                range.start,
                known.map_or_else(|| Event::Stranger(word.clone()), |known| Event::Person(known, part)),
            ));
        }
        events
    }

    fn person(&mut self, roster: &mut Roster, index: usize, part: Part) {
        self.owner = Owner::Person(index);
        self.aside = None;
        if part != Part::Goes {
            self.recent.retain(|own| *own != index);
            self.recent.push(index);
        }
        let waiting = std::mem::take(&mut self.waiting);
        if let Some(person) = roster.people.get_mut(index) {
            waiting.iter().for_each(|phone| keep_phone(person, phone));
        }
    }

    /// Numbers that stood by nobody belong to whom the next words name: `the above are for ...`.
    fn give_back(&mut self, before: &str) {
        let words = [
            "belong to",
            "belongs to",
            "above are for",
            "above is for",
            "details are for",
            "those are for",
            "these are for",
        ];
        let near = super::fold::before(before, before.len(), 40);
        if words.iter().any(|words| near.contains(words)) {
            let dropped = std::mem::take(&mut self.dropped);
            self.waiting.extend(dropped);
        }
    }

    fn aside(&mut self, aside: Option<Aside>) {
        self.owner = if aside.is_some() { Owner::Nobody } else { Owner::Myself };
        self.aside = aside.map(|aside| (aside, false));
        self.stranger = None;
    }

    /// Whether a given name is that of the sender who is the nominee.
    fn is_the_nominee(&self, given: &str) -> bool {
        let sender = self.known.sender.filter(|_| self.known.myself);
        sender.is_some_and(|own| own.given.iter().any(|own| people::same_given(&letters(own), &letters(given))))
    }

    /// `My number`: the sender's, who may be one of those named.
    fn sender(&mut self, roster: &Roster) {
        let named =
            |sender: &Name| roster.people.iter().position(|person| person.name.is_full() && person.name.fits(sender));
        match self.known.sender.and_then(named) {
            Some(own) => {
                self.owner = Owner::Person(own);
                self.aside = None;
            }
            None => self.aside(Some(Aside::Sender)),
        }
    }

    fn pronoun(&mut self, roster: &Roster, pronoun: Pronoun) {
        if let (Pronoun::Former, [.., former, _]) | (Pronoun::Latter, [.., _, former]) =
            (pronoun, self.recent.as_slice())
        {
            self.owner = Owner::Person(*former);
            self.aside = None;
            return;
        }
        let fits = |index: &&usize| roster.people.get(**index).is_some_and(|person| pronoun.fits(&person.name));
        if let Some(index) = self.recent.iter().rev().find(fits) {
            self.owner = Owner::Person(*index);
            self.aside = None;
        }
    }

    /// The person whom the text speaks of just now.
    fn meant(&self) -> Option<usize> {
        match self.owner {
            Owner::Person(index) => Some(index),
            _ => self.recent.last().copied(),
        }
    }

    fn phone(&mut self, roster: &mut Roster, para: &Para, at: usize, found: Found<PhoneNumber>) {
        match self.owner_of(para, at, &found.value) {
            Owner::Person(index) => {
                roster.people.get_mut(index).into_iter().for_each(|person| keep_phone(person, &found));
            }
            Owner::Open => self.waiting.push(found),
            Owner::Myself => roster.mine.push(found),
            Owner::Nobody => {
                if let Some(name) = &self.stranger {
                    roster.strangers.push((name.clone(), found.clone()));
                }
                self.dropped.push(found);
            }
        }
    }

    /// Whose a number is. After the house's or a secretary's number a `direct line` or `mobile` is the nominee's again, and an extension
    /// behind the switchboard's always was.
    fn owner_of(&mut self, para: &Para, at: usize, number: &PhoneNumber) -> Owner {
        let Some((aside, used)) = self.aside.filter(|_| self.owner == Owner::Nobody) else { return self.owner };
        let back = match self.recent.last() {
            Some(index) => Owner::Person(*index),
            None if self.known.myself => Owner::Myself,
            None => Owner::Open,
        };
        if aside == Aside::House && number.as_str().contains(";ext=") {
            return back;
        }
        if (aside == Aside::House || used) && beside::own_line(para, at, aside) {
            self.owner = back;
            self.aside = None;
        } else {
            self.aside = Some((aside, true));
        }
        self.owner
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
                if person.label == Some(Label::Other) && !others {
                    self.owner = Owner::Nobody;
                    self.aside = Some((Aside::Helper, true));
                } else if !others {
                    self.owner = Owner::Person(index);
                    self.aside = None;
                }
            }
            return;
        }
        if own || sender >= 3 {
            self.owner = if own || self.known.myself { self.owner } else { Owner::Nobody };
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

    pub(super) fn finish(self, roster: &mut Roster, signature: &[Found<PhoneNumber>]) {
        let mobile = |found: &&Found<PhoneNumber>| found.value.as_str().starts_with("+447");
        let line = signature.iter().find(|found| !mobile(found)).or(signature.first());
        for index in std::mem::take(&mut roster.as_the_sender) {
            if let (Some(person), Some(line)) = (roster.people.get_mut(index), line) {
                keep_phone(person, line);
            }
        }
        roster.loose.extend(self.waiting_mail);
    }
}

fn label_other(roster: &mut Roster, person: usize) {
    roster.people.get_mut(person).into_iter().for_each(|person| person.label = Some(Label::Other));
}

/// `01632 960 123 (Jane)`, `01632 960 123 for Jane`: the person a number is marked as.
fn marked(roster: &Roster, index: usize, para: &Para, end: usize) -> Option<usize> {
    roster.people.iter().position(|person| {
        person.mentions.iter().filter(|mention| mention.para == index && mention.range.start >= end).any(|mention| {
            let joint = para.text.get(end..mention.range.start).unwrap_or("");
            let rest = para.text.get(mention.range.end..).unwrap_or("");
            let closed = matches!(joint, " (" | "(" | " [") && rest.starts_with([')', ']']);
            let ends = rest.is_empty() || rest.starts_with([',', ';', '.', ')']) || rest.starts_with(" and ");
            closed || joint == " for " && ends
        })
    })
}

/// The people whose numbers stand in this paragraph in the order of their names, when there are as many of both.
fn respective_order(roster: &Roster, index: usize, para: &Para) -> Vec<usize> {
    let numbers = para.phones().iter().filter(|hit| hit.line == Line::Voice).count();
    if numbers < 2 || !beside::respective(para) {
        return Vec::new();
    }
    let mut named: Vec<(usize, usize, usize)> = roster
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| person.label != Some(Label::Other))
        .filter_map(|(at, person)| person.mentions.first().map(|first| (first.para, first.range.start, at)))
        .filter(|(para, _, _)| *para <= index)
        .collect();
    named.sort_unstable();
    if named.len() == numbers { named.into_iter().map(|(_, _, at)| at).collect() } else { Vec::new() }
}

fn keep_phone(person: &mut Person, phone: &Found<PhoneNumber>) {
    if !person.phones.iter().any(|own| own.value == phone.value) {
        person.phones.push(phone.clone());
    }
}

fn share(roster: &mut Roster, phone: &Found<PhoneNumber>) {
    for person in &mut roster.people {
        keep_phone(person, phone);
    }
}
