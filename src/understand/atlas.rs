//! A text in, the trusts it names out: by name in every length, by abbreviation, by code in brackets.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{cues::pattern, fold::fold};
use crate::domain::{Known, OdsCode, Register, Trust};

/// How short a way of naming a trust we take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A display name: a bare code counts.
    Display,
    /// Running text.
    Text,
}

/// The trusts that a message could name at all, with the ways their names are written.
pub(super) struct Atlas<'a> {
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    trust: &'a Trust,
    forms: Vec<String>,
}

/// A trust named in a text.
pub(super) struct Named {
    pub code: OdsCode,
    /// Whether the words around it say that the answer is for this trust.
    pub said_for: bool,
}

struct Hit<'a> {
    at: usize,
    end: usize,
    trust: &'a Trust,
    /// Whether it is only an abbreviation, whose place does not matter.
    short: bool,
}

impl<'a> Atlas<'a> {
    /// Keeps the trusts of which a telling word stands anywhere in the text, so that the rest is not searched for.
    pub(super) fn of(register: &'a Register, text: &str) -> Self {
        let plain = plain(text);
        let words = plain.split(' ').filter(|word| !word.is_empty());
        let ways = words.flat_map(|word| {
            let telling = (word.len() >= 3 && !GENERAL.contains(&word)).then_some((word, Known::Name));
            let short = [Some(word), word.strip_suffix('s'), word.strip_suffix("ft")].into_iter().flatten();
            telling.into_iter().chain(short.map(|short| (short, Known::Short)))
        });
        let entries = register.by_words(ways).into_iter();
        Self { entries: entries.map(|trust| Entry { trust, forms: forms(&trust.name) }).collect() }
    }

    /// The trusts that a text names; a name inside a longer one does not count.
    pub(super) fn named(&self, text: &str, reach: Reach) -> Vec<Named> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let plain = plain(text);
        if reach == Reach::Display {
            let codes = codes(text);
            if let Some(entry) = self.entries.iter().find(|entry| codes.contains(&entry.trust.ods_code.as_str())) {
                return vec![Named { code: entry.trust.ods_code.clone(), said_for: false }];
            }
        }
        let hits = self.hits(text, &plain);
        let inside = |a: &Hit<'_>| {
            hits.iter().any(|b| {
                !a.short
                    && !b.short
                    && a.trust.ods_code != b.trust.ods_code
                    && b.at <= a.at
                    && a.end <= b.end
                    && b.end - b.at > a.end - a.at
            })
        };
        let mut out: Vec<Named> = Vec::new();
        for hit in hits.iter().filter(|hit| !inside(hit)) {
            let said = if hit.short { abbreviated_for(&plain, hit.trust) } else { said_for(&plain, hit.at, hit.end) };
            match out.iter_mut().find(|named| named.code == hit.trust.ods_code) {
                Some(named) => named.said_for |= said,
                None => out.push(Named { code: hit.trust.ods_code.clone(), said_for: said }),
            }
        }
        out
    }

    fn hits(&self, text: &str, plain: &str) -> Vec<Hit<'a>> {
        let mut hits = Vec::new();
        for Entry { trust, forms } in &self.entries {
            // The last form stands in all others.
            let named = forms.last().is_some_and(|shortest| plain.contains(shortest.as_str()));
            for form in forms.iter().filter(|_| named) {
                if let Some(at) = plain.find(form.as_str()) {
                    hits.push(Hit { at, end: at + form.len(), trust, short: false });
                }
            }
            let code = trust.ods_code.as_str();
            let coded = text.match_indices(code).any(|(at, _)| {
                text.get(..at).is_some_and(|head| head.ends_with('('))
                    && text.get(at + code.len()..).is_some_and(|tail| tail.starts_with(')'))
            });
            let short = abbreviations(trust)
                .any(|short| (3..=6).contains(&short.len()) && short != "dgh" && is_abbreviation(text, short));
            if coded || short {
                hits.push(Hit { at: 0, end: 0, trust, short: true });
            }
        }
        hits
    }
}

/// The first labels of its mail domains: `rnoh`.
fn abbreviations(trust: &Trust) -> impl Iterator<Item = &str> {
    trust.domains.iter().filter_map(|domain| domain.split('.').next())
}

/// Words that many names share.
const GENERAL: &[&str] = &[
    "the",
    "nhs",
    "trust",
    "foundation",
    "hospital",
    "hospitals",
    "university",
    "teaching",
    "and",
    "health",
    "healthcare",
    "services",
    "service",
    "general",
    "royal",
    "north",
    "south",
    "east",
    "west",
    "mid",
    "national",
    "district",
    "county",
    "city",
    "area",
    "community",
    "centre",
    "for",
    "acute",
    "united",
];

/// Whether the words around a trust's name say that the answer is for it.
fn said_for(plain: &str, at: usize, end: usize) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:lead|lhs|lead healthcare scientist|scientist|answering|answer|replying|reply|respond\w*|response|nomination|nominee|nominate|name|details|return|behalf|neighbours|list)(?: is| here| will be)?(?: (?:for|of|at|from|on behalf of|behalf of|our neighbours))?(?: our)?(?: neighbours?)?(?: the)? $",
        )
    });
    static AFTER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^ ?s? ?(?:lhs|lead|lead healthcare scientist|nhs ft|nominee|nomination)\b"));
    let before = super::fold::before(plain, at + 1, 60);
    let after = super::fold::after(plain, end.saturating_sub(1), 40);
    BEFORE.is_match(before) || AFTER.is_match(after.trim_start())
}

/// The same for an abbreviation: `RNOH's Lead Healthcare Scientist`.
fn abbreviated_for(plain: &str, trust: &Trust) -> bool {
    abbreviations(trust).any(|short| {
        [format!(" {short} "), format!(" {short}s ")]
            .iter()
            .any(|needle| plain.find(needle.as_str()).is_some_and(|at| said_for(plain, at, at + needle.len())))
    })
}

fn codes(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            (3..=6).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        })
        .collect()
}

fn is_abbreviation(text: &str, abbreviation: &str) -> bool {
    let large = |word: &str| word.eq_ignore_ascii_case(abbreviation) && !word.bytes().any(|b| b.is_ascii_lowercase());
    text.split(|c: char| !c.is_alphanumeric()).any(|word| large(word) || word.strip_suffix("FT").is_some_and(large))
}

/// Folded, without punctuation, `&` as `and`, `saint` as `st`; with a space at both ends.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let folded = fold(text).replace('&', " and ").replace(['\'', '.'], "");
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        out.push_str(if word == "saint" { "st" } else { word });
        out.push(' ');
    }
    out
}

/// The ends that a short name may lose.
const TAILS: &[&str] = &[
    "university teaching hospitals",
    "university teaching hospital",
    "teaching hospitals",
    "teaching hospital",
    "university hospitals",
    "university hospital",
    "hospitals university",
    "hospital university",
    "childrens hospital",
    "hospital services",
    "hospitals",
    "hospital",
    "healthcare",
    "health services",
    "health",
    "general hospital",
    "area health",
    "ambulance service",
];

/// Places that are more than one trust's, or no trust's alone.
const COMMON: &[&str] = &[
    "university",
    "birmingham",
    "london",
    "liverpool",
    "sheffield",
    "royal",
    "bristol",
    "north",
    "south",
    "manchester",
    "east",
    "west",
    "central",
    "mid",
    "heart",
    "st",
    "newcastle upon tyne",
    "imperial",
    "oxford",
    "leeds",
    "york",
    "imperial college",
    "cambridge",
    "northern",
    "great western",
    "weston",
    "poole",
    "derby",
    "james paget university",
    "queen elizabeth",
    "national",
    "isle of wight",
    "lancashire",
    "buckinghamshire",
    "hampshire",
    "worcestershire",
    "gloucestershire",
];

/// The ways a trust's name is written, each with a space at both ends: whole, without `NHS Foundation Trust`, and the place alone where it is the trust's own.
fn forms(name: &str) -> Vec<String> {
    let whole = plain(name);
    let bare = whole.trim().trim_start_matches("the ");
    let short =
        ["nhs foundation trust", "nhs trust"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare).trim();
    let core = TAILS.iter().find_map(|tail| short.strip_suffix(tail)).unwrap_or(short).trim();
    let mut forms = vec![format!(" {bare} "), format!(" {short} nhs ft "), format!(" {short} ")];
    if core.len() >= 5 && core != short && !COMMON.contains(&core) && !core.ends_with(" of") && !core.ends_with(" and")
    {
        forms.push(format!(" {core} "));
    }
    forms
}
