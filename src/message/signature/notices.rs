//! Lines in; which of them are confidentiality notices, advertisements or `this came from outside` banners, out.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{Line, SegmentKind};

/// A notice may be this many lines long without a line that shows what it is.
const REACH: usize = 12;
/// Of a longer line only this much is looked at, in characters.
const LOOKED_AT: usize = 4_000;

/// Words that show a notice wherever they stand. In lower case, as the text is by then.
const NOTICE: &[&str] = &[
    "intended only for the use",
    "intended solely for",
    "intended only for the named",
    "intended only for the addressee",
    "intended only for the recipient",
    "intended for the recipient",
    "intended for the addressee",
    "intended for the named",
    "intended for the individual",
    "intended recipient",
    "intended addressee",
    "not the addressee",
    "not an addressee",
    "the named addressee",
    "confidentiality notice",
    "confidentiality and ",
    "may contain confidential",
    "may be confidential",
    "is confidential and",
    "are confidential and",
    "contains confidential",
    "confidential and may",
    "confidential and intended",
    "legally privileged",
    "may be privileged",
    "received this email in error",
    "received this e-mail in error",
    "received this message in error",
    "received the message in error",
    "received this communication in error",
    "received this transmission in error",
    "received it in error",
    "received this in error",
    "strictly prohibited",
    "strictly forbidden",
    "may be unlawful",
    "disclose, copy or distribute",
    "nhsmail is the secure",
    "nhsmail is approved",
    "approved for exchanging patient data",
    "portal.nhs.net/help",
    "freedom of information act",
    "subject to public disclosure",
    "may be subject to disclosure",
    "not necessarily represent",
    "not necessarily reflect",
    "not necessarily those of",
    "consider the environment",
    "think before you print",
    "think before printing",
    "save paper",
    "do you really need to print",
    "need to print this",
    "emails may be monitored",
    "e-mails may be monitored",
    "email may be monitored",
    "e-mail may be monitored",
    "emails are monitored",
    "accepts no liability",
    "accept no liability",
    "no responsibility for any loss",
    "accepts no responsibility",
    "accept any liability",
    "virus-free",
    "virus free",
    "scanned for viruses",
    "swept for viruses",
    "checked for viruses",
    "scanned by",
    "scanned for all viruses",
    "mimecast",
    "messagelabs",
    "registered office",
    "registered charity",
    "registered in england",
    "company registration",
    "company number",
];

/// Words that show a banner wherever they stand.
const BANNER: &[&str] = &[
    "originated outside",
    "originated from outside",
    "originates outside",
    "originates from outside",
    "originating from outside",
    "originated externally",
    "came from outside",
    "comes from outside",
    "sent from outside",
    "received from outside",
    "is from outside",
    "was sent from an external",
    "is from an external",
    "originated from an external",
    "from an external source",
    "from an external sender",
    "external email warning",
    "external sender warning",
    "don't often get email from",
    "don\u{2019}t often get email from",
    "unless you recognise the sender",
    "unless you recognize the sender",
    "unless you are expecting this email",
    "[external email]",
    "[external sender]",
];

/// Any of the words of both, and those by which a heading begins: a text without them has no role at all.
#[expect(clippy::expect_used, reason = "constant patterns")]
static ANY: LazyLock<Regex> =
    LazyLock::new(|| any_of(&[NOTICE, BANNER, &["external", "disclaimer"]].concat()).expect("constant"));
#[expect(clippy::expect_used, reason = "constant patterns")]
static NOTICES: LazyLock<Regex> = LazyLock::new(|| any_of(NOTICE).expect("constant"));
#[expect(clippy::expect_used, reason = "constant patterns")]
static BANNERS: LazyLock<Regex> = LazyLock::new(|| any_of(BANNER).expect("constant"));

/// A pattern of nothing but words, which is searched for all at once.
fn any_of(words: &[&str]) -> Result<Regex, regex::Error> {
    Regex::new(&words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|"))
}

/// A heading of a banner: `EXTERNAL`, `[External]`, `WARNING: External sender - take care with links`.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[\s*\[(<!_-]*(?:(?:caution|warning|alert|attention|notice|beware|be aware)\b[\s:!*,.-]*)?(?:this (?:is an|email is)\s+)?",
        r"external(?:ly)?(?:\s+(?:e-?mail|sender|message|mail|source))?(?:[\s*\])>:!_.-]*|[\s*\])>:!_.,-]+.*\b(?:click|links?|attachments?|caution|care|verify|trust)\b.*)$"
    ))
    .expect("constant")
});

/// A line of nothing but signs, as notices are framed with.
fn is_frame(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 5 && text.chars().all(|c| "*_-=#~+ ".contains(c))
}

/// The role of every line that has one.
pub(super) fn roles(lines: &[Line]) -> Vec<Option<SegmentKind>> {
    if !may_hold_one(lines) {
        return vec![None; lines.len()];
    }
    let mut roles: Vec<Option<SegmentKind>> = lines.iter().map(|line| of_text(&line.text)).collect();
    join_wrapped(lines, &mut roles);
    if roles.iter().any(Option::is_some) {
        fill_between(lines, &mut roles);
        frames(lines, &mut roles);
    }
    roles
}

/// A cheap look at all lines together, so that words across a break are seen too.
fn may_hold_one(lines: &[Line]) -> bool {
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        text.push_str(line.text.trim());
        text.push(' ');
    }
    ANY.is_match(&lower(&text))
}

/// In lower case.
fn lower(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// What a single line shows.
fn of_text(text: &str) -> Option<SegmentKind> {
    let text = text.trim();
    if text.len() < 8 {
        return None;
    }
    let is_long = text.len() > LOOKED_AT;
    let end = is_long.then(|| text.char_indices().nth(LOOKED_AT)).flatten().map_or(text.len(), |(end, _)| end);
    let lower = lower(text.get(..end).unwrap_or(text));
    if !ANY.is_match(&lower) {
        return None;
    }
    let is_heading = lower.contains("external") && HEADING.is_match(&lower);
    if is_heading || BANNERS.is_match(&lower) {
        return Some(SegmentKind::Banner);
    }
    (lower.starts_with("disclaimer") || NOTICES.is_match(&lower)).then_some(SegmentKind::Disclaimer)
}

/// A notice wrapped over lines may show itself only when two of them are read together.
fn join_wrapped(lines: &[Line], roles: &mut [Option<SegmentKind>]) {
    for at in 0..lines.len().saturating_sub(1) {
        let Some([first, second]) = lines.get(at..at + 2) else { break };
        let undecided = roles.get(at..at + 2).is_some_and(|pair| pair.iter().all(Option::is_none));
        let wrapped = |line: &Line| (25..=120).contains(&line.text.trim().len());
        if undecided && wrapped(first) && second.text.trim().len() > 5 {
            // Only what lies across the break is new.
            let role = of_text(&format!("{} {}", tail(&first.text), head(&second.text)));
            roles.iter_mut().skip(at).take(2).for_each(|one| *one = role);
        }
    }
}

/// The last forty characters.
fn tail(text: &str) -> &str {
    let text = text.trim();
    text.char_indices().rev().nth(39).and_then(|(at, _)| text.get(at..)).unwrap_or(text)
}

/// The first forty characters.
fn head(text: &str) -> &str {
    let text = text.trim();
    text.char_indices().nth(40).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Lines of one paragraph after a notice's line, and paragraphs between two of them, belong to it.
fn fill_between(lines: &[Line], roles: &mut [Option<SegmentKind>]) {
    let blank = |at: usize| lines.get(at).is_none_or(|line| line.text.trim().is_empty());
    let mut last: Option<(usize, SegmentKind)> = None;
    for at in 0..lines.len() {
        let here = roles.get(at).copied().flatten();
        if let (Some(kind), Some((from, before))) = (here, last)
            && kind == before
            && at - from <= REACH
        {
            roles.iter_mut().take(at).skip(from).for_each(|role| *role = Some(kind));
        }
        if let Some(kind) = here {
            last = Some((at, kind));
            continue;
        }
        // The rest of the paragraph, if its lines are wrapped prose and no new list of names and numbers.
        let before = at.checked_sub(1).filter(|before| !blank(*before) && !blank(at));
        let goes_on = before.and_then(|before| lines.get(before)).is_some_and(|line| {
            let text = line.text.trim_end();
            text.len() >= 60 && text.len() <= 160 && !text.ends_with(['.', '!', '?', ']', ')', '*', '>', ':'])
        });
        let continues = lines.get(at).is_some_and(|line| !line.text.trim_start().starts_with(char::is_uppercase));
        let follows = before.and_then(|before| roles.get(before).copied().flatten());
        if goes_on
            && continues
            && let Some(kind) = follows
            && let Some(role) = roles.get_mut(at)
        {
            *role = Some(kind);
        }
    }
}

/// Frames round a notice belong to it.
fn frames(lines: &[Line], roles: &mut [Option<SegmentKind>]) {
    for at in 0..lines.len() {
        if !lines.get(at).is_some_and(|line| is_frame(&line.text)) {
            continue;
        }
        let filled = |other: &usize| lines.get(*other).is_some_and(|line| !line.text.trim().is_empty());
        let after =
            (at + 1..lines.len().min(at + 4)).find(filled).and_then(|other| roles.get(other).copied().flatten());
        let before =
            (at.saturating_sub(3)..at).rev().find(filled).and_then(|other| roles.get(other).copied().flatten());
        if let Some(kind) = after.or(before)
            && let Some(role) = roles.get_mut(at)
        {
            *role = Some(kind);
        }
    }
}
