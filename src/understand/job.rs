//! The words beside a name in, the post they name out: `Head of Nuclear Medicine at Heartlands` gives `Head of Nuclear Medicine`.
//!
//! A post is read word by word: it goes on as long as ranks, heads and disciplines follow one another, joined by `of`, `in`, `and`;
//! after a comma, a dash, a slash or in brackets it goes on when what stands there is a discipline or a further post.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    cues::{ROLE, pattern},
    fold::fold,
    people::{has_post_word, title_of},
    words::{FORENAMES, NOT_NAMES, PLACES, POSTS, WORK},
};

/// No post is longer.
const LONGEST: usize = 240;

/// What a word is in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `Head`, `Scientist`.
    Post,
    /// `Clinical`, `Audiology`.
    Work,
    /// `of`, `and`.
    Link,
    /// A word with a capital that we do not know.
    Capital,
    /// Everything else.
    Other,
}

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}&][\p{L}\p{M}\p{N}&'’-]*"));

fn kind(word: &str) -> Kind {
    let folded = fold(word);
    let bare = folded.trim_end_matches(['-', '\'']);
    if matches!(bare, "of" | "in" | "for" | "and" | "&" | "the" | "our") {
        return Kind::Link;
    }
    if POSTS.contains(bare) {
        return Kind::Post;
    }
    let known = |part: &str| {
        WORK.contains(part)
            || part.strip_suffix('s').is_some_and(|one| WORK.contains(one))
            || part.strip_suffix("ies").is_some_and(|one| WORK.contains(format!("{one}y").as_str()))
            || [
                "ology",
                "ometry",
                "ography",
                "etics",
                "omics",
                "istry",
                "odynamics",
                "opathy",
                "ical",
                "iatric",
                "physics",
                "science",
                "sciences",
                "therapy",
                "therapies",
                "scopy",
                "imaging",
                "ulatory",
                "omatics",
            ]
            .iter()
            .any(|end| part.ends_with(end))
    };
    let small = matches!(bare, "it" | "pa" | "sister" | "us" | "people" | "social" | "use")
        && word.starts_with(char::is_lowercase);
    if !small && (known(bare) || bare.contains('-') && bare.split('-').all(|part| known(part) || POSTS.contains(part)))
    {
        return Kind::Work;
    }
    let plain = NOT_NAMES.contains(bare) || FORENAMES.contains(bare) || title_of(word).is_some();
    if word.starts_with(char::is_uppercase) && !plain && word.chars().count() > 1 { Kind::Capital } else { Kind::Other }
}

/// One part of a post, from an offset on: where it ends, and whether it names a post.
struct Part {
    end: usize,
    post: bool,
    /// Whether it is cut off before a word with a capital, so that it may be the beginning of something else.
    cut: bool,
    words: usize,
}

fn part(text: &str, from: usize) -> Part {
    let mut part = Part { end: from, post: false, cut: false, words: 0 };
    let mut before = from;
    let mut link: Option<String> = None;
    let mut unknown = false;
    for found in WORD.find_iter(text.get(from..).unwrap_or("")).take(24) {
        let (start, end) = (from + found.start(), from + found.end());
        let gap = text.get(before..start).unwrap_or("");
        let joined = if part.words == 0 && link.is_none() {
            gap.is_empty()
        } else {
            matches!(gap, " " | "\u{a0}" | "  " | "/" | ". ")
        };
        let abbreviated = gap != ". "
            || text
                .get(..before)
                .is_some_and(|head| head.ends_with("Dept") || head.ends_with("Snr") || head.ends_with("Asst"));
        if !joined || !abbreviated {
            break;
        }
        let kind = kind(found.as_str());
        let after_place_word = link.as_deref().is_some_and(|link| matches!(link, "of" | "in" | "for" | "the"));
        match kind {
            Kind::Link if part.words > 0 => link = Some(fold(found.as_str())),
            Kind::Post | Kind::Work => {
                part.post |= kind == Kind::Post;
                (part.end, part.words, link, unknown) = (end, part.words + 1, None, false);
            }
            Kind::Capital
                if part.words > 0
                    && (after_place_word
                        || unknown && link.is_none()
                        || link.is_none()
                            && ends_the_line(text, end)
                            && !PLACES.contains(fold(found.as_str()).as_str())) =>
            {
                (part.end, part.words, link, unknown) = (end, part.words + 1, None, true);
            }
            _ => {
                part.cut = link.is_none() && found.as_str().starts_with(char::is_uppercase);
                break;
            }
        }
        before = end;
    }
    part
}

/// Whether a word is the last of its line or clause, so that it still belongs to the post: `Head of Clinical Neurophotonics`.
fn ends_the_line(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or("").trim_start();
    rest.is_empty() || rest.starts_with([',', ';', '(', '/', '|'])
}

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
    let words = text.get(from..next.end)?;
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
    fits.then_some(next.end)
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
            && !has_post_word(&further)
            && (rest.len() <= 2
                || [" for", " at", " in the", " of the", " here", " and lead", " (lhs)", " lead"]
                    .iter()
                    .any(|word| rest.starts_with(word)))
    };
    let tail = folded.get(start..).unwrap_or(folded);
    [folded, tail].iter().any(|text| ROLE.find(text).is_some_and(|found| rest(found, text)))
}

/// Whether words are a post of somebody's own: not the role, not a bare `lead`.
fn is_post(text: &str) -> bool {
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
            | "nurse"
            | "scientist"
            | "scientists"
            | "directors"
            | "colleague"
    );
    bare.len() > 2 && first != "heads" && !single && !is_role(&bare) && has_post_word(&bare)
}

/// The post that begins at the start of a text, as a byte range; articles and `our` are left out.
pub(super) fn leading(text: &str) -> Option<Range<usize>> {
    let text = super::fold::after(text, 0, LONGEST);
    let start = opening(text);
    let end = phrase(text, start)?;
    let whole = without_place(text.get(start..end)?);
    is_post(whole).then(|| start..start + whole.len())
}

/// What may stand between a name and its post.
fn opening(text: &str) -> usize {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[\s,:;*†·•|–—-]*\(?(?:(?:who(?:'s|’s| is| was| has been| works as)?|(?:he|she|they)(?:'s|’s|s| is| are)|which is|is|as|being|currently|presently|now|and|the trust's|the trust’s|our own|our|the|a|an|my|your|its|current|present|substantive|post:?|job(?: title)?:?|role:?)\s+)*",
        )
    });
    OPEN.find(text).map_or(0, |found| found.end())
}

/// The post that stands somewhere in the words after a name, after a comma, a bracket, `as`, `is our`, `her post is`.
pub(super) fn within(text: &str) -> Option<Range<usize>> {
    static NOW: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bnow (?:our |the )?"));
    static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)[,;:(|] ?|[–—] ?| - |\b(?:as|is|'s|’s|was) (?:(?:an?|our|the|also|currently|presently|now|the trust's) )*|\b(?:post|job|role|title|position|day job) ",
        )
    });
    let text = super::fold::after(text, 0, 2 * LONGEST);
    let at = |found: regex::Match<'_>| {
        let range = leading(text.get(found.end()..)?)?;
        let range = found.end() + range.start..found.end() + range.end;
        let folded = fold(text.get(range.clone())?);
        let boss = is_executive(&folded) || folded.starts_with("pa ");
        (!boss && folded.contains(' ')).then_some(range)
    };
    NOW.find_iter(text).find_map(at).or_else(|| TRIGGER.find_iter(text).find_map(at))
}

/// Cuts `for Kingston Hospital`, `in the Trust` and the like off the end.
fn without_place(text: &str) -> &str {
    static TAIL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\s(?:in|for|of|&|and) (?:the |our )?(?:[\p{L}'’.&-]+ ?){1,5}$"));
    let last = fold(text.split_whitespace().last().unwrap_or(""));
    let is_place = ["hospital", "hospitals", "trust", "trusts", "infirmary", "site", "nhs", "campus", "city", "here"]
        .contains(&last.as_str());
    let place = is_place.then(|| TAIL.find(text)).flatten();
    place.and_then(|place| text.get(..place.start())).unwrap_or(text)
}

/// The post that stands right before a name: `our Chief Audiologist, ` or `pathology manager `.
pub(super) fn trailing(text: &str) -> Option<Range<usize>> {
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
