//! A folder's name in, the same name as IMAP writes it out, and back: modified UTF-7 (RFC 3501 section 5.1.3).

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose};

/// A name as IMAP writes it, as an argument of a command: `"Junk"`, `"Entw&APw-rfe"`. Control characters have no place in
/// a name and are left out, so that no name can end the line.
pub fn quoted(wire: &str) -> String {
    let mut text = String::with_capacity(wire.len() + 2);
    text.push('"');
    for c in wire.chars().filter(|c| !c.is_control()) {
        if c == '"' || c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// What a quoted string of the server means; async-imap leaves the backslashes in.
pub fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

/// The name as people write it. What is not modified UTF-7 is left as it is: some servers send UTF-8.
pub fn decode(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((before, shifted)) = rest.split_once('&') {
        name.push_str(before);
        let Some((code, after)) = shifted.split_once('-') else { return wire.to_owned() };
        match shifted_text(code) {
            Some(text) => name.push_str(&text),
            None => return wire.to_owned(),
        }
        rest = after;
    }
    name.push_str(rest);
    name
}

/// The text between `&` and `-`; nothing between them is the sign itself.
fn shifted_text(code: &str) -> Option<String> {
    if code.is_empty() {
        return Some("&".to_owned());
    }
    let lax = NO_PAD.with_decode_padding_mode(DecodePaddingMode::RequireNone).with_decode_allow_trailing_bits(true);
    let bytes = GeneralPurpose::new(&IMAP_MUTF7, lax).decode(code).ok()?;
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    String::from_utf16(&units).ok().filter(|text| rest.is_empty() && !text.contains(char::is_control))
}

/// The name as IMAP writes it.
pub fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    let mut waiting: Vec<u16> = Vec::new();
    for c in name.chars().filter(|c| !c.is_control()) {
        if c.is_ascii() {
            flush(&mut waiting, &mut encoded);
            encoded.push(c);
            if c == '&' {
                encoded.push('-');
            }
        } else {
            waiting.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    flush(&mut waiting, &mut encoded);
    encoded
}

/// Writes what waits as `&` + base64 of UTF-16 with `,` for `/` and without padding + `-`.
fn flush(waiting: &mut Vec<u16>, encoded: &mut String) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if waiting.is_empty() {
        return;
    }
    encoded.push('&');
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut six = |value: u32| encoded.push(ALPHABET.get((value & 63) as usize).map_or('A', |byte| char::from(*byte)));
    for unit in waiting.drain(..) {
        bits = (bits << 16) | u32::from(unit);
        count += 16;
        while count >= 6 {
            count -= 6;
            six(bits >> count);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        six(bits << (6 - count));
    }
    encoded.push('-');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_the_rfc_does() {
        assert_eq!(encode("INBOX"), "INBOX");
        assert_eq!(encode("R&D"), "R&-D");
        assert_eq!(encode("Entwürfe"), "Entw&APw-rfe");
        assert_eq!(encode("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(encode("😀"), "&2D3eAA-");
    }

    #[test]
    fn names_come_back_as_they_were() {
        for name in ["INBOX", "R&D", "Entwürfe", "~peter/mail/台北/日本語", "😀", "a \"b\" \\c"] {
            assert_eq!(decode(&encode(name)), name);
            let quoted = quoted(&encode(name));
            assert_eq!(decode(&unquoted(quoted.strip_prefix('"').unwrap().strip_suffix('"').unwrap())), name);
        }
    }

    #[test]
    fn what_is_not_spelled_so_is_left_alone() {
        for name in ["R&D", "Müll", "&AAA-", "a&b-c&"] {
            assert_eq!(decode(name), name);
        }
    }

    #[test]
    fn no_name_can_end_the_line() {
        assert_eq!(quoted("a\"b\\c\r\nA1 LOGOUT"), r#""a\"b\\cA1 LOGOUT""#);
    }
}
