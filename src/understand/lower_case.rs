//! A text without capitals in, the names in it out: those that begin with a known forename or that an address bears out.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    contact::EmailHit,
    cues::pattern,
    fold::fold,
    people::{self, Name, NameHit, Sure},
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
        let plain = |word: &str| super::words::NOT_NAMES.contains(fold(word).as_str()) || people::has_post_word(word);
        let before = text.get(..from + whole.start()).unwrap_or("").trim_end();
        let name = Name {
            title: before.rsplit(' ').next().and_then(people::title_of),
            given: vec![people::natural(given.as_str())],
            family: lower_family(family.as_str()),
        };
        let addressed = emails.iter().any(|hit| super::likeness::likeness(&name, &hit.address) >= 4);
        let fits = (addressed || super::words::FORENAMES.contains(fold(given.as_str()).as_str()))
            && !plain(given.as_str())
            && !plain(family.as_str());
        if fits {
            out.push(NameHit { range: from + whole.start()..from + whole.end(), name, sure: Sure::Given });
        }
        from += given.end().max(1) + 1;
    }
    out
}

/// A surname of small letters in natural case: the last word is written large, the particles before it stay small.
fn lower_family(text: &str) -> String {
    let (particles, last) = text.rsplit_once(' ').map_or(("", text), |(front, last)| (front, last));
    let last = people::natural(last);
    if particles.is_empty() { last } else { format!("{particles} {last}") }
}
