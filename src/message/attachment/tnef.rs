//! winmail.dat (MS-OXTNEF) in, the text of the mail and its files out.

use std::collections::HashMap;

use super::{
    File, Held, Limits, Unread, Wrapped,
    mapi::{self, Properties},
};
use crate::message::{charset, html};

const BODY: u32 = 0x800c;
const PROPERTIES: u32 = 0x9003;
const FILE_BEGINS: u32 = 0x9002;
const FILE_NAME: u32 = 0x8010;
const FILE_DATA: u32 = 0x800f;
const FILE_PROPERTIES: u32 = 0x9005;

/// Properties that are kept of one object.
const MOST_PROPERTIES: u32 = 2000;

/// Reads the file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Wrapped, Unread> {
    let mut cursor = Cursor(bytes.get(6..).ok_or(Unread::Broken)?);
    let mut mail = Values::default();
    let mut files: Vec<File> = Vec::new();
    while let Some(attribute) = cursor.attribute() {
        let (id, data) = attribute?;
        match id {
            BODY => {
                mail.0.entry(mapi::BODY).or_insert_with(|| Value::Text(charset::decode(trimmed(data), None).0));
            }
            PROPERTIES => mail.take(data),
            FILE_BEGINS => {
                if files.len() >= limits.files {
                    return Err(Unread::TooLarge);
                }
                files.push(File { name: String::new(), media_type: String::new(), bytes: Vec::new() });
            }
            FILE_NAME | FILE_DATA | FILE_PROPERTIES => {
                if let Some(file) = files.last_mut() {
                    describe(file, id, data);
                }
            }
            _ => {}
        }
    }
    let held = mapi::body(&mut mail, limits)
        .map(|(text, is_html)| Held::Text(vec![super::page::block("", &lines(&text, is_html, limits))]));
    if held.is_none() && files.is_empty() {
        return Err(Unread::Broken);
    }
    Ok(Wrapped { held, files })
}

/// What an attribute says of a file.
fn describe(file: &mut File, id: u32, data: &[u8]) {
    match id {
        FILE_NAME if file.name.is_empty() => file.name = charset::decode(trimmed(data), None).0,
        FILE_DATA => file.bytes = data.to_vec(),
        FILE_PROPERTIES => {
            let mut values = Values::default();
            values.take(data);
            if let Some(name) = values.text(mapi::LONG_NAME) {
                file.name = name;
            }
            if let Some(kind) = values.text(mapi::MIME) {
                file.media_type = kind.to_ascii_lowercase();
            }
            if file.bytes.is_empty() {
                file.bytes = values.bytes(mapi::DATA).unwrap_or_default();
            }
        }
        _ => {}
    }
}

/// The text as lines.
fn lines(text: &str, is_html: bool, limits: &Limits) -> String {
    if !is_html {
        return text.to_owned();
    }
    let rows = html::rows(text, limits.depth);
    rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn trimmed(data: &[u8]) -> &[u8] {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    data.get(..end).unwrap_or(data)
}

/// Bytes from the front.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// The next attribute: its number and data. None at the end.
    fn attribute(&mut self) -> Option<Result<(u32, &'a [u8]), Unread>> {
        self.take(1)?;
        let mut read = || {
            let id = self.u32()? & 0xffff;
            let length = self.length()?;
            let data = self.take(length)?;
            self.take(2)?;
            Some((id, data))
        };
        Some(read().ok_or(Unread::Broken))
    }
}

enum Value {
    Text(String),
    Bytes(Vec<u8>),
    Number(u64),
}

#[derive(Default)]
struct Values(HashMap<u16, Value>);

impl Values {
    /// Takes a list of properties in as far as it is in order.
    fn take(&mut self, data: &[u8]) {
        let mut cursor = Cursor(data);
        let count = cursor.u32().unwrap_or(0);
        for _ in 0..count.min(MOST_PROPERTIES) {
            let Some((id, value)) = property(&mut cursor) else { return };
            if let Some(value) = value {
                self.0.insert(id, value);
            }
        }
    }
}

/// The next property; its value is none where it is of a kind nobody needs.
fn property(cursor: &mut Cursor<'_>) -> Option<(u16, Option<Value>)> {
    let (kind, id) = (cursor.u16()?, cursor.u16()?);
    if id >= 0x8000 {
        named(cursor)?;
    }
    let (kind, many) = (kind & 0x0fff, kind & 0x1000 != 0);
    let variable = matches!(kind, 0x1e | 0x1f | 0x102 | 0x0d);
    let count = if many || variable { cursor.u32()? } else { 1 };
    let mut first = None;
    for _ in 0..count.min(MOST_PROPERTIES) {
        let value = if variable {
            let length = cursor.length()?;
            let data = cursor.take(length)?;
            cursor.take(length.next_multiple_of(4) - length)?;
            match kind {
                0x1e => Value::Text(charset::decode(trimmed(data), None).0),
                0x1f => Value::Text(encoding_rs::UTF_16LE.decode(data).0.trim_end_matches('\0').to_owned()),
                // An object begins with the number of its interface.
                0x0d => Value::Bytes(data.get(16..).unwrap_or_default().to_vec()),
                _ => Value::Bytes(data.to_vec()),
            }
        } else {
            Value::Number(number(cursor.take(size(kind)?)?))
        };
        first.get_or_insert(value);
    }
    Some((id, first))
}

/// The name of a property, which is passed over.
fn named(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.take(16)?;
    if cursor.u32()? == 0 {
        cursor.take(4)?;
    } else {
        let length = cursor.length()?;
        cursor.take(length.checked_next_multiple_of(4)?)?;
    }
    Some(())
}

/// The bytes of a value of fixed size.
fn size(kind: u16) -> Option<usize> {
    Some(match kind {
        0x02 | 0x03 | 0x04 | 0x0a | 0x0b => 4,
        0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
        0x48 => 16,
        _ => return None,
    })
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

impl Properties for Values {
    fn text(&mut self, id: u16) -> Option<String> {
        match self.0.get(&id)? {
            Value::Text(text) => Some(text.clone()),
            Value::Bytes(_) | Value::Number(_) => None,
        }
    }

    fn bytes(&mut self, id: u16) -> Option<Vec<u8>> {
        match self.0.get(&id)? {
            Value::Bytes(bytes) => Some(bytes.clone()),
            Value::Text(_) | Value::Number(_) => None,
        }
    }

    fn number(&mut self, id: u16) -> Option<u64> {
        match self.0.get(&id)? {
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Bytes(_) => None,
        }
    }
}
