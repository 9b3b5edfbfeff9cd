//! Segments in; the same out, with our own letter, reminders and receipts recognised, also when clients rewrapped them,
//! and with what somebody typed between their lines told apart.

mod form;
mod texts;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use regex::Regex;

use super::body::{Marks, marks_of};
use super::labels::{self, Change, Label};
use super::{Author, Line, Segment, SegmentKind};

/// So many words in a row make a piece of text known.
const RUN: usize = 4;
/// A line needs so many words to be known for certain.
const CERTAIN: usize = 6;
/// A run of ours within the sender's own words needs so many.
const CERTAIN_AMONG_OTHERS: usize = 10;

/// What is known of our texts: the hashes of all words in order, of all runs of words, and of single words.
struct Known {
    words: Vec<u64>,
    runs: Hashes,
    vocabulary: Hashes,
}

/// What is put in is a hash already.
type Hashes = HashSet<u64, BuildHasherDefault<AsItIs>>;

#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        // Spreads them over all bits, for a table looks at the highest and the lowest.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// Stands between two texts; no word hashes to it.
const GAP: u64 = 0;

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known { words: Vec::new(), runs: Hashes::default(), vocabulary: Hashes::default() };
    for text in [texts::LETTER, texts::REMINDER].into_iter().chain(texts::PIECES.iter().copied()) {
        let words = hashes(text);
        known.runs.extend(words.windows(RUN).map(run));
        known.vocabulary.extend(words.iter().copied());
        known.words.extend(words);
        known.words.push(GAP);
    }
    known
});

/// A line of the reply form with something filled in.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static FILLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\s*_>•-]*(?:name|job title|e-?mail(?: address)?|direct line|telephone)[\s*_]*:[\s*_]*[^\s*_.…]")
        .expect("constant")
});

/// Marks our own words. `own` are the addresses of the mailbox in lower case; `marks` has an entry for every line of the
/// body.
pub(super) fn mark(segments: Vec<Segment>, own: &[String], marks: &[Marks]) -> Vec<Segment> {
    let mut authors: HashMap<u32, Option<Author>> = HashMap::new();
    let mut marked = Vec::with_capacity(segments.len());
    for segment in segments {
        let outer = segment.depth.saturating_sub(1);
        let labels = match segment.kind {
            SegmentKind::Header => Vec::new(),
            _ if is_by(&segment, own) => {
                ours_with_insertions(&segment, authors.get(&outer).cloned().flatten(), own, marks)
            }
            _ => ours_among_others(&segment),
        };
        if authors.get(&segment.depth) != Some(&segment.author) {
            authors.insert(segment.depth, segment.author.clone());
        }
        marked.extend(labels::split(segment, &labels));
    }
    marked
}

/// The lines of a file without those of our letter: who sends it back has not written it.
pub(super) fn without(lines: Vec<Line>) -> Vec<Line> {
    let segment = Segment { kind: SegmentKind::Quoted, author: None, depth: 0, ours: false, forwarded: false, lines };
    let labels = ours_among_others(&segment);
    segment.lines.into_iter().zip(labels).filter(|(_, label)| label.is_none()).map(|(line, _)| line).collect()
}

/// Whether the mailbox is named as the author.
fn is_by(segment: &Segment, own: &[String]) -> bool {
    let Some(author) = &segment.author else { return false };
    segment.depth > 0
        && match &author.address {
            Some(address) => own.iter().any(|mine| mine == address.as_str()),
            // Thunderbird and others give the name only: `ENGLAND, Cso (NHS ENGLAND)`.
            None => {
                let name = author.name.to_ascii_lowercase();
                name.contains("england") && name.split(|c: char| !c.is_alphanumeric()).any(|word| word == "cso")
            }
        }
}

/// How well a line is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Knowledge {
    Blank,
    /// So many words, certainly ours.
    Certain(usize),
    /// Ours if it stands beside what is certain.
    Likely,
    Unknown,
}

/// Looks a line up.
fn known(line: &Line) -> Knowledge {
    let words = hashes(&line.text);
    if words.is_empty() {
        return Knowledge::Blank;
    }
    let runs = words.len().saturating_sub(RUN - 1);
    let hits = words.windows(RUN).filter(|words| KNOWN.runs.contains(&run(words))).count();
    if words.len() >= CERTAIN && hits * 4 >= runs * 3 {
        return Knowledge::Certain(words.len());
    }
    let is_piece = words.iter().all(|word| KNOWN.vocabulary.contains(word))
        && KNOWN.words.windows(words.len()).any(|window| window == words);
    if is_piece { Knowledge::Likely } else { Knowledge::Unknown }
}

/// Labels for a quotation of ours: all of it, but for what stands between lines that are certain and is no word of ours.
fn ours_with_insertions(segment: &Segment, outer: Option<Author>, own: &[String], marks: &[Marks]) -> Vec<Label> {
    let found: Vec<Knowledge> = segment.lines.iter().map(known).collect();
    let certain = |at: &usize| matches!(found.get(*at), Some(Knowledge::Certain(_)));
    let first = (0..found.len()).find(certain);
    let last = (0..found.len()).rev().find(certain);
    let holds_facts = texts::holds_facts(&segment.text());
    let form = if holds_facts && !texts::is_theirs(&segment.text()) { None } else { form::filled(&segment.lines) };
    let depth = segment.depth.saturating_sub(1);
    let typed = Change {
        kind: if depth == 0 { SegmentKind::Fresh } else { SegmentKind::Quoted },
        author: outer,
        depth,
        ours: false,
    };
    let label = |(at, line): (usize, &Line)| {
        let inside = first.is_some_and(|first| at > first) && last.is_some_and(|last| at < last);
        let unknown = found.get(at) == Some(&Knowledge::Unknown);
        // Where every line has its own sign, what somebody typed between them has none; but forms are filled in place.
        let typed_here = !marks_of(line, marks).has(Marks::SIGN) && inside;
        let filled = first.is_some() && FILLED.is_match(&line.text);
        let in_form = form.as_ref().is_some_and(|form| form.contains(&at));
        if in_form
            || !holds_facts && unknown && (typed_here && !own.iter().any(|own| line.text.contains(own)) || filled)
        {
            return Some(typed.clone());
        }
        Some(Change { ours: true, ..Change::role(segment, segment.kind) })
    };
    segment.lines.iter().enumerate().map(label).collect()
}

/// Labels for somebody's own words: runs of ours in them, with what is likely on either side, are quoted.
fn ours_among_others(segment: &Segment) -> Vec<Label> {
    let found: Vec<Knowledge> = segment.lines.iter().map(known).collect();
    let mut labels: Vec<Label> = vec![None; found.len()];
    let quoted = Change {
        kind: SegmentKind::Quoted,
        author: if segment.depth == 0 { None } else { segment.author.clone() },
        depth: segment.depth.max(1),
        ours: true,
    };
    let enough = if segment.depth == 0 { CERTAIN_AMONG_OTHERS } else { CERTAIN };
    let mut at = 0;
    while at < found.len() {
        let run = found.iter().skip(at).take_while(|one| **one != Knowledge::Unknown).count();
        let certain: usize = found
            .iter()
            .skip(at)
            .take(run)
            .map(|one| if let Knowledge::Certain(words) = one { *words } else { 0 })
            .sum();
        if certain >= enough {
            labels.iter_mut().skip(at).take(run).for_each(|label| *label = Some(quoted.clone()));
        }
        at += run.max(1);
    }
    labels
}

#[expect(clippy::expect_used, reason = "a constant pattern")]
static ADDED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[<\[]mailto:[^>\]]{0,320}[>\]]").expect("constant"));

/// The hashes of a text's words (FNV-1a over lower case), without what programs add to addresses (`<mailto:..>`).
fn hashes(text: &str) -> Vec<u64> {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    let added = text.contains("mailto:").then(|| ADDED.replace_all(text, " "));
    let mut hashes = Vec::with_capacity(text.len() / 5);
    let mut hash = OFFSET;
    for c in added.as_deref().unwrap_or(text).chars() {
        if c.is_ascii_alphanumeric() {
            hash = (hash ^ u64::from(u32::from(c.to_ascii_lowercase()))).wrapping_mul(0x0100_0000_01b3);
        } else if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                hash = (hash ^ u64::from(u32::from(lower))).wrapping_mul(0x0100_0000_01b3);
            }
        } else if c != '\'' && c != '\u{2019}' && hash != OFFSET {
            hashes.push(hash.max(GAP + 1));
            hash = OFFSET;
        }
    }
    if hash != OFFSET {
        hashes.push(hash.max(GAP + 1));
    }
    hashes
}

/// The hash of a run of words.
fn run(words: &[u64]) -> u64 {
    words.iter().fold(17, |hash: u64, word| hash.rotate_left(7).wrapping_mul(31) ^ word)
}

#[cfg(test)]
mod tests;
