//! A mail that Outlook saved (MS-OXMSG) in, the same as RFC 5322 and its files out. A mail attached to it comes out as one
//! more file.

use std::io::{Cursor, Read as _};

use cfb::CompoundFile;

use super::{
    File, Held, Limits, Unread, Wrapped,
    mapi::{self, Properties},
};
use crate::message::charset;

/// Reads the file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Wrapped, Unread> {
    let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    let mut storage = Storage { file, path: String::new(), head: 32, left: limits.unpacked };
    let mut files = Vec::new();
    let mail = mapi::mail(&mut storage, limits);
    storage.files(&mut files, limits, 0);
    if files.len() > limits.files {
        return Err(Unread::TooLarge);
    }
    Ok(Wrapped { held: Some(Held::Mail(mail)), files })
}

/// A mail or file within the compound file.
struct Storage<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    /// Where it stands: empty, or ending without a slash.
    path: String,
    /// So many bytes stand before the fixed properties.
    head: usize,
    left: usize,
}

impl Storage<'_> {
    fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let path = format!("{}/{name}", self.path);
        let stream = self.file.open_stream(path).ok()?;
        let mut bytes = Vec::new();
        let most = u64::try_from(self.left).unwrap_or(u64::MAX);
        stream.take(most).read_to_end(&mut bytes).ok()?;
        self.left = self.left.saturating_sub(bytes.len());
        Some(bytes)
    }

    /// The files of the mail, and the mails in it with theirs.
    fn files(&mut self, files: &mut Vec<File>, limits: &Limits, depth: usize) {
        let here = if self.path.is_empty() { "/" } else { self.path.as_str() }.to_owned();
        let Ok(entries) = self.file.read_storage(&here) else { return };
        let names: Vec<String> = entries.map(|entry| entry.name().to_owned()).collect();
        for name in names.iter().filter(|name| name.starts_with("__attach_version1.0_")).take(limits.files + 1) {
            let (path, head) = (self.path.clone(), self.head);
            self.path = format!("{path}/{name}");
            self.head = 8;
            let inner = format!("{}/__substg1.0_3701000D", self.path);
            let shown = self.text(mapi::LONG_NAME).or_else(|| self.text(mapi::SHORT_NAME)).unwrap_or_default();
            if self.file.is_storage(&inner) {
                self.path = inner;
                self.head = 24;
                let mail = mapi::mail(self, limits);
                let media_type = "message/rfc822".to_owned();
                files.push(File { name: format!("{shown}.eml"), media_type, bytes: mail.into_bytes() });
                if depth < 3 && files.len() <= limits.files {
                    self.files(files, limits, depth + 1);
                }
            } else {
                let media_type = self.text(mapi::MIME).unwrap_or_default().to_ascii_lowercase();
                let bytes = self.bytes(mapi::DATA).unwrap_or_default();
                files.push(File { name: shown, media_type, bytes });
            }
            self.path = path;
            self.head = head;
        }
    }
}

impl Properties for Storage<'_> {
    fn text(&mut self, id: u16) -> Option<String> {
        if let Some(wide) = self.stream(&format!("__substg1.0_{id:04X}001F")) {
            return Some(encoding_rs::UTF_16LE.decode(&wide).0.trim_end_matches('\0').to_owned());
        }
        let narrow = self.stream(&format!("__substg1.0_{id:04X}001E"))?;
        Some(charset::decode(&narrow, None).0.trim_end_matches('\0').to_owned())
    }

    fn bytes(&mut self, id: u16) -> Option<Vec<u8>> {
        self.stream(&format!("__substg1.0_{id:04X}0102"))
    }

    fn number(&mut self, id: u16) -> Option<u64> {
        let fixed = self.stream("__properties_version1.0")?;
        let mut entries = fixed.get(self.head..)?.chunks_exact(16);
        let own = entries.find(|entry| entry.get(2..4) == Some(id.to_le_bytes().as_slice()))?;
        // A number of four bytes leaves the rest undefined.
        let size = if own.first() == Some(&3) { 4 } else { 8 };
        let value = own.get(8..16)?;
        Some(value.iter().take(size).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }
}
