//! A nomination that the sender's own words only point to: a given name that headers complete, a mail passed on, a file.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    cues::pattern,
    likeness::likeness,
    myself::speaks_of_themselves,
    nominee::{Candidate, Choice, Origin, addressees},
    page::{Page, Para, Voice, Zone},
    people::{self, Name},
    roster::{self, Known, Person, Roster},
    sender::Sender,
    sign,
    standing::{self, Standing},
    weigh::weigh,
};
use crate::domain::{Found, Place};

/// `Tamsin it is`, `Our LHS is Phoebe`: only a given name, which the headers, a forwarded mail or a file complete.
pub(super) fn by_given_name(choice: &mut Choice, page: &Page, signed: &[bool], sender: &Sender, roster: &Roster) {
    let own = page.own();
    let mut found: Vec<(Name, Place)> = Vec::new();
    let addressees = addressees(page);
    for (index, para) in own.iter().enumerate() {
        if signed.get(index).copied().unwrap_or(false) || sign::is_greeting(para) {
            continue;
        }
        let called = called_by_name(para, page, sender);
        let words = para.given_names().iter().chain(&called);
        for (range, word) in words.take(roster::NAMES.saturating_sub(found.len())) {
            let mention = roster::Mention { para: index, range: range.clone() };
            let name = Name { title: None, given: vec![word.clone()], family: String::new() };
            let mut person = Person {
                name: name.clone(),
                sure: people::Sure::Given,
                place: para.place(range.start, range.end),
                mentions: vec![mention],
                variants: Vec::new(),
                label: None,
                emails: Vec::new(),
                phones: Vec::new(),
                job: None,
            };
            let standing = standing::of(&person, own, signed);
            let is_sender = sender.name.as_ref().is_some_and(|own| own.fits(&name));
            let listed = roster.people.iter().any(|person| person.name.fits(&name))
                || addressees.iter().any(|other| other.fits(&name));
            if standing.open() && !is_sender && !listed && standing.chosen > 0 {
                person.label = None;
                if !found.iter().any(|(own, _)| own.given == name.given) {
                    found.push((name, person.place));
                }
            }
        }
    }
    let [(name, place)] = found.as_slice() else { return };
    let mut person =
        resolve(name, page, sender).unwrap_or_else(|| Person::new(name.clone(), people::Sure::Given, place.clone()));
    person.place = place.clone();
    choice.leads.push(Candidate { person, standing: Standing { asserted: 1, chosen: 1, ..Standing::default() } });
    choice.origin = Origin::Own;
    choice.firm = true;
}

/// Words of a paragraph that are the given names of people in the headers or below, though no list knows them for names.
fn called_by_name(para: &Para, page: &Page, sender: &Sender) -> Vec<(std::ops::Range<usize>, String)> {
    let below = page.voiced(Voice::Thread).flat_map(zone_people).map(|person| &person.name);
    let names = below.chain(sender.book.iter().map(|(name, _)| name)).filter(|name| name.is_full() && !sender.is(name));
    let mut out: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for given in names.filter_map(|name| name.given.first()).filter(|given| given.chars().count() >= 3) {
        let listed = |word: &str| {
            out.iter().any(|(_, own)| own == word) || para.given_names().iter().any(|(_, own)| own == word)
        };
        if listed(given) {
            continue;
        }
        let alone = |at: usize| {
            let before = para.text.get(..at).and_then(|head| head.chars().next_back());
            let after = para.text.get(at + given.len()..).and_then(|tail| tail.chars().next());
            !before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(|c| c.is_alphanumeric() || c == '@' || c == '.')
        };
        if let Some((at, _)) = para.text.match_indices(given.as_str()).find(|(at, _)| alone(*at)) {
            out.push((at..at + given.len(), given.clone()));
        }
    }
    out
}

/// The one full name in headers, passed-on mails and files that fits a given name.
pub(super) fn resolve(name: &Name, page: &Page, sender: &Sender) -> Option<Person> {
    let mut hits: Vec<Person> = Vec::new();
    for zone in page.zones.iter().filter(|zone| matches!(zone.voice, Voice::Thread | Voice::File)) {
        for person in zone_people(zone) {
            let goes_on =
                super::fold::fold(&person.name.full()).starts_with(&format!("{} ", super::fold::fold(&name.full())));
            if person.name.is_full() && (person.name.fits(name) || goes_on) && !sender.is(&person.name) {
                match hits.iter_mut().find(|own| own.name.fits(&person.name)) {
                    Some(own) => merge(own, person),
                    None => hits.push(person.clone()),
                }
            }
        }
    }
    for (full, mailbox) in &sender.book {
        if full.is_full() && full.fits(name) && !sender.is(full) {
            let place = Place::header("Cc");
            let person = Person {
                name: full.clone(),
                sure: people::Sure::Certain,
                place: place.clone(),
                mentions: Vec::new(),
                variants: Vec::new(),
                label: None,
                emails: vec![(
                    Found::new(mailbox.address.clone(), place, "the address in the headers"),
                    likeness(full, &mailbox.address).max(3),
                )],
                phones: Vec::new(),
                job: None,
            };
            match hits.iter_mut().find(|own| own.name.fits(&person.name)) {
                Some(own) => merge(own, &person),
                None => hits.push(person),
            }
        }
    }
    // `Jane` is Jane, though Janet is copied too.
    let given = |person: &Person| person.name.given.first().map(|given| super::fold::letters(given));
    let exact: Vec<&Person> =
        hits.iter().filter(|person| given(person) == name.given.first().map(|own| super::fold::letters(own))).collect();
    if let ([one], 2..) = (exact.as_slice(), hits.len()) {
        return Some((*one).clone());
    }
    match hits.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The people of a quoted mail or file; its author among them, with the details of its signature.
pub(super) fn zone_people(zone: &Zone) -> &[Person] {
    zone.people.get_or_init(|| read_people(zone))
}

fn read_people(zone: &Zone) -> Vec<Person> {
    let author = zone.author.as_ref().and_then(|author| {
        people::whole(&author.name).map(|name| {
            (author.address.as_ref().map_or(name.clone(), |address| people::by_address(name, address.local())), author)
        })
    });
    let book: Vec<(Name, crate::domain::Mailbox)> = author
        .iter()
        .filter_map(|(name, author)| {
            author
                .address
                .clone()
                .map(|address| (name.clone(), crate::domain::Mailbox { name: author.name.clone(), address }))
        })
        .collect();
    let skip = vec![false; zone.paras.len()];
    let mut people =
        roster::read(&zone.paras, &skip, Known { sender: None, address: None, book: &book, myself: false }).people;
    if let Some((name, author)) = author {
        let place = zone.paras.first().map_or_else(|| Place::header("From"), |para| para.place(0, 0));
        let email = author
            .address
            .clone()
            .map(|address| (Found::new(address, place.clone(), "the author of the mail passed on"), 4));
        let post = own_post(zone, &name);
        match people.iter_mut().find(|person| person.name.fits(&name)) {
            Some(person) => {
                if !person.name.is_full() {
                    person.name = Name { title: person.name.title, ..name };
                }
                if person.emails.iter().all(|(_, alike)| *alike < 3) {
                    person.emails.extend(email);
                }
                person.job = person.job.take().or(post);
            }
            None if name.is_full() => {
                let job = author_post(&author.name).or(post);
                people.push(Person {
                    name,
                    sure: people::Sure::Certain,
                    place,
                    mentions: Vec::new(),
                    variants: Vec::new(),
                    label: None,
                    emails: email.into_iter().collect(),
                    phones: own_phones(zone),
                    job,
                });
            }
            None => {}
        }
    }
    people
}

/// `Burgess Helena - Medical Director`: the post in a display name.
fn author_post(display: &str) -> Option<Found<String>> {
    let (_, post) = display.split_once(" - ")?;
    people::has_post_word(post).then(|| {
        Found::new(
            post.trim().to_owned(),
            Place { part: "quoted mail".to_owned(), line: 0, span: (0, 0) },
            "the display name",
        )
    })
}

/// The post in the author's signature.
fn own_post(zone: &Zone, name: &Name) -> Option<Found<String>> {
    super::myself::signature_post(&zone.paras, &sign::signature(&zone.paras, Some(name)))
}

fn own_phones(zone: &Zone) -> Vec<Found<crate::domain::PhoneNumber>> {
    zone.paras
        .iter()
        .flat_map(|para| {
            para.phones().iter().filter(|hit| hit.line == super::contact::Line::Voice).map(|hit| {
                Found::new(hit.number.clone(), para.place(hit.range.start, hit.range.end), "the mail passed on")
            })
        })
        .collect()
}

pub(super) fn merge(own: &mut Person, other: &Person) {
    own.name.title = own.name.title.or(other.name.title);
    if own.emails.is_empty() {
        own.emails.clone_from(&other.emails);
    }
    if own.phones.is_empty() {
        own.phones.clone_from(&other.phones);
    }
    own.job = own.job.clone().or_else(|| other.job.clone());
}

pub(super) fn from_files(choice: &mut Choice, page: &Page, known: Known<'_>) {
    for zone in page.voiced(Voice::File) {
        let skip = vec![false; zone.paras.len()];
        let roster = roster::read(&zone.paras, &skip, known);
        let found = weigh(&roster, &zone.paras, &skip);
        if !found.leads.is_empty() {
            *choice = Choice { origin: Origin::File, out: std::mem::take(&mut choice.out), ..found };
            return;
        }
    }
}

/// A nomination in a mail passed on: its author accepts, or it names somebody.
pub(super) fn from_thread(choice: &mut Choice, page: &Page, sender: &Sender) {
    static POINTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:below|underneath|trail|chain|forward(?:ed|ing)?|as per|attached|foot of|see (?:the )?(?:e-?mail|message|note)|under(?: this)?|fyi|for information|beneath|following)\b",
        )
    });
    let own = page.text_of(Voice::Own);
    let forwarded = page.voiced(Voice::Thread).any(|zone| zone.forwarded);
    choice.own_consent = POINTS.is_match(own);
    if !POINTS.is_match(own) && !forwarded && own.trim().len() > 200 {
        return;
    }
    let threads: Vec<&Zone> = page.voiced(Voice::Thread).collect();
    for (at, zone) in threads.iter().copied().enumerate() {
        let asked = threads.get(at + 1).is_some_and(|below| below.paras.iter().any(|para| para.text.contains('?')));
        if let Some(person) = accepted_by_author(zone, sender, asked) {
            let standing = Standing { asserted: 1, chosen: 1, ..Standing::default() };
            choice.leads.push(Candidate { person, standing });
            choice.origin = Origin::Thread;
            choice.firm = true;
            return;
        }
        if let Some(found) = named_in(zone, page, sender) {
            let by_sender = is_by(zone, sender);
            if by_sender && !found.deputies.is_empty() {
                choice.doubts.push("it is not said which of the people below is meant".to_owned());
            }
            if threads.iter().skip(at + 1).any(|below| names_another(below, &found, page, sender)) {
                choice.doubts.push("the mails below name different people".to_owned());
            }
            let (out, doubts) = (std::mem::take(&mut choice.out), std::mem::take(&mut choice.doubts));
            *choice = Choice { origin: Origin::Thread, own_consent: choice.own_consent, out, doubts, ..found };
            return;
        }
    }
}

/// Whether a mail further down names somebody else, who is neither out nor the writer of a refusal.
fn names_another(below: &Zone, found: &Choice, page: &Page, sender: &Sender) -> bool {
    let known = |name: &Name| {
        let mut all = found.leads.iter().chain(&found.deputies).map(|own| &own.person.name).chain(&found.out);
        all.any(|own| own.fits(name) || own.has_the_words_of(name))
    };
    !is_by(below, sender)
        && !refuses(below)
        && named_in(below, page, sender).is_some_and(|other| other.leads.iter().any(|lead| !known(&lead.person.name)))
}

/// Whether the sender wrote the quoted mail.
fn is_by(zone: &Zone, sender: &Sender) -> bool {
    let address = zone.author.as_ref().and_then(|author| author.address.as_ref());
    address.is_some() && address == sender.address.as_ref()
}

/// The author of a mail passed on who says `yes, delighted` in it.
fn accepted_by_author(zone: &Zone, sender: &Sender, asked: bool) -> Option<Person> {
    let flags = vec![false; zone.paras.len()];
    if is_by(zone, sender)
        || !(speaks_of_themselves(&zone.paras, &flags, None) || asked && says_yes(zone))
        || refuses(zone)
    {
        return None;
    }
    let author = zone.author.as_ref().and_then(|author| people::whole(&author.name))?;
    zone_people(zone).iter().find(|person| person.name.fits(&author) || author.has_the_words_of(&person.name)).cloned()
}

/// Whether a mail opens with a plain yes: `Yes, gladly`.
fn says_yes(zone: &Zone) -> bool {
    static YES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:(?:hi|hello|dear)?\W*\p{L}+\W+)?(?:yes|yep|of course|certainly|gladly|absolutely|with pleasure|happy to|delighted|very glad|glad to|i accept|i would be (?:happy|delighted|honoured|glad)|i'd be (?:happy|delighted|honoured|glad)|count me in|no problem|fine by me|sure\b|willingly)\b",
        )
    });
    let first = zone.paras.iter().find(|para| !sign::is_greeting(para) && para.folded.split_whitespace().count() > 1);
    first.is_some_and(|para| {
        YES.is_match(&para.folded) && !para.folded.contains(" but ") && !para.folded.contains(" if ")
    })
}

/// The nominees that a mail passed on names.
fn named_in(zone: &Zone, page: &Page, sender: &Sender) -> Option<Choice> {
    let author = zone.author.as_ref().and_then(|author| {
        let name = people::whole(&author.name)?;
        Some(author.address.as_ref().map_or(name.clone(), |address| people::by_address(name, address.local())))
    });
    let signed = sign::signature(&zone.paras, author.as_ref());
    let known = Known { sender: author.as_ref(), address: None, book: &sender.book, myself: false };
    let roster = roster::read(&zone.paras, &signed, known);
    let mut found = weigh(&roster, &zone.paras, &signed);
    if found.leads.is_empty() {
        let zones = std::iter::once(zone.clone()).chain(page.zones.iter().skip(1).cloned()).collect();
        let alone = Page::new(zones, page.cut);
        by_given_name(&mut found, &alone, &signed, sender, &roster);
    }
    (!found.leads.is_empty() && found.firm).then_some(found)
}

/// Whether the author of a quoted mail says no.
pub(super) fn refuses(zone: &Zone) -> bool {
    static NO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:i (?:really |simply |just |honestly |am afraid i )?(?:can'?t|cannot|couldn'?t|won'?t|would rather not|don'?t (?:feel|think|want))|i'?m (?:afraid )?not (?:able|the right|in a position)|flattered but|thank(?:s| you) (?:for (?:thinking of|asking) me,? )?but|unable to take|have to decline|must decline|say no\b|no thank|ask \w+ instead)",
        )
    });
    zone.paras.iter().any(|para| NO.is_match(&para.folded))
}
