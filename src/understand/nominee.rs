//! The people of a message in, the nominees out: who leads, who deputises, and what is doubtful about it.

use super::{
    cues::{SELF, TAKES_BACK, pattern},
    label::Label,
    likeness::likeness,
    page::{Page, Para, Voice, Zone},
    people::{self, Name},
    roster::{self, Known, Person, Roster},
    sender::Sender,
    sign,
    standing::{self, Standing},
};
use crate::domain::{Found, Nominee, Place, Role, Title};
use std::sync::LazyLock;

use regex::Regex;

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
    /// Whether a label says that there is no address.
    pub email_denied: bool,
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
    if choice.leads.is_empty() || !choice.firm {
        if let Some(myself) = speaks_of_themselves(own, signed, sender.name.as_ref())
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
    }
    if choice.leads.is_empty() {
        by_given_name(&mut choice, page, signed, sender, &roster);
    }
    if choice.leads.is_empty() {
        from_files(&mut choice, page, known);
    }
    if choice.leads.is_empty() {
        from_thread(&mut choice, page, sender);
    }
    complete(&mut choice, page, sender, &roster);
    choice
}

/// The people the sender writes to: who signed the letter, and who is greeted.
fn addressees(page: &Page) -> Vec<Name> {
    let ours = page.voiced(Voice::Ours).flat_map(|zone| &zone.paras).filter(|para| para.text.chars().count() < 60);
    let greeted = page.own().iter().filter(|para| sign::is_greeting(para));
    let mut names: Vec<Name> = ours
        .flat_map(|para| people::find(&para.text))
        .filter(|hit| hit.sure > people::Sure::Shape)
        .map(|hit| hit.name)
        .collect();
    for para in greeted {
        names.extend(people::find(&para.text).into_iter().map(|hit| hit.name));
        names.extend(people::single_names(&para.text).into_iter().map(|(_, word)| Name {
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

/// Weighs the people of one text.
fn weigh(roster: &Roster, paras: &[Para], skip: &[bool]) -> Choice {
    let all: Vec<Candidate> = roster
        .people
        .iter()
        .map(|person| Candidate { person: person.clone(), standing: standing::of(person, paras, skip) })
        .collect();
    let mut choice = Choice { email_denied: roster.email_denied, ..Choice::default() };
    choice.out = all
        .iter()
        .filter(|candidate| candidate.standing.out > 0 && !candidate.standing.open())
        .map(|candidate| candidate.person.name.clone())
        .collect();
    let (deputies, rest): (Vec<Candidate>, Vec<Candidate>) = all
        .into_iter()
        .filter(|candidate| candidate.person.label != Some(Label::Other))
        .partition(|candidate| is_deputy(&candidate.standing));
    let mut open: Vec<Candidate> = rest.into_iter().filter(|candidate| candidate.standing.open()).collect();
    if let Some(marked) = marked(&open, paras) {
        open = vec![marked];
    }
    let top = open.iter().map(|candidate| candidate.standing.weight(&candidate.person)).max().unwrap_or(0);
    let named_role = open.iter().any(|candidate| candidate.standing.role > 0);
    let detailed = |candidate: &Candidate| candidate.person.emails.iter().any(|(_, alike)| *alike >= 2);
    let chosen = |candidate: &Candidate| {
        let weight = candidate.standing.weight(&candidate.person);
        let strong = weight >= 3 && weight + 3 >= top;
        if named_role {
            candidate.standing.role > 0 && weight + 4 >= top || detailed(candidate) && strong
        } else {
            strong || weight == top && top >= 1
        }
    };
    let (mut leads, mut others): (Vec<Candidate>, Vec<Candidate>) = open.into_iter().partition(chosen);
    let (beside, rest): (Vec<Candidate>, Vec<Candidate>) =
        others.into_iter().partition(|other| leads.iter().any(|lead| alternative(lead, other, paras)));
    leads.extend(beside);
    others = rest;
    choice.unexplained = others.iter().filter(|candidate| detailed(candidate)).count();
    choice.deputies = deputies.into_iter().filter(|candidate| candidate.standing.out == 0).collect();
    let crowd = leads.len() > 2 && !leads.iter().any(|lead| detailed(lead));
    choice.firm = !crowd
        && (leads.iter().any(|candidate| candidate.standing.chosen > 0)
            || bare(&leads, paras, skip)
            || record(&leads, paras, skip));
    choice.origin = if leads.is_empty() { Origin::Nowhere } else { Origin::Own };
    choice.leads = leads;
    choice
}

/// Whether the text is hardly more than one person with an address: `Ruth Pennycook, lead BMS. ruth@...`.
fn bare(leads: &[Candidate], paras: &[Para], skip: &[bool]) -> bool {
    let [lead] = leads else { return false };
    let own: Vec<&Para> = paras
        .iter()
        .enumerate()
        .filter(|(index, para)| !skip.get(*index).copied().unwrap_or(false) && !sign::is_greeting(para))
        .map(|(_, para)| para)
        .collect();
    let words: usize = own.iter().map(|para| para.text.split_whitespace().count()).sum();
    let plain = own.iter().all(|para| !para.text.contains('?') && !TAKES_BACK.is_match(&para.folded));
    let opens = lead.person.mentions.first().is_some_and(|mention| {
        own.first().is_some_and(|first| {
            paras.get(mention.para).is_some_and(|para| std::ptr::eq(*first, para)) && mention.range.start < 40
        })
    });
    words <= 40
        && plain
        && opens
        && (!lead.person.emails.is_empty() || !lead.person.phones.is_empty() || lead.person.job.is_some())
}

/// A paragraph or block that is nothing but one person's details, in a text that names nobody else with an address and asks nothing.
fn record(leads: &[Candidate], paras: &[Para], skip: &[bool]) -> bool {
    let [lead] = leads else { return false };
    let Some(mention) = lead.person.mentions.first() else { return false };
    let Some(para) = paras.get(mention.para) else { return false };
    let alike = lead.person.email().is_some_and(|(_, alike)| *alike >= 3);
    let own = paras.iter().zip(skip).filter(|(_, skip)| !**skip).map(|(para, _)| para);
    let asks = own.clone().any(|para| para.text.contains('?'));
    let opens = mention.range.start <= 3;
    let verbless = !VERB.is_match(&para.folded);
    let before_asks =
        mention.para.checked_sub(1).and_then(|at| paras.get(at)).is_some_and(|para| CONTACT.is_match(&para.folded));
    alike && !asks && opens && verbless && !before_asks
}

static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|do|does|did|been|be)\b")
});
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:contact|call|telephone|ring|speak to|queries|enquiries|urgent|copy|copied|instead|absence|not)\b")
});

/// `Either A or B`, `A / B`: the two stand side by side in one paragraph.
fn alternative(lead: &Candidate, other: &Candidate, paras: &[Para]) -> bool {
    static OR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[^.;@]{0,60}(?:\bor\b|/)[^.;@]{0,60}$|^ ?(?:&|and) $"));
    lead.person.mentions.iter().any(|a| {
        other.person.mentions.iter().any(|b| {
            let (first, second) = if a.range.start < b.range.start { (a, b) } else { (b, a) };
            a.para == b.para
                && paras
                    .get(a.para)
                    .and_then(|para| para.text.get(first.range.end..second.range.start))
                    .is_some_and(|between| OR.is_match(&super::fold::fold(between)))
        })
    })
}

fn is_deputy(standing: &Standing) -> bool {
    standing.deputy > 0 && standing.deputy >= standing.role
}

/// One of several that a list marks: with a star, a `Y`, `LHS` in a cell of its own.
fn marked(open: &[Candidate], paras: &[Para]) -> Option<Candidate> {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:asterisk|starred|star\b|marked|ticked|tick\b|with (?:the|a) y\b|highlighted|in bold|flagged)|\* ?=|= ?lead|\(\*\)",
        )
    });
    let says = paras.iter().any(|para| SAYS.is_match(&para.folded));
    let is_mark = |cell: &str| {
        matches!(
            cell.trim().to_lowercase().as_str(),
            "*" | "**"
                | "y"
                | "yes"
                | "x"
                | "✓"
                | "✔"
                | "lhs"
                | "lead"
                | "lead healthcare scientist"
                | "lead hcs"
                | "yes - lhs"
                | "yes (lhs)"
        )
    };
    let has_mark = |candidate: &&Candidate| {
        candidate.person.mentions.iter().filter_map(|mention| paras.get(mention.para)).any(|para| {
            para.cells.len() > 1 && para.cells.iter().any(|cell| is_mark(cell))
                || says && para.text.trim_start().starts_with('*') && !para.text.trim_start().starts_with("* =")
                || says && para.text.trim_end().ends_with('*')
        })
    };
    let hits: Vec<&Candidate> = open.iter().filter(has_mark).collect();
    match hits.as_slice() {
        [one] if open.len() > 1 => {
            let mut one = (*one).clone();
            one.standing.role += 1;
            Some(one)
        }
        _ => None,
    }
}

/// Whether the sender's own sentences put the sender forward.
fn speaks_of_themselves(own: &[Para], signed: &[bool], name: Option<&Name>) -> bool {
    own.iter().zip(signed).filter(|(_, signed)| !**signed).any(|(para, _)| {
        let others: Vec<String> = people::find(&para.text)
            .into_iter()
            .filter(|hit| {
                hit.name.is_full() && hit.sure > people::Sure::Shape && !name.is_some_and(|own| own.fits(&hit.name))
            })
            .map(|hit| super::fold::fold(&hit.name.full()))
            .collect();
        standing::sentences(&para.text).iter().any(|sentence| {
            let of_others = others.iter().any(|other| sentence.contains(other.as_str()));
            SELF.is_match(sentence) && !of_others && !sentence.contains("not me") && !sentence.trim_end().ends_with('?')
        })
    })
}

/// The sender as nominee: name and address of the headers, details of the signature, but what the text itself gives goes first.
fn myself(page: &Page, signed: &[bool], sender: &Sender, known: Known<'_>) -> Option<Candidate> {
    let name = sender.name.clone()?;
    let address = sender.address.clone()?;
    let own = page.own();
    let place = Place::header("From");
    let roster = roster::read(
        own,
        &vec![false; own.len()],
        Known { sender: None, address: None, book: known.book, myself: true },
    );
    let described = roster
        .people
        .iter()
        .find(|person| person.name.fits(&name) && person.name.is_full())
        .or_else(|| roster.people.iter().find(|person| person.name.fits(&name)));
    let mut person = Person {
        name: name.clone(),
        sure: people::Sure::Certain,
        place: place.clone(),
        mentions: Vec::new(),
        variants: Vec::new(),
        label: None,
        emails: Vec::new(),
        phones: Vec::new(),
        job: None,
    };
    if let Some(described) = described {
        person.name.title = described.name.title.or(name.title);
        person.job.clone_from(&described.job);
        person.phones.clone_from(&described.phones);
        if described.name.is_full() && !person.name.is_full() {
            person.name = described.name.clone();
        }
        person
            .emails
            .extend(described.emails.iter().filter(|(found, alike)| *alike >= 3 && found.value != address).cloned());
    }
    let fresh = roster::read(own, signed, Known { sender: None, address: None, book: known.book, myself: true });
    let in_text: Vec<_> = own
        .iter()
        .zip(signed)
        .filter(|(_, signed)| !**signed)
        .flat_map(|(para, _)| {
            super::contact::phones(&para.text)
                .into_iter()
                .filter(|hit| hit.line == super::contact::Line::Voice)
                .map(|hit| Found::new(hit.number, para.place(hit.range.start, hit.range.end), "the number in the text"))
        })
        .collect();
    let others_there = fresh.people.iter().any(|other| !other.phones.is_empty() && !other.name.fits(&name));
    if !in_text.is_empty() && !others_there {
        person.phones = in_text;
    }
    if person.emails.is_empty() {
        person.emails.push((Found::new(address.clone(), place, "the sender's own address"), 4));
    }
    if person.phones.is_empty() {
        person.phones = signature_phones(own, signed);
    }
    person.job = person.job.or_else(|| signature_post(own, signed));
    let standing = Standing { role: 1, asserted: 1, chosen: 1, ..Standing::default() };
    Some(Candidate { person, standing })
}

/// The numbers of the signature, but those of a secretary.
fn signature_phones(own: &[Para], signed: &[bool]) -> Vec<Found<crate::domain::PhoneNumber>> {
    static HELPER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:pa|p\.a\.|ea|secretary|secretaries|sec|assistant|diary|switchboard|helpline|main office|reception|ward|patients?|office hours|administrator)\b[^0-9]{0,40}$",
        )
    });
    let signature = own.iter().zip(signed).filter(|(_, signed)| **signed);
    signature
        .flat_map(|(para, _)| {
            super::contact::phones(&para.text)
                .into_iter()
                .filter(|hit| hit.line == super::contact::Line::Voice)
                .filter_map(|hit| {
                    let before = super::fold::fold(para.text.get(..hit.range.start).unwrap_or(""));
                    (!HELPER.is_match(&before))
                        .then(|| Found::new(hit.number, para.place(hit.range.start, hit.range.end), "the signature"))
                })
        })
        .collect()
}

/// The post in the sender's signature: the first line that is one.
fn signature_post(own: &[Para], signed: &[bool]) -> Option<Found<String>> {
    own.iter().zip(signed).filter(|(_, signed)| **signed).find_map(|(para, _)| {
        let range = super::job::leading(&para.text).filter(|range| range.start == 0)?;
        let text = para.text.get(range.clone())?;
        Some(Found::new(text.to_owned(), para.place(range.start, range.end), "the signature"))
    })
}

/// `Tamsin it is`, `Our LHS is Phoebe`: only a given name, which the headers, a forwarded mail or a file complete.
fn by_given_name(choice: &mut Choice, page: &Page, signed: &[bool], sender: &Sender, roster: &Roster) {
    let own = page.own();
    let mut found: Vec<(Name, Place)> = Vec::new();
    for (index, para) in own.iter().enumerate() {
        if signed.get(index).copied().unwrap_or(false) || sign::is_greeting(para) {
            continue;
        }
        for (range, word) in people::single_names(&para.text) {
            let mention = roster::Mention { para: index, range: range.clone() };
            let name = Name { title: None, given: vec![word], family: String::new() };
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
                || addressees(page).iter().any(|other| other.fits(&name));
            if standing.open() && !is_sender && !listed && standing.chosen > 0 {
                person.label = None;
                if !found.iter().any(|(own, _)| own.fits(&name)) {
                    found.push((name, person.place));
                }
            }
        }
    }
    let [(name, place)] = found.as_slice() else { return };
    let mut person = resolve(name, page, sender).unwrap_or_else(|| Person {
        name: name.clone(),
        sure: people::Sure::Given,
        place: place.clone(),
        mentions: Vec::new(),
        variants: Vec::new(),
        label: None,
        emails: Vec::new(),
        phones: Vec::new(),
        job: None,
    });
    person.place = place.clone();
    choice.leads.push(Candidate { person, standing: Standing { asserted: 1, chosen: 1, ..Standing::default() } });
    choice.origin = Origin::Own;
    choice.firm = true;
}

/// The one full name in headers, passed-on mails and files that fits a given name.
fn resolve(name: &Name, page: &Page, sender: &Sender) -> Option<Person> {
    let mut hits: Vec<Person> = Vec::new();
    for zone in page.zones.iter().filter(|zone| matches!(zone.voice, Voice::Thread | Voice::File)) {
        for person in zone_people(zone) {
            if person.name.is_full() && person.name.fits(name) && !sender.is(&person.name) {
                match hits.iter_mut().find(|own| own.name.fits(&person.name)) {
                    Some(own) => merge(own, &person),
                    None => hits.push(person),
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
    match hits.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The people of a quoted mail or file; its author among them, with the details of its signature.
fn zone_people(zone: &Zone) -> Vec<Person> {
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
        match people.iter_mut().find(|person| person.name.fits(&name)) {
            Some(person) => {
                if !person.name.is_full() {
                    person.name = Name { title: person.name.title, ..name };
                }
                if person.emails.iter().all(|(_, alike)| *alike < 3) {
                    person.emails.extend(email);
                }
            }
            None if name.is_full() => {
                let job = author_post(&author.name);
                people.push(Person {
                    name,
                    sure: people::Sure::Certain,
                    place,
                    mentions: Vec::new(),
                    variants: Vec::new(),
                    label: None,
                    emails: email.into_iter().collect(),
                    phones: super::nominee::own_phones(zone),
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

fn own_phones(zone: &Zone) -> Vec<Found<crate::domain::PhoneNumber>> {
    zone.paras
        .iter()
        .flat_map(|para| {
            super::contact::phones(&para.text)
                .into_iter()
                .filter(|hit| hit.line == super::contact::Line::Voice)
                .map(|hit| Found::new(hit.number, para.place(hit.range.start, hit.range.end), "the mail passed on"))
        })
        .collect()
}

fn merge(own: &mut Person, other: &Person) {
    own.name.title = own.name.title.or(other.name.title);
    if own.emails.is_empty() {
        own.emails.clone_from(&other.emails);
    }
    if own.phones.is_empty() {
        own.phones.clone_from(&other.phones);
    }
    own.job = own.job.clone().or_else(|| other.job.clone());
}

fn from_files(choice: &mut Choice, page: &Page, known: Known<'_>) {
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
fn from_thread(choice: &mut Choice, page: &Page, sender: &Sender) {
    static POINTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:below|underneath|trail|chain|forward(?:ed|ing)?|as per|attached|foot of|see (?:the )?(?:e-?mail|message|note)|under(?: this)?|fyi|for information|beneath|following)\b",
        )
    });
    let own = page.text_of(Voice::Own);
    let forwarded = page.voiced(Voice::Thread).any(|zone| zone.forwarded);
    choice.own_consent = POINTS.is_match(&own);
    if !POINTS.is_match(&own) && !forwarded && own.trim().len() > 200 {
        return;
    }
    for zone in page.voiced(Voice::Thread) {
        let by_sender = zone
            .author
            .as_ref()
            .and_then(|author| author.address.as_ref())
            .is_some_and(|address| sender.address.as_ref() == Some(address));
        let flags = vec![false; zone.paras.len()];
        if !by_sender && speaks_of_themselves(&zone.paras, &flags, None) && !refuses(zone) {
            let author = zone.author.as_ref().and_then(|author| people::whole(&author.name));
            let person = zone_people(zone).into_iter().find(|person| {
                author.as_ref().is_some_and(|author| person.name.fits(author) || letters_turned(author, &person.name))
            });
            if let Some(person) = person {
                choice
                    .leads
                    .push(Candidate { person, standing: Standing { asserted: 1, chosen: 1, ..Standing::default() } });
                choice.origin = Origin::Thread;
                choice.firm = true;
                choice.own_consent &= own.trim().len() > 1;
                return;
            }
        }
        let author = zone.author.as_ref().and_then(|author| {
            people::whole(&author.name).map(|name| {
                author.address.as_ref().map_or(name.clone(), |address| people::by_address(name, address.local()))
            })
        });
        let signed = sign::signature(&zone.paras, author.as_ref());
        let roster = roster::read(
            &zone.paras,
            &signed,
            Known { sender: author.as_ref(), address: None, book: &sender.book, myself: false },
        );
        let mut found = weigh(&roster, &zone.paras, &signed);
        if found.leads.is_empty() {
            by_given_name(
                &mut found,
                &Page { zones: std::iter::once(zone.clone()).chain(page.zones.iter().skip(1).cloned()).collect() },
                &signed,
                sender,
                &roster,
            );
        }
        if !found.leads.is_empty() && found.firm {
            if by_sender && !found.deputies.is_empty() {
                choice.doubts.push("it is not said which of the people below is meant".to_owned());
            }
            *choice = Choice {
                origin: Origin::Thread,
                own_consent: choice.own_consent,
                out: std::mem::take(&mut choice.out),
                doubts: std::mem::take(&mut choice.doubts),
                ..found
            };
            return;
        }
    }
}

fn letters_turned(a: &Name, b: &Name) -> bool {
    let mut x: Vec<String> = a.full().split(' ').map(super::fold::letters).collect();
    let mut y: Vec<String> = b.full().split(' ').map(super::fold::letters).collect();
    x.sort();
    y.sort();
    x == y
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

/// Fills what the sender's words leave open from a mail passed on, the headers' address book and loose details.
fn complete(choice: &mut Choice, page: &Page, sender: &Sender, roster: &Roster) {
    let single = choice.leads.len() == 1;
    for candidate in choice.leads.iter_mut().chain(choice.deputies.iter_mut()) {
        let name = candidate.person.name.clone();
        let needs = candidate.person.email().is_none_or(|(_, alike)| *alike < 2);
        if needs || !name.is_full() {
            if let Some(full) = resolve(&name, page, sender) {
                if !name.is_full() {
                    let title = name.title.or(full.name.title);
                    candidate.person.name = full.name.clone();
                    candidate.person.name.title = title;
                }
                merge(&mut candidate.person, &full);
            }
        }
        if candidate.person.phones.is_empty() {
            let fits = |given: &String| {
                candidate
                    .person
                    .name
                    .given
                    .first()
                    .is_some_and(|own| people::same_given(&super::fold::letters(own), &super::fold::letters(given)))
            };
            candidate.person.phones =
                roster.strangers.iter().filter(|(given, _)| fits(given)).map(|(_, phone)| phone.clone()).collect();
        }
        if sender.is(&candidate.person.name)
            && sender.name.as_ref().is_some_and(Name::is_full)
            && candidate.person.emails.iter().all(|(_, alike)| *alike < 3)
        {
            if let Some(address) = &sender.address {
                candidate
                    .person
                    .emails
                    .push((Found::new(address.clone(), Place::header("From"), "the sender's own address"), 4));
            }
        }
        if single && candidate.person.job.is_none() && choice.origin != Origin::Myself {
            candidate.person.job.clone_from(&roster.job);
        }
        if single && candidate.person.emails.is_empty() {
            if let [one] = roster.loose.as_slice() {
                let alike = likeness(&candidate.person.name, &one.value);
                candidate.person.emails.push((one.clone(), alike));
            }
        }
    }
    if single {
        conflicting_address(choice, page);
    }
    if choice.leads.iter().any(|lead| !lead.person.variants.is_empty()) {
        choice.doubts.push("the nominee's name is spelled in two ways".to_owned());
    }
    for zone in page.voiced(Voice::Thread) {
        let author = zone.author.as_ref().and_then(|author| people::whole(&author.name));
        let lead = choice.leads.iter().any(|lead| {
            author
                .as_ref()
                .is_some_and(|author| author.fits(&lead.person.name) || letters_turned(author, &lead.person.name))
        });
        if lead && refuses(zone) {
            choice.doubts.push("the nominee seems to decline in the mail below".to_owned());
        }
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
        if let (Some(own), Some(other)) = (&own, &other) {
            if own != other {
                choice.doubts.push("the text and the file give two addresses for the nominee".to_owned());
            }
        }
        merge(&mut lead.person, &person);
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
