//! Patterns with a cheap look before them: a text that holds none of the words of which every match needs one is not searched at all.
//!
//! The words are drawn from the pattern itself, so that nobody has to name them: `\bstep(?:s|ped)? down\b` needs `step`. Most wordings do
//! not stand in most mails, and looking for a few words costs a tenth of running an automaton of thousands of states.

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, packed};
use regex_syntax::hir::{Class, Hir, HirKind};

mod ascii;

/// So many bytes of automaton a pattern may keep, so that it is not built again for every mail.
const STATES: usize = 256 << 10;
/// So many ways of writing a run of words are told apart.
const MOST_WAYS: usize = 64;
/// More words than this are not looked for.
const MOST_WORDS: usize = 400;
/// A look that lets more than this share of all texts pass, by a rough guess, is not worth taking.
const WORTH: f64 = 0.8;

/// A pattern.
#[derive(Debug)]
pub(super) struct Regex {
    look: Look,
    inner: Twofold,
}

impl Regex {
    /// A pattern as `regex` writes it.
    pub(super) fn new(text: &str) -> Result<Self, regex::Error> {
        Ok(Self { look: Look::before(text), inner: Twofold::new(text)? })
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.look.may_match(text) && self.inner.of(text).is_match(text)
    }

    pub(super) fn find<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        self.look.may_match(text).then(|| self.inner.of(text).find(text)).flatten()
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<regex::Captures<'t>> {
        self.look.may_match(text).then(|| self.inner.of(text).captures(text)).flatten()
    }

    pub(super) fn find_iter<'s, 't>(&'s self, text: &'t str) -> regex::Matches<'s, 't> {
        self.inner.of(text).find_iter(text)
    }

    pub(super) fn captures_at<'t>(&self, text: &'t str, start: usize) -> Option<regex::Captures<'t>> {
        self.inner.of(text).captures_at(text, start)
    }

    pub(super) fn replace<'t>(&self, text: &'t str, by: &str) -> Cow<'t, str> {
        self.inner.of(text).replace(text, by)
    }

    pub(super) fn replace_all<'t>(&self, text: &'t str, by: &str) -> Cow<'t, str> {
        self.inner.of(text).replace_all(text, by)
    }

    pub(super) fn captures_iter<'s, 't>(&'s self, text: &'t str) -> regex::CaptureMatches<'s, 't> {
        self.inner.of(text).captures_iter(text)
    }
}

/// A pattern twice: as it is, and narrowed to ASCII for the texts that hold nothing else, which are nearly all once they are folded.
/// On such a text both say the same, but "any sign but a full stop, up to sixty times" is a tenth of the automaton. The pattern as it is
/// is put together when it is first needed.
#[derive(Debug)]
struct Twofold {
    text: String,
    narrow: regex::Regex,
    full: OnceLock<regex::Regex>,
}

impl Twofold {
    fn new(text: &str) -> Result<Self, regex::Error> {
        let narrow = compiled(&ascii::narrowed(text).map_err(|error| regex::Error::Syntax(error.to_string()))?)?;
        Ok(Self { text: text.to_owned(), narrow, full: OnceLock::new() })
    }

    /// The one for this text.
    fn of(&self, text: &str) -> &regex::Regex {
        if text.is_ascii() {
            return &self.narrow;
        }
        // What can be narrowed can be put together as it is, unless it is too large; then there is still the narrow one.
        self.full.get_or_init(|| compiled(&self.text).unwrap_or_else(|_| self.narrow.clone()))
    }
}

/// Several patterns for one question, no more than 64. One pass finds the words of all of them, and which patterns they belong to.
#[derive(Debug)]
pub(super) struct RegexSet {
    each: Vec<Twofold>,
    /// The words that patterns need.
    words: AhoCorasick,
    /// The pattern to which each word belongs, as a bit.
    owners: Vec<u64>,
    /// The patterns of which no words are known, as bits.
    open: u64,
}

impl RegexSet {
    /// These patterns.
    pub(super) fn new<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>) -> Result<Self, BadSet> {
        let (mut each, mut words, mut owners, mut open) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (at, pattern) in patterns.into_iter().enumerate() {
            each.push(Twofold::new(pattern.as_ref())?);
            let own = 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).ok_or(BadSet::TooMany)?;
            match needed(pattern.as_ref()) {
                Some(needed) => {
                    owners.extend(needed.iter().map(|_| own));
                    words.extend(needed);
                }
                None => open |= own,
            }
        }
        let words = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words)?;
        Ok(Self { each, words, owners, open })
    }

    /// Whether one of them matches.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.candidates(text).any(|pattern| pattern.of(text).is_match(text))
    }

    /// How many of them match.
    pub(super) fn count(&self, text: &str) -> usize {
        self.candidates(text).filter(|pattern| pattern.of(text).is_match(text)).count()
    }

    /// The patterns whose words stand in the text.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Twofold> {
        let owner = |found: aho_corasick::Match| self.owners.get(found.pattern().as_usize()).copied().unwrap_or(0);
        let held = self.words.find_overlapping_iter(text).map(owner).fold(self.open, |all, own| all | own);
        self.each.iter().enumerate().filter(move |(at, _)| held >> at & 1 == 1).map(|(_, pattern)| pattern)
    }
}

/// Why patterns make no set.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadSet {
    #[error("a pattern cannot be read")]
    Pattern(#[from] regex::Error),
    #[error("the words of the patterns are too many")]
    Words(#[from] aho_corasick::BuildError),
    #[error("there are more than 64 patterns")]
    TooMany,
}

fn compiled(text: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(text).dfa_size_limit(STATES).build()
}

/// The words of which every match of a pattern holds one, if looking for them first is worth it.
fn needed(pattern: &str) -> Option<Vec<Vec<u8>>> {
    match part(&regex_syntax::parse(pattern).ok()?) {
        Part::Whole(words) | Part::Holds(words) => Some(words).filter(|words| passes(words) < WORTH).map(shortest),
        Part::Open => None,
    }
}

/// The words of which every match holds one.
#[derive(Debug)]
enum Look {
    /// None is known: the pattern is always tried.
    Always,
    /// A few, searched for many bytes at a time.
    Few(packed::Searcher),
    /// Many.
    Many(AhoCorasick),
}

impl Look {
    fn before(pattern: &str) -> Self {
        let Some(words) = needed(pattern) else { return Self::Always };
        if let Some(few) = packed::Searcher::new(&words) {
            return Self::Few(few);
        }
        let many = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(&words);
        many.map_or(Self::Always, Self::Many)
    }

    fn may_match(&self, text: &str) -> bool {
        match self {
            Self::Always => true,
            // A text shorter than the searcher's stride is searched as quickly by the pattern itself.
            Self::Few(words) => text.len() < words.minimum_len() || words.find(text).is_some(),
            Self::Many(words) => words.is_match(text),
        }
    }
}

/// What a piece of a pattern matches.
enum Part {
    /// Exactly these words.
    Whole(Vec<Vec<u8>>),
    /// Always with one of these in it.
    Holds(Vec<Vec<u8>>),
    /// Anything.
    Open,
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Part::Whole(vec![Vec::new()]),
        HirKind::Literal(literal) => Part::Whole(vec![literal.0.to_vec()]),
        HirKind::Class(class) => signs(class),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Repetition(repetition) => match (repetition.min, repetition.max, part(&repetition.sub)) {
            (0, Some(1), Part::Whole(mut words)) => {
                words.push(Vec::new());
                Part::Whole(words)
            }
            (0, _, _) => Part::Open,
            (1, Some(1), sub) => sub,
            (_, _, Part::Whole(words)) => Part::Holds(words),
            (_, _, sub) => sub,
        },
        HirKind::Concat(parts) => one_after_another(parts),
        HirKind::Alternation(parts) => one_or_other(parts),
    }
}

/// A class of a few signs.
fn signs(class: &Class) -> Part {
    let few = class.literal().map(|one| vec![one]).or_else(|| match class {
        Class::Unicode(class) if class.ranges().iter().map(|range| range.len()).sum::<usize>() <= 4 => Some(
            class.iter().flat_map(|range| range.start()..=range.end()).map(|c| c.to_string().into_bytes()).collect(),
        ),
        _ => None,
    });
    few.map_or(Part::Open, Part::Whole)
}

/// The rarest of what the parts hold.
fn one_after_another(parts: &[Hir]) -> Part {
    let mut best: Option<Vec<Vec<u8>>> = None;
    let mut take = |words: Vec<Vec<u8>>| {
        if best.as_ref().is_none_or(|best| passes(&words) < passes(best)) {
            best = Some(words);
        }
    };
    let mut run = vec![Vec::new()];
    let mut whole = true;
    for sub in parts {
        match part(sub) {
            Part::Whole(words) if run.len() * words.len() <= MOST_WAYS => {
                run = run
                    .iter()
                    .flat_map(|head| words.iter().map(move |tail| [head.as_slice(), tail].concat()))
                    .collect();
            }
            Part::Whole(words) => {
                whole = false;
                take(std::mem::replace(&mut run, words));
            }
            Part::Holds(words) => {
                whole = false;
                take(std::mem::replace(&mut run, vec![Vec::new()]));
                take(words);
            }
            Part::Open => {
                whole = false;
                take(std::mem::replace(&mut run, vec![Vec::new()]));
            }
        }
    }
    if whole {
        return Part::Whole(run);
    }
    take(run);
    best.map_or(Part::Open, Part::Holds)
}

/// What any of the parts holds.
fn one_or_other(parts: &[Hir]) -> Part {
    let mut all = Vec::new();
    let mut whole = true;
    for sub in parts {
        match part(sub) {
            Part::Whole(words) => all.extend(words),
            Part::Holds(words) => {
                whole = false;
                all.extend(words);
            }
            Part::Open => return Part::Open,
        }
    }
    if whole { Part::Whole(all) } else { Part::Holds(all) }
}

/// A rough guess at how many of a hundred English paragraphs hold one of these words, as a share.
fn passes(words: &[Vec<u8>]) -> f64 {
    if words.len() > MOST_WORDS {
        return f64::INFINITY;
    }
    let share = |word: &Vec<u8>| match word.len() {
        0 => f64::INFINITY,
        1 if word.iter().all(|sign| b"?@+#|".contains(sign)) => 0.1,
        1 => 1.0,
        2 => 0.3,
        3 => 0.1,
        4 => 0.04,
        5 => 0.02,
        6 => 0.01,
        _ => 0.005,
    };
    words.iter().map(share).sum()
}

/// The same without words that hold another of them.
fn shortest(mut words: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    words.sort_by_key(Vec::len);
    let mut kept: Vec<Vec<u8>> = Vec::new();
    for word in words {
        if !kept.iter().any(|own| word.windows(own.len()).any(|window| window == own)) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pattern: &str) -> Option<Vec<String>> {
        let mut words: Vec<String> =
            needed(pattern)?.into_iter().map(|word| String::from_utf8(word).unwrap()).collect();
        words.sort();
        Some(words)
    }

    #[test]
    fn the_words_that_every_match_needs_are_drawn_from_the_pattern() {
        let cases: [(&str, &[&str]); 6] = [
            (r"(?-u:\b)step(?:s|ped)? down(?-u:\b)", &["step down", "stepped down", "steps down"]),
            (r"nominat[a-z]+", &["nominat"]),
            (r"(?:not|never) [^.]{0,40}(?:applicable|relevant)", &["applicable", "relevant"]),
            (r"^(?:please )?(?:contact|ring) (?:him|her)$", &["contact her", "contact him", "ring her", "ring him"]),
            (r"(?:abc|bcd)+x*", &["abc", "bcd"]),
            (r"mail|mailbox", &["mail"]),
        ];
        for (pattern, expected) in cases {
            let found = words(pattern);
            assert_eq!(found.as_deref().unwrap_or_default(), expected, "{pattern}");
        }
        for open in [r"\w+", r"(?:abc)?", r"abc|[0-9]+", r"[a-z]{3}x"] {
            assert_eq!(words(open), None, "{open}");
        }
    }

    #[test]
    fn the_look_changes_no_answer() {
        let pattern = r"(?i)\b(?:step(?:s|ped)? down|no longer (?:our|the) lead)\b";
        let (quick, plain) = (Regex::new(pattern).unwrap(), regex::Regex::new(pattern).unwrap());
        for text in ["She Stepped Down", "no longer the lead", "no longer", "", "misstep down", "step down!"] {
            assert_eq!(quick.is_match(text), plain.is_match(text), "{text}");
            assert_eq!(quick.find(text).map(|found| found.range()), plain.find(text).map(|found| found.range()));
        }
    }

    #[test]
    fn a_set_counts_what_its_patterns_match() {
        let patterns = [r"\bnominat\w+", r"put(?:ting)? \w+ forward", r"^\W*none\W*$", r"[0-9]{3}"];
        let (quick, plain) = (RegexSet::new(patterns).unwrap(), regex::RegexSet::new(patterns).unwrap());
        for text in ["we nominate her, putting her forward", "None", "none.", "", "112 nominations", "putting forward"]
        {
            assert_eq!(quick.count(text), plain.matches(text).iter().count(), "{text}");
            assert_eq!(quick.is_match(text), plain.is_match(text), "{text}");
        }
    }
}
