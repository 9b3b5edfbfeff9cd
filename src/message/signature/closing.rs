//! Lines of one person in; where their signature begins and ends, out.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::{Author, Line};

/// A signature has no more lines than this.
const MOST_LINES: usize = 20;
/// Its lines are no longer than this, in characters, unless they are cut by bars.
const LONGEST_LINE: usize = 120;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static CLOSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[\s*_]*(?:(?:with|very|my|all|many|warm(?:est)?|kind(?:est)?|best|warmest|sincere|thanks and)\s+){0,3}",
        r"(?:regards?|wishes|thanks|thank you|thx|cheers|sincerely|faithfully|truly|ever|the best|best|kr|bw|rgds|br|ta|yours|take care)",
        r"(?:\s+(?:sincerely|faithfully|truly|ever|regards|wishes|again|in advance|and (?:best wishes|kind(?:est)? regards|regards)|to you all))?",
        r"\s*[,.!–-]*(?:\s+((?-i:\p{Lu}[\p{L}'’.-]*(?:\s+\p{Lu}[\p{L}'’.-]*){0,2})))?\s*[,.!x ]*$"
    ))
    .expect("constant")
});

#[expect(clippy::expect_used, reason = "a constant pattern")]
static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:sent (?:from|via|using|by) (?:my |the |a )?(?:samsung|iphone|ipad|blackberry|android|mobile|outlook|yahoo|windows|nokia|htc|sony|huawei|phone|tablet|google|mail\b|aol|o2|vodafone|ee\b)|get outlook for|sent from .{0,20}(?:phone|pad|device)|typed on my)").expect("constant")
});

#[expect(clippy::expect_used, reason = "a constant pattern")]
static POSTSCRIPT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?:P\.?\s?S\.?|PPS|NB|N\.B\.)[\s:.,-]").expect("constant"));

/// A line of a form, or one that speaks of the nomination: no signature.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:full name|name|nominee|nominated|lead|lhs|job title|position|role|deputy)\b[^:]{0,30}:|\b(?:nominat|our LHS|as (?:the |our )?LHS)").expect("constant")
});

/// The words of the name of the author last asked about: a thread goes back and forth between few.
#[derive(Default)]
pub(super) struct Names {
    author: Option<Author>,
    words: Vec<String>,
}

impl Names {
    /// The words of this author's name.
    pub(super) fn of(&mut self, author: Option<&Author>) -> &[String] {
        if self.author.as_ref() != author {
            self.author = author.cloned();
            self.words = author.map(name_words).unwrap_or_default();
        }
        &self.words
    }
}

/// The lines of the signature. `names` are the words of the author's name, `marked` says which lines HTML marks as one.
pub(super) fn find(lines: &[&Line], names: &[String], marked: &[bool]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let device = (0..lines.len()).filter(|at| is_device(text(lines, *at)));
    found.extend(device.map(|at| at..at + 1));
    let start = delimiter(lines)
        .or_else(|| marked.iter().position(|marked| *marked))
        .or_else(|| after_closing(lines))
        .or_else(|| own_name(lines, names));
    if let Some(start) = start {
        let start = with_name_before(lines, start, names);
        let end = end(lines, start);
        if end > start {
            found.push(start..end);
        }
    }
    found
}

/// `Sent from my iPhone`.
fn is_device(text: &str) -> bool {
    let text = text.trim_start();
    text.len() < 120 && text.starts_with(['s', 'S', 'g', 'G', 't', 'T']) && DEVICE.is_match(text)
}

/// The start moved up to the author's name if that stands just before it.
fn with_name_before(lines: &[&Line], start: usize, names: &[String]) -> usize {
    let before = (0..start).rev().find(|at| !text(lines, *at).trim().is_empty());
    before.filter(|at| !names.is_empty() && is_own_name(text(lines, *at), names)).unwrap_or(start)
}

fn text<'a>(lines: &[&'a Line], at: usize) -> &'a str {
    lines.get(at).map_or("", |line| line.text.as_str())
}

/// The delimiter of RFC 3676 section 4.3, also without its blank.
fn delimiter(lines: &[&Line]) -> Option<usize> {
    (0..lines.len()).find(|at| matches!(text(lines, *at).trim_end(), "--" | "—" | "---"))
}

/// The line after the last closing phrase, if what follows looks like a signature.
fn after_closing(lines: &[&Line]) -> Option<usize> {
    let closing = (0..lines.len()).rev().find(|at| is_closing(text(lines, *at)))?;
    let start = (closing + 1..lines.len()).find(|at| !text(lines, *at).trim().is_empty())?;
    let introduces = text(lines, start).trim_end().ends_with(':');
    (!introduces && !FORM.is_match(text(lines, start)) && !is_prose(text(lines, start))).then_some(start)
}

/// `Kind regards`, `Thanks, Jane`.
fn is_closing(text: &str) -> bool {
    let text = text.trim();
    let may_close = text.starts_with(|c: char| {
        c == '*' || c == '_' || "wvmakbstrcfey".contains(c.to_ascii_lowercase()) || !c.is_ascii()
    });
    (2..=60).contains(&text.len()) && may_close && text.split_whitespace().count() <= 7 && CLOSES.is_match(text)
}

/// `PS: ...`.
fn is_postscript(text: &str) -> bool {
    text.trim_start().starts_with(['P', 'N']) && POSTSCRIPT.is_match(text)
}

/// The first line that is the author's own name, where everything after it looks like a signature.
fn own_name(lines: &[&Line], names: &[String]) -> Option<usize> {
    if names.is_empty() {
        return None;
    }
    let mut start = None;
    let mut filled = 0;
    let postscript = (0..lines.len()).find(|at| is_postscript(text(lines, *at)));
    for at in (0..postscript.unwrap_or(lines.len())).rev() {
        let line = text(lines, at);
        if line.trim().is_empty() || is_device(line) {
            continue;
        }
        filled += 1;
        if filled > MOST_LINES || is_prose(line) || FORM.is_match(line) || is_greeting(line) {
            break;
        }
        let before = (0..at).rev().map(|at| text(lines, at)).find(|line| !line.trim().is_empty()).unwrap_or_default();
        if is_own_name(line, names) && !before.trim_end().ends_with(':') {
            start = Some(at);
        }
    }
    start
}

/// The parts of a name in lower case, without titles and what stands in brackets.
fn name_words(author: &Author) -> Vec<String> {
    let outside = author.name.split('(').next().unwrap_or_default();
    let mut words: Vec<String> = folded(outside)
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'))
        .filter(|word| word.chars().count() > 1 && !is_title(word))
        .map(str::to_owned)
        .collect();
    // The display name may be no more than `Paul` or a department; the address often knows the rest.
    if let Some(address) = &author.address {
        let local = address.local().split(|c: char| !c.is_alphabetic() && c != '-' && c != '\'');
        words.extend(local.filter(|word| word.chars().count() > 1).map(str::to_owned));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// In lower case and without accents, in which display names and signatures differ.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

fn is_title(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "dr" | "mr" | "mrs" | "ms" | "miss" | "prof" | "professor" | "sir" | "dame" | "rev"
    )
}

/// Whether a line is the person's name: alone, with title and letters after it, or before a bar, comma or dash.
fn is_own_name(line: &str, names: &[String]) -> bool {
    let head = line.split(['|', ',', '(', '–', '/']).next().unwrap_or_default();
    let head = head.split(" - ").next().unwrap_or_default().trim().trim_matches('*');
    let words: Vec<String> = folded(head)
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'))
        .filter(|word| !word.is_empty() && !is_title(word))
        .map(str::to_owned)
        .collect();
    if words.is_empty() || words.len() > 8 || line.chars().count() > LONGEST_LINE && !line.contains('|') {
        return false;
    }
    let hits = words.iter().filter(|word| names.contains(word)).count();
    let strangers = head.split_whitespace().filter(|word| is_strange(word, names)).count();
    is_initials(head, names)
        || is_nickname(&words, names)
        || (hits > 0 && (strangers == 0 || is_short_form(head, names)))
}

/// `Jo` for Joanne, `Toby` for Tobias: one word that begins like one of the names.
fn is_nickname(words: &[String], names: &[String]) -> bool {
    let [word] = words else { return false };
    let alike = |name: &String| name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let length = word.chars().count();
    (2..=8).contains(&length) && names.iter().any(|name| alike(name) >= 3.min(length) && alike(name) + 2 >= length)
}

/// `CL`, `C`, `C x`: the first letters of the name, or one of them.
fn is_initials(head: &str, names: &[String]) -> bool {
    let letters: String = head.trim_end_matches(['x', 'X', ' ', '.']).chars().filter(|c| *c != '.').collect();
    let initials: String =
        names.iter().flat_map(|name| name.split('-')).filter_map(|part| part.chars().next()).collect();
    let single = letters.chars().count() == 1 && initials.contains(&letters.to_lowercase());
    let fits = (1..=4).contains(&letters.chars().count()) && (single || letters.chars().all(char::is_uppercase));
    let subset = letters.chars().count() > 1 && letters.to_lowercase().chars().all(|c| initials.contains(c));
    fits && (single || subset)
}

/// `Tom Hardy-Swaine` for Thomas: the same surname and the same first letter.
fn is_short_form(head: &str, names: &[String]) -> bool {
    let words: Vec<String> = head.split_whitespace().map(folded).collect();
    let [first, surname] = words.as_slice() else { return false };
    let begins = |name: &String| name.chars().next() == first.chars().next();
    names.contains(surname) && names.iter().any(|name| name != surname && begins(name))
}

/// Whether a word of a name line is neither the person's name nor letters after it (`FRCPath`, `MBE`, `x`, an initial).
fn is_strange(word: &str, names: &[String]) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = folded(bare);
    let is_letters = bare.chars().filter(|c| c.is_uppercase()).count() >= 2 || bare.chars().count() <= 1;
    !(is_letters || is_title(&lower) || names.contains(&lower) || lower == "xx")
}

fn is_greeting(line: &str) -> bool {
    let line = line.trim_start();
    ["dear ", "hi ", "hello", "good morning", "good afternoon", "hiya", "morning", "afternoon"]
        .iter()
        .any(|word| line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
        && line.split_whitespace().count() <= 5
}

/// A sentence, which no signature holds.
fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let ends = line.ends_with(['.', '?', '!', ':', ';']) && !line.ends_with("..");
    (words >= 9 && ends && !line.contains('|'))
        || (line.chars().count() > LONGEST_LINE && !line.contains('|') && words > 14)
}

/// Where the signature that begins at `start` ends: before a postscript, a sentence, or something that is no signature.
fn end(lines: &[&Line], start: usize) -> usize {
    let mut filled = 0;
    for at in start..lines.len() {
        let line = text(lines, at);
        if line.trim().is_empty() || is_device(line) {
            continue;
        }
        filled += 1;
        if filled > MOST_LINES || is_postscript(line) || is_prose(line) || (at > start && FORM.is_match(line)) {
            return at;
        }
    }
    lines.len()
}
