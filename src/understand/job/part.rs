//! Words in, one part of a post out: as far as ranks, heads and disciplines follow one another, joined by `of`, `in`, `and`.

use std::{ops::Range, sync::LazyLock};

use super::super::{
    cues::{ROLE, pattern},
    fold::fold,
    people::title_of,
    quick::Regex,
    words::{FORENAMES, NOT_NAMES, PLACES, POSTS, WORK},
};

/// So many words are looked at.
const WORDS: usize = 24;

/// What a word is in a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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

pub(super) static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{N}&][\p{L}\p{M}\p{N}&'’-]*"));

/// How the names of disciplines end.
const ENDINGS: &[&str] = &[
    "ology",
    "ometry",
    "ography",
    "etics",
    "omics",
    "istry",
    "odynamics",
    "opathy",
    "opathies",
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
    "onics",
    "sensory",
    "ological",
    "onomics",
];

pub(super) fn kind(word: &str) -> Kind {
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
            || ENDINGS.iter().any(|end| part.ends_with(end))
    };
    let small = matches!(
        bare,
        "it" | "its"
            | "pa"
            | "sister"
            | "us"
            | "people"
            | "social"
            | "use"
            | "person"
            | "responsible"
            | "top"
            | "staff"
            | "network"
    ) && word.starts_with(char::is_lowercase);
    if !small && (known(bare) || bare.contains('-') && bare.split('-').all(|part| known(part) || POSTS.contains(part)))
    {
        return Kind::Work;
    }
    let plain = NOT_NAMES.contains(bare) || FORENAMES.contains(bare) || title_of(word).is_some();
    if word.starts_with(char::is_uppercase) && !plain && word.chars().count() > 1 { Kind::Capital } else { Kind::Other }
}

/// One part of a post, from an offset on: where it ends, and whether it names a post.
pub(super) struct Part {
    pub end: usize,
    pub post: bool,
    /// Whether it is cut off before a word with a capital, so that it may be the beginning of something else.
    pub cut: bool,
    pub words: usize,
}

/// A word, what stands between it and the one before, and what it is.
struct Word<'a> {
    text: &'a str,
    folded: String,
    range: Range<usize>,
    kind: Kind,
}

/// The words from an offset on that no mark separates.
fn words(text: &str, from: usize) -> Vec<Word<'_>> {
    let mut out: Vec<Word<'_>> = Vec::new();
    let mut before = from;
    for found in WORD.find_iter(text.get(from..).unwrap_or("")).take(WORDS) {
        let range = from + found.start()..from + found.end();
        let gap = text.get(before..range.start).unwrap_or("");
        let joined = if out.is_empty() {
            gap.is_empty()
        } else {
            let shortened = ["Dept", "Snr", "Asst"]
                .iter()
                .any(|short| text.get(..before).is_some_and(|head| head.ends_with(short)));
            matches!(gap, " " | "\u{a0}" | "  " | "/") || gap == ". " && shortened
        };
        if !joined {
            break;
        }
        before = range.end;
        let kind = kind(found.as_str());
        out.push(Word { text: found.as_str(), folded: fold(found.as_str()), range, kind });
        // No post goes on beyond a small word that is none of its own.
        if kind == Kind::Other && !found.as_str().starts_with(char::is_uppercase) && found.as_str() != "mr" {
            break;
        }
    }
    in_context(&mut out);
    out
}

/// Words that are something else beside others: `MR Physics`, `and IT have not`.
fn in_context(words: &mut [Word<'_>]) {
    let next: Vec<Option<(Kind, String)>> =
        words.iter().skip(1).map(|word| Some((word.kind, word.folded.clone()))).chain([None]).collect();
    for (word, next) in words.iter_mut().zip(next) {
        let Some((kind, next)) = next else { continue };
        match word.folded.as_str() {
            "mr" if matches!(next.as_str(), "physics" | "imaging" | "safety" | "physicist" | "spectroscopy") => {
                word.kind = Kind::Work;
            }
            "it" | "hr" if kind == Kind::Other && is_verb(&next) => word.kind = Kind::Other,
            "band" if next.starts_with(|c: char| c.is_ascii_digit()) => word.kind = Kind::Other,
            _ => {}
        }
    }
}

/// What a department does: `IT have not set her up`.
fn is_verb(folded: &str) -> bool {
    let bare = folded.strip_suffix("n't").unwrap_or(folded);
    [
        "have", "has", "had", "will", "wo", "is", "are", "can", "cannot", "ca", "do", "does", "did", "say", "tell",
        "told", "said",
    ]
    .contains(&bare)
}

/// Words of the names of organisations, which no discipline has.
fn is_organisation(folded: &str) -> bool {
    ["hospital", "hospitals", "trust", "nhs", "infirmary", "foundation", "university", "royal", "teaching", "ccg"]
        .contains(&folded)
}

pub(super) fn part(text: &str, from: usize) -> Part {
    let words = words(text, from);
    let mut part = Part { end: from, post: false, cut: false, words: 0 };
    let mut link: Option<&str> = None;
    let mut unknown = false;
    for (index, word) in words.iter().enumerate() {
        let rest = words.get(index..).unwrap_or(&[]);
        let capital = || {
            if part.words == 0 {
                return link.is_none() && opens(rest);
            }
            match link {
                Some("of" | "in" | "for" | "the") => word.kind == Kind::Capital || of_a_region(rest),
                Some(link @ ("and" | "&")) => initials(text, word, link),
                Some(_) => false,
                None => {
                    word.kind == Kind::Capital
                        && (unknown
                            || names_a_post(rest)
                            || ends_the_line(text, word.range.end) && !PLACES.contains(word.folded.as_str()))
                }
            }
        };
        match word.kind {
            Kind::Link if part.words > 0 => link = Some(word.folded.as_str()),
            Kind::Post | Kind::Work => {
                part.post |= word.kind == Kind::Post;
                (part.end, part.words, link, unknown) = (word.range.end, part.words + 1, None, false);
            }
            Kind::Capital | Kind::Other if capital() => {
                (part.end, part.words, link) = (word.range.end, part.words + 1, None);
                unknown = word.kind == Kind::Capital && part.words > 1;
            }
            _ => {
                part.cut = link.is_none() && word.text.starts_with(char::is_uppercase);
                break;
            }
        }
    }
    part
}

/// Whether unknown words with capitals open a post that only its end names: `Neurosensory Services Manager`, `EME Lead`.
fn opens(words: &[Word<'_>]) -> bool {
    let unknown = words.first().is_some_and(|word| word.kind == Kind::Capital && !word.folded.ends_with("'s"));
    let after: Vec<&str> = words.iter().skip(1).take(3).map(|word| word.folded.as_str()).collect();
    unknown && names_a_post(words) && ROLE.find(&after.join(" ")).is_none_or(|role| role.start() > 0)
}

/// Whether a run of words with capitals ends in the name of a post: `Photobiology Scientist`.
fn names_a_post(words: &[Word<'_>]) -> bool {
    let unknown = words.iter().take_while(|word| word.kind == Kind::Capital).count();
    let run: Vec<&Word<'_>> = words
        .iter()
        .take_while(|word| {
            matches!(word.kind, Kind::Capital | Kind::Work | Kind::Post)
                && word.text.starts_with(char::is_uppercase)
                && !is_organisation(&word.folded)
        })
        .take(5)
        .collect();
    let post = run.iter().position(|word| word.kind == Kind::Post);
    let Some(post) = post.filter(|post| unknown <= 2 && *post >= unknown) else { return false };
    let ends = [
        "manager",
        "lead",
        "leader",
        "scientist",
        "specialist",
        "officer",
        "coordinator",
        "director",
        "adviser",
        "advisor",
    ];
    run.get(post).is_some_and(|word| ends.contains(&word.folded.as_str()))
        && !is_followed(words.get(post + 1..).unwrap_or(&[]))
}

/// Words for a part of the country.
const REGIONAL: &[&str] =
    &["northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "greater"];

/// Whether `of` or `for` a discipline follows, so that the post begins with its rank: `Head of`, `Lead for`.
fn is_followed(words: &[Word<'_>]) -> bool {
    let mut next = words.iter().map(|word| word.folded.as_str());
    matches!((next.next(), next.next()), (Some("of"), _) | (Some("for"), Some(_)) if words.get(1).is_none_or(|word| word.folded != "the"))
}

/// Whether a region's name stands before a discipline: `Northern Medical Physics`, and not before a hospital.
fn of_a_region(words: &[Word<'_>]) -> bool {
    let region = |word: &Word<'_>| PLACES.contains(word.folded.as_str()) || REGIONAL.contains(&word.folded.as_str());
    let run: Vec<&Word<'_>> =
        words.iter().take_while(|word| word.text.starts_with(char::is_uppercase)).take(6).collect();
    let disciplined = run
        .get(1..)
        .is_some_and(|rest| rest.first().is_some_and(|next| next.kind == Kind::Work && next.folded != "general"));
    run.first().is_some_and(|word| region(word)) && disciplined && !run.iter().any(|word| is_organisation(&word.folded))
}

/// Whether a word is the short name of a discipline after `&` or `and`: `Aseptic Services & QC`.
fn initials(text: &str, word: &Word<'_>, link: &str) -> bool {
    let short =
        (2..=5).contains(&word.text.chars().count()) && word.text.chars().all(|c| c.is_ascii_uppercase() || c == '&');
    let loud = text.get(..word.range.start).is_some_and(|head| !head.contains(char::is_lowercase));
    let goes_on =
        |rest: &str| [" at ", " in ", " here", " based ", " and ", " who "].iter().any(|next| rest.starts_with(next));
    short
        && !loud
        && word.kind == Kind::Capital
        && !ROLE.is_match(&word.folded)
        && (link == "&" || ends_the_clause(text, word.range.end) || text.get(word.range.end..).is_some_and(goes_on))
}

/// Whether a word is the last of its line or clause, so that it still belongs to the post: `Head of Clinical Neurophotonics`.
fn ends_the_line(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or("").trim_start();
    rest.is_empty() || rest.starts_with([',', ';', '(', '/', '|'])
}

/// The same, or the last of its sentence.
fn ends_the_clause(text: &str, end: usize) -> bool {
    ends_the_line(text, end) || text.get(end..).is_some_and(|rest| rest.starts_with(['.', ')', ':']))
}
