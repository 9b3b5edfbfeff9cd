//! Lines in; which of them are confidentiality notices, advertisements or `this came from outside` banners, out.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{Line, SegmentKind};

/// A notice may be this many lines long without a line that shows what it is.
const REACH: usize = 12;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:e-?mail|message|mail|sender)\b.{0,60}\b(?:originat\w+|c[ao]me|sent|received|is|was)\b.{0,30}\b(?:outside|external)\b",
        r"|\b(?:caution|warning|alert|attention|notice|beware)\b.{0,40}\bexternal\b",
        r"|^[\s*\[(<]*external(?:\s+(?:e-?mail|sender|message|mail))?[\s*\])>:!-]*$",
        r"|^[\s*\[(<]*external\s+(?:e-?mail|sender|message)[\s\]):!*-].{0,120}\b(?:click|links?|attachments?|caution|care)\b",
        r"|\bdo not click (?:on )?(?:any )?(?:links?|on)\b.{0,60}\b(?:attachments?|recogni[sz]e|unless)\b",
        r"|you don'?t often get email from|some people who received this message don'?t often get",
        r"|\bexternal (?:e-?mail|sender|source)\b.{0,80}\b(?:caution|care|click|attachments?|verify)\b"
    ))
    .expect("constant")
});

#[expect(clippy::expect_used, reason = "a constant pattern")]
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)intended (?:only |solely )?(?:for (?:the )?(?:use of )?(?:the )?(?:named |individual|addressee|person|recipient|intended)|recipient|addressee)",
        r"|not (?:the|an) (?:intended|named|original) (?:recipient|addressee)",
        r"|(?:e-?mail|message|communication|transmission|document).{0,80}\b(?:confidential|privileged|proprietary)\b",
        r"|\bconfidential(?:ity)? (?:notice|information|and may|and intended)|^\W*(?:disclaimer|confidentiality)\b\W*(?:notice)?\W*$",
        r"|received (?:this|the) (?:e-?mail|message|communication|transmission|it) in error|have received the message in error",
        r"|strictly (?:prohibited|forbidden)|may be unlawful|disclose, copy or distribute|thank you for your co-?operation\.?\s*$",
        r"|nhsmail is (?:the secure|approved)|portal\.nhs\.net|approved for exchanging patient data",
        r"|freedom of information act|may be subject to (?:public )?disclosure|subject to (?:the )?freedom",
        r"|(?:scanned|swept|checked|screened) (?:by|for)\b.{0,60}\b(?:virus|mimecast|messagelabs|symantec|mcafee|sophos|websense|content)",
        r"|(?:views|opinions) (?:expressed|contained|or opinions)\b.{0,80}\b(?:author|sender|individual|not necessarily|those of)",
        r"|consider the environment|think before (?:you|printing)|save (?:paper|trees)|do you really need to print",
        r"|\be-?mails? (?:may be|are|is) (?:monitored|recorded|intercepted)|monitor(?:ed|s)? (?:all )?(?:incoming|e-?mail)",
        r"|no liability|accepts? no (?:liability|responsibility)|virus[- ]free|legally privileged",
        r"|registered (?:office|charity|company|in england)\b|company (?:registration )?(?:no|number)\b"
    ))
    .expect("constant")
});

/// A line of nothing but signs, as notices are framed with.
fn is_frame(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 5 && text.chars().all(|c| "*_-=#~+ ".contains(c)) && text != "-- "
}

/// The role of every line that has one.
pub(super) fn roles(lines: &[Line]) -> Vec<Option<SegmentKind>> {
    let mut roles: Vec<Option<SegmentKind>> = lines.iter().map(|line| of_text(&line.text)).collect();
    join_wrapped(lines, &mut roles);
    fill_between(lines, &mut roles);
    frames(lines, &mut roles);
    roles
}

/// What a single line shows.
fn of_text(text: &str) -> Option<SegmentKind> {
    if text.trim().len() < 8 {
        return None;
    }
    // A banner's `do not click links` also stands in notices; the order matters.
    if BANNER.is_match(text) {
        return Some(SegmentKind::Banner);
    }
    NOTICE.is_match(text).then_some(SegmentKind::Disclaimer)
}

/// A notice wrapped over lines shows itself only when they are read together: three at a time.
fn join_wrapped(lines: &[Line], roles: &mut [Option<SegmentKind>]) {
    for at in 0..lines.len().saturating_sub(1) {
        let Some(pair) = lines.get(at..at + 2) else { break };
        let filled = pair.iter().all(|line| line.text.trim().len() > 25);
        let undecided = roles.get(at..at + 2).is_some_and(|pair| pair.iter().all(Option::is_none));
        if filled && undecided {
            let text =
                format!("{} {}", pair.first().map_or("", |l| l.text.trim()), pair.last().map_or("", |l| l.text.trim()));
            let role = of_text(&text);
            roles.iter_mut().skip(at).take(2).for_each(|one| *one = role);
        }
    }
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
        let goes_on = at > 0
            && !blank(at)
            && !blank(at - 1)
            && roles.get(at - 1).copied().flatten().is_some()
            && lines.get(at - 1).is_some_and(|line| line.text.trim().len() >= 60)
            && !lines.get(at - 1).is_some_and(|line| line.text.trim_end().ends_with('.'));
        if goes_on
            && let Some((_, kind)) = last
            && let Some(role) = roles.get_mut(at)
        {
            *role = Some(kind);
        }
    }
}

/// Frames round a notice belong to it.
fn frames(lines: &[Line], roles: &mut [Option<SegmentKind>]) {
    let near = |at: usize, roles: &[Option<SegmentKind>]| {
        let after =
            roles.iter().skip(at + 1).zip(lines.iter().skip(at + 1)).find(|(_, line)| !line.text.trim().is_empty());
        let before = roles.iter().take(at).zip(lines).rev().find(|(_, line)| !line.text.trim().is_empty());
        after.and_then(|(role, _)| *role).or_else(|| before.and_then(|(role, _)| *role))
    };
    for at in 0..lines.len() {
        if lines.get(at).is_some_and(|line| is_frame(&line.text))
            && let Some(kind) = near(at, roles)
            && let Some(role) = roles.get_mut(at)
        {
            *role = Some(kind);
        }
    }
}
