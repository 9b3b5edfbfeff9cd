//! The words beside a name in, the post they name out: `Head of Nuclear Medicine at Heartlands` gives `Head of Nuclear Medicine`.
//!
//! A post is read word by word: it goes on as long as ranks, heads and disciplines follow one another, joined by `of`, `in`, `and`;
//! after a comma, a dash, a slash or in brackets it goes on when what stands there is a discipline or a further post.

mod part;
#[cfg(test)]
mod tests;

use std::{ops::Range, sync::LazyLock};

use part::{Kind, WORD, kind, part};

use super::quick::Regex;
use super::{
    cues::{ROLE, pattern},
    fold::fold,
    people::{has_post_word, title_of},
    words::{PLACES, WORK},
};

/// No post is longer.
const LONGEST: usize = 240;

/// The post that begins right at an offset, and where it ends.
fn phrase(text: &str, from: usize) -> Option<usize> {
    let first = part(text, from);
    if !first.post || first.words > 12 {
        return None;
    }
    let mut end = bracket(text, first.end).unwrap_or(first.end);
    while let Some(next) = further(text, from, end) {
        end = bracket(text, next).unwrap_or(next);
    }
    Some(end)
}

/// A further discipline or post after a comma, dash or slash, or `and` after brackets.
fn further(text: &str, start: usize, end: usize) -> Option<usize> {
    static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:, ?| ?[–—] ?| - | ?/ ?| (?:and|&) )"));
    let rest = text.get(end..)?;
    let separator = SEPARATOR.find(rest)?;
    let from = end + separator.end();
    let next = part(text, from);
    let words = without_place(text.get(from..next.end)?);
    let folded = fold(words);
    let small = text.get(start..).is_some_and(|text| text.starts_with(char::is_lowercase));
    let disciplined = small || words.starts_with(char::is_uppercase);
    let slash = separator.as_str().contains('/');
    let fits = next.words > 0
        && (!next.cut || next.post && next.words >= 3)
        && disciplined
        && (!slash || next.post)
        && !is_role(&folded)
        && !folded.contains("medical director")
        && !(next.words == 1 && PLACES.contains(folded.as_str()))
        && !folded
            .split(' ')
            .any(|word| matches!(word, "pa" | "secretary" | "nhs" | "trust" | "hospital" | "hospitals") && !next.post);
    fits.then_some(from + words.len())
}

/// A discipline in brackets: `(Audiology)`.
fn bracket(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let inner = rest.strip_prefix(" (").or_else(|| rest.strip_prefix('('))?;
    let inner = inner.get(..inner.find(')')?)?;
    let words: Vec<Kind> = WORD.find_iter(inner).take(9).map(|word| kind(word.as_str())).collect();
    let folded = fold(inner);
    let plain = folded
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| PLACES.contains(word) && !WORK.contains(word) || title_of(word).is_some());
    let fits = !words.is_empty()
        && words.len() <= 7
        && !inner.contains(['@', ':'])
        && !inner.contains(|c: char| c.is_ascii_digit())
        && words.iter().all(|word| *word != Kind::Other)
        && !is_role(&folded)
        && !plain
        && !["centre", "unit", "site", "block", "building"].iter().any(|room| folded.ends_with(room));
    let close = rest.find(')')? + 1;
    fits.then_some(end + close)
}

/// Whether a phrase is the role that the letter asks for, and no post of somebody's own.
fn is_role(folded: &str) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?:(?:trust(?:'s)?|the|our|nominated|nominee|deputy|interim|acting|designated|named|new|as) )*")
    });
    let start = BEFORE.find(folded).map_or(0, |found| found.end());
    let rest = |found: regex::Match<'_>, text: &str| -> bool {
        let rest = text.get(found.end()..).unwrap_or("");
        let further = rest.replace("scientist", "").replace("lead", "");
        found.start() == 0
            && (found.as_str().contains("care") || !of_a_discipline(rest))
            && !has_post_word(&further)
            && (rest.len() <= 2
                || [" for", " at", " in the", " of the", " here", " and lead", " (lhs)", " lead"]
                    .iter()
                    .any(|word| rest.starts_with(word)))
    };
    let tail = folded.get(start..).unwrap_or(folded);
    [folded, tail].iter().any(|text| ROLE.find(text).is_some_and(|found| rest(found, text)))
}

/// Whether a lead or chief scientist is one for a discipline: ` for Inherited Metabolic Disease`, but not ` for the Trust`.
fn of_a_discipline(rest: &str) -> bool {
    let rest = rest.strip_prefix(" for ").or_else(|| rest.strip_prefix(" in ")).unwrap_or("");
    let general =
        ["the", "our", "this", "all", "science", "sciences", "scientists", "scientist", "scientific", "staff"];
    let words: Vec<&str> = WORD.find_iter(rest).map(|word| word.as_str()).take(6).collect();
    let loose = ["health", "care", "community", "group", "service", "services", "general", "acute", "trust"];
    words.first().is_some_and(|first| !first.starts_with("health") && !general.contains(first))
        && words.iter().any(|word| kind(word) == Kind::Work && !loose.contains(word))
        && !words.iter().any(|word| matches!(*word, "trust" | "nhs" | "hospital" | "hospitals" | "infirmary"))
}

/// Whether words are a post of somebody's own: not the role, not a bare `lead`.
fn is_post(text: &str) -> bool {
    let bare = fold(text);
    is_more_than_a_rank(text) && !is_role(&bare) && has_post_word(&bare)
}

/// Whether words are more than a bare `lead` or `head`, and not those of many: `heads of`.
fn is_more_than_a_rank(text: &str) -> bool {
    let bare = fold(text);
    let first = bare.split([' ', ',']).next().unwrap_or("");
    let single = matches!(
        bare.as_str(),
        "lead"
            | "chief"
            | "head"
            | "heads"
            | "principal"
            | "chair"
            | "reader"
            | "consultant"
            | "professor"
            | "specialist"
            | "fellow"
            | "scientific"
            | "leader"
            | "director"
            | "officer"
            | "manager"
            | "nurse"
            | "scientist"
            | "scientists"
            | "directors"
            | "colleague"
    );
    bare.len() > 2 && first != "heads" && !single
}

/// The post that begins at the start of a text, as a byte range; articles and `our` are left out.
pub(super) fn leading(text: &str) -> Option<Range<usize>> {
    let text = super::fold::after(text, 0, LONGEST);
    let start = opening(text);
    let end = phrase(text, start)?;
    let whole = without_role(without_place(text.get(start..end)?));
    is_post(whole).then(|| start..start + whole.len())
}

/// Cuts `and our Lead Healthcare Scientist` off the end.
fn without_role(text: &str) -> &str {
    let role = [" and our ", " and the ", " and its "].iter().find_map(|joint| {
        let (post, rest) = text.rsplit_once(joint)?;
        is_role(&fold(rest)).then_some(post)
    });
    role.unwrap_or(text)
}

/// What may stand between a name and its post.
fn opening(text: &str) -> usize {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^(?:\s*\(?\d{1,2}[.)]\s+|\s*(?:\.{2,}|…))?[\s,:;*†·•|/–—-]*[(\[]?(?:(?:who(?:'s|’s| is| was| has been| works as)?|(?:he|she|they)(?:'s|’s|s| is| are)|which is|is|as|being|currently|presently|now|and|the trust's|the trust’s|our own|our|the|a|an|my|your|its|both|current|present|substantive|new|newly|recently|appointed|long-?standing|very own|own|first|experienced|post:?|job(?: title)?:?|role:?)\s+)*",
        )
    });
    OPEN.find(text).map_or(0, |found| found.end())
}

/// The post that stands somewhere in the words after a name, after a comma, a bracket, `as`, `is our`, `her post is`.
pub(super) fn within(text: &str) -> Option<Range<usize>> {
    static NOW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bnow (?:our |the )?"));
    static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)[,;:(|] ?|[–—] ?| - |\b(?:as|is|'s|’s|was|being) (?:(?:an?|our|the|both|also|currently|presently|now|the trust's) )*|\b(?:post|job|role|title|position|day job) ",
        )
    });
    let text = super::fold::after(text, 0, 2 * LONGEST);
    let at = |found: regex::Match<'_>| {
        if text.get(..found.start()).is_some_and(was_once) {
            return None;
        }
        let range = leading(text.get(found.end()..)?)?;
        let range = found.end() + range.start..found.end() + range.end;
        let folded = fold(text.get(range.clone())?);
        let boss = is_executive(&folded) || folded.starts_with("pa ");
        (!boss && folded.contains(' ')).then_some(range)
    };
    NOW.find_iter(text).find_map(at).or_else(|| TRIGGER.find_iter(text).find_map(at))
}

/// Whether the words before `as a` tell of the past: `I trained`, `she qualified`, `he began life`.
fn was_once(before: &str) -> bool {
    let tail = fold(super::fold::before(before, before.len(), 24));
    [
        "trained",
        "qualified",
        "began",
        "started out",
        "started life",
        "began life",
        "started",
        "career",
        "retired",
        "formerly",
        "previously",
        "registered",
    ]
    .iter()
    .any(|word| tail.trim_end().ends_with(word))
}

/// Cuts `for Kingston Hospital`, `in the Trust` and the like off the end: what follows the link names no discipline.
fn without_place(text: &str) -> &str {
    static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s(?:in|for|of|&|and|at) (?:the |our )?"));
    let last = fold(text.split_whitespace().last().unwrap_or(""));
    let is_place = ["hospital", "hospitals", "trust", "trusts", "infirmary", "site", "nhs", "campus", "city", "here"]
        .contains(&last.as_str());
    let of_a_place = |tail: &str| {
        tail.split_whitespace().count() <= 6
            && WORD.find_iter(tail).all(|word| {
                let folded = fold(word.as_str());
                let organisation = PLACES.contains(folded.as_str()) && !WORK.contains(folded.as_str())
                    || matches!(folded.as_str(), "hospital" | "hospitals" | "trust" | "general" | "nhs");
                organisation || !matches!(kind(word.as_str()), Kind::Work | Kind::Post)
            })
    };
    let place = is_place.then(|| {
        LINK.find_iter(text).find(|link| {
            // `Services & QC for the Trust` ends before `for`, and not before `&`.
            let tail = text.get(link.end()..).unwrap_or("");
            let joins = matches!(fold(link.as_str()).split_whitespace().next(), Some("&" | "and"));
            of_a_place(tail)
                && !(joins && LINK.is_match(tail))
                && text.get(..link.start()).is_some_and(is_more_than_a_rank)
        })
    });
    place.flatten().and_then(|place| text.get(..place.start())).unwrap_or(text)
}

/// The post that stands right before a name: `our Chief Audiologist, ` or `pathology manager `.
pub(super) fn trailing(text: &str) -> Option<Range<usize>> {
    static IS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?: here| at present| currently| at the moment)?,? (?:is|being|will be)(?: the| our)? ?$")
    });
    let near = super::fold::before(text, text.len(), LONGEST);
    let cut = IS.find(near).map_or(0, |is| near.len() - is.start());
    let text = text.get(..text.len() - cut).unwrap_or(text);
    let trimmed = text.trim_end_matches([' ', ',', ':', '-', '–', '(', '\u{a0}']);
    let shift = trimmed.len() - super::fold::before(trimmed, trimmed.len(), LONGEST).len();
    let tail = trimmed.get(shift..)?;
    let words: Vec<(Range<usize>, Kind)> =
        WORD.find_iter(tail).map(|word| (word.range(), kind(word.as_str()))).collect();
    let mut start = tail.len();
    let mut first = None;
    for (range, kind) in words.iter().rev() {
        let gap = tail.get(range.end..start).unwrap_or("");
        if !(matches!(gap, " " | "/") || gap.is_empty() && start == tail.len())
            || !matches!(kind, Kind::Post | Kind::Work | Kind::Link)
        {
            break;
        }
        start = range.start;
        if *kind != Kind::Link {
            first = Some(range.start);
        }
    }
    let first = first?;
    let whole = tail.get(first..)?;
    let bare = fold(whole);
    let clean = !ROLE.is_match(&bare) && !bare.contains("nominat") && bare.contains(' ');
    (clean && phrase(tail, first) == Some(tail.len()) && is_post(whole)).then(|| shift + first..shift + tail.len())
}

/// The value of a labelled line: all of it, but for an organisation after a comma and remarks after a stop.
pub(super) fn labelled(value: &str) -> &str {
    static END: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)[;|\t]|\.\s|\s(?:at|based)\s|\s\((?:he|she|tel|see|from|until|not)"));
    let value = END.find(value).and_then(|end| value.get(..end.start())).unwrap_or(value).trim();
    let place = value.match_indices(", ").find(|(at, _)| {
        let tail = value.get(at + 2..).unwrap_or("");
        let next = part(tail, 0);
        next.words == 0 || next.cut
    });
    without_place(place.and_then(|(at, _)| value.get(..at)).unwrap_or(value)).trim_end_matches(['.', ','])
}

/// Whether a post is one of the board's, whom a mail passes things on to and who hardly ever leads the scientists.
pub(super) fn is_executive(post: &str) -> bool {
    let folded = fold(post);
    [
        "chief exec",
        "chief operating",
        "chief nurse",
        "chief financ",
        "medical director",
        "director of nursing",
        "chief of staff",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

/// Whether the value of a loose label such as `Post:` or `What:` is a post, and not an address or the role itself.
pub(super) fn names_a_post(value: &str) -> bool {
    has_post_word(value) && !is_role(&fold(value))
}

/// Whether a value is the role that the letter asks for, or somebody's deputy in it.
pub(super) fn is_the_role(value: &str) -> bool {
    is_role(&fold(value))
}
