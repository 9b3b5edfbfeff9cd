//! What Outlook's mail and winmail.dat have in common: the numbers of properties, compressed rich text (MS-OXRTFCP), and
//! a mail written out from properties.

use encoding_rs::Encoding;
use jiff::Timestamp;

use super::{Limits, Unread, rtf};
use crate::message::charset;

pub(super) const SUBJECT: u16 = 0x0037;
pub(super) const SUBMITTED: u16 = 0x0039;
pub(super) const FOR_NAME: u16 = 0x0042;
pub(super) const FOR_ADDRESS: u16 = 0x0065;
pub(super) const FOR_SMTP: u16 = 0x5d02;
pub(super) const HEADERS: u16 = 0x007d;
pub(super) const SENDER_NAME: u16 = 0x0c1a;
pub(super) const SENDER_ADDRESS: u16 = 0x0c1f;
pub(super) const SENDER_SMTP: u16 = 0x5d01;
pub(super) const TO: u16 = 0x0e04;
pub(super) const BODY: u16 = 0x1000;
pub(super) const RICH: u16 = 0x1009;
pub(super) const HTML: u16 = 0x1013;
pub(super) const DATA: u16 = 0x3701;
pub(super) const SHORT_NAME: u16 = 0x3704;
pub(super) const LONG_NAME: u16 = 0x3707;
pub(super) const MIME: u16 = 0x370e;
pub(super) const CODEPAGE: u16 = 0x3fde;

/// Properties by number.
pub(super) trait Properties {
    /// A text.
    fn text(&mut self, id: u16) -> Option<String>;
    /// Bytes.
    fn bytes(&mut self, id: u16) -> Option<Vec<u8>>;
    /// A number of up to eight bytes.
    fn number(&mut self, id: u16) -> Option<u64>;
}

/// The text of a mail, and whether it is HTML.
pub(super) fn body(from: &mut impl Properties, limits: &Limits) -> Option<(String, bool)> {
    let html = from.bytes(HTML).map(|bytes| {
        let label = from.number(CODEPAGE).map(|page| match page {
            65001 => "utf-8".to_owned(),
            28591 => "iso-8859-1".to_owned(),
            page => format!("windows-{page}"),
        });
        let known = label.filter(|label| Encoding::for_label(label.as_bytes()).is_some());
        charset::decode(&bytes, known.as_deref()).0
    });
    let plain = from.text(BODY);
    let filled = |text: &String| !text.trim().is_empty();
    if let Some(html) = html.or_else(|| from.text(HTML)).filter(filled) {
        return Some((html, true));
    }
    if let Some(plain) = plain.filter(filled) {
        return Some((plain, false));
    }
    let rich = from.bytes(RICH).and_then(|packed| unpacked(&packed, limits).ok())?;
    rtf::text(&rich, limits).ok().filter(filled).map(|text| (text, false))
}

/// A mail in the form of RFC 5322 from its properties.
pub(super) fn mail(from: &mut impl Properties, limits: &Limits) -> String {
    let mut head = String::new();
    let transported = from.text(HEADERS).unwrap_or_default();
    for name in ["From", "To", "Cc", "Date", "Subject", "Message-ID"] {
        let value = header(&transported, name).or_else(|| written(from, name));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    let (text, is_html) = body(from, limits).unwrap_or_default();
    let media = if is_html { "html" } else { "plain" };
    format!("{head}MIME-Version: 1.0\r\nContent-Type: text/{media}; charset=utf-8\r\n\r\n{text}")
}

/// A header as it was carried, on one line.
fn header(block: &str, name: &str) -> Option<String> {
    let mut lines = block.lines();
    let is = |line: &&str| line.split_once(':').is_some_and(|(own, _)| own.trim_end().eq_ignore_ascii_case(name));
    let first = lines.by_ref().find(is)?;
    let mut value = first.split_once(':').map_or("", |(_, value)| value).trim().to_owned();
    for more in lines.take_while(|line| line.starts_with([' ', '\t'])).take(200) {
        value.push(' ');
        value.push_str(more.trim());
    }
    Some(value)
}

/// A header from the properties.
fn written(from: &mut impl Properties, name: &str) -> Option<String> {
    let flat = |text: String| text.replace(['\r', '\n', '\0', '"', '<', '>'], " ").trim().to_owned();
    match name {
        "From" => {
            let shown = from.text(FOR_NAME).or_else(|| from.text(SENDER_NAME)).map(flat).unwrap_or_default();
            let ids = [FOR_SMTP, SENDER_SMTP, FOR_ADDRESS, SENDER_ADDRESS];
            let address = ids.into_iter().find_map(|id| from.text(id).map(flat).filter(|text| text.contains('@')));
            Some(match address {
                Some(address) => format!("\"{shown}\" <{address}>"),
                None => format!("\"{shown}\""),
            })
        }
        "Subject" => from.text(SUBJECT).map(flat),
        "To" => from.text(TO).map(flat),
        "Date" => {
            let ticks = i64::try_from(from.number(SUBMITTED)?).ok()?;
            // Tenths of a microsecond since 1601.
            let moment = Timestamp::from_second(ticks / 10_000_000 - 11_644_473_600).ok()?;
            Some(moment.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
        }
        _ => None,
    }
}

/// What the dictionary of compressed rich text holds at first.
const PRIMED: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Compressed rich text unpacked.
pub(super) fn unpacked(packed: &[u8], limits: &Limits) -> Result<Vec<u8>, Unread> {
    const WINDOW: usize = 4096;
    let (head, mut rest) = packed.split_at_checked(16).ok_or(Unread::Broken)?;
    if head.get(8..12) == Some(b"MELA") {
        return Ok(rest.to_vec());
    }
    if head.get(8..12) != Some(b"LZFu") {
        return Err(Unread::Broken);
    }
    let mut window = [b' '; WINDOW];
    for (slot, byte) in window.iter_mut().zip(PRIMED) {
        *slot = *byte;
    }
    let mut at = PRIMED.len();
    let mut out = Vec::new();
    let mut put = |window: &mut [u8; WINDOW], byte: u8, at: &mut usize| {
        if let Some(slot) = window.get_mut(*at) {
            *slot = byte;
        }
        *at = (*at + 1) % WINDOW;
        out.push(byte);
        out.len() <= limits.unpacked
    };
    'all: while let Some((flags, more)) = rest.split_first() {
        rest = more;
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some((byte, more)) = rest.split_first() else { break 'all };
                rest = more;
                if !put(&mut window, *byte, &mut at) {
                    return Err(Unread::TooLarge);
                }
                continue;
            }
            let Some(([high, low], more)) = rest.split_first_chunk::<2>().map(|(two, more)| (*two, more)) else {
                break 'all;
            };
            rest = more;
            let pair = usize::from(high) << 8 | usize::from(low);
            let (offset, length) = (pair >> 4, (pair & 15) + 2);
            if offset == at {
                break 'all;
            }
            for step in 0..length {
                let byte = window.get((offset + step) % WINDOW).copied().unwrap_or(b' ');
                if !put(&mut window, byte, &mut at) {
                    return Err(Unread::TooLarge);
                }
            }
        }
    }
    Ok(out)
}
