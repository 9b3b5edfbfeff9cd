//! Text in, the e-mail addresses and telephone numbers in it out, each with its place and what the words beside it say it is.

use std::{ops::Range, sync::LazyLock};

use super::quick::Regex;
use super::{
    fold::{after, before, fold},
    words::{FORENAMES, NOT_NAMES},
};
use crate::domain::{EmailAddress, PhoneNumber};

/// An address as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EmailHit {
    pub range: Range<usize>,
    pub address: EmailAddress,
    /// Whether it was spelled out (`at`, `dot`) and put together by us.
    pub spelled: bool,
    /// Whether the words around it say not to use it.
    pub disowned: bool,
}

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

#[expect(clippy::expect_used, reason = "a constant pattern")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

static PLAIN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[\p{L}\p{N}][\p{L}\p{N}._%+'’-]*@@?[\p{L}\p{N}][\p{L}\p{N}.-]*\.\p{L}{2,24}"));
static SPACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([\p{L}\p{N}][\p{L}\p{N}._'-]*(?: \. [\p{L}\p{N}_'-]+){0,3}) ?(?:\(at\)|\[at\]|\{at\}| at |@) ?((?:[a-z0-9-]+ ?(?:\.|\(dot\)|\[dot\]| dot ) ?){1,4}(?:uk|net|org|com))\b",
    )
});
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([\p{L}0-9'-]+(?: (?:dot|hyphen|dash|underscore) [\p{L}0-9'-]+){0,4}) at ([a-z0-9-]+(?: (?:dot|hyphen|dash) [a-z0-9-]+){1,4})\b",
    )
});

/// Finds the addresses in a text, leftmost first, each once per place; `<mailto:x>` after `x` counts as its own hit of the same address.
pub(super) fn emails(text: &str) -> Vec<EmailHit> {
    let mut hits: Vec<EmailHit> = Vec::new();
    let (has_sign, has_word) = (text.contains('@'), spells_at(text));
    if has_sign {
        plain_addresses(&mut hits, text);
    }
    if has_word {
        spelled_addresses(&mut hits, text);
    }
    if has_sign || has_word {
        spaced_addresses(&mut hits, text);
    }
    hits.sort_by_key(|hit| hit.range.start);
    for hit in &mut hits {
        hit.disowned = disowned(text, &hit.range);
    }
    hits
}

fn plain_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in PLAIN.find_iter(text) {
        let range = completed(text, found.range());
        let whole = text.get(range.clone()).unwrap_or("").replace("@@", "@");
        let joined: String = whole.split_whitespace().collect();
        let trimmed = joined.trim_start_matches("mailto:").trim_end_matches(['.', '-', '\'', '’']);
        if let Ok(address) = EmailAddress::parse(&trimmed.replace('’', "'")) {
            hits.push(EmailHit { address, spelled: false, disowned: false, range });
        }
    }
}

/// `jane dot smith at leedsth dot nhs dot uk`.
fn spelled_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in SPELLED.captures_iter(text) {
        let (Some(whole), Some(local), Some(domain)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let unspell = |text: &str| {
            fold(text)
                .replace(" dot ", ".")
                .replace(" hyphen ", "-")
                .replace(" dash ", "-")
                .replace(" underscore ", "_")
        };
        push(hits, whole.range(), &unspell(local.as_str()), &unspell(domain.as_str()));
    }
}

/// `jane.smith (at) leedsth . nhs . uk`.
fn spaced_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in SPACED.captures_iter(text) {
        let (Some(whole), Some(local), Some(domain)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let domain =
            fold(domain.as_str()).replace("(dot)", ".").replace("[dot]", ".").replace(" dot ", ".").replace(' ', "");
        push(hits, whole.range(), &local.as_str().replace(' ', ""), &domain);
    }
}

/// Whether `at` stands between blanks or brackets, as in an address spelled out.
fn spells_at(text: &str) -> bool {
    let edge = |byte: u8| matches!(byte, b' ' | b'(' | b')' | b'[' | b']' | b'{' | b'}');
    text.as_bytes().windows(4).any(|four| {
        matches!(four, [before, a, t, after] if edge(*before) && edge(*after) && a.eq_ignore_ascii_case(&b'a') && t.eq_ignore_ascii_case(&b't'))
    })
}

/// An address that a line end or a stray blank broke after `.nhs`, `.co` or `.ac` is read on to its end.
fn completed(text: &str, range: Range<usize>) -> Range<usize> {
    static REST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ ?\. ?(?:uk|net)\b|^ uk\b"));
    let head = fold(text.get(range.clone()).unwrap_or(""));
    let open = [".nhs", ".ac", ".co", ".gov", ".org", "@nhs"].iter().any(|end| head.ends_with(end));
    let rest = text.get(range.end..).filter(|_| open).and_then(|rest| REST.find(rest));
    range.start..rest.map_or(range.end, |rest| range.end + rest.end())
}

/// Whether the words around an address or number say not to use it: `(read by her secretary)`, `rather than ...`, `please do not use either`.
fn disowned(text: &str, range: &Range<usize>) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:not|old|previous(?:ly)?|former(?:ly)?|wrong|incorrect|discontinue|ignore|disregard|typed|misspelt)(?: (?:at|on|via|to|the|her|his|their|address|one|e-?mail|using))*[ :(,]*$|\b(?:rather than|instead of|(?:do not|don'?t|never) (?:use|ring|call|write to|e-?mail)|no longer|in place of)\b[^.;:@0-9]{0,34}$",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^[)>\]]*,? ?(?:which |that |it )?(?:(?:is|was|are|gets?|will be) (?:\w+ ){0,2}?(?:read|checked|seen|opened|monitored|looked (?:at|after)) (?:by|only|once|rarely)",
            r"|(?:is|was|has|are|will|does|do|should)(?: be)?(?:n't| not| no longer| never)(?: be| been)? (?:in use|used|read|valid|right|correct|hers|his|theirs|working|work|checked|current|live)",
            r"|\(?(?:is (?:now )?)?(?:the )?(?:old|previous|former|defunct|closed|dead|wrong|not in use|no longer))"
        ))
    });
    static NEITHER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:do not|don'?t|never|not to) use (?:either|these|those|them|any of|both)\b"));
    let left = fold(before(text, range.start, 60));
    let right = fold(after(text, range.end, 70));
    let later = fold(after(text, range.end, 200));
    let neither = NEITHER.find(&later).is_some_and(|found| {
        let between = later.get(..found.start()).unwrap_or("");
        between.matches(". ").count() <= 1
    });
    BEFORE.is_match(&left) || AFTER.is_match(&right) || neither
}

/// Whether an address is an office's, not a person's: `pathology.office@`, `medical.director@`.
pub(super) fn is_generic(address: &EmailAddress) -> bool {
    address.local().split(['.', '-', '_']).any(|word| {
        matches!(
            word,
            "office"
                | "team"
                | "admin"
                | "secretary"
                | "secretaries"
                | "enquiries"
                | "enquiry"
                | "info"
                | "reception"
                | "helpdesk"
                | "support"
                | "mailbox"
                | "postmaster"
                | "director"
                | "directorate"
                | "department"
                | "dept"
                | "services"
                | "pa"
                | "contact"
                | "communications"
        )
    })
}

fn push(hits: &mut Vec<EmailHit>, range: Range<usize>, local: &str, domain: &str) {
    let known = ["nhs.uk", "nhs.net", "ac.uk", "co.uk", "org.uk", "gov.uk", ".com", ".org", ".net"];
    let bare = fold(local);
    let word = !local.contains(['.', '_']) && (NOT_NAMES.contains(bare.as_str()) || FORENAMES.contains(bare.as_str()));
    if word || !known.iter().any(|end| domain.ends_with(end)) || hits.iter().any(|hit| overlap(&hit.range, &range)) {
        return;
    }
    if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
        hits.push(EmailHit { address, spelled: true, disowned: false, range });
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:\+\s?\(?[0-9]{1,3}\)?|\(\+[0-9]{1,3}\)|\b00\s?44|\b0[0-9]{2,4} ?/ ?|\(?\b0)[0-9() \x{a0}.\x{2010}-\x{2013}-]{5,20}[0-9]",
        r"(?:\s*[,;(]?\s*(?:extension|extn|ext|xtn|x|\#|(?:and )?then|followed by|option|ask for)[.:]?\s*(?:ext(?:ension|n)?\.?|no\.?|number)?\s*([0-9]{2,6})\b\)?)?"
    ))
});
static OTHER_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:\((?:fax|bleep|pager|switchboard)\b|is (?:the|our) (?:fax|bleep|pager|switchboard)\b)")
});
static OTHER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bfax(?:es)?|\bfacsimile|\bf|\bbleeps?|\bpagers?|\bbleep holder|\bswitchboard|\bswbd|\bsafe haven fax)(?: (?:no|number|is|on|tel))?[ .:)\]|-]*$|(?:\bold\b[^.;]{0,24}|\bnot|\bwas|\bformerly|\bprevious(?:ly)?\b[^.;]{0,16}|\binstead of|\brather than\b[^.;]{0,30}|\bwrong\b[^.;]{0,16}|\b(?:helpline|out of hours|emergenc(?:y|ies)|on-?call|reception|the (?:\w+ ){0,2}(?:main|general|front|medical|patients?|booking|appointments?|admin\w*|department\w*|directorate|press|communications|records) office))[ (:,]*$|\b(?:fax|bleep|pager)\b[^0-9.;]{0,48}\b(?:is|on)[ (:,]*$",
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
    for found in NUMBER.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        if taken.iter().any(|range| overlap(range, &whole.range())) || glued(text, whole.start()) {
            continue;
        }
        let front = extension_before(text, whole.start());
        let shown =
            front.map_or_else(|| whole.as_str().to_owned(), |digits| format!("{} ext {digits}", whole.as_str()));
        let Some(number) = read(&shown).or_else(|| read(whole.as_str())) else { continue };
        let (range, line) = (whole.range(), line_of(text, &whole.range()));
        let twin = twin(text, &range).and_then(|digits| read(&digits));
        hits.push(PhoneHit { line, range: range.clone(), number });
        hits.extend(twin.map(|number| PhoneHit { line, range, number }));
    }
}

/// `ext 3317 via 01632 960 800`: an extension that stands before its number.
fn extension_before(text: &str, start: usize) -> Option<&str> {
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(?:extension|extn?|ext|x)[.:]? ?(?:no\.? ?)?([0-9]{2,6}),? (?:via|on|through|at|off|from) (?:the )?(?:main )?(?:switchboard|switch|main number|number)?(?: on| at)?[ (:,]*$",
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

/// `0113 496 0123/4`: a second number that differs in its last digits.
fn twin(text: &str, range: &Range<usize>) -> Option<String> {
    static TWIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ ?(?:/|or) ?([0-9]{1,4})(?:[^0-9]|$)"));
    let rest = after(text, range.end, 12);
    let digits = TWIN.captures(rest)?.get(1)?;
    let follows = rest.get(digits.end()..)?.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ':');
    let number = text.get(range.clone())?;
    let (slash, length) = (rest.trim_start().starts_with('/'), digits.as_str().len());
    let plain = number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-'));
    (!follows && plain && (slash || length >= 3)).then(|| {
        let mut kept: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        kept.truncate(kept.len().saturating_sub(length));
        kept + digits.as_str()
    })
}

/// Whether a digit or letter touches the number on the left, so that it is the middle of something else.
fn glued(text: &str, start: usize) -> bool {
    before(text, start, 4).chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '#' || c == '@')
}

/// British numbers have 10 or 11 digits with the 0; shorter and longer ones are dates, codes and sums.
fn read(text: &str) -> Option<PhoneNumber> {
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)[\s,;(]*(?:extension|extn|ext|xtn|x|#|(?:and )?then|followed by|option|ask for)[.:]?\s*(?:ext(?:ension|n)?\.?|no\.?|number)?\s*([0-9]{2,6})\)?\s*$",
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

/// An extension behind a number makes it somebody's own, even the switchboard's.
static EXTENDED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:x|t|n|then|by|#)[a-z.: ]* ?[0-9]{2,6}\)?$"));

fn line_of(text: &str, range: &Range<usize>) -> Line {
    let left = fold(before(text, range.start, 48));
    let right = fold(after(text, range.end, 24));
    let fax = left.trim_end_matches([' ', ':', '.']).ends_with("fax");
    let extended = !fax
        && (text.get(range.clone()).is_some_and(|number| EXTENDED.is_match(number))
            || extension_before(text, range.start).is_some());
    if disowned(text, range) || !extended && (OTHER_LABEL.is_match(&left) || OTHER_AFTER.is_match(&right)) {
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
