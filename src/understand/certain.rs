//! A nomination that names one lead in, what a careful clerk would still ask before recording it alone out. Each rule is a reason of its own.

use std::sync::LazyLock;

use jiff::{ToSpan, civil::Date};

use super::quick::Regex;
use super::{
    between,
    cues::{AGREED, HEDGES, ROLE, pattern},
    dates,
    fold::{fold, letters},
    likeness::likeness,
    nominee::{Candidate, Choice, Origin},
    page::{Page, Para, Voice, Zone},
    people::{self, Name},
    reservations::{
        ASKED, AWAY, BESIDES, CONTRAST, COUNTERFACTUAL, DISAGREES, FOR_A_WHILE, HEARSAY, HOLD_BACK, IN_PLACE,
        NOBODY_YET, OF_NAMING, PROPOSES, REACHED, RELUCTANT, REQUEST, STILL_TO_COME, TAKEN_OFF, TAKING, UNSURE,
        WILLING,
    },
    topic::is_about,
    words::{FORENAMES, NOT_NAMES, SURNAMES_IN_FRONT},
};
use crate::domain::EmailAddress;

/// What the rules look at.
pub(super) struct Ground<'a> {
    pub page: &'a Page,
    /// Which of the sender's own paragraphs are the signature.
    pub signed: &'a [bool],
    pub choice: &'a Choice,
    pub received: Date,
    /// The sender's own name.
    pub sender: Option<&'a Name>,
    /// The sender's address.
    pub from: Option<&'a EmailAddress>,
    /// Whether the message changes an earlier answer.
    pub corrects: bool,
    /// Whether the message answers our letter.
    pub answers_us: bool,
    /// The subject, folded, without `Re:`.
    pub subject: &'a str,
}

/// The reasons not to record the one lead without a person.
pub(super) fn doubts(ground: &Ground<'_>) -> Vec<String> {
    let [lead] = ground.choice.leads.as_slice() else { return Vec::new() };
    let own = own_sentences(ground);
    let about = about_the_lead(&own, &lead.person.name);
    let mut out: Vec<&str> = Vec::new();
    in_any_sentence(&own, &lead.person.name, &mut out);
    in_sentences_about_them(&about, ground, &mut out);
    in_sentences_that_call_them(&own, lead, &mut out);
    of_the_whole(&own, ground, lead, &mut out);
    out.extend(between::doubts(&own, &about, &lead.person.name, ground.choice.out.is_empty()));
    out.extend(name_doubt(lead));
    out.extend(address_doubt(lead));
    out.into_iter().map(str::to_owned).collect()
}

/// What raises a doubt wherever the sender says it.
fn in_any_sentence(own: &[String], name: &Name, out: &mut Vec<&'static str>) {
    let said = |wording: &Regex| own.iter().any(|sentence| wording.is_match(sentence));
    if said(&HOLD_BACK) {
        out.push("the sender asks that somebody be not recorded");
    }
    if leaves_it_open(own, name) {
        out.push("the sender's own words leave it open");
    }
    if said(&STILL_TO_COME) {
        out.push("the sender says that the answer is still to come");
    }
    if said(&DISAGREES) {
        out.push("not everybody at the trust seems to agree");
    }
    if said(&UNSURE) {
        out.push("the sender is not sure");
    }
}

/// What raises a doubt in the sentences about the lead.
fn in_sentences_about_them(about: &[&str], ground: &Ground<'_>, out: &mut Vec<&'static str>) {
    let said = |rule: &dyn Fn(&str) -> bool| about.iter().any(|sentence| rule(sentence));
    if said(&is_conditional) {
        out.push("a condition is attached to the nomination");
    }
    if said(&|sentence| CONTRAST.is_match(sentence)) {
        out.push("the sentence that names them takes something back");
    }
    if said(&|sentence| FOR_A_WHILE.is_match(sentence) && !AWAY.is_match(sentence) && !REACHED.is_match(sentence)) {
        out.push("the nomination seems to be for a while only");
    }
    if said(&asks_about_them) {
        out.push("the sender asks whether the person would do");
    }
    if said(&|sentence| is_still_to_come(sentence, ground.received) && !REACHED.is_match(sentence)) {
        out.push("the change lies in the future");
    }
    if ground.corrects && said(&|sentence| BESIDES.is_match(sentence)) {
        out.push("it is not said whether the new name replaces the old one");
    }
}

/// What raises a doubt in the sentences that hold a part of the lead's name.
fn in_sentences_that_call_them(own: &[String], lead: &Candidate, out: &mut Vec<&'static str>) {
    let called = || own.iter().filter(|sentence| names_them(sentence, &lead.person.name));
    let agreed = own.iter().any(|sentence| AGREED.is_match(sentence) || WILLING.is_match(sentence));
    if called().any(|sentence| COUNTERFACTUAL.is_match(sentence)) {
        out.push("the sentence that names them speaks of what did not happen");
    }
    if called().any(|sentence| sentence.trim_end().ends_with('?') && !REQUEST.is_match(sentence)) {
        out.push("the nominee is named in a question");
    }
    if !agreed && called().any(|sentence| ASKED.is_match(sentence)) {
        out.push("the nominee was asked, and it is not said that they agreed");
    }
}

/// What raises a doubt about the mail as a whole.
fn of_the_whole(own: &[String], ground: &Ground<'_>, lead: &Candidate, out: &mut Vec<&'static str>) {
    let role = own.iter().any(|sentence| sentence.contains("lead healthcare scientist") || sentence.contains("lhs"));
    let elsewhere = own.iter().any(|sentence| is_about(sentence) && OF_NAMING.is_match(sentence));
    if !role && (elsewhere || is_about(ground.subject)) {
        out.push("the message speaks of another programme");
    }
    let nobody = own.iter().any(|sentence| NOBODY_YET.is_match(sentence));
    let replaced = !nobody && own.iter().any(|sentence| IN_PLACE.is_match(sentence));
    if ground.corrects && nobody {
        out.push("it seems that nobody takes the earlier nominee's place yet");
    }
    if ground.choice.out.is_empty() && !replaced && own.iter().any(|sentence| TAKEN_OFF.is_match(sentence)) {
        out.push("somebody seems to be taken off, and it is not plain who takes their place");
    }
    if ground.page.voiced(Voice::Thread).any(|zone| wavers(zone, lead)) {
        out.push("the nominee's own words below are not a plain yes");
    }
    let sender = ground.sender.is_some_and(|sender| sender.fits(&lead.person.name));
    if sender && matches!(ground.choice.origin, Origin::Own | Origin::File) && lead.standing.chosen == 0 {
        out.push("the only person named is the sender, who does not say that it is they");
    }
    let bare = lead.person.email().is_none() && lead.person.phones.is_empty();
    // A reply to our letter that is a name and a post and hardly a word more answers it; what is missing is asked for.
    let words: usize = own.iter().map(|sentence| sentence.split_whitespace().count()).sum();
    let answer = ground.answers_us && lead.person.job.is_some() && words <= 40;
    if bare && lead.standing.chosen == 0 && !answer {
        out.push("the person named is neither said to be nominated nor given with any details");
    }
    if lead.person.email().is_none() && stray_address(ground) {
        out.push("an address in the text is nobody's");
    }
}

/// The sender's sentences, the signature left out, folded.
fn own_sentences(ground: &Ground<'_>) -> Vec<String> {
    let kept = ground.page.own().iter().zip(ground.signed).filter(|(_, signed)| !**signed);
    kept.flat_map(|(para, _)| para.sentences()).cloned().collect()
}

/// A letter of more words than these is a long one.
const LONG_LETTER: usize = 90;

/// Whether words of doubt stand in a sentence that no later one settles.
fn leaves_it_open(own: &[String], name: &Name) -> bool {
    static SETTLES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:in the end|eventually|settled (?:on|upon)|(?:has|have|is|are|was|been) now\b|now (?:been )?(?:confirmed|approved|agreed|decided)|(?:met|meeting)\b.{0,60}\b(?:approved|agreed|decided)|as final|final (?:answer|decision|choice)|no longer needed|a permanent one|is permanent|for certain|definite(?:ly)?)\b",
        )
    });
    static UNREAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:would|could|might|may|should) have\b"));
    let settled = own.iter().rposition(|sentence| SETTLES.is_match(sentence)).unwrap_or(0);
    // In a long letter much is left open that has nothing to do with the nominee.
    let long = own.iter().map(|sentence| sentence.split_whitespace().count()).sum::<usize>() > LONG_LETTER;
    let about = about_the_lead(own, name);
    let named = |at: usize| own.get(at).is_some_and(|sentence| names_them(sentence, name));
    let near = |at: usize, sentence: &str| {
        !long || named(at + 1) || at.checked_sub(1).is_some_and(named) || about.contains(&sentence)
    };
    own.iter().enumerate().any(|(at, sentence)| {
        at >= settled
            && near(at, sentence)
            && !REACHED.is_match(sentence)
            && (HEARSAY.is_match(&sentence.replace("told you", "you"))
                || HEDGES.is_match(&sentence.replace("by return", "")))
            && !UNREAL.is_match(sentence)
            && !SETTLES.is_match(sentence)
    })
}

/// `Provided she gets the time`; offers of help (`if you need anything`) are none.
fn is_conditional(sentence: &str) -> bool {
    static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:if|provided|providing|unless|as long as|so long as|on condition|on the understanding|subject to|depending|dependent on|conditional|contingent|assuming|in the event|failing that|except that|with the proviso)\b(?P<rest>[^.;!?]{0,60})",
        )
    });
    static OFFER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^ ?(?:that'?s |this is |it'?s |it is )?(?:you|there|any|anything|anyone|required|needed|necessary|possible|not\b|urgent|of (?:any )?(?:help|use|interest)|helpful|ok|okay|useful|i can|i may|we can|preferred|only|so\b|wanted)",
        )
    });
    static ASKED_IF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:ask(?:ed|s|ing)?|enquir\w+|wonder\w*|know|see)(?: (?:me|him|her|them|us))? if\b")
    });
    let of_the_role = TAKING.is_match(sentence) || ROLE.is_match(sentence) || PROPOSES.is_match(sentence);
    of_the_role
        && CONDITION
            .captures_iter(&ASKED_IF.replace_all(sentence, "asked whether"))
            .any(|found| !OFFER.is_match(found.name("rest").map_or("", |rest| rest.as_str())))
}

/// `Would that do?`, `is she the sort of person you have in mind?`
pub(super) fn asks_about_them(sentence: &str) -> bool {
    static FITNESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:he|she|they|him|her|them|someone|somebody|such|that|this|it)\b.{0,80}\b(?:would do|will do|suit\w*|fit|eligible|qualif\w+|acceptable|appropriate|right|enough|count|allowed|what you|who you|have in mind|be all right|be ok|be okay|work|the sort|senior)\b|^(?:does|would|is|will) (?:it|that|this|he|she|they)\b[^?]{0,12}\?",
        )
    });
    sentence.trim_end().ends_with('?') && FITNESS.is_match(sentence)
}

/// `On 1 December ... becomes our lead`, `carry on with Rafe until then`.
fn is_still_to_come(sentence: &str, received: Date) -> bool {
    static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\buntil (?:then|that (?:date|day|time))\b|\b(?:in the meantime|meanwhile|till then|before then)\b.{0,60}\b(?:write to|contact|carry on|continue|use|remains|stays|keep)\b|\b(?:carry on|continue|go on|stay|remain)\b[^.]{0,40}\b(?:until|till)\b",
        )
    });
    static STARTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:becomes?|will become|takes? (?:over|up|it on|this on)|will take|steps? (?:up|in)|begins?|starts?|with effect from|w\.?e\.?f\.?|effective|from|joins?|arrives?)\b",
        )
    });
    let distant = || {
        dates::last(sentence, received).is_some_and(|date| date > received.saturating_add(14.days()))
            && STARTS.is_match(sentence)
            && ROLE.is_match(sentence)
    };
    UNTIL.is_match(sentence) || distant()
}

/// Whether a mail below is the nominee's own and says less than a plain yes.
fn wavers(zone: &Zone, lead: &Candidate) -> bool {
    let author = zone.author.as_ref().and_then(|author| people::whole(&author.name));
    let own = zone.author.as_ref().and_then(|author| author.address.as_ref());
    let theirs = author
        .is_some_and(|author| author.fits(&lead.person.name) || author.has_the_words_of(&lead.person.name))
        || own.is_some_and(|own| lead.person.emails.iter().any(|(found, _)| found.value == *own));
    let conditional = |para: &Para| {
        para.sentences()
            .iter()
            .map(|sentence| sentence.replace("thinking of me", ""))
            .any(|sentence| RELUCTANT.is_match(&sentence) || HEDGES.is_match(&sentence) || is_conditional(&sentence))
    };
    theirs && zone.paras.iter().any(conditional)
}

/// Whether a sentence calls somebody by a part of their name.
fn names_them(sentence: &str, name: &Name) -> bool {
    name.called().iter().any(|part| sentence.contains(part.as_str()))
}

/// The sentences that name the lead or speak of them by a pronoun.
fn about_the_lead<'a>(own: &'a [String], name: &Name) -> Vec<&'a str> {
    static PRONOUN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:he|she|they|him|her|them|his|their|it|this|that|whom?|whose)\b"));
    let parts = name.called();
    let named = |sentence: &str| parts.iter().any(|part| sentence.contains(part.as_str()));
    let mut on = false;
    let mut out = Vec::new();
    for sentence in own {
        on |= named(sentence);
        if named(sentence) || ROLE.is_match(sentence) || on && PRONOUN.is_match(sentence) {
            out.push(sentence.as_str());
        }
    }
    out
}

/// A name of which it is not plain which half is the surname, or that holds words which are none.
fn name_doubt(lead: &Candidate) -> Option<&'static str> {
    let name = &lead.person.name;
    let known = |word: &str| FORENAMES.contains(fold(word).as_str());
    let first = name.given.first().map(String::as_str).unwrap_or_default();
    let alike = lead.person.email().map_or(0, |(_, alike)| *alike);
    let plain = name.given.iter().all(|word| {
        let folded = fold(word);
        !NOT_NAMES.contains(folded.as_str()) || FORENAMES.contains(folded.as_str()) || folded.len() == 1
    });
    let reversed = lead.person.email().is_some_and(|(found, _)| {
        let local: Vec<String> = found.value.local().split(['.', '_']).map(letters).collect();
        matches!(local.as_slice(), [a, b] if *a == letters(&name.family) && *b == letters(first) && a != b)
    });
    let in_front = |word: &str| SURNAMES_IN_FRONT.contains(fold(word).as_str());
    let perhaps_turned = in_front(first) && !in_front(&name.family) && !known(first);
    let many = in_front(&name.family) && name.given.len() >= 3;
    if !plain || reversed || perhaps_turned || many || !known(first) && known(&name.family) && alike < 4 {
        return Some("it is not plain which part of the nominee's name is the surname");
    }
    None
}

/// Whether the text gives an address that fits nobody it names, where the lead has none.
fn stray_address(ground: &Ground<'_>) -> bool {
    let paras: Vec<&Para> =
        ground.page.own().iter().zip(ground.signed).filter(|(_, signed)| !**signed).map(|(para, _)| para).collect();
    let names: Vec<&Name> =
        paras.iter().flat_map(|para| para.names()).map(|hit| &hit.name).chain(ground.sender).collect();
    let desk = |local: &str| !local.contains('.');
    paras.iter().flat_map(|para| para.emails()).any(|hit| {
        !hit.disowned
            && ground.from != Some(&hit.address)
            && !desk(hit.address.local())
            && !names.iter().any(|name| likeness(name, &hit.address) >= 3)
    })
}

/// An address that we put together ourselves must hold the whole name.
fn address_doubt(lead: &Candidate) -> Option<&'static str> {
    let (found, alike) = lead.person.email()?;
    (found.rule.contains("spelled") && *alike < 4).then_some("the nominee's address is spelled out and not certain")
}
