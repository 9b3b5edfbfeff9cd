//! Who the message speaks for: the sender's domain, NHSmail's display name, the subject tag, signature and text, against the register.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Context,
    cues::pattern,
    fold::fold,
    page::{Page, Voice},
};
use crate::{
    domain::{Found, OdsCode, Place, Trust},
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

/// Finds the trust a message speaks for.
pub(super) fn find(message: &Message, page: &Page, signed: &[bool], context: &Context<'_>) -> Finding {
    let clues = clues(message, page, signed, context);
    let of = |source: Source| -> Vec<&Clue> { unique(clues.iter().filter(|clue| clue.source == source)) };
    let mut finding = Finding::default();
    let (domain, display) = (of(Source::Domain), of(Source::Display));
    let inside = if domain.is_empty() { &display } else { &domain };
    finding.from_inside = inside.len() == 1;
    let (tag, signature, text) = (of(Source::Tag), of(Source::Signature), of(Source::Text));
    let address = of(Source::Address);
    let chain = [inside, &tag, &signature, &text, &address];
    let Some(first) = chain.iter().find(|clues| !clues.is_empty()) else { return finding };
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
            r"\b(?:both|for the two) (?:trusts|organisations)\b|\btwo organisations\b|\bjoint response\b|\bcombined reply\b|\bacross the two\b|\bsame name\b|\bone lead\b[^.\n]{0,60}\b(?:two|both)\b|\bon behalf of both\b|\bboth of (?:us|our)\b",
        )
    });
    let all = unique(text.iter().copied().chain(inside.iter().copied()));
    (all.len() > 1 && BOTH.is_match(&page.text_of(Voice::Own))).then(|| all.into_iter().map(found).collect())
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

/// Whether the words around a trust's name say that the answer is for it.
fn said_for(plain: &str, at: usize, end: usize) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:lead|lhs|lead healthcare scientist|scientist|answering|answer|replying|reply|respond\w*|response|nomination|nominee|nominate|name|details|return|behalf|neighbours|list)(?: is| here| will be)?(?: (?:for|of|at|from|on behalf of|behalf of|our neighbours))?(?: our)?(?: neighbours?)?(?: the)? $",
        )
    });
    static AFTER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^ ?s? ?(?:lhs|lead|lead healthcare scientist|nhs ft|nominee|nomination)\b"));
    let before = super::fold::before(plain, at + 1, 60);
    let after = super::fold::after(plain, end.saturating_sub(1), 40);
    BEFORE.is_match(before) || AFTER.is_match(after.trim_start())
}

fn clues(message: &Message, page: &Page, signed: &[bool], context: &Context<'_>) -> Vec<Clue> {
    let mut out = Vec::new();
    if let Some(from) = &message.headers.from {
        for trust in context.register.by_domain(from.address.domain()) {
            out.push(Clue {
                code: trust.ods_code.clone(),
                source: Source::Domain,
                place: Place::header("From"),
                said_for: false,
            });
        }
        if out.is_empty() {
            let sender = message.headers.sender.as_ref().map_or("", |sender| sender.name.as_str());
            for code in
                named(&from.name, context, Reach::Display).into_iter().chain(named(sender, context, Reach::Display))
            {
                out.push(Clue { code, source: Source::Display, place: Place::header("From"), said_for: false });
            }
        } else {
            for code in named(&from.name, context, Reach::Display) {
                out.push(Clue { code, source: Source::Display, place: Place::header("From"), said_for: false });
            }
        }
    }
    if let Some(code) =
        context.campaign.tag.trust_in(&message.headers.subject).filter(|code| context.register.by_code(code).is_some())
    {
        out.push(Clue { code, source: Source::Tag, place: Place::header("Subject"), said_for: false });
    }
    for (index, para) in page.own().iter().enumerate() {
        let source =
            if signed.get(index).copied().unwrap_or(false) || para.signed { Source::Signature } else { Source::Text };
        for (code, said_for) in named_for(&para.text, context, Reach::Text) {
            out.push(Clue { code, source, place: para.place(0, para.text.len()), said_for });
        }
    }
    for (code, said_for) in named_for(&message.headers.subject, context, Reach::Text) {
        out.push(Clue { code, source: Source::Text, place: Place::header("Subject"), said_for });
    }
    for para in page.voiced(Voice::File).flat_map(|zone| &zone.paras) {
        for code in named(&para.text, context, Reach::Text) {
            out.push(Clue { code, source: Source::Text, place: para.place(0, para.text.len()), said_for: false });
        }
    }
    for hit in page.own().iter().flat_map(|para| super::contact::emails(&para.text)) {
        for trust in context.register.by_domain(hit.address.domain()) {
            out.push(Clue {
                code: trust.ods_code.clone(),
                source: Source::Address,
                place: Place { part: "body".to_owned(), line: 0, span: (0, 0) },
                said_for: false,
            });
        }
    }
    out
}

/// How short a way of naming a trust we take.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// A display name: codes and abbreviations in brackets count.
    Display,
    /// Running text.
    Text,
}

/// The trusts that a text names, the longest names first; a name inside a longer one does not count.
fn named(text: &str, context: &Context<'_>, reach: Reach) -> Vec<OdsCode> {
    named_for(text, context, reach).into_iter().map(|(code, _)| code).collect()
}

fn named_for(text: &str, context: &Context<'_>, reach: Reach) -> Vec<(OdsCode, bool)> {
    let plain = plain(text);
    let mut hits: Vec<(usize, usize, &Trust)> = Vec::new();
    for trust in context.register.trusts() {
        for form in forms(&trust.name) {
            let needle = format!(" {form} ");
            if let Some(at) = plain.find(&needle) {
                hits.push((at, needle.len(), trust));
            }
        }
        if reach == Reach::Display && codes(text).iter().any(|code| code == trust.ods_code.as_str()) {
            return vec![(trust.ods_code.clone(), false)];
        }
        if text.contains(&format!("({})", trust.ods_code)) {
            hits.push((0, usize::MAX / 2, trust));
        }
        for domain in &trust.domains {
            let abbreviation = domain.split('.').next().unwrap_or("");
            if (3..=6).contains(&abbreviation.len()) && is_abbreviation(text, abbreviation) {
                hits.push((usize::MAX, abbreviation.len(), trust));
            }
        }
    }
    let inside = |a: &(usize, usize, &Trust)| {
        hits.iter().any(|b| {
            a.2.ods_code != b.2.ods_code
                && b.0 != usize::MAX
                && a.0 != usize::MAX
                && b.0 <= a.0
                && a.0 + a.1 <= b.0.saturating_add(b.1)
                && b.1 > a.1
        })
    };
    let mut codes: Vec<(OdsCode, bool)> = Vec::new();
    for hit in hits.iter().filter(|hit| !inside(hit)) {
        let said = hit.0 != usize::MAX && said_for(&plain, hit.0, hit.0.saturating_add(hit.1))
            || hit.0 == usize::MAX && abbreviated_for(&plain, hit.2);
        match codes.iter_mut().find(|(code, _)| *code == hit.2.ods_code) {
            Some((_, own)) => *own |= said,
            None => codes.push((hit.2.ods_code.clone(), said)),
        }
    }
    codes
}

/// The same for an abbreviation: `RNOH's Lead Healthcare Scientist`.
fn abbreviated_for(plain: &str, trust: &Trust) -> bool {
    trust.domains.iter().filter_map(|domain| domain.split('.').next()).any(|short| {
        [format!(" {short} "), format!(" {short}s ")]
            .iter()
            .any(|needle| plain.find(needle.as_str()).is_some_and(|at| said_for(plain, at, at + needle.len())))
    })
}

fn codes(text: &str) -> Vec<String> {
    static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(R[A-Z0-9]{2})\b"));
    CODE.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

fn is_abbreviation(text: &str, abbreviation: &str) -> bool {
    let upper = abbreviation.to_ascii_uppercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word == upper || word == format!("{upper}FT"))
}

/// Folded, without punctuation, `&` as `and`, `saint` as `st`; with a space at both ends.
fn plain(text: &str) -> String {
    let folded = fold(text).replace('&', " and ").replace(['\'', '.'], "");
    let words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| if word == "saint" { "st".to_owned() } else { word.to_owned() })
        .collect();
    format!(" {} ", words.join(" "))
}

/// The ways a trust's name is written: whole, without `NHS Foundation Trust`, without `the`, and the place alone where it is the trust's own.
fn forms(name: &str) -> Vec<String> {
    let whole = plain(name).trim().to_owned();
    let bare = whole.trim_start_matches("the ").to_owned();
    let short = ["nhs foundation trust", "nhs trust"]
        .iter()
        .find_map(|end| bare.strip_suffix(end))
        .unwrap_or(&bare)
        .trim()
        .to_owned();
    let mut forms = vec![bare, format!("{short} nhs ft"), short.clone()];
    let mut core = short.as_str();
    for tail in [
        "university teaching hospitals",
        "university teaching hospital",
        "teaching hospitals",
        "teaching hospital",
        "university hospitals",
        "university hospital",
        "hospitals university",
        "hospital university",
        "childrens hospital",
        "hospital services",
        "hospitals",
        "hospital",
        "healthcare",
        "health services",
        "health",
        "general hospital",
        "area health",
        "ambulance service",
    ] {
        if let Some(cut) = core.strip_suffix(tail) {
            core = cut.trim();
            break;
        }
    }
    let common = [
        "university",
        "birmingham",
        "london",
        "liverpool",
        "sheffield",
        "royal",
        "bristol",
        "north",
        "south",
        "manchester",
        "east",
        "west",
        "central",
        "mid",
        "heart",
        "st",
        "newcastle upon tyne",
        "imperial",
        "oxford",
        "leeds",
        "york",
        "imperial college",
        "cambridge",
        "northern",
        "great western",
        "weston",
        "poole",
        "derby",
        "james paget university",
        "queen elizabeth",
        "national",
        "isle of wight",
    ];
    if core.len() >= 5 && core != short && !common.contains(&core) && !core.ends_with(" of") && !core.ends_with(" and")
    {
        forms.push(core.to_owned());
    }
    forms
}
