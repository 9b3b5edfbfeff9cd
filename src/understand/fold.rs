//! Text made comparable: lower case, without accents, apostrophes of one kind.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, accents off, letters outside the alphabet spelled by their nearest, typographic quotes and hyphens made plain.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let lower = text.to_ascii_lowercase();
        return if lower.contains('`') { lower.replace('`', "'") } else { lower };
    }
    let mut out = String::with_capacity(text.len());
    // Most of such a text is plain all the same: runs of it need no decomposition, and nothing composes across their ends.
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.extend(head.chars().map(|c| if c == '`' { '\'' } else { c.to_ascii_lowercase() }));
        let other = tail.bytes().position(|byte| byte.is_ascii()).unwrap_or(tail.len());
        let (head, tail) = tail.split_at_checked(other).unwrap_or((tail, ""));
        fold_into(&mut out, head);
        rest = tail;
    }
    out
}

/// The same without copying a text that is folded already.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    let is_folded = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase() && byte != b'`');
    if is_folded { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) }
}

/// Folds a run of characters outside of ASCII.
fn fold_into(out: &mut String, text: &str) {
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '\u{00b4}' => out.push('\''),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            'ł' | 'Ł' => out.push('l'),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            '\u{a0}' => out.push(' '),
            c => out.extend(c.to_lowercase()),
        }
    }
}

/// Only the letters, folded: `O'Halloran-Price` becomes `ohalloranprice`.
pub(super) fn letters(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    }
    fold(text).chars().filter(|c| c.is_alphabetic()).collect()
}

/// A byte offset moved down to the nearest character boundary.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Up to `length` bytes before `end`, on character boundaries.
pub(super) fn before(text: &str, end: usize, length: usize) -> &str {
    let end = floor(text, end);
    text.get(floor(text, end.saturating_sub(length))..end).unwrap_or("")
}

/// Up to `length` bytes from `start`, on character boundaries.
pub(super) fn after(text: &str, start: usize, length: usize) -> &str {
    let start = floor(text, start);
    text.get(start..floor(text, start.saturating_add(length))).unwrap_or("")
}
