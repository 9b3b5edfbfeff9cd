//! Text in, its words out, each with what it may be in a name.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    cues::pattern,
    fold::folded,
    name::{is_letters, title_of},
    words::{ALWAYS_WORDS, FORENAMES, NOT_NAMES, PARTICLES},
};

static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{M}][\p{L}\p{M}0-9'’\x{2010}\x{2011}-]*\.?|[0-9]+"));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Initial,
    Name,
    Particle,
    Letters,
    Other,
}

#[derive(Debug)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    pub folded: Cow<'a, str>,
    pub range: Range<usize>,
    pub kind: Kind,
    /// The characters between the token before and this one.
    pub gap: &'a str,
}

pub(super) fn kind_of(word: &str, folded: &str) -> Kind {
    let bare = word.trim_end_matches('.');
    if title_of(word).is_some() && !bare.chars().all(char::is_lowercase)
        || matches!(folded, "dr." | "mr." | "mrs." | "prof." | "ms." | "dr" | "mr" | "mrs" | "prof")
    {
        return Kind::Title;
    }
    let mut chars = bare.chars();
    let Some(first) = chars.next() else { return Kind::Other };
    if chars.next().is_none() {
        return if first.is_uppercase() && word != "I" {
            Kind::Initial
        } else if PARTICLES.contains(folded) {
            Kind::Particle
        } else {
            Kind::Other
        };
    }
    let core = folded.trim_end_matches('.');
    if is_letters(word) {
        return Kind::Letters;
    }
    if PARTICLES.contains(core) && (first.is_lowercase() || bare.chars().count() <= 3) {
        return Kind::Particle;
    }
    // Irish surnames after `an` and `na`: `Mac an tSaoi`.
    let mutated = matches!(first, 't' | 'n' | 'h')
        && bare.chars().nth(1).is_some_and(char::is_uppercase)
        && bare.chars().count() >= 4;
    let capital = first.is_uppercase()
        || mutated
        || (folded.contains('-')
            && bare.split('-').skip(1).any(|part| part.starts_with(char::is_uppercase))
            && PARTICLES.contains(folded.split('-').next().unwrap_or("")));
    if !capital || bare.chars().any(|c| c.is_ascii_digit()) {
        return Kind::Other;
    }
    let possessive = core.trim_end_matches("'s").trim_end_matches("s'");
    let common = NOT_NAMES.contains(core) || NOT_NAMES.contains(possessive);
    let given = FORENAMES.contains(core) && !ALWAYS_WORDS.contains(core);
    if common && !given {
        return Kind::Other;
    }
    Kind::Name
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut end = 0;
    for mut range in words(text) {
        let mut word = text.get(range.clone()).unwrap_or("");
        let bare = word.trim_end_matches(['.', '\'', '’', '-']);
        let abbreviation =
            word.ends_with('.') && (bare.chars().count() == 1 || bare == "St" || title_of(bare).is_some());
        if !abbreviation && bare.len() < word.len() {
            range.end = range.start + bare.len();
            word = bare;
        }
        if let Some(owner) = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) {
            range.end = range.start + owner.len();
            word = owner;
        }
        let folded = folded(word);
        let kind = kind_of(word, &folded);
        out.push(Token {
            text: word,
            folded,
            kind,
            gap: text.get(end..range.start).unwrap_or(""),
            range: range.clone(),
        });
        end = range.end;
    }
    out
}

/// Where the words and numbers stand.
fn words(text: &str) -> Vec<Range<usize>> {
    if !text.is_ascii() {
        return WORD.find_iter(text).map(|found| found.range()).collect();
    }
    // The same by hand, for most text is plain.
    let mut out = Vec::with_capacity(text.len() / 6);
    let bytes = text.as_bytes();
    let run = |from: usize, belongs: fn(&u8) -> bool| {
        bytes.get(from..).unwrap_or_default().iter().position(|byte| !belongs(byte)).map_or(bytes.len(), |at| from + at)
    };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = if byte.is_ascii_alphabetic() {
            let end = run(at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'-'));
            end + usize::from(bytes.get(end) == Some(&b'.'))
        } else if byte.is_ascii_digit() {
            run(at, u8::is_ascii_digit)
        } else {
            at += 1;
            continue;
        };
        out.push(at..end);
        at = end;
    }
    out
}

/// Whether only spaces (or a full stop of an initial) stand before the token.
pub(super) fn joined(token: &Token<'_>) -> bool {
    !token.gap.is_empty() && token.gap.chars().all(|c| c == ' ' || c == '\u{a0}') && token.gap.len() <= 4
}
