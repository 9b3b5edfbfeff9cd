//! Text in, the telephone numbers in it out, each with its place and what the words beside it say it is.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    contact::{EmailHit, disowned, overlap},
    cues::pattern,
    fold::{after, before, fold},
};
use crate::domain::PhoneNumber;

/// What a number is by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A telephone.
    Voice,
    /// A fax, bleep, pager or switchboard: nobody's own line.
    Other,
}

/// A number as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PhoneHit {
    pub range: Range<usize>,
    pub number: PhoneNumber,
    pub line: Line,
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:\+\s?\(?[0-9]{1,3}\)?|\(\+[0-9]{1,3}\)|\b00\s?44|\b0[0-9]{2,4} ?/ ?|\(?\b0)[0-9() \x{a0}.\x{2010}-\x{2013}-]{5,20}[0-9]",
        r"(?:\s*[,;(\x{2013}-]?\s*(?:extensions?|extns?|exts?|xtn|x|\#|(?:and )?(?:then|ask(?:ing)? for|dial)|followed by|option)[.:]?\s*(?:ext(?:ension|n)?\.?|no\.?|number)?\s*([0-9]{2,6})\b\)?)?"
    ))
});
static OTHER_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ ?(?:\((?:(?:via |through |to )?(?:the |our |my |her |his |their |main )?(?:fax|bleep|pager|switchboard|secretar(?:y|ies)|sec|pa|p\.a\.|ea|assistant|reception|helpline|office manager))\b|(?:is|which is|being) (?:the|our|my|her|his|their) (?:fax|bleep|pager|switchboard|secretary|pa|assistant|reception)\b)",
    )
});
static OTHER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bfax(?:es)?|\bfacsimile|\bf|\bbleeps?|\bpagers?|\bbleep holder|\bswitchboard|\bswbd|\bsafe haven fax)(?: (?:no|number|is|on|tel))?[ .:)\]|-]*$|(?:\bold\b[^.;]{0,24}|\bnot|\bwas|\bformerly|\bprevious(?:ly)?\b[^.;]{0,16}|\binstead of|\brather than\b[^.;]{0,30}|\bwrong\b[^.;]{0,16}|\b(?:helpline|emergenc(?:y|ies)|on-?call|reception|the (?:\w+ ){0,2}(?:main|general|front|medical|patients?|booking|appointments?|admin\w*|department\w*|directorate|press|communications|records) office))[ (:,]*$|\bour (?:\w+ )?(?:office|department|team)(?: on| at)?[ (:,]*$|\b(?:calls|messages?|enquiries)\b[^.;0-9@]{0,24} the (?:\w+ )?(?:office|department|laborator(?:y|ies)|lab)(?: on| at)?[ (:,]*$|\b(?:enquiries|appointments|bookings|results(?: line)?)[ .:(]*$|\bchang(?:e|ed|es|ing) from[ (:,]*$|\b(?:fax|bleep|pager)\b[^0-9.;]{0,48}\b(?:is|on)[ (:,]*$",
    )
});
static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    let digit = "(?:oh|o|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|hundred)";
    pattern(&format!(r"(?i)\b(?:oh|zero|nought)(?:[ ,-]+(?:{digit}|[0-9]+)){{2,16}}\b"))
});

/// Finds the telephone numbers in a text whose addresses are known, leftmost first.
pub(super) fn phones_beside(text: &str, emails: &[EmailHit]) -> Vec<PhoneHit> {
    // A number has nine digits at least, of which some may be written as the letter o, or it is spoken.
    let digits = text.bytes().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'o' | b'O')).count();
    let (written, spoken) = (digits >= 9 && text.bytes().any(|byte| byte.is_ascii_digit()), speaks_nought(text));
    if !written && !spoken {
        return Vec::new();
    }
    let digits = with_noughts(text);
    let text = digits.as_str();
    let mut hits = Vec::new();
    if written {
        written_numbers(&mut hits, text, emails);
    }
    if spoken {
        spoken_numbers(&mut hits, text);
    }
    hits
}

/// Whether a word for nought stands in a text, with which a number that is spelled out begins.
fn speaks_nought(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["oh", "zero", "nought"].iter().any(|word| lower.contains(word))
}

fn written_numbers(hits: &mut Vec<PhoneHit>, text: &str, emails: &[EmailHit]) {
    let taken: Vec<Range<usize>> = emails.iter().map(|hit| hit.range.clone()).collect();
    let mut from = 0;
    while let Some(found) = NUMBER.captures_at(text, from) {
        let Some(whole) = found.get(0) else { break };
        let range = whole.start()..second_number(whole.as_str()).map_or(whole.end(), |at| whole.start() + at);
        from = range.end;
        if taken.iter().any(|own| overlap(own, &range)) || glued(text, range.start) {
            continue;
        }
        let line = line_of(text, &range);
        let own = text.get(range.clone()).unwrap_or("").trim_end();
        let own = if is_internal(text, range.end) { without_extension(own) } else { own };
        let front = extension_before(text, range.start);
        let shown = front.map_or_else(|| own.to_owned(), |digits| format!("{own} ext {digits}"));
        let Some(number) = read(&shown).or_else(|| read(own)) else { continue };
        let others: Vec<PhoneNumber> = shortened(text, &range, &number);
        hits.push(PhoneHit { line, range: range.clone(), number });
        hits.extend(others.into_iter().map(|number| PhoneHit { line, range: range.clone(), number }));
    }
}

/// Where a second number begins in digits that hold two, as cells do that were put in a row: `01632 960 123 07700 900 456`.
fn second_number(text: &str) -> Option<usize> {
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    text.match_indices(' ').map(|(space, _)| space + 1).find(|at| {
        let (first, rest) = text.split_at_checked(*at).unwrap_or((text, ""));
        let whole = match first.as_bytes() {
            [b'+', ..] => 11..=12,
            [b'0', b'0', ..] => 13..=14,
            _ => 10..=11,
        };
        whole.contains(&digits(first)) && rest.trim_start_matches('(').starts_with(['0', '+']) && digits(rest) >= 3
    })
}

/// Whether an extension is the number's other name inside the house: `(ext 6337 internally)`.
fn is_internal(text: &str, end: usize) -> bool {
    static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[ ,)(]*(?:internal(?:ly)?\b|(?:if |when )?(?:you are )?(?:calling |ringing |dialling )?(?:from )?(?:inside|within|in-house|on site|on-site)\b)",
        )
    });
    INSIDE.is_match(&fold(after(text, end, 60)))
}

fn without_extension(number: &str) -> &str {
    let cut = number.find(|c: char| c.is_alphabetic() || c == '#').unwrap_or(number.len());
    number.get(..cut).unwrap_or(number).trim_end_matches([' ', ',', ';', '(', '-', '–'])
}

/// `ext 3317 via 01632 960 800`: an extension that stands before its number.
fn extension_before(text: &str, start: usize) -> Option<&str> {
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:extension|extn?|ext|x)[.:]? ?(?:no\.? ?)?([0-9]{2,6}),? \(?(?:via|on|through|at|off|from) (?:the )?(?:main )?(?:switchboard|switch|main number|number)?(?: on| at)?[ (:,]*$",
        )
    });
    EXTENSION.captures(before(text, start, 60))?.get(1).map(|digits| digits.as_str())
}

fn spoken_numbers(hits: &mut Vec<PhoneHit>, text: &str) {
    for found in SPOKEN.find_iter(text) {
        let number = unspoken(found.as_str());
        if let (10..=11, Ok(number)) = (number.len(), PhoneNumber::parse(&number)) {
            hits.push(PhoneHit { range: found.range(), number, line: line_of(text, &found.range()) });
        }
    }
}

/// The letter o between or before digits is a nought: `O113 496 o123`.
fn with_noughts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let opens = next.is_ascii_digit() && !previous.is_alphabetic();
        let closes = previous.is_ascii_digit() && !next.is_alphabetic();
        let c = if matches!(c, 'o' | 'O') && (opens || closes) { '0' } else { c };
        out.push(c);
        previous = c;
    }
    out
}

/// Further numbers that are written as far as they differ from the one before: `0113 496 0123/4`, `01632 960 123 or 960 124`, `ext 4471/4472`.
fn shortened(text: &str, range: &Range<usize>, number: &PhoneNumber) -> Vec<PhoneNumber> {
    static NEXT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^ ?(/|,? ?or|,? ?and|,? ?&|,|;) ?(?:(?:on|ext\.?|x) ?)?([1-9][0-9]{2,3}[ -][0-9]{3,4}|[1-9][0-9]{5,7}|[0-9]{1,5})(?:[^0-9]|$)",
        )
    });
    let (mut out, mut at) = (Vec::new(), range.end);
    while let Some(found) = NEXT.captures(after(text, at, 24)) {
        let (Some(joint), Some(digits)) = (found.get(1), found.get(2)) else { break };
        let follows =
            after(text, at + digits.end(), 4).trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ':');
        let Some(other) = completed(number, digits.as_str(), joint.as_str().trim()).filter(|_| !follows) else { break };
        out.push(other);
        at += digits.end();
    }
    out
}

/// The number that a few digits stand for beside another number.
fn completed(number: &PhoneNumber, digits: &str, joint: &str) -> Option<PhoneNumber> {
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    let shown = match number.as_str().split_once(";ext=") {
        Some((main, extension)) if extension.len() == plain.len() && plain.len() >= 3 => format!("{main} ext {plain}"),
        Some(_) => return None,
        None => {
            let fits = match plain.len() {
                1 | 2 => joint == "/",
                3 | 4 => joint == "/" || joint.ends_with("or"),
                // A whole local number: six digits behind an area code of five, seven behind one of four, eight behind 02x.
                6 => number.as_str().starts_with("+441"),
                7 => number.as_str().starts_with("+4411") || number.as_str().chars().nth(5) == Some('1'),
                8 => number.as_str().starts_with("+442"),
                _ => false,
            };
            let kept = number.as_str().len().checked_sub(plain.len()).filter(|_| fits)?;
            format!("{}{plain}", number.as_str().get(..kept)?)
        }
    };
    PhoneNumber::parse(&shown).ok()
}

/// Whether a digit or letter touches the number on the left, so that it is the middle of something else.
fn glued(text: &str, start: usize) -> bool {
    before(text, start, 4).chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '#' || c == '@')
}

/// British numbers have 10 or 11 digits with the 0; shorter and longer ones are dates, codes and sums.
fn read(text: &str) -> Option<PhoneNumber> {
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)[\s,;(\x{2013}-]*(?:extensions?|extns?|exts?|xtn|x|#|(?:and )?(?:then|ask(?:ing)? for|dial)|followed by|option)[.:]?\s*(?:ext(?:ension|n)?\.?|no\.?|number)?\s*([0-9]{2,6})\)?\s*$",
        )
    });
    let (number, extension) = match EXTENSION.captures(text) {
        Some(found) => {
            let start = found.get(0).map_or(text.len(), |whole| whole.start());
            (text.get(..start)?, found.get(1).map(|digits| digits.as_str()))
        }
        None => (text, None),
    };
    let number: String = number.replace("(0)", "").chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let digits = number.trim_start_matches('+').len();
    let fits = if number.starts_with('+') {
        (9..=14).contains(&digits)
    } else if number.starts_with("00") {
        (11..=15).contains(&digits)
    } else {
        (10..=11).contains(&digits)
    };
    if !fits {
        return None;
    }
    let shown = extension.map_or_else(|| number.clone(), |e| format!("{number} ext {e}"));
    PhoneNumber::parse(&shown).ok()
}

/// A duty line, unless it is a mobile telephone, which is somebody's own.
static OUT_OF_HOURS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bout of hours[ (:,]*$"));

/// An extension behind a number makes it somebody's own, even the switchboard's.
static EXTENDED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:x|t|n|then|by|#)[a-z.: ]* ?[0-9]{2,6}\)?$"));

fn line_of(text: &str, range: &Range<usize>) -> Line {
    let left = fold(before(text, range.start, 64));
    let right = fold(after(text, range.end, 24));
    let digits: String = text.get(range.clone()).unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    let mobile = ["07", "447", "4407"].iter().any(|front| digits.starts_with(front));
    let fax = left.trim_end_matches([' ', ':', '.']).ends_with("fax");
    let extended = !fax
        && (text.get(range.clone()).is_some_and(|number| EXTENDED.is_match(number))
            || extension_before(text, range.start).is_some());
    let duty = !mobile && OUT_OF_HOURS.is_match(&left);
    if disowned(text, range) || duty || !extended && (OTHER_LABEL.is_match(&left) || OTHER_AFTER.is_match(&right)) {
        Line::Other
    } else {
        Line::Voice
    }
}

fn unspoken(text: &str) -> String {
    let mut digits = String::new();
    let mut repeat = 1;
    for word in fold(text).split([' ', ',', '-']).filter(|word| !word.is_empty()) {
        let digit = match word {
            "oh" | "o" | "zero" | "nought" => '0',
            "one" => '1',
            "two" => '2',
            "three" => '3',
            "four" => '4',
            "five" => '5',
            "six" => '6',
            "seven" => '7',
            "eight" => '8',
            "nine" => '9',
            "double" => {
                repeat = 2;
                continue;
            }
            "triple" | "treble" => {
                repeat = 3;
                continue;
            }
            "hundred" => {
                digits.push_str("00");
                continue;
            }
            written => {
                digits.push_str(written);
                continue;
            }
        };
        for _ in 0..repeat {
            digits.push(digit);
        }
        repeat = 1;
    }
    digits
}
