//! Text of a stranger in, text that no spreadsheet takes for a formula out.

use crate::domain::PhoneNumber;

/// A cell of Excel holds 32,767 characters; nothing in the register is nearly as long unless somebody means harm.
const LONGEST: usize = 2_000;

/// The text on one line, without control characters, cut to what a cell holds.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST).chain(['…']).collect();
    }
    line
}

/// Whether a spreadsheet that opens the text as a file of values would take it for a formula: it begins, after what does not
/// show, with a sign that opens one. The wide forms are those of Japanese keyboards, which Excel reads alike.
pub(super) fn opens_a_formula(text: &str) -> bool {
    let shown = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c) || c == '"');
    shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// Characters that take no room.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A number as a British reader dials it. One of another country begins with 00, because a plus would open a formula, and has a
/// gap behind it, because a spreadsheet drops the noughts of what looks like a number.
pub(super) fn dialled(phone: &PhoneNumber) -> String {
    let national = phone.national();
    match national.strip_prefix('+') {
        Some(abroad) => format!("00 {abroad}"),
        None => national,
    }
}
