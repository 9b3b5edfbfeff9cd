//! Values on their way into a letter: one line each, nothing invisible, of sane length.

use serde_json::Value;

/// How much a letter has room for; what is longer is cut.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Characters of one value.
    text: usize,
    /// Items of one list.
    list: usize,
}

impl Room {
    /// For letters to trusts: no name, job title or trust is longer, and no trust names more deputies or numbers.
    pub(super) const TRUST: Self = Self { text: 200, list: 50 };
    /// For letters to the team: a question has room, and every trust of the country.
    pub(super) const TEAM: Self = Self { text: 800, list: 500 };
}

/// Cleans every text in a value.
pub(super) fn cleaned(value: Value, room: Room) -> Value {
    match value {
        Value::String(text) => Value::String(one_line(&text, room.text)),
        Value::Array(items) => {
            Value::Array(items.into_iter().take(room.list).map(|item| cleaned(item, room)).collect())
        }
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, field)| (name, cleaned(field, room))).collect())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

/// The text on one line, without control characters and those that turn the direction of writing, cut to so many characters.
/// It reads no further than it needs to: a name of a megabyte costs no more than a short one.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let (mut length, mut gap) = (0, false);
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            gap = length > 0;
            continue;
        }
        if length + usize::from(gap) >= longest {
            line.push('…');
            break;
        }
        if gap {
            line.push(' ');
            length += 1;
            gap = false;
        }
        line.push(c);
        length += 1;
    }
    line
}

/// Characters that show nothing but change how the rest is read.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_control_characters_become_one_space() {
        assert_eq!(one_line("Jane\r\nBcc: all@nhs.net\u{0}\u{7}  Smith\t", 200), "Jane Bcc: all@nhs.net Smith");
        assert_eq!(one_line("one\u{2028}two\u{85}three", 200), "one two three");
    }

    #[test]
    fn characters_that_turn_the_writing_round_are_gone() {
        assert_eq!(one_line("\u{202e}enaJ\u{202c} \u{200b}Smith", 200), "enaJ Smith");
    }

    #[test]
    fn a_name_of_a_megabyte_is_cut_between_characters() {
        let cut = one_line(&"ŵ".repeat(1 << 20), 200);
        assert_eq!(cut.chars().count(), 201);
        assert!(cut.ends_with("ŵ…"));
        assert_eq!(one_line(&" ".repeat(1 << 20), 200), "");
    }

    #[test]
    fn texts_inside_lists_and_objects_are_cleaned_too() {
        let value = serde_json::json!({"a": ["x\ny"], "b": {"c": "d\re"}, "e": null, "f": true});
        assert_eq!(
            cleaned(value, Room::TRUST),
            serde_json::json!({"a": ["x y"], "b": {"c": "d e"}, "e": null, "f": true})
        );
    }
}
