//! Text in, the names of people in it out: every British form, but not hospitals, departments, places or posts.

use std::ops::Range;

use super::{
    fold::fold,
    words::{EPONYMS, FORENAMES, GIVEN_ELSEWHERE, NOT_NAMES, PLACES, POSTS, SURNAMES},
};

use super::name::particle;
pub(super) use super::name::{Name, by_address, natural, nearly, same_given, title_of, whole};

use super::tokens::{Kind, Token, joined, tokens};
use super::turned::surname_first;
use crate::domain::Title;

/// How sure we are that it is a person's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// Two or more words with capitals, nothing else speaks for it.
    Shape,
    /// The first word is a given name.
    Given,
    /// It has a title, or it is a header's display name or a labelled value.
    Certain,
}

/// A name as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameHit {
    pub range: Range<usize>,
    pub name: Name,
    pub sure: Sure,
}

/// The names in a text, and the given names that stand in it as words.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Names of two words or more, or with a title.
    pub whole: Vec<NameHit>,
    /// Single words that are given names, whether or not they are part of a longer name.
    pub given: Vec<(Range<usize>, String)>,
}

/// Finds the names of both kinds in a text, leftmost first.
pub(super) fn names(text: &str) -> Names {
    let tokens = tokens(text);
    Names { whole: whole_names(&tokens), given: single_names(&tokens) }
}

/// Finds the names in a text, leftmost first.
pub(super) fn find(text: &str) -> Vec<NameHit> {
    whole_names(&tokens(text))
}

fn whole_names(tokens: &[Token<'_>]) -> Vec<NameHit> {
    let mut hits = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match take(tokens, at) {
            Some((hit, next)) => {
                hits.push(hit);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    hits
}

/// A name that begins at this token, and the token after it.
fn take(tokens: &[Token<'_>], start: usize) -> Option<(NameHit, usize)> {
    let mut at = start;
    let mut title = None;
    while let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Title && (at == start || joined(token))) {
        title = title.or(title_of(token.text));
        at += 1;
    }
    let from = at;
    let (at, skipped) = run(tokens, start, from, title.is_some());
    let words: Vec<&Token<'_>> =
        (from..at).filter(|index| Some(*index) != skipped).filter_map(|index| tokens.get(index)).collect();
    let words = words.as_slice();
    let names = words.iter().filter(|token| matches!(token.kind, Kind::Name | Kind::Other)).count();
    let first = *words.first()?;
    if let Some(found) = surname_first(tokens, start, from, at, title).filter(|_| names > 0) {
        return Some(found);
    }
    if names == 0
        || (title.is_none()
            && (words.len() < 2 || first.kind == Kind::Particle && !first.text.starts_with(char::is_uppercase)))
    {
        return None;
    }
    let saint = title.is_none() && words.len() == 2 && matches!(first.folded.as_ref(), "st" | "st.");
    if saint || touches_a_place(tokens, start, at, title.is_some()) || eponym(words) {
        return None;
    }
    let sure = if title.is_some() { Sure::Certain } else { how_sure(words, first) };
    let mut name = build(words, title);
    let end = words.last()?.range.end;
    let mut next = at;
    let mut stop = end;
    if let Some((bracketed, after)) = bracketed_title(tokens, at) {
        name.title = name.title.or(Some(bracketed));
        next = after;
        stop = tokens.get(after - 1).map_or(end, |token| token.range.end + 1);
    }
    if let Some((given, after)) = spelled_out(tokens, next, &name) {
        name.given = vec![given];
        stop = tokens.get(after - 1).map_or(stop, |token| token.range.end + 1);
        next = after;
    }
    Some((NameHit { range: tokens.get(start)?.range.start..stop, name, sure }, next))
}

/// `Dr R. Anand (Ravi)`: the given name of which only the initial stands in front.
fn spelled_out(tokens: &[Token<'_>], at: usize, name: &Name) -> Option<(String, usize)> {
    let token = tokens.get(at)?;
    let [initial] = name.given.as_slice() else { return None };
    let closes = tokens.get(at + 1).is_none_or(|next| next.gap.starts_with(')'));
    let fits = token.gap.trim() == "(" && closes && token.kind == Kind::Name && token.text.chars().count() > 2;
    let single = initial.trim_end_matches('.').chars().count() == 1;
    (fits && single && initial.chars().next() == token.text.chars().next()).then(|| (word_of(token), at + 1))
}

/// Where the words of a name end, and the nickname among them that is left out.
fn run(tokens: &[Token<'_>], start: usize, from: usize, titled: bool) -> (usize, Option<usize>) {
    let mut at = from;
    let mut seen = 0;
    let mut skipped = None;
    while let Some(token) = tokens.get(at) {
        if seen > 0 && skipped.is_none() && nickname(tokens, at) {
            skipped = Some(at);
            at += 1;
            continue;
        }
        let gap_fits = at == start || joined(token) || skipped.is_some_and(|skipped| skipped + 1 == at);
        let fits = match token.kind {
            Kind::Name => true,
            Kind::Initial => seen < 4,
            Kind::Particle => particle_fits(tokens, at, seen, titled),
            Kind::Other => surname_fits(tokens, from, at, titled) || article_fits(tokens, at),
            _ => false,
        };
        if !gap_fits || !fits || seen >= 6 {
            break;
        }
        seen += 1;
        at += 1;
    }
    (at, skipped)
}

/// `Mac an tSaoi`, `Nic an Bhaird`: the article within a surname.
fn article_fits(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    tokens.get(at).is_some_and(|token| token.text == "an")
        && before.is_some_and(|before| matches!(before.folded.as_ref(), "mac" | "nic" | "mag"))
        && tokens.get(at + 1).is_some_and(|next| joined(next) && next.kind == Kind::Name)
}

/// A known given name, or initials before one surname, show a person; capitals alone may be anything.
fn how_sure(words: &[&Token<'_>], first: &Token<'_>) -> Sure {
    let initials_only = words.iter().filter(|token| token.kind == Kind::Name).count() == 1
        && words.iter().any(|token| token.kind == Kind::Initial);
    let half = first.folded.split('-').next().unwrap_or("");
    let given = FORENAMES.contains(first.folded.as_ref()) || FORENAMES.contains(half);
    let given = given || GIVEN_ELSEWHERE.contains(first.folded.as_ref()) && words.len() <= 4;
    if given || initials_only { Sure::Given } else { Sure::Shape }
}

/// `Dr Hill`, `Gareth Whiston`: a common word or town is a surname after a title or a given name, unless a place goes on after it.
fn surname_fits(tokens: &[Token<'_>], from: usize, at: usize, titled: bool) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let given = at.checked_sub(1).filter(|before| *before >= from).and_then(|before| tokens.get(before)).is_some_and(
        |before| {
            matches!(before.kind, Kind::Initial)
                || before.kind == Kind::Name && FORENAMES.contains(before.folded.as_ref())
        },
    );
    let goes_on = tokens.get(at + 1).is_some_and(|next| {
        joined(next)
            && next.text.starts_with(char::is_uppercase)
            && matches!(next.kind, Kind::Other)
            && NOT_NAMES.contains(next.folded.as_ref())
    });
    let large = token.text.starts_with(char::is_uppercase) && token.text.chars().count() > 1;
    large && (given || titled && at == from) && SURNAMES.contains(token.folded.as_ref()) && !goes_on
}

/// `Konstantinos (Kostas) Vlachogiannis`, `Robert \"Bob\" Achterberg`: a short form in brackets or quotes before the surname.
fn nickname(tokens: &[Token<'_>], at: usize) -> bool {
    let (Some(token), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
    let opens = matches!(token.gap.trim(), "(" | "\"" | "'" | "“" | "‘" | "[");
    let closes = matches!(next.gap.trim(), ")" | "\"" | "'" | "”" | "’" | "]");
    opens && closes && token.kind == Kind::Name && next.kind == Kind::Name
}

/// A particle belongs to a name when a name follows it, and something stands before it or it is written large.
fn particle_fits(tokens: &[Token<'_>], at: usize, seen: usize, titled: bool) -> bool {
    let follows = tokens
        .get(at + 1..at + 3)
        .unwrap_or_default()
        .iter()
        .take(2)
        .any(|next| matches!(next.kind, Kind::Name) && joined(next));
    let follows = follows || tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Name && joined(next));
    let large = tokens.get(at).is_some_and(|token| token.text.starts_with(char::is_uppercase));
    follows && (seen > 0 || titled || large)
}

pub(super) fn bracketed_title(tokens: &[Token<'_>], at: usize) -> Option<(Title, usize)> {
    let token = tokens.get(at)?;
    let closes = tokens.get(at + 1).is_none_or(|next| next.gap.starts_with(')'));
    (token.gap.trim() == "(" && closes).then(|| title_of(token.text)).flatten().map(|title| (title, at + 1))
}

pub(super) fn word_of(token: &Token<'_>) -> String {
    match token.kind {
        Kind::Particle => particle(token.text),
        Kind::Initial => token.text.to_owned(),
        Kind::Other if token.text == "an" => token.text.to_owned(),
        _ => natural(token.text),
    }
}

/// Whether the words before or after make it a place or an organisation.
fn touches_a_place(tokens: &[Token<'_>], start: usize, at: usize, titled: bool) -> bool {
    let after = tokens.get(at).is_some_and(|next| {
        joined(next) && next.text.starts_with(char::is_uppercase) && PLACES.contains(next.folded.as_ref())
    });
    let before = start.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|previous| {
        let adjacent = tokens.get(start).is_some_and(joined);
        adjacent
            && previous.text.starts_with(char::is_uppercase)
            && PLACES.contains(previous.folded.as_ref())
            && previous.folded.len() > 2
    });
    !titled && (after || before)
}

fn eponym(words: &[&Token<'_>]) -> bool {
    let joined = words.iter().map(|token| token.folded.replace('\'', "")).collect::<Vec<_>>().join(" ");
    EPONYMS.contains(&joined.as_str())
}

fn build(words: &[&Token<'_>], title: Option<Title>) -> Name {
    let mut parts: Vec<String> = words.iter().map(|token| word_of(token)).collect();
    let first_particle = words
        .iter()
        .skip(1)
        .position(|token| token.kind == Kind::Particle && token.text.chars().count() > 1)
        .map(|at| at + 1);
    let cut = match first_particle {
        Some(at) => at,
        None => words.len().saturating_sub(1),
    };
    let saint = words.first().is_some_and(|token| matches!(token.folded.as_ref(), "st" | "st."))
        && words.get(1).is_some_and(|token| token.folded == "john");
    if saint && words.len() >= 3 {
        let given = parts.drain(..2).collect::<Vec<_>>().join(" ");
        let family = parts.pop().unwrap_or_default();
        return Name { title, given: std::iter::once(given).chain(parts).collect(), family };
    }
    let single = words.len() == 1 || words.first().is_some_and(|token| token.kind == Kind::Particle);
    if single {
        let lone = parts.join(" ");
        return Name { title, given: Vec::new(), family: lone };
    }
    let family = parts.split_off(cut).join(" ");
    Name { title, given: parts, family }
}

/// Whether a phrase names a post: `Head of Nuclear Medicine`.
pub(super) fn has_post_word(text: &str) -> bool {
    fold(text).split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| POSTS.contains(word))
}

/// Single words that are given names, where no longer name stands: `Pam` in `her secretary Pam`.
fn single_names(tokens: &[Token<'_>]) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let doubled = token.folded.split_once('-').is_some_and(|(a, b)| FORENAMES.contains(a) && FORENAMES.contains(b));
        let known = token.kind == Kind::Name
            && (doubled || FORENAMES.contains(token.folded.as_ref()))
            && !NOT_NAMES.contains(token.folded.as_ref());
        let saint = index.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
            matches!(before.folded.as_ref(), "st" | "st." | "saint" | "queen" | "king" | "princess" | "prince" | "lady")
        });
        let place = saint
            || tokens.get(index + 1).is_some_and(|next| {
                joined(next) && PLACES.contains(next.folded.as_ref()) && next.text.starts_with(char::is_uppercase)
            });
        if known && !place {
            out.push((token.range.clone(), token.text.to_owned()));
        }
    }
    out
}
