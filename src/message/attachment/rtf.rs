//! Rich text in, its text out: one pass, a stack of groups, no recursion. Pictures, fonts, styles and what stands in
//! destinations that nobody shows are left out; so are the tags in rich text that Outlook made of HTML.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Limits, Unread};

/// Reads rich text.
pub(super) fn text(bytes: &[u8], limits: &Limits) -> Result<String, Unread> {
    let mut walk = Walk::new(bytes, limits);
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Unread::Broken);
    }
    while let Some(byte) = walk.next() {
        match byte {
            b'{' => walk.enter()?,
            b'}' => walk.leave(),
            b'\\' => walk.control(),
            b'\r' | b'\n' => {}
            _ => walk.byte(byte),
        }
        if walk.out.len() > limits.text {
            break;
        }
    }
    walk.flush();
    // A text cut off leaves its outermost group open.
    if walk.stack.is_empty() || walk.out.len() > limits.text { Ok(walk.out) } else { Err(Unread::Broken) }
}

/// What holds within a group.
#[derive(Clone, Copy)]
struct Group {
    /// Nothing of it is shown.
    hidden: bool,
    /// How many bytes stand for a character given by number.
    substitutes: usize,
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    group: Group,
    stack: Vec<Group>,
    depth: usize,
    /// The next control word opens a destination that may be ignored.
    starred: bool,
    /// Bytes that stand for a character already written.
    to_skip: usize,
    encoding: &'static Encoding,
    waiting: Vec<u8>,
    high: Option<u16>,
    out: String,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Self {
            bytes,
            at: 0,
            group: Group { hidden: false, substitutes: 1 },
            stack: Vec::new(),
            depth: limits.depth,
            starred: false,
            to_skip: 0,
            encoding: WINDOWS_1252,
            waiting: Vec::new(),
            high: None,
            out: String::new(),
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn enter(&mut self) -> Result<(), Unread> {
        self.flush();
        if self.stack.len() >= self.depth {
            return Err(Unread::TooLarge);
        }
        self.stack.push(self.group);
        self.starred = false;
        Ok(())
    }

    fn leave(&mut self) {
        self.flush();
        if let Some(group) = self.stack.pop() {
            self.group = group;
        }
        self.starred = false;
    }

    /// What follows a backslash.
    fn control(&mut self) {
        let Some(first) = self.next() else { return };
        match first {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.starred = true,
            b'\r' | b'\n' => self.put("\n"),
            b'~' => self.put(" "),
            b'_' => self.put("-"),
            b'\\' | b'{' | b'}' => self.byte(first),
            _ if first.is_ascii_alphabetic() => self.word(),
            _ => {}
        }
    }

    fn word(&mut self) {
        let start = self.at - 1;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) && self.at - start < 40 {
            self.at += 1;
        }
        let name = String::from_utf8_lossy(self.bytes.get(start..self.at).unwrap_or_default()).into_owned();
        let digits = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) && self.at - digits < 11 {
            self.at += 1;
        }
        let number = self.bytes.get(digits..self.at).and_then(|text| std::str::from_utf8(text).ok());
        let number: Option<i64> = number.and_then(|text| text.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let starred = std::mem::take(&mut self.starred);
        self.obey(&name, number, starred);
    }

    fn obey(&mut self, name: &str, number: Option<i64>, starred: bool) {
        match name {
            "u" => self.by_number(number.unwrap_or(0)),
            "uc" => self.group.substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "par" | "line" | "row" | "sect" | "page" | "nestrow" => self.put("\n"),
            "tab" | "cell" | "nestcell" => self.put("\t"),
            "emdash" | "endash" => self.put("-"),
            "lquote" | "rquote" => self.put("'"),
            "ldblquote" | "rdblquote" => self.put("\""),
            "bullet" => self.put("*"),
            "emspace" | "enspace" | "qmspace" => self.put(" "),
            "bin" => self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)),
            "ansicpg" => {
                let label = format!("windows-{}", number.unwrap_or(1252));
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" | "object" | "themedata" | "datastore"
            | "latentstyles" | "listtable" | "filetbl" | "revtbl" | "fldinst" | "bkmkstart" | "bkmkend" | "deleted" => {
                self.hide();
            }
            "shpinst" => {}
            "shprslt" => self.hide(),
            _ if starred => self.hide(),
            _ => {}
        }
    }

    fn hide(&mut self) {
        self.flush();
        self.group.hidden = true;
    }

    /// A character by its number in UTF-16; the bytes that stand for it are left out.
    fn by_number(&mut self, number: i64) {
        self.flush();
        let unit = u16::try_from(number.rem_euclid(1 << 16)).unwrap_or(0);
        let mut units = self.high.take().map_or_else(Vec::new, |high| vec![high]);
        units.push(unit);
        if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
        } else {
            let letters: String = char::decode_utf16(units).filter_map(Result::ok).collect();
            self.put(&letters);
        }
        self.to_skip = self.group.substitutes;
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if !self.group.hidden {
            self.waiting.push(byte);
        }
    }

    fn put(&mut self, text: &str) {
        self.flush();
        if !self.group.hidden {
            self.out.push_str(text);
        }
    }

    fn flush(&mut self) {
        if !self.waiting.is_empty() {
            let text = self.encoding.decode_without_bom_handling(&self.waiting).0;
            self.out.push_str(&text);
            self.waiting.clear();
        }
    }
}
