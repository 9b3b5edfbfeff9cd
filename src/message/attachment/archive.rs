//! A ZIP archive in, its entries out, each no larger than the limits allow.

use std::io::{Cursor, Read as _};

use zip::{ZipArchive, result::ZipError};

use super::{Limits, Unread};

/// An archive whose directory has been looked at.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// So many bytes may still be unpacked.
    left: usize,
    ratio: usize,
}

impl<'a> Archive<'a> {
    /// Opens an archive; one with too many entries is not.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unread> {
        // The directory's own count comes before the directory is read.
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
        if zip.len() > limits.entries {
            return Err(Unread::TooLarge);
        }
        Ok(Self { zip, left: limits.unpacked, ratio: limits.ratio })
    }

    /// The names of all entries, in the order of the directory.
    pub(super) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect()
    }

    /// The text of an entry; none if it is not there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Unread> {
        let mut entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(_)) => return Err(Unread::Encrypted),
            Err(_) => return Err(Unread::Broken),
        };
        if entry.encrypted() {
            return Err(Unread::Encrypted);
        }
        let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
        let most = self.left.min(packed.saturating_mul(self.ratio).max(1 << 20));
        // What the directory says of the size may be a lie: count what comes out.
        let mut bytes = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        entry.by_ref().take(limit).read_to_end(&mut bytes).map_err(|_| Unread::Broken)?;
        if bytes.len() > most {
            return Err(Unread::TooLarge);
        }
        self.left -= bytes.len();
        Ok(Some(decoded(bytes)))
    }
}

/// XML is UTF-8, or UTF-16 with a mark.
fn decoded(bytes: Vec<u8>) -> String {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
        None => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}
