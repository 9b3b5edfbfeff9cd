//! Tokens of a name in, the name turned round out where the surname comes first.

use super::{
    name::{Name, natural},
    people::{NameHit, Sure, bracketed_title, word_of},
    tokens::{Kind, Token, joined},
    words::FORENAMES,
};
use crate::domain::Title;

/// Surnames of two letters; other pairs of capitals before a comma are initials.
const SHORT_SURNAMES: &[&str] =
    &["ng", "li", "ho", "wu", "xu", "lo", "ma", "yu", "ko", "he", "hu", "lu", "su", "oh", "le", "do"];

/// `SMITH, Jane` and `VAN DER MERWE, PIETER (MR)`.
pub(super) fn surname_first(
    tokens: &[Token<'_>],
    start: usize,
    from: usize,
    at: usize,
    title: Option<Title>,
) -> Option<(NameHit, usize)> {
    let family = tokens.get(from..at)?;
    let capitals = family.iter().all(|token| {
        token.kind != Kind::Initial
            && token
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .all(|c| c.is_uppercase() || token.text.starts_with("Mc"))
    });
    if let Some(hit) = capitals_first(tokens, start, from, at, title) {
        return Some(hit);
    }
    let next = tokens.get(at)?;
    let given =
        matches!(next.kind, Kind::Name | Kind::Initial) && matches!(next.gap.trim(), ",") && next.gap.len() <= 3;
    let short = family.iter().all(|token| token.text.chars().count() <= 2);
    let known = family.iter().any(|token| SHORT_SURNAMES.contains(&token.folded.as_ref()));
    if !capitals || !given || short && !known {
        return None;
    }
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| joined(token) && matches!(token.kind, Kind::Name | Kind::Initial))
        && end < at + 3
    {
        end += 1;
    }
    let (bracketed, after) = bracketed_title(tokens, end).map_or((None, end), |(title, after)| (Some(title), after));
    let given: Vec<String> = tokens.get(at..end)?.iter().map(|token| natural(token.text)).collect();
    let name = Name { title: title.or(bracketed), given, family: joined_family(family) };
    let stop = tokens.get(after - 1)?.range.end;
    Some((NameHit { range: tokens.get(start)?.range.start..stop, name, sure: Sure::Given }, after))
}

/// `XU Qingyuan`, `AKINWALE-PRYCE Oluwatobiloba (Dr)`: capitals first and mixed case after them are the surname and the given names.
fn capitals_first(
    tokens: &[Token<'_>],
    start: usize,
    from: usize,
    at: usize,
    title: Option<Title>,
) -> Option<(NameHit, usize)> {
    let words = tokens.get(from..at)?;
    let shouts = |token: &Token<'_>| {
        let letters = || token.text.chars().filter(|c| c.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase)
    };
    let family = words.iter().take_while(|token| shouts(token)).count();
    let given = words.get(family..)?;
    let first = words.first()?;
    let mixed = given.iter().all(|token| !shouts(token) && matches!(token.kind, Kind::Name | Kind::Initial));
    let plain = !FORENAMES.contains(first.folded.as_ref())
        || given.iter().any(|token| FORENAMES.contains(token.folded.as_ref()));
    if family == 0
        || given.is_empty()
        || !mixed
        || !plain
        || given.first().is_some_and(|token| token.kind == Kind::Initial)
    {
        return None;
    }
    let (bracketed, after) = bracketed_title(tokens, at).map_or((None, at), |(title, after)| (Some(title), after));
    let name = Name {
        title: title.or(bracketed),
        given: given.iter().map(|token| natural(token.text)).collect(),
        family: joined_family(words.get(..family)?),
    };
    let stop = tokens.get(after.checked_sub(1)?)?.range.end;
    Some((NameHit { range: tokens.get(start)?.range.start..stop, name, sure: Sure::Given }, after))
}

fn joined_family(words: &[Token<'_>]) -> String {
    words.iter().map(|token| word_of(token)).collect::<Vec<_>>().join(" ")
}
