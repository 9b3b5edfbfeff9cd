//! The sender as nominee: whether their own sentences put themselves forward, and the details of their signature.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    contact,
    cues::{SELF, TAKES_BACK, pattern},
    nominee::Candidate,
    page::{Page, Para},
    people::{self, Name},
    questions::is_request,
    roster::{self, Known, Person},
    sender::Sender,
    standing::Standing,
};
use crate::domain::{Found, Place};

/// So much of a sentence is looked at.
const LONGEST: usize = 600;

/// Whether the sender's own sentences put the sender forward.
pub(super) fn speaks_of_themselves(own: &[Para], signed: &[bool], name: Option<&Name>) -> bool {
    own.iter().zip(signed).filter(|(_, signed)| !**signed).any(|(para, _)| {
        let others: Vec<String> = para
            .names()
            .iter()
            .filter(|hit| {
                hit.name.is_full() && hit.sure > people::Sure::Shape && !name.is_some_and(|own| own.fits(&hit.name))
            })
            .map(|hit| super::fold::fold(&hit.name.full()))
            .collect();
        para.sentences().iter().any(|sentence| {
            // `I have been nominated by our director, Dr X`; but `Dr X is happy that I do this` leaves open who does what.
            let begins = SELF.find(sentence).map(|found| found.start());
            let of_others = begins.is_some_and(|at| {
                sentence.get(..at).is_some_and(|head| others.iter().any(|other| head.contains(other.as_str())))
            });
            begins.is_some_and(|at| {
                !TAKES_BACK.is_match(super::fold::after(
                    sentence,
                    super::fold::floor(sentence, at.saturating_sub(30)),
                    LONGEST,
                ))
            }) && !of_others
                && !sentence.contains("not me")
                && (!sentence.trim_end().ends_with('?') || is_request(sentence))
        })
    })
}

/// The sender as nominee: name and address of the headers, details of the signature, but what the text itself gives goes first.
pub(super) fn myself(page: &Page, signed: &[bool], sender: &Sender, known: Known<'_>) -> Option<Candidate> {
    let name = sender.name.clone()?;
    let address = sender.address.clone()?;
    let own = page.own();
    let place = Place::header("From");
    let known = Known { sender: Some(&name), address: None, book: known.book, myself: true };
    let roster = roster::read(own, &vec![false; own.len()], known);
    let described = roster
        .people
        .iter()
        .find(|person| person.name.fits(&name) && person.name.is_full())
        .or_else(|| roster.people.iter().find(|person| person.name.fits(&name)));
    let mut person = Person::new(name.clone(), people::Sure::Certain, place.clone());
    if let Some(described) = described {
        person.name.title = described.name.title.or(name.title);
        person.job.clone_from(&described.job);
        person.phones.clone_from(&described.phones);
        if !person.phones.is_empty() {
            person.phones.extend(roster.mine.iter().filter(|own| !described.phones.contains(own)).cloned());
        }
        let accented = described.name.full() != person.name.full()
            && super::fold::letters(&described.name.full()) == super::fold::letters(&person.name.full())
            && !described.name.full().is_ascii();
        if accented {
            person.name = Name { title: person.name.title, ..described.name.clone() };
        }
        let longer = described.name.is_full() && described.name.given.len() > person.name.given.len();
        if longer || described.name.is_full() && !person.name.is_full() {
            person.name = Name { title: person.name.title, ..described.name.clone() };
        }
        person
            .emails
            .extend(described.emails.iter().filter(|(found, alike)| *alike >= 3 && found.value != address).cloned());
    }
    let fresh = roster::read(own, signed, known);
    let told = fresh.people.iter().filter(|own| own.name.fits(&name)).flat_map(|own| &own.phones);
    let mut in_text: Vec<_> = fresh.mine.iter().chain(told).cloned().collect();
    in_text.dedup_by(|a, b| a.value == b.value);
    if !in_text.is_empty() {
        person.phones = in_text;
    }
    if person.emails.is_empty() {
        person.emails.push((Found::new(address, place, "the sender's own address"), 4));
    }
    if person.phones.is_empty() {
        person.phones = signature_phones(own, signed);
    }
    person.job = person.job.or_else(|| signature_post(own, signed)).or_else(|| spoken_post(own, signed));
    person.name.title = person.name.title.or_else(|| signature_title(own, signed, &name));
    let standing = Standing { role: 1, asserted: 1, chosen: 1, ..Standing::default() };
    Some(Candidate { person, standing })
}

/// The name as it stands with its accents in some paragraphs, when only they make the difference, and where.
pub(super) fn accented(name: &Name, own: &[Para]) -> Option<(Name, Place)> {
    let full = super::fold::letters(&name.full());
    name.full().is_ascii().then_some(())?;
    own.iter()
        .flat_map(|para| para.names().iter().map(move |hit| (para, hit)))
        .find(|(_, hit)| !hit.name.full().is_ascii() && super::fold::letters(&hit.name.full()) == full)
        .map(|(para, hit)| {
            let name = Name { title: name.title.or(hit.name.title), ..hit.name.clone() };
            (name, para.place(hit.range.start, hit.range.end))
        })
}

/// The numbers of the signature, but those of a secretary.
pub(super) fn signature_phones(own: &[Para], signed: &[bool]) -> Vec<Found<crate::domain::PhoneNumber>> {
    static HELPER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:pa|p\.a\.|ea|secretary|secretaries|sec|assistant|diary|lab manager|switchboard|helpline|main office|reception|ward|patients?|office hours|administrator)\b[^0-9]{0,40}$",
        )
    });
    let signature = own.iter().zip(signed).filter(|(_, signed)| **signed);
    signature
        .flat_map(|(para, _)| {
            para.phones().iter().filter(|hit| hit.line == contact::Line::Voice).cloned().filter_map(|hit| {
                let before = super::fold::fold(para.text.get(..hit.range.start).unwrap_or(""));
                (!HELPER.is_match(&before))
                    .then(|| Found::new(hit.number, para.place(hit.range.start, hit.range.end), "the signature"))
            })
        })
        .collect()
}

/// The title before the sender's name in the signature, in any case.
fn signature_title(own: &[Para], signed: &[bool], name: &Name) -> Option<crate::domain::Title> {
    let family = super::fold::letters(&name.family);
    own.iter()
        .zip(signed)
        .filter(|(para, signed)| **signed && super::fold::letters(&para.text).contains(&family))
        .find_map(|(para, _)| para.text.split_whitespace().next().and_then(people::title_of))
}

/// The post in the sender's signature: the first line that is one, or the first part of a line that is one.
pub(super) fn signature_post(own: &[Para], signed: &[bool]) -> Option<Found<String>> {
    let lines = || own.iter().zip(signed).filter(|(_, signed)| **signed).map(|(para, _)| para);
    let whole = |para: &Para| {
        super::job::leading(&para.text).filter(|range| !para.text.get(..range.start).is_some_and(lettered))
    };
    lines()
        .find_map(|para| whole(para).map(|range| (para, range)))
        .or_else(|| lines().find_map(|para| super::job::within(&para.text).map(|range| (para, range))))
        .and_then(|(para, range)| post(para, range, "the signature"))
}

/// `As Professor of Molecular Diagnostics here, I`: the post the sender's own sentences give.
fn spoken_post(own: &[Para], signed: &[bool]) -> Option<Found<String>> {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:as|i am|i'm|i’m|i work as|my (?:day )?job is|day job(?: -|:| is)|my post is|speaking as)(?: currently| also)?(?: the| a| an| our| your)? ",
        )
    });
    own.iter().zip(signed).filter(|(_, signed)| !**signed).find_map(|(para, _)| {
        SAYS.find_iter(&para.text).take(20).find_map(|hit| {
            let range = para.text.get(hit.end()..).and_then(super::job::leading).filter(|range| range.start == 0)?;
            post(para, hit.end()..hit.end() + range.end, "the sentence about themselves")
        })
    })
}

fn post(para: &Para, range: std::ops::Range<usize>, rule: &'static str) -> Option<Found<String>> {
    Some(Found::new(para.text.get(range.clone())?.to_owned(), para.place(range.start, range.end), rule))
}

fn lettered(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
