//! Paragraphs in, the people in them out, each with the addresses, numbers and post that the text ties to them.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    contact::{self, Line},
    cues::pattern,
    fold::{fold, letters},
    job,
    label::{self, Label, Labelled},
    likeness::likeness,
    page::Para,
    people::{self, Name, NameHit, Sure},
    sign,
};
use crate::domain::{EmailAddress, Found, Mailbox, PhoneNumber, Place};

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
    fn new(name: Name, sure: Sure, place: Place) -> Self {
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
    fn likeness(&self, address: &EmailAddress) -> u8 {
        self.variants.iter().chain([&self.name]).map(|name| likeness(name, address)).max().unwrap_or(0)
    }

    /// The address that looks most like the name.
    pub(super) fn email(&self) -> Option<&(Found<EmailAddress>, u8)> {
        self.emails.iter().rev().max_by_key(|(_, alike)| *alike)
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
    for (index, para) in &all {
        names(&mut roster, *index, para, known);
    }
    assemble_split_names(&mut roster, &all);
    drop_shapes(&mut roster, &all);
    first_name_is(&mut roster, &all);
    given_mentions(&mut roster, &all);
    let mut stream = Stream { known, ..Stream::default_for(known) };
    for (index, para) in &all {
        stream.paragraph(&mut roster, *index, para);
    }
    stream.finish(&mut roster);
    for (position, (index, para)) in all.iter().enumerate() {
        let next = all.get(position + 1).filter(|(next, _)| *next == index + 1).map(|(_, para)| *para);
        posts(&mut roster, *index, para, next);
    }
    roster
}

/// The names of one paragraph.
fn names(roster: &mut Roster, index: usize, para: &Para, known: Known<'_>) {
    let columns = label::labels(para);
    let mut hits = people::find(&para.text);
    for column in &columns {
        let Some(value) = para.text.get(column.value.clone()) else { continue };
        let named = matches!(column.label, Label::Name | Label::Lead | Label::Deputy);
        let inside = |hit: &NameHit| hit.range.start >= column.value.start && hit.range.end <= column.value.end;
        if named && !label::is_blank(value) && !hits.iter().any(inside) {
            if let Some(name) = people::whole(first_field(value)) {
                hits.push(NameHit { range: column.value.clone(), name, sure: Sure::Certain });
            }
        }
    }
    if hits.is_empty() {
        hits.extend(lower_case(&para.text));
    }
    for hit in hits {
        let at_email = contact::emails(&para.text)
            .iter()
            .any(|email| email.range.start <= hit.range.start && hit.range.end <= email.range.end);
        if at_email {
            continue;
        }
        let label = column_of(&columns, hit.range.start).map(|column| column.label);
        add(roster, index, para, hit, label, known);
    }
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

/// `samantha blythe-yallop, chief bms` where the writer uses no capitals.
fn lower_case(text: &str) -> Vec<NameHit> {
    static PAIR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([\p{Ll}'’-]{2,}) ([\p{Ll}'’-]{2,})\b"));
    if text.chars().any(|c| c.is_uppercase()) && !text.starts_with(char::is_lowercase) {
        return Vec::new();
    }
    let mut from = 0;
    let mut out = Vec::new();
    while let Some(found) = text.get(from..).and_then(|rest| PAIR.captures(rest)) {
        let (Some(whole), Some(given), Some(family)) = (found.get(0), found.get(1), found.get(2)) else { break };
        let plain = |word: &str| super::words::NOT_NAMES.contains(fold(word).as_str()) || people::has_post_word(word);
        let fits = super::words::FORENAMES.contains(fold(given.as_str()).as_str())
            && !plain(given.as_str())
            && !plain(family.as_str());
        if fits {
            let name = Name {
                title: None,
                given: vec![people::natural(given.as_str())],
                family: people::natural(family.as_str()),
            };
            out.push(NameHit { range: from + whole.start()..from + whole.end(), name, sure: Sure::Given });
        }
        from += given.end().max(1) + 1;
    }
    out
}

fn column_of(columns: &[Labelled], at: usize) -> Option<&Labelled> {
    columns.iter().find(|column| column.value.start <= at && at < column.value.end.max(column.value.start + 1))
}

fn add(roster: &mut Roster, index: usize, para: &Para, hit: NameHit, label: Option<Label>, known: Known<'_>) {
    let name = in_order(hit.name, known);
    let mention = Mention { para: index, range: hit.range.clone() };
    let exact = roster.people.iter().position(|person| person.name.fits(&name));
    let near = roster.people.iter().position(|person| people::nearly(&person.name, &name));
    if exact.is_none() {
        if let Some(person) = near.and_then(|near| roster.people.get_mut(near)) {
            person.variants.push(name);
            person.mentions.push(mention);
            return;
        }
    }
    if let Some(person) = exact.and_then(|exact| roster.people.get_mut(exact)) {
        if person.name.family.is_empty()
            || (person.name.given.is_empty() && !name.given.is_empty())
            || (!person.name.is_full() && name.is_full())
        {
            let title = person.name.title.or(name.title);
            person.name = name;
            person.name.title = title;
        }
        person.name.title = person.name.title.or(person.mentions.first().and(None));
        person.sure = person.sure.max(hit.sure);
        person.label = person.label.or(label);
        person.mentions.push(mention);
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

/// `Surname: OYELARAN`, `Forename: Babatunde`, `Title: Mr` in one record.
fn assemble_split_names(roster: &mut Roster, all: &[(usize, &Para)]) {
    let (mut given, mut family, mut title): (Option<String>, Option<(String, usize, Range<usize>)>, _) =
        (None, None, None);
    for (index, para) in all {
        for column in label::labels(para) {
            let Some(value) =
                para.text.get(column.value.clone()).map(str::trim).filter(|value| !label::is_blank(value))
            else {
                continue;
            };
            match column.label {
                Label::Surname => family = Some((value.to_owned(), *index, column.value)),
                Label::Forename => given = Some(value.to_owned()),
                Label::Title => title = people::title_of(value).or(title),
                _ => {}
            }
        }
    }
    let (Some(given), Some((family, index, range))) = (given, family) else { return };
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
        add(
            roster,
            index,
            para,
            hit,
            Some(Label::Name),
            Known { sender: None, address: None, book: &[], myself: false },
        );
    }
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
    for (index, para) in all {
        for (range, word) in people::single_names(&para.text) {
            let taken = roster.people.iter().flat_map(|person| &person.mentions).any(|mention| {
                mention.para == *index && mention.range.start < range.end && range.start < mention.range.end
            });
            let mut fitting = roster.people.iter_mut().filter(|person| {
                person.name.given.first().is_some_and(|given| people::same_given(&letters(given), &letters(&word)))
            });
            if let (Some(person), None, false) = (fitting.next(), fitting.next(), taken) {
                person.mentions.push(Mention { para: *index, range });
            }
        }
    }
    for person in &mut roster.people {
        person.mentions.sort_by_key(|mention| (mention.para, mention.range.start));
    }
}

/// Words with capitals that nothing else shows to be a person are dropped.
fn drop_shapes(roster: &mut Roster, all: &[(usize, &Para)]) {
    let addresses: Vec<EmailAddress> =
        all.iter().flat_map(|(_, para)| contact::emails(&para.text)).map(|hit| hit.address).collect();
    roster.people.retain(|person| {
        let shown = person.sure > Sure::Shape
            || person.label.is_some_and(|label| matches!(label, Label::Name | Label::Lead | Label::Deputy));
        let addressed = addresses.iter().any(|address| likeness(&person.name, address) >= 3);
        let job_follows = person.mentions.iter().any(|mention| {
            all.iter().find(|(index, _)| *index == mention.para).is_some_and(|(_, para)| {
                let rest = para.text.get(mention.range.end..).unwrap_or("");
                let opens = rest.trim_start().starts_with([',', '(', '-', '–']) || rest.trim().is_empty();
                opens && job::leading(rest).is_some()
            })
        });
        shown || addressed || job_follows
    });
}

/// Whose details come next as one reads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Nobody,
    Open,
    Person(usize),
}

struct Stream<'a> {
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
        r"\b(?:[Ss]ecretary|SECRETARY|[Ss]ec:|PA|P\.A\.|EA|[Aa]ssistant|[Ss]witchboard|[Dd]iary|my office|[Mm]y (?:PA|EA|number|mobile|line|direct line)|AMD office|[Rr]eception|c/o|C/O|[Ss]ecretaries|[Hh]elpline|[Mm]ain office|[Ss]ervice [Dd]esk)\b",
    )
});
static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:himself|herself|(?:his|her|their) own|(?:he|she) (?:has|is|can|may|prefers|would|will|also|does)|(?:he|she)'s (?:on|at)|(?:his|her) (?:direct|mobile|number|line|extension|e-?mail|desk|phone|tel|address|contact))\b",
    )
});

impl<'a> Stream<'a> {
    fn default_for(known: Known<'a>) -> Self {
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

    fn paragraph(&mut self, roster: &mut Roster, index: usize, para: &Para) {
        let columns = label::labels(para);
        let mut events = self.events(roster, index, para);
        events.sort_by_key(|(at, _)| *at);
        let shared = fold(&para.text).contains("both share") || fold(&para.text).contains("both on ");
        for (at, event) in events {
            let column = column_of(&columns, at);
            let value = column.and_then(|column| para.text.get(column.value.clone())).unwrap_or("x");
            let blank = column.is_some() && label::is_blank(value);
            let others = column.is_some_and(|column| column.label == Label::Other);
            match event {
                Event::Person(person) if others => {
                    roster.people.get_mut(person).into_iter().for_each(|person| person.label = Some(Label::Other))
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
        for column in &columns {
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
        for hit in contact::emails(&para.text) {
            taken.push(hit.range.clone());
            events.push((hit.range.start, Event::Email(hit)));
        }
        events.extend(contact::phones(&para.text).into_iter().map(|hit| (hit.range.start, Event::Phone(hit))));
        let free = |range: &Range<usize>| !taken.iter().any(|own| own.start < range.end && range.start < own.end);
        for found in ASSISTANT.find_iter(&para.text).filter(|found| free(&found.range())) {
            let mine =
                self.known.myself && found.as_str().to_lowercase().starts_with("my ") && !found.as_str().ends_with('A');
            let to_somebody = mine || para.text.get(found.end()..).is_some_and(|rest| rest.starts_with(" to "));
            if !to_somebody {
                events.push((found.start(), Event::Assistant));
            }
        }
        events.extend(PRONOUN.find_iter(&para.text).map(|found| (found.start(), Event::Pronoun)));
        for (range, word) in people::single_names(&para.text) {
            if !free(&range) {
                continue;
            }
            let known = roster.people.iter().position(|person| {
                person.name.given.first().is_some_and(|given| people::same_given(&letters(given), &letters(&word)))
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
                roster.people.get_mut(index).into_iter().for_each(|person| keep_phone(person, found.clone()))
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
        match self.owner {
            Owner::Person(index) if !others => {
                if let Some(person) = roster.people.get_mut(index) {
                    person.emails.push((Found::new(hit.address, place, "the address beside the name"), 0));
                }
            }
            Owner::Open if !others => {
                self.waiting_mail.push(Found::new(hit.address, place, "an address before the name"))
            }
            _ if others => {}
            _ => roster.loose.push(Found::new(hit.address, place, "an address beside nobody")),
        }
    }

    fn finish(self, roster: &mut Roster) {
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

/// The posts of the people named in a paragraph, from the words after or before the name, a labelled line, or the next line.
fn posts(roster: &mut Roster, index: usize, para: &Para, next: Option<&Para>) {
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
        let title_only = column.label == Label::Title && people::title_of(value).is_some();
        let owner = roster
            .people
            .iter()
            .position(|person| {
                person.mentions.iter().any(|mention| mention.para <= index) && person.label != Some(Label::Other)
            })
            .and_then(|_| nearest(roster, index));
        if let (Some(owner), false, false) =
            (owner.and_then(|owner| roster.people.get_mut(owner)), label::is_blank(value), title_only)
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

/// Skips degrees after a name: ` BSc MSc CSci,`.
fn strip_letters(text: &str) -> &str {
    static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?:[ ,]+(?:\(?(?:[A-Z][a-zA-Z]*[A-Z][A-Za-z]*|BSc|MSc|PhD|Hons|MD)\.?(?:\([A-Za-z ]+\))?\)?))+")
    });
    let end = LETTERS.find(text).map_or(0, |found| found.end());
    let head = text.get(..end).unwrap_or("");
    if people::has_post_word(head) { text } else { text.get(end..).unwrap_or(text) }
}

/// `He is our Consultant Biochemist`: the post of the person named before it.
fn pronoun_post(roster: &mut Roster, index: usize, para: &Para) {
    static POST: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:he|she)(?:'s| is|’s)(?: currently| presently| also)? (?:our|the|a|an) "));
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
