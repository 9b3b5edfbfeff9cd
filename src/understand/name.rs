//! A person's name as a value: its parts, its natural case, and which ways of writing it mean the same person.

pub(super) use super::degrees::is_letters;
use super::{
    fold::{fold, letters},
    words::{FORENAMES, NOT_NAMES, PARTICLES},
};

pub(super) use super::short_forms::same_given;
use crate::domain::Title;

/// A person's name without title and post-nominals, in natural order and case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub title: Option<Title>,
    /// Given names or initials; empty when only the surname is said.
    pub given: Vec<String>,
    /// The surname; empty when only the given name is said.
    pub family: String,
}

impl Name {
    /// Whether the two have the same words in whatever order: `Wei Li` and `Li Wei`.
    pub(super) fn has_the_words_of(&self, other: &Self) -> bool {
        let sorted = |name: &Self| {
            let mut words: Vec<String> = name.full().split(' ').map(letters).collect();
            words.sort();
            words
        };
        sorted(self) == sorted(other)
    }

    /// `Jane Smith`.
    pub(super) fn full(&self) -> String {
        let mut words: Vec<&str> = self.given.iter().map(String::as_str).collect();
        if !self.family.is_empty() {
            words.push(&self.family);
        }
        words.join(" ")
    }

    /// The words a sentence may call them by, folded: the first given name and the surname, initials left out.
    pub(super) fn called(&self) -> Vec<String> {
        let parts = self.given.iter().take(1).chain([&self.family]).map(|part| fold(part));
        parts.filter(|part| part.len() > 1).collect()
    }

    /// Whether it has a given name that is more than an initial, and a surname.
    pub(super) fn is_full(&self) -> bool {
        !self.family.is_empty() && self.given.first().is_some_and(|given| letters(given).len() > 1)
    }

    /// Whether two ways of naming may mean the same person.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let same_family = letters(&self.family) == letters(&other.family);
        match (self.family.is_empty(), other.family.is_empty()) {
            (false, false) => same_family && given_fits(&self.given, &other.given),
            (true, false) | (false, true) => {
                let first = |name: &Self| name.given.first().map(|given| letters(given)).unwrap_or_default();
                !first(self).is_empty() && same_given(&first(self), &first(other))
            }
            (true, true) => self.given.first().map(|g| letters(g)) == other.given.first().map(|g| letters(g)),
        }
    }
}

fn given_fits(a: &[String], b: &[String]) -> bool {
    let (Some(a), Some(b)) = (a.first(), b.first()) else { return true };
    let (a, b) = (letters(a), letters(b));
    if a.len() <= 1 || b.len() <= 1 { a.chars().next() == b.chars().next() } else { same_given(&a, &b) }
}

/// The courtesy title a word is.
pub(super) fn title_of(word: &str) -> Option<Title> {
    if word.len() > 12 || !word.is_ascii() {
        return None;
    }
    let bare = word.trim_end_matches('.');
    TITLES.iter().find(|(own, _)| bare.eq_ignore_ascii_case(own)).map(|(_, title)| *title)
}

const TITLES: &[(&str, Title)] = &[
    ("dr", Title::Dr),
    ("doctor", Title::Dr),
    ("prof", Title::Prof),
    ("professor", Title::Prof),
    ("mr", Title::Mr),
    ("mister", Title::Mr),
    ("mrs", Title::Mrs),
    ("ms", Title::Ms),
    ("miss", Title::Miss),
    ("mx", Title::Mx),
    ("sir", Title::Sir),
    ("dame", Title::Dame),
];

/// A word in natural case: `O'HALLORAN-PRICE` becomes `O'Halloran-Price`; mixed case stays.
pub(super) fn natural(word: &str) -> String {
    if word.trim_end_matches('.').chars().count() == 1 {
        return word.to_owned();
    }
    let word = word.trim_end_matches('.');
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let single_case =
        letters.len() > 1 && (letters.iter().all(|c| c.is_uppercase()) || letters.iter().all(|c| c.is_lowercase()));
    let scottish = word.starts_with("Mc") && letters.iter().skip(2).all(|c| c.is_uppercase()) && letters.len() > 3;
    if !single_case && !scottish {
        return word.replace('’', "'");
    }
    let mut out = String::new();
    let mut start = true;
    for c in word.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = matches!(c, '-' | '\'' | '’' | '\u{2010}' | '\u{2011}') || (out == "Mc") || out.ends_with("-Mc");
    }
    out.replace('’', "'")
}

/// Particles that the Irish and Welsh write with a capital keep it; the others are small, unless the writer's own case is mixed.
pub(super) fn particle(word: &str) -> String {
    let folded = fold(word);
    if folded == "st." {
        return word.to_owned();
    }
    let small = matches!(
        folded.as_str(),
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "du"
            | "la"
            | "da"
            | "das"
            | "dos"
            | "di"
            | "del"
            | "della"
            | "bin"
            | "binti"
            | "ibn"
            | "al"
            | "el"
            | "ter"
            | "ten"
            | "ver"
            | "zu"
            | "zur"
            | "y"
    );
    let shout = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
    if shout && small {
        folded
    } else {
        natural(word)
            .chars()
            .enumerate()
            .map(
                |(i, c)| {
                    if i == 0 && word.starts_with(char::is_lowercase) {
                        c.to_lowercase().next().unwrap_or(c)
                    } else {
                        c
                    }
                },
            )
            .collect()
    }
}

/// A name given as the value of a label, a cell or a display name, in either order and any case:
/// `Oyelaran, Babatunde`, `Whalley Joanne (RM3)`, `samantha blythe-yallop`, `Dr J. Smith BSc`.
pub(super) fn whole(text: &str) -> Option<Name> {
    let cut = text.split(['(', '[', '<', '|', ';', '\t']).next().unwrap_or("");
    let mut titles = title_in_brackets(text);
    let cut = cut.trim().trim_matches(['"', '\'', '*', '-', ':', '.', ',', ' ']);
    let (first, second) = cut.split_once(',').map_or((cut, None), |(a, b)| (a.trim(), Some(b.trim())));
    let clean = |text: &str, titles: &mut Option<Title>| -> Vec<(String, bool)> {
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            if let Some(title) = title_of(word) {
                *titles = titles.or(Some(title));
            } else if word == "-" || word == "–" {
                break;
            } else if !is_letters(word) || PARTICLES.contains(fold(word).as_str()) {
                let initial = word.trim_end_matches('.').chars().count() == 1;
                let bare = if initial { word.trim_matches(',') } else { word.trim_matches(['.', ',']) };
                words.push((bare.to_owned(), PARTICLES.contains(fold(word).as_str())));
            }
        }
        words
    };
    let spell = |(word, is_particle): &(String, bool)| if *is_particle { particle(word) } else { natural(word) };
    let a = clean(first, &mut titles);
    if a.is_empty() || a.len() > 6 || !a.iter().all(|(word, _)| is_name_like(word)) {
        return None;
    }
    let b = second.map(|text| clean(text, &mut titles)).filter(|words| !words.is_empty() && words.len() <= 3);
    if let Some(b) = b {
        let plain = |word: &(String, bool)| {
            is_name_like(&word.0) && !NOT_NAMES.contains(fold(&word.0).as_str())
                || FORENAMES.contains(fold(&word.0).as_str())
        };
        if b.iter().all(plain) && a.len() <= 3 {
            return Some(Name {
                title: titles,
                given: b.iter().map(spell).collect(),
                family: a.iter().map(spell).collect::<Vec<_>>().join(" "),
            });
        }
    }
    if a.iter().any(|(word, _)| {
        let folded = fold(word);
        NOT_NAMES.contains(folded.as_str()) && !FORENAMES.contains(folded.as_str())
    }) {
        return None;
    }
    let cut = a.iter().skip(1).position(|(_, is_particle)| *is_particle).map_or(a.len().saturating_sub(1), |at| at + 1);
    let words: Vec<String> = a.iter().map(spell).collect();
    let (given, family) = words.split_at_checked(cut)?;
    if given.is_empty() {
        let lone = family.join(" ");
        let is_given = titles.is_none() && FORENAMES.contains(fold(&lone).as_str());
        return Some(if is_given {
            Name { title: None, given: vec![lone], family: String::new() }
        } else {
            Name { title: titles, given: Vec::new(), family: lone }
        });
    }
    Some(Name { title: titles, given: given.to_vec(), family: family.join(" ") })
}

fn title_in_brackets(text: &str) -> Option<Title> {
    text.split('(').skip(1).find_map(|rest| rest.split(')').next().and_then(|inner| title_of(inner.trim())))
}

fn is_name_like(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
        && word.chars().all(|c| {
            c.is_alphabetic()
                || matches!(c, '\'' | '’' | '-' | '.' | '\u{2010}' | '\u{2011}')
                || super::fold::fold(&c.to_string()).is_empty()
        })
}

/// A display name whose order only the address tells: `Burgess Helena` of helena.burgess@ is Helena Burgess.
pub(super) fn by_address(name: Name, local: &str) -> Name {
    let (Some(first), false) = (name.given.first(), name.family.is_empty()) else { return name };
    let local = letters(local);
    let (given, family) = (letters(first), letters(&name.family));
    if local.starts_with(&given) && local.ends_with(&family) {
        return name;
    }
    let turned = local.starts_with(&family) && local.ends_with(&given)
        || (!FORENAMES.contains(given.as_str()) && FORENAMES.contains(family.as_str()));
    if turned {
        Name { title: name.title, given: vec![name.family.clone()], family: name.given.join(" ") }
    } else {
        name
    }
}

/// Whether two names look like two spellings of one: the same given name, or none, and surnames that differ by a few letters.
pub(super) fn nearly(a: &Name, b: &Name) -> bool {
    let (x, y) = (letters(&a.family), letters(&b.family));
    let given = match (a.given.first(), b.given.first()) {
        (Some(a), Some(b)) => {
            let (a, b) = (letters(a), letters(b));
            a.len() > 1
                && b.len() > 1
                && (same_given(&a, &b) || strsim::damerau_levenshtein(&a, &b) <= 1 && a.len() > 3)
        }
        (None, None) => false,
        _ => true,
    };
    given
        && x != y
        && x.len() >= 4
        && y.len() >= 4
        && strsim::damerau_levenshtein(&x, &y) <= 3
        && strsim::jaro_winkler(&x, &y) >= 0.85
}
