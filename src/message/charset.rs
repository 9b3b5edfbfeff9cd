//! Bytes of text and the charset's name in, text out; and mojibake put right.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

use super::Fault;

/// Decodes text by its charset's label: mail-parser's table first, then the labels of the WHATWG, then a guess.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> (String, Option<Fault>) {
    let label = label.map(tidy).unwrap_or_default();
    let known = Encoding::for_label(label.as_bytes());
    if label.is_empty() || known == Some(UTF_8) || label == "us-ascii" || label == "ascii" {
        return (utf8_or_western(bytes), None);
    }
    if let Some(encoding) = known {
        if encoding == WINDOWS_1252 && is_wordy_utf8(bytes) {
            return (utf8_or_western(bytes), None);
        }
        return (encoding.decode(bytes).0.into_owned(), None);
    }
    match charset_decoder(label.as_bytes()) {
        Some(decoder) => (decoder(bytes), None),
        None => (utf8_or_western(bytes), Some(Fault::UnknownCharset(label))),
    }
}

/// Whether mail-parser has decoded a text well: it knew the charset, and nothing in the text speaks of another.
pub(super) fn is_sound(text: &str, label: Option<&str>) -> bool {
    let knew =
        label.is_none_or(|label| label.eq_ignore_ascii_case("utf-8") || charset_decoder(label.as_bytes()).is_some());
    knew && (text.is_ascii() || !text.contains(['\u{fffd}', 'Ã', 'Â', 'â', 'Å', 'Ä']))
}

/// A label without quotes and what careless programs put around it.
fn tidy(label: &str) -> String {
    let label = label.trim().trim_matches(['"', '\'', ';', ' ']);
    label
        .strip_prefix("3D")
        .unwrap_or(label)
        .trim_matches('"')
        .chars()
        .take(60)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// UTF-8 if it is; otherwise windows-1252, in which British mail without a valid label is written.
fn utf8_or_western(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Err(_) => WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Whether bytes labelled as western are really UTF-8: every eight-bit byte belongs to a valid sequence.
fn is_wordy_utf8(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// Puts text right in which UTF-8 was once read as windows-1252 (`SiÃ¢n`), word by word; other text stays as it is.
pub(super) fn mend(text: &mut String) {
    if text.is_ascii() || !text.contains(['Ã', 'Â', 'â', 'Å', 'Ä']) {
        return;
    }
    *text = text.split_inclusive([' ', '\n', '\t']).map(mended_word).collect();
}

/// The text with mojibake put right.
pub(super) fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    mend(&mut text);
    text
}

/// One word put right if all of it turns back into valid UTF-8.
fn mended_word(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let (bytes, _, failed) = WINDOWS_1252.encode(word);
    match std::str::from_utf8(&bytes) {
        Ok(text) if !failed => Cow::Owned(text.to_owned()),
        _ => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_charset_is_read_as_windows_1252_and_said_so() {
        let (text, fault) = decode(b"Si\xe2n", Some("x-klingon"));
        assert_eq!(text, "Siân");
        assert_eq!(fault, Some(Fault::UnknownCharset("x-klingon".into())));
    }

    #[test]
    fn a_wrong_label_does_not_spoil_the_text() {
        assert_eq!(decode("Siân".as_bytes(), Some("iso-8859-1")).0, "Siân");
        assert_eq!(decode(b"Si\xe2n Jones", Some("utf-8")).0, "Siân Jones");
        assert_eq!(decode(b"caf\xe9 in the hospital", Some("us-ascii")).0, "café in the hospital");
        assert_eq!(decode(b"don\x92t", Some("iso-8859-1")).0, "don\u{2019}t");
    }

    #[test]
    fn mojibake_is_put_right_and_real_accents_stay() {
        assert_eq!(mended("Dr SiÃ¢n O\u{e2}\u{20ac}\u{2122}Neill"), "Dr Siân O\u{2019}Neill");
        assert_eq!(mended("Siân Ângström"), "Siân Ângström");
    }
}
