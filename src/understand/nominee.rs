//! The people of a message in, the nominees out: who leads, who deputises, and what is doubtful about it.

use super::{
    cover::{self, is_own_card},
    earlier::amends_own,
    elsewhere::{by_given_name, from_files, from_thread, merge, refuses, resolve, zone_people},
    fold::letters,
    likeness::likeness,
    myself::{myself, speaks_of_themselves},
    page::{Page, Para, Voice, Zone},
    people::{self, Name},
    roster::{self, Known, Person, Roster},
    sender::Sender,
    sign,
    standing::Standing,
    weigh::weigh,
};

use crate::domain::{Found, Nominee, Place, Role, Title};

/// Where the nomination stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nowhere.
    #[default]
    Nowhere,
    /// In the sender's own words, about somebody else.
    Own,
    /// The sender speaks of themselves.
    Myself,
    /// In a mail passed on.
    Thread,
    /// In a file.
    File,
}

/// Who is nominated.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub leads: Vec<Candidate>,
    pub deputies: Vec<Candidate>,
    pub origin: Origin,
    /// Whether words of nominating or the role's name stand by the lead, or the mail is hardly more than their details.
    pub firm: bool,
    /// People with addresses of their own of whom the text does not say what they are.
    pub unexplained: usize,
    /// People who are out: retired, refused, replaced.
    pub out: Vec<Name>,
    /// The sender's own words point to the mail passed on as the answer.
    pub own_consent: bool,
    pub doubts: Vec<String>,
}

/// A person with what the text says of them.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub person: Person,
    pub standing: Standing,
}

/// Chooses the nominees of a message.
pub(super) fn choose(page: &Page, signed: &[bool], sender: &Sender) -> Choice {
    let known =
        Known { sender: sender.name.as_ref(), address: sender.address.as_ref(), book: &sender.book, myself: false };
    let own = page.own();
    let mut roster = roster::read(own, signed, known);
    let addressees = addressees(page);
    roster.people.retain(|person| !addressees.iter().any(|name| name.fits(&person.name)));
    let mut choice = weigh(&roster, own, signed);
    // Whoever says `I` in a file is not known to be the sender.
    if (choice.leads.is_empty() || !choice.firm)
        && !page.opened
        && let Some(myself) = speaks_of_themselves(own, signed, sender.name.as_ref())
            .then(|| myself(page, signed, sender, known))
            .flatten()
    {
        choice = Choice {
            leads: vec![myself],
            origin: Origin::Myself,
            firm: true,
            deputies: choice.deputies,
            out: choice.out,
            ..Choice::default()
        };
    }
    if choice.leads.is_empty() {
        by_given_name(&mut choice, page, signed, sender, &roster);
    }
    if choice.leads.is_empty() {
        from_files(&mut choice, page, sender, known);
    }
    if choice.leads.is_empty() {
        from_thread(&mut choice, page, sender);
    }
    if choice.leads.is_empty()
        && !page.opened
        && amends_own(page, signed)
        && let Some(myself) = myself(page, signed, sender, known)
    {
        choice.leads.push(myself);
        choice.origin = Origin::Myself;
        choice.firm = true;
    }
    if page.opened && choice.origin == Origin::Own {
        choice.origin = Origin::File;
        choice.firm |= cover::is_form_for(page, &choice);
    }
    complete(&mut choice, page, sender, &roster);
    for lead in choice.leads.iter_mut().filter(|lead| lead.person.job.is_none() && sender.is(&lead.person.name)) {
        lead.person.job = super::myself::signature_post(own, signed);
    }
    choice
}

/// The people the sender writes to: who signed the letter, and who is greeted.
pub(super) fn addressees(page: &Page) -> Vec<Name> {
    let ours = page.voiced(Voice::Ours).flat_map(|zone| &zone.paras).filter(|para| para.text.chars().count() < 60);
    let greeted = page.own().iter().filter(|para| sign::is_greeting(para));
    let mut names: Vec<Name> = ours
        .flat_map(Para::names)
        .filter(|hit| hit.sure > people::Sure::Shape)
        .map(|hit| hit.name.clone())
        .take(40)
        .collect();
    for para in greeted {
        names.extend(para.names().iter().map(|hit| hit.name.clone()));
        names.extend(para.given_names().iter().cloned().map(|(_, word)| Name {
            title: None,
            given: vec![word],
            family: String::new(),
        }));
    }
    names.push(Name { title: None, given: vec!["Fiona".to_owned()], family: "Carragher".to_owned() });
    names
}

/// Whether an earlier mail of the sender's, or one sent to us, that this one quotes named somebody else.
pub(super) fn named_before(page: &Page, sender: &Sender, choice: &Choice) -> bool {
    page.voiced(Voice::Thread).any(|zone| {
        let author = zone.author.as_ref();
        let own = author
            .and_then(|author| author.address.as_ref())
            .is_some_and(|address| sender.address.as_ref() == Some(address));
        if !own && !zone.to_us {
            return false;
        }
        let name = author.and_then(|author| people::whole(&author.name));
        let signed = sign::signature(&zone.paras, name.as_ref());
        let roster = roster::read(
            &zone.paras,
            &signed,
            Known { sender: name.as_ref(), address: None, book: &sender.book, myself: false },
        );
        let before = weigh(&roster, &zone.paras, &signed);
        before.firm
            && before.leads.iter().any(|lead| {
                lead.person.email().is_some() && !choice.leads.iter().any(|own| own.person.name.fits(&lead.person.name))
            })
    })
}

/// Fills what the sender's words leave open from a mail passed on, the headers' address book and loose details.
fn complete(choice: &mut Choice, page: &Page, sender: &Sender, roster: &Roster) {
    let single = choice.leads.len() == 1;
    let myself = choice.origin == Origin::Myself;
    for candidate in choice.leads.iter_mut().chain(choice.deputies.iter_mut()) {
        let person = &mut candidate.person;
        from_elsewhere(person, page, sender);
        if person.phones.is_empty() {
            let own = person.name.given.first().map(|given| letters(given)).unwrap_or_default();
            let fits = |given: &str| people::same_given(&own, &letters(given));
            person.phones =
                roster.strangers.iter().filter(|(given, _)| fits(given)).map(|(_, phone)| phone.clone()).collect();
        }
        if single && person.job.is_none() && !myself {
            person.job.clone_from(&roster.job);
        }
        if let (true, true, [one]) = (single, person.emails.is_empty(), roster.loose.as_slice()) {
            person.emails.push((one.clone(), likeness(&person.name, &one.value)));
        }
    }
    if single {
        conflicting_address(choice, page);
        conflicting_person(choice, page, sender);
    }
    if choice.leads.iter().any(|lead| !lead.person.variants.is_empty()) {
        choice.doubts.push("the nominee's name is spelled in two ways".to_owned());
    }
    let author_leads = |zone: &Zone| {
        let author = zone.author.as_ref().and_then(|author| people::whole(&author.name));
        author.is_some_and(|author| {
            choice.leads.iter().any(|lead| author.fits(&lead.person.name) || author.has_the_words_of(&lead.person.name))
        })
    };
    if page.voiced(Voice::Thread).any(|zone| author_leads(zone) && refuses(zone)) {
        choice.doubts.push("the nominee seems to decline in the mail below".to_owned());
    }
}

/// A name or address that the text lacks, from the mail passed on, a file or the headers.
fn from_elsewhere(person: &mut Person, page: &Page, sender: &Sender) {
    let name = person.name.clone();
    let addressed = person.email().is_some_and(|(_, alike)| *alike >= 2);
    if (!addressed || !name.is_full())
        && let Some(full) = resolve(&name, page, sender)
    {
        if !name.is_full() {
            person.name = Name { title: name.title.or(full.name.title), ..full.name.clone() };
        }
        merge(person, &full);
    }
    let own = sender.is(&person.name) && sender.name.as_ref().is_some_and(Name::is_full);
    let unlike = person.emails.iter().all(|(_, alike)| *alike < 3);
    if let (true, true, Some(address)) = (own, unlike, &sender.address) {
        person.emails.push((Found::new(address.clone(), Place::header("From"), "the sender's own address"), 4));
    }
}

/// A file that gives the same person another address than the text does; what the text lacks is taken from it.
fn conflicting_address(choice: &mut Choice, page: &Page) {
    let Some(lead) = choice.leads.first_mut().filter(|_| choice.origin != Origin::File) else { return };
    for person in page.voiced(Voice::File).flat_map(zone_people) {
        if !person.name.is_full() || !person.name.fits(&lead.person.name) {
            continue;
        }
        let own = lead.person.email().map(|(found, _)| found.value.clone());
        let other = person.email().map(|(found, _)| found.value.clone());
        if own.is_some() && other.is_some() && own != other {
            choice.doubts.push("the text and the file give two addresses for the nominee".to_owned());
        }
        // A mobile beside a desk's number is no contradiction.
        for mobile in [true, false] {
            let of = |person: &Person| -> Vec<String> {
                let numbers = person.phones.iter().map(|found| found.value.to_string());
                numbers.filter(|number| number.starts_with("+447") == mobile).collect()
            };
            let (own, other) = (of(&lead.person), of(person));
            if !own.is_empty() && !other.is_empty() && !own.iter().any(|number| other.contains(number)) {
                choice.doubts.push("the text and the file give two numbers for the nominee".to_owned());
            }
        }
        merge(&mut lead.person, person);
    }
}

/// A file that nominates somebody else than the text does.
fn conflicting_person(choice: &mut Choice, page: &Page, sender: &Sender) {
    let known = Known { sender: sender.name.as_ref(), address: None, book: &sender.book, myself: false };
    let passed_on = |zone: &&Zone| zone.voice == Voice::File || zone.voice == Voice::Thread && zone.forwarded;
    for zone in page.zones.iter().filter(passed_on).filter(|zone| !is_own_card(zone, sender)) {
        if choice.origin == Origin::Thread && zone.voice == Voice::Thread {
            continue;
        }
        let signed = cover::signatory(&zone.paras);
        let found = weigh(&roster::read(&zone.paras, &signed, known), &zone.paras, &signed);
        let named = |name: &Name| {
            let own = choice.leads.iter().chain(&choice.deputies);
            own.into_iter().any(|own| own.person.name.fits(name) || own.person.name.has_the_words_of(name))
        };
        if found.firm && !found.leads.is_empty() && !found.leads.iter().any(|lead| named(&lead.person.name)) {
            let other = if zone.voice == Voice::File { "file" } else { "mail passed on" };
            choice.doubts.push(format!("the text and the {other} name different people"));
        }
    }
}

/// A candidate as a nominee.
pub(super) fn nominee(candidate: &Candidate, role: Role) -> Nominee {
    let person = &candidate.person;
    let evidence = |value: String| Found::new(value, person.place.clone(), rule(candidate));
    let title: Option<Found<Title>> =
        person.name.title.map(|title| Found::new(title, person.place.clone(), "beside the name"));
    Nominee {
        name: evidence(person.name.full()),
        title,
        job_title: person.job.clone(),
        email: person.email().map(|(found, _)| found.clone()),
        phones: person.phones.clone(),
        role,
    }
}

fn rule(candidate: &Candidate) -> &'static str {
    match (candidate.person.label, candidate.standing.role, candidate.standing.asserted) {
        (Some(_), _, _) => "a labelled line",
        (None, 1.., _) => "named beside the role",
        (None, 0, 1..) => "named by words of nominating",
        (None, 0, 0) => "named with their details",
    }
}
