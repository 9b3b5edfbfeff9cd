//! A folder's name in, the same name as IMAP writes it out: modified UTF-7 (RFC 3501 section 5.1.3) in a quoted string.

/// The name as an argument of a command: `"Junk"`, `"Entw&APw-rfe"`. Control characters have no place in a name and
/// are left out, so that no name can end the line.
pub fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    for c in encode(name).chars() {
        if c == '"' || c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

fn encode(name: &str) -> String {
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
    fn no_name_can_end_the_line() {
        assert_eq!(quoted("a\"b\\c\r\nA1 LOGOUT"), r#""a\"b\\cA1 LOGOUT""#);
    }
}
