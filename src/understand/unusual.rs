//! A line in, the names in it out that are written without capitals or turned round without a mark.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    contact::EmailHit,
    cues::pattern,
    fold::fold,
    likeness::likeness,
    people::{self, Name, NameHit, Sure},
    words::{FORENAMES, GIVEN_ELSEWHERE, NOT_NAMES},
};

/// `samantha blythe-yallop, chief bms` where the writer uses no capitals.
pub(super) fn lower_case(text: &str, emails: &[EmailHit]) -> Vec<NameHit> {
    static PAIR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b([\p{Ll}'’-]{2,}) ((?:(?:van|von|de|der|den|du|la|le|ap|ab|al|el|bin|da|dos|di|o|mac|ni|ferch) ){0,2}[\p{Ll}'’-]{2,})\b",
        )
    });
    if text.chars().any(|c| c.is_uppercase()) && !text.starts_with(char::is_lowercase) {
        return Vec::new();
    }
    let mut from = 0;
    let mut out = Vec::new();
    while let Some(found) = text.get(from..).and_then(|rest| PAIR.captures(rest)) {
        let (Some(whole), Some(given), Some(family)) = (found.get(0), found.get(1), found.get(2)) else { break };
        let plain = |word: &str| NOT_NAMES.contains(fold(word).as_str()) || people::has_post_word(word);
        let name =
            Name { title: None, given: vec![people::natural(given.as_str())], family: lower_family(family.as_str()) };
        let addressed = emails.iter().any(|hit| likeness(&name, &hit.address) >= 4);
        let given_name = |word: &str| FORENAMES.contains(word) || GIVEN_ELSEWHERE.contains(word);
        let fits = (addressed || given_name(fold(given.as_str()).as_str()))
            && !plain(given.as_str())
            && !plain(family.as_str());
        if fits {
            let before = text.get(..from + whole.start()).unwrap_or("").trim_end();
            let name = Name { title: before.rsplit(' ').next().and_then(people::title_of), ..name };
            out.push(NameHit { range: from + whole.start()..from + whole.end(), name, sure: Sure::Given });
        }
        from += given.end().max(1) + 1;
    }
    out
}

/// `Vassilopoulou-Grant, Despina`: a line that is nothing but a surname and a given name.
pub(super) fn turned_line(text: &str) -> Option<NameHit> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\W*(?P<family>(?:\p{L}{2,3} ){0,2}\p{Lu}[\p{L}'’-]+), (?P<given>\p{Lu}[\p{L}’'-]+)(?: \p{Lu}[\p{L}.]*)?(?: \((?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss)\.?\))?\W*$",
        )
    });
    let found = LINE.captures(text.trim())?;
    let given = found.name("given")?.as_str();
    let family = fold(found.name("family")?.as_str());
    let known = FORENAMES.contains(fold(given).as_str());
    let plain = NOT_NAMES.contains(fold(given).as_str());
    if !known && plain || NOT_NAMES.contains(family.as_str()) || people::has_post_word(&family) {
        return None;
    }
    Some(NameHit {
        range: 0..text.len(),
        name: people::whole(text.trim())?,
        sure: if known { Sure::Certain } else { Sure::Shape },
    })
}

/// A surname of small letters in natural case: the last word is written large, the particles before it stay small.
fn lower_family(text: &str) -> String {
    let (particles, last) = text.rsplit_once(' ').map_or(("", text), |(front, last)| (front, last));
    let last = people::natural(last);
    if particles.is_empty() { last } else { format!("{particles} {last}") }
}
