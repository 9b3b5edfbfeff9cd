//! Who the message speaks for: the sender's domain, NHSmail's display name, the subject tag, signature and text, against the register.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    Context,
    atlas::{Atlas, Reach},
    cues::pattern,
    page::{Page, Voice},
};
use crate::{
    domain::{Found, OdsCode, Place},
    message::Message,
};

/// What was found out about the trust.
#[derive(Clone, Debug, Default)]
pub(super) struct Finding {
    /// The trust, when one fits and none contradicts.
    pub trust: Option<Found<OdsCode>>,
    /// All that could be meant, when it is unclear.
    pub candidates: Vec<Found<OdsCode>>,
    /// Whether the sender writes from the trust: its domain, or NHSmail with its name.
    pub from_inside: bool,
    /// Why somebody must look.
    pub doubts: Vec<String>,
}

/// Where a trust was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Domain,
    Display,
    Tag,
    Signature,
    Text,
    Address,
}

impl Source {
    fn rule(self) -> &'static str {
        match self {
            Self::Domain => "the sender's domain",
            Self::Display => "the sender's display name",
            Self::Tag => "the tag in the subject",
            Self::Signature => "the signature",
            Self::Text => "the text",
            Self::Address => "the nominee's address",
        }
    }
}

#[derive(Clone, Debug)]
struct Clue {
    code: OdsCode,
    source: Source,
    place: Place,
    /// The words around it say that the answer is for this trust.
    said_for: bool,
}

/// So many paragraphs at the end may be a signature.
const CLOSING: usize = 3;

/// Finds the trust a message speaks for.
///
/// Only who names somebody can name them for another trust, or for two: whoever asks, declines or promises speaks for their own.
pub(super) fn find(message: &Message, page: &Page, signed: &[bool], context: &Context<'_>, names: bool) -> Finding {
    let clues = clues(message, page, signed, context);
    let mut finding = weighed(&clues, page, names);
    // A letter under another trust's head has come to the wrong sender, or by them to us.
    let mut filed =
        clues.iter().filter(|clue| clue.source == Source::Text && clue.place.part.starts_with("attachment "));
    if let Some(trust) = finding.trust.as_ref().filter(|_| page.opened)
        && filed.clone().next().is_some()
        && filed.all(|clue| clue.code != trust.value)
    {
        finding.doubts.push("the file speaks of another trust than the sender's".to_owned());
    }
    finding
}

fn weighed(clues: &[Clue], page: &Page, names: bool) -> Finding {
    let of = |source: Source| -> Vec<&Clue> { unique(clues.iter().filter(|clue| clue.source == source)) };
    let mut finding = Finding::default();
    let (domain, display) = (of(Source::Domain), of(Source::Display));
    let inside = if domain.is_empty() { &display } else { &domain };
    finding.from_inside = inside.len() == 1;
    let (tag, signature, text) = (of(Source::Tag), of(Source::Signature), of(Source::Text));
    let address = of(Source::Address);
    let chain = [inside, &tag, &signature, &text, &address];
    let Some(first) = chain.iter().find(|clues| !clues.is_empty()) else { return finding };
    if let (false, [own]) = (names, inside.as_slice()) {
        finding.trust = Some(found(own));
        return finding;
    }
    let spoken_for = spoken_for(&text, inside);
    if let Some(several) = one_for_several(&text, inside, page) {
        finding.doubts.push("one person is named for more than one trust".to_owned());
        finding.candidates = several;
        return finding;
    }
    match (spoken_for, first.as_slice()) {
        (Some(other), _) => {
            finding.doubts.push("the sender writes from another trust than the one answered for".to_owned());
            finding.trust = Some(found(other));
            finding.candidates = unique(clues.iter()).into_iter().map(found).collect();
        }
        (None, [one]) => {
            finding.trust = Some(found(one));
            conflicts(&mut finding, one, &[&display, &tag, &signature], &text);
        }
        (None, several) => {
            finding.doubts.push("the message could be from more than one trust".to_owned());
            finding.candidates = several.iter().map(|clue| found(clue)).collect();
        }
    }
    finding
}

/// One nominee for two trusts: the text says so and names both.
fn one_for_several(text: &[&Clue], inside: &[&Clue], page: &Page) -> Option<Vec<Found<OdsCode>>> {
    static BOTH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:both|for the two) (?:trusts|organisations)\b|\btwo organisations\b|\bjoint response\b|\bcombined reply\b|\bacross the two\b|\bsame name\b|\bone lead\b[^.\n]{0,60}\b(?:two|both)\b|\bon behalf of both\b|\bboth of (?:us|our)\b|\b(?:answer|reply|response|nomination|name|lead) (?:to|for|from|on behalf of) both\b|\b(?:one|same|single|joint) (?:answer|reply|response|name|person|nomination|lead|nominee)\b[^.\n]{0,60}\b(?:both|two|each|either)\b|\b(?:merg\w+|single trust|one trust|one organisation|alike|jointly)\b",
        )
    });
    let all = unique(text.iter().copied().chain(inside.iter().copied()));
    (all.len() > 1 && BOTH.is_match(page.text_of(Voice::Own))).then(|| all.into_iter().map(found).collect())
}

fn found(clue: &Clue) -> Found<OdsCode> {
    Found::new(clue.code.clone(), clue.place.clone(), clue.source.rule())
}

fn unique<'a>(clues: impl Iterator<Item = &'a Clue>) -> Vec<&'a Clue> {
    let mut out: Vec<&Clue> = Vec::new();
    for clue in clues {
        if !out.iter().any(|own| own.code == clue.code) {
            out.push(clue);
        }
    }
    out
}

/// Two sources that name different trusts make it unclear, unless a domain of the trust's own speaks against a mere mention.
fn conflicts(finding: &mut Finding, one: &Clue, others: &[&[&Clue]], text: &[&Clue]) {
    let differing: Vec<&Clue> =
        others.iter().flat_map(|clues| clues.iter()).filter(|clue| clue.code != one.code).copied().collect();
    let agreeing = others.iter().flat_map(|clues| clues.iter()).any(|clue| clue.code == one.code);
    if differing.is_empty() || (agreeing && one.source == Source::Domain) {
        if text.iter().any(|clue| clue.code != one.code)
            && text.iter().any(|clue| clue.code == one.code)
            && one.source > Source::Tag
        {
            finding.doubts.push("more than one trust is named".to_owned());
        }
        return;
    }
    finding.doubts.push(format!(
        "{} and {} name different trusts",
        one.source.rule(),
        differing.first().map_or("the text", |clue| clue.source.rule())
    ));
    let mut all = vec![one];
    all.extend(differing);
    finding.candidates = unique(all.into_iter()).into_iter().map(found).collect();
    if one.source != Source::Domain {
        finding.trust = None;
    }
}

/// `answering for Gateshead`, `on behalf of our neighbours South Tyneside`: another trust than the sender's own, said outright.
fn spoken_for<'a>(text: &[&'a Clue], inside: &[&Clue]) -> Option<&'a Clue> {
    let own = inside.first()?;
    let said = |code: &OdsCode| text.iter().any(|clue| &clue.code == code && clue.said_for);
    (!said(&own.code)).then(|| text.iter().find(|clue| clue.code != own.code && clue.said_for).copied()).flatten()
}

fn clues(message: &Message, page: &Page, signed: &[bool], context: &Context<'_>) -> Vec<Clue> {
    let atlas = Atlas::of(context.register, &everything(message, page));
    let mut out = Vec::new();
    from_headers(&mut out, message, context, &atlas);
    for (index, para) in page.own().iter().enumerate() {
        let in_signature = signed.get(index).copied().unwrap_or(false) || para.signed;
        // A short line near the end that names a trust is signed, whether or not the signature was seen to begin.
        let closes = index + CLOSING >= page.own().len() && para.text.chars().count() <= 90 && !para.text.contains('@');
        let source = if in_signature || closes { Source::Signature } else { Source::Text };
        for named in atlas.named(&para.text, Reach::Text) {
            out.push(Clue {
                code: named.code,
                source,
                place: para.place(0, para.text.len()),
                said_for: named.said_for,
            });
        }
    }
    for named in atlas.named(&message.headers.subject, Reach::Text) {
        out.push(Clue {
            code: named.code,
            source: Source::Text,
            place: Place::header("Subject"),
            said_for: named.said_for,
        });
    }
    for para in page.voiced(Voice::File).flat_map(|zone| &zone.paras) {
        for named in atlas.named(&para.text, Reach::Text) {
            out.push(Clue {
                code: named.code,
                source: Source::Text,
                place: para.place(0, para.text.len()),
                said_for: false,
            });
        }
    }
    for (para, hit) in page.own().iter().flat_map(|para| para.emails().iter().map(move |hit| (para, hit))) {
        for trust in context.register.by_domain(hit.address.domain()) {
            let place = para.place(hit.range.start, hit.range.end);
            out.push(Clue { code: trust.ods_code.clone(), source: Source::Address, place, said_for: false });
        }
    }
    // Whoever writes for a trust that was merged writes for the one that answers for it.
    for clue in &mut out {
        clue.code = context.register.answering(&clue.code).clone();
    }
    out
}

/// The sender's domain and display name, and the tag in the subject.
fn from_headers(out: &mut Vec<Clue>, message: &Message, context: &Context<'_>, atlas: &Atlas<'_>) {
    let mut push = |code: OdsCode, source: Source, name: &str| {
        out.push(Clue { code, source, place: Place::header(name), said_for: false });
    };
    if let Some(from) = &message.headers.from {
        let mut domains = 0;
        for trust in context.register.by_domain(from.address.domain()) {
            push(trust.ods_code.clone(), Source::Domain, "From");
            domains += 1;
        }
        for named in atlas.named(&from.name, Reach::Display) {
            push(named.code, Source::Display, "From");
        }
        let behalf = message.headers.sender.as_ref().filter(|_| domains == 0).map_or("", |sender| sender.name.as_str());
        for named in atlas.named(behalf, Reach::Display) {
            push(named.code, Source::Display, "Sender");
        }
    }
    let tag = context.campaign.tag.trust_in(&message.headers.subject);
    if let Some(code) = tag.filter(|code| context.register.by_code(code).is_some()) {
        push(code, Source::Tag, "Subject");
    }
}

/// All text in which a trust may be named.
fn everything(message: &Message, page: &Page) -> String {
    let mut text = message.headers.subject.clone();
    for mailbox in message.headers.from.iter().chain(&message.headers.sender) {
        text.push(' ');
        text.push_str(&mailbox.name);
    }
    for para in page.own().iter().chain(page.voiced(Voice::File).flat_map(|zone| &zone.paras)) {
        text.push(' ');
        text.push_str(&para.text);
    }
    text
}
