//! What was answered before, as our confirmation or the sender's own earlier mail below shows it, and the sender's words of today in;
//! the nominees as they stand after the change out.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    contact::Line,
    cues::pattern,
    fold::{fold, letters},
    likeness::likeness,
    name::Name,
    nominee::{Candidate, Choice, Origin},
    page::{Page, Para, Voice, Zone},
    people,
    roster::{self, Known, Mention, Person},
    sender::Sender,
    sign,
    standing::{self, Standing},
    weigh::weigh,
};
use crate::domain::{Found, PhoneNumber};

/// An earlier answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    pub lead: Option<Person>,
    pub deputies: Vec<Person>,
    /// Whether it stands in our confirmation, so that any word about it is a change.
    pub confirmed: bool,
}

/// The latest earlier answer below the sender's words.
pub(super) fn read(page: &Page, sender: &Sender) -> Option<Earlier> {
    page.zones.iter().find_map(|zone| match zone.voice {
        Voice::Ours if confirms(zone) => answer(zone, sender, true),
        Voice::Thread if zone.to_us || is_own(zone, sender) => answer(zone, sender, false),
        _ => None,
    })
}

/// Whether a quotation of ours confirms what we have recorded.
fn confirms(zone: &Zone) -> bool {
    static CONFIRMS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\bwe (?:have|had) (?:also )?recorded\b|\bas (?:the|your) lead healthcare scientist for\b")
    });
    zone.paras.iter().any(|para| CONFIRMS.is_match(&para.folded))
}

fn is_own(zone: &Zone, sender: &Sender) -> bool {
    let author = zone.author.as_ref();
    let address = author.and_then(|author| author.address.as_ref());
    address.is_some() && address == sender.address.as_ref()
        || address.is_none()
            && author
                .and_then(|author| people::whole(&author.name))
                .is_some_and(|name| name.is_full() && sender.is(&name))
}

fn answer(zone: &Zone, sender: &Sender, confirmed: bool) -> Option<Earlier> {
    let name = zone.author.as_ref().and_then(|author| people::whole(&author.name));
    let signed = if confirmed { vec![false; zone.paras.len()] } else { sign::signature(&zone.paras, name.as_ref()) };
    let author = if confirmed { None } else { name.as_ref() };
    let known = Known { sender: author, address: None, book: &sender.book, myself: false };
    let found = weigh(&roster::read(&zone.paras, &signed, known), &zone.paras, &signed);
    let lead = match found.leads.as_slice() {
        [one] if found.firm || confirmed => one.person.clone(),
        _ => return None,
    };
    let deputies = found.deputies.into_iter().map(|deputy| deputy.person).collect();
    Some(Earlier { lead: Some(lead), deputies, confirmed })
}

/// What today's words do to the earlier answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing that we can tell.
    None,
    /// A detail of the same person is put right.
    Amended,
    /// A second contact joins the same lead.
    Added,
    /// Lead and deputy change over.
    Swapped,
}

/// Applies today's words to the earlier answer.
pub(super) fn apply(choice: &mut Choice, earlier: &Earlier, page: &Page, signed: &[bool]) -> Effect {
    let Some(before) = &earlier.lead else { return Effect::None };
    if let Some((lead, deputy)) = swapped(earlier, page, signed) {
        choice.leads = vec![standing_now(lead)];
        choice.deputies = vec![standing_now(deputy)];
        return settled(choice, Effect::Swapped);
    }
    let is_before = |name: &Name| {
        name.fits(&before.name) || people::nearly(name, &before.name) || name.has_the_words_of(&before.name)
    };
    let own = words(page, signed);
    let out = choice.out.iter().any(is_before) || WITHDRAWS.is_match(&own);
    let others = choice.leads.iter().any(|lead| choice.firm && !is_before(&lead.person.name));
    let mentioned = [before.name.given.first(), Some(&before.name.family)];
    let plain = earlier.deputies.is_empty()
        || mentioned.into_iter().flatten().any(|part| part.len() > 2 && own.contains(fold(part).as_str()));
    if out || others || !plain || names_somebody_new(earlier, page, signed) && choice.deputies.is_empty() {
        return Effect::None;
    }
    if !choice.deputies.is_empty() && !choice.deputies.iter().any(|deputy| is_before(&deputy.person.name)) {
        choice.leads = vec![standing_now(before.clone())];
        return settled(choice, Effect::Added);
    }
    let mut after = before.clone();
    let changed =
        [new_order(&mut after, &own), new_phone(&mut after, page, signed), new_email(&mut after, page, signed)];
    let [reordered, ..] = changed;
    let respelled = choice
        .leads
        .iter()
        .filter(|_| !reordered)
        .find(|lead| is_before(&lead.person.name) && lead.person.name.is_full());
    if let Some(lead) = respelled {
        after.name = Name { title: lead.person.name.title.or(after.name.title), ..lead.person.name.clone() };
        after.job = lead.person.job.clone().or(after.job);
        after.place = lead.person.place.clone();
    }
    if let Some((name, place)) = super::myself::accented(&after.name, page.own()) {
        after.name = name;
        after.place = place;
    }
    let amends = changed.contains(&true) || respelled.is_some() && AMENDS.is_match(&own);
    if !amends {
        return Effect::None;
    }
    choice.leads = vec![standing_now(after)];
    choice.deputies = earlier.deputies.iter().cloned().map(standing_now).collect();
    settled(choice, Effect::Amended)
}

/// Whether the sender's words hold a full name that the earlier answer does not.
fn names_somebody_new(earlier: &Earlier, page: &Page, signed: &[bool]) -> bool {
    let known = |name: &Name| {
        earlier.lead.iter().chain(&earlier.deputies).any(|person| {
            name.fits(&person.name) || people::nearly(name, &person.name) || name.has_the_words_of(&person.name)
        })
    };
    kept(page, signed)
        .flat_map(|para| para.names())
        .any(|hit| hit.name.is_full() && hit.sure > people::Sure::Shape && !known(&hit.name))
}

/// Whether the sender puts their own entry right: `you have me with a zero in my address`.
pub(super) fn amends_own(page: &Page, signed: &[bool]) -> bool {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\byou (?:already |currently |still )?(?:have |had )?(?:put|got|listed|recorded|entered|hold|have|spelt|spelled) (?:me|my)\b|\bmy (?:own )?(?:new |old )?(?:e-?mail|address|number|mobile|name|details|surname|extension|entry|title|line)\b[^.\n]{0,60}\b(?:changed?|wrong|correct\w*|incorrect|misspelt|is now|will be|should (?:be|read)|has moved)\b",
        )
    });
    kept(page, signed).any(|para| OWN.is_match(&para.folded))
}

/// The earlier lead is taken off.
pub(super) static WITHDRAWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:withdraw\w*|delete|remove|disregard|ignore|scrap|scrub|bin|cancel|strike|rescind|stepp?(?:ed|ing|s) down|has left|retired|resigned|no longer (?:our|the|with|works?|in post|lhs))\b",
    )
});

/// Words for putting something right.
static AMENDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:correct\w*|wrong|typo|mistake|error|slip|amend\w*|chang\w+|update\w*|new|now|not|should (?:be|read)|spelt|spelled|spelling|misspel\w+|mistyp\w+|apolog\w+|sorry|instead|right one|rest (?:is|stands)|swapped|digits)\b",
    )
});

/// A mail about our lead that puts a detail right and repeats one person's others means that person: `The rest is right - Jane Roe, ...`.
pub(super) fn settle(choice: &mut Choice, page: &Page, signed: &[bool]) {
    static DETAIL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:mistake|error|typo|slip|wrong|mistyp\w+|misspel\w+|spelt|spelled|incorrect)\b[^.\n]{0,80}\b(?:address|e-?mail|number|extension|telephone|phone|mobile|title|name|surname|digits?|spelling)\b|\b(?:address|e-?mail|number|extension|telephone|phone|mobile|title|name|surname|digits?|spelling)\b[^.\n]{0,60}\b(?:mistake|error|typo|wrong|mistyp\w+|misspel\w+|incorrect|should (?:be|read))\b",
        )
    });
    let [lead] = choice.leads.as_slice() else { return };
    let addressed = lead.person.email().is_some_and(|(_, alike)| *alike >= 3);
    if addressed && choice.out.is_empty() && choice.origin == Origin::Own && DETAIL.is_match(&words(page, signed)) {
        choice.firm = true;
    }
}

fn standing_now(person: Person) -> Candidate {
    Candidate { person, standing: Standing { role: 1, asserted: 1, chosen: 1, ..Standing::default() } }
}

fn settled(choice: &mut Choice, effect: Effect) -> Effect {
    choice.firm = true;
    choice.origin = Origin::Own;
    choice.unexplained = 0;
    choice.doubts.clear();
    effect
}

fn words(page: &Page, signed: &[bool]) -> String {
    kept(page, signed).map(|para| format!("{}\n", para.folded)).collect()
}

fn kept<'a>(page: &'a Page, signed: &'a [bool]) -> impl Iterator<Item = &'a Para> {
    page.own().iter().zip(signed).filter(|(_, signed)| !**signed).map(|(para, _)| para)
}

/// `Aled leads and Bethan deputises`: the two people below under each other's role.
fn swapped(earlier: &Earlier, page: &Page, signed: &[bool]) -> Option<(Person, Person)> {
    static ROUND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:wrong way (?:round|around|about)|(?:swap|switch|change|turn)(?:ped|ed|d)? (?:them|over|round|places|around)|other way (?:round|around)|vice versa|the reverse|reversed|mixed up|back to front)\b",
        )
    });
    let (before, [deputy]) = (earlier.lead.as_ref()?, earlier.deputies.as_slice()) else { return None };
    let stand = |person: &Person| -> Standing {
        let mut person = person.clone();
        person.label = None;
        person.mentions = mentions(&person.name, page, signed);
        standing::of(&person, page.own(), signed)
    };
    let (old, new) = (stand(before), stand(deputy));
    let leads = |name: &Name| {
        let given = name.given.first().map(|given| fold(given)).unwrap_or_default();
        let own = words(page, signed);
        [
            " leads",
            " is the lead",
            " is lead",
            " to lead",
            " should lead",
            " should be the lead",
            " should be lead",
            " will lead",
            " is our lead",
            " is the lhs",
        ]
        .iter()
        .any(|verb| own.contains(&format!("{given}{verb}")) || own.contains(&format!("{}{verb}", fold(&name.family))))
    };
    let says = leads(&deputy.name) || new.role > 0 && new.chosen > 0 && old.deputy > 0;
    (says && (old.deputy > 0 || ROUND.is_match(&words(page, signed))) && !leads(&before.name))
        .then(|| (deputy.clone(), before.clone()))
}

/// Where a person's given name or surname stands alone in the sender's words.
fn mentions(name: &Name, page: &Page, signed: &[bool]) -> Vec<Mention> {
    let parts: Vec<&str> =
        name.given.iter().take(1).chain([&name.family]).map(String::as_str).filter(|part| part.len() > 1).collect();
    let mut out = Vec::new();
    for (index, para) in page.own().iter().enumerate() {
        if signed.get(index).copied().unwrap_or(false) {
            continue;
        }
        for part in &parts {
            out.extend(
                para.text.match_indices(part).map(|(at, found)| Mention { para: index, range: at..at + found.len() }),
            );
        }
    }
    out
}

/// `You have my names the wrong way round. Tran is the family name.`
fn new_order(after: &mut Person, own: &str) -> bool {
    static SURNAME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b([\p{L}'-]+) (?:is|being) (?:the |my |his |her |their )?(?:family name|surname|last name)\b|\b(?:family name|surname|last name) (?:is|being) ([\p{L}'-]+)",
        )
    });
    static ROUND: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\bnames?\b[^.]{0,30}\bwrong (?:way|order)|\bwrong (?:way|order)\b[^.]{0,30}\bnames?\b")
    });
    let said =
        SURNAME.captures(own).and_then(|found| found.get(1).or(found.get(2))).map(|found| letters(found.as_str()));
    let [given] = after.name.given.as_slice() else { return false };
    let turn = said.map_or_else(|| ROUND.is_match(own), |said| said == letters(given));
    if turn {
        let name = Name { title: after.name.title, given: vec![after.name.family.clone()], family: given.clone() };
        after.emails.iter_mut().for_each(|(found, alike)| *alike = likeness(&name, &found.value).max(*alike));
        after.name = name;
    }
    turn || ROUND.is_match(own)
}

/// A number in the sender's words takes the place of the one it is most like; `it ends in 318, not 381` mends the end.
fn new_phone(after: &mut Person, page: &Page, signed: &[bool]) -> bool {
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:ends?|ending|finish\w*|last (?:three |four |two )?(?:digits|figures|numbers)) (?:in |with |is |are |should be |should read )*([0-9]{2,6})\b(?:[^0-9]{1,24}\b([0-9]{2,6})\b)?",
        )
    });
    let mut changed = false;
    for para in kept(page, signed) {
        for hit in para.phones().iter().filter(|hit| hit.line == Line::Voice).cloned() {
            let place = para.place(hit.range.start, hit.range.end);
            changed |= put(after, Found::new(hit.number, place, "the number put right"));
        }
        let Some(found) = ENDS.captures(&para.folded) else { continue };
        let Some(tail) = found.get(1).map(|tail| tail.as_str()) else { continue };
        let wrong = found.get(2).map(|wrong| wrong.as_str());
        let place = para.place(0, para.text.len());
        let target =
            after.phones.iter_mut().find(|own| wrong.is_none_or(|wrong| own.value.to_string().ends_with(wrong)));
        let mended = target.and_then(|own| {
            let text = own.value.to_string();
            let head = text.get(..text.len().checked_sub(tail.len())?)?;
            let number = PhoneNumber::parse(&format!("{head}{tail}")).ok()?;
            *own = Found::new(number, place, "the end of the number put right");
            Some(())
        });
        changed |= mended.is_some();
    }
    changed
}

/// Puts a number in the place of the one it differs from by a few digits, of the only one, or beside the others.
fn put(after: &mut Person, new: Found<PhoneNumber>) -> bool {
    if after.phones.iter().any(|own| own.value == new.value) {
        return false;
    }
    let alike = |own: &Found<PhoneNumber>| strsim::damerau_levenshtein(&own.value.to_string(), &new.value.to_string());
    let nearest = after.phones.iter().enumerate().map(|(at, own)| (alike(own), at)).min();
    match nearest {
        Some((distance, at)) if distance <= 4 || after.phones.len() == 1 => {
            if let Some(slot) = after.phones.get_mut(at) {
                *slot = new;
            }
        }
        _ => after.phones.push(new),
    }
    true
}

/// An address in the sender's words that looks like the person takes the place of the old one.
fn new_email(after: &mut Person, page: &Page, signed: &[bool]) -> bool {
    let old: Vec<String> = after.emails.iter().map(|(found, _)| found.value.to_string()).collect();
    for para in kept(page, signed) {
        for hit in para.emails().iter().cloned() {
            let alike = likeness(&after.name, &hit.address);
            if alike >= 2 && !old.contains(&hit.address.to_string()) {
                let place = para.place(hit.range.start, hit.range.end);
                after.emails = vec![(Found::new(hit.address, place, "the address put right"), alike)];
                return true;
            }
        }
    }
    false
}
