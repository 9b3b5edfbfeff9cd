//! A file in, what it is out. The first bytes decide; the name only where text can be many things.

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Word from 1997 to 2003.
    Doc,
    /// Word since 2007.
    Docx,
    /// Excel since 2007.
    Sheet,
    /// OpenDocument text.
    Odt,
    /// Rich text.
    Rtf,
    /// PDF.
    Pdf,
    /// A vCard.
    Card,
    /// Plain text, or values with commas between them.
    Text,
    /// HTML.
    Html,
    /// A mail that Outlook saved.
    Outlook,
    /// winmail.dat.
    Tnef,
    /// A mail.
    Mail,
    /// An image.
    Picture,
    /// A document that only its password opens.
    Locked,
    /// Anything else.
    Unknown,
}

/// What a file is.
#[must_use]
pub fn kind(name: &str, media_type: &str, bytes: &[u8]) -> Kind {
    let name = name.to_ascii_lowercase();
    let starts = |sign: &[u8]| bytes.starts_with(sign);
    if starts(b"PK\x03\x04") {
        return zipped(bytes);
    }
    if starts(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return compound(bytes);
    }
    if starts(&[0x78, 0x9f, 0x3e, 0x22]) {
        return Kind::Tnef;
    }
    if starts(b"{\\rtf") {
        return Kind::Rtf;
    }
    if bytes.get(..1024).unwrap_or(bytes).windows(5).any(|five| five == b"%PDF-") {
        return Kind::Pdf;
    }
    if is_picture(bytes) || media_type.starts_with("image/") {
        return Kind::Picture;
    }
    let is_text = !bytes.get(..4096).unwrap_or(bytes).contains(&0);
    let head = bytes.trim_ascii_start();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.get(..11).is_some_and(|head| head.eq_ignore_ascii_case(b"BEGIN:VCARD")) {
        return Kind::Card;
    }
    if is_text && (name.ends_with(".eml") || media_type == "message/rfc822") {
        return Kind::Mail;
    }
    if is_text && (media_type == "text/html" || [".htm", ".html"].iter().any(|ending| name.ends_with(ending))) {
        return Kind::Html;
    }
    let named = [".txt", ".csv", ".text", ".asc", ".md"].iter().any(|ending| name.ends_with(ending));
    if is_text && (named || media_type.starts_with("text/")) { Kind::Text } else { Kind::Unknown }
}

/// Names of entries are looked for so far from the start and from the end, in bytes.
const HEAD: usize = 8 << 10;
const TAIL: usize = 256 << 10;

/// Whether a name stands near the start or the end, where directories are.
fn names(bytes: &[u8], name: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or(bytes);
    head.windows(name.len()).chain(tail.windows(name.len())).any(|window| window == name)
}

/// Which of the formats in a ZIP archive it is, by the names of its entries.
fn zipped(bytes: &[u8]) -> Kind {
    let has = |name: &[u8]| names(bytes, name);
    if has(b"word/document.xml") {
        Kind::Docx
    } else if has(b"xl/workbook.xml") {
        Kind::Sheet
    } else if has(b"application/vnd.oasis.opendocument.text") || has(b"content.xml") && has(b"META-INF/manifest.xml") {
        Kind::Odt
    } else {
        Kind::Unknown
    }
}

/// Which of the formats in a compound file it is, by the names of its streams, which are UTF-16.
fn compound(bytes: &[u8]) -> Kind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        Kind::Locked
    } else if has("__properties_version1.0") {
        Kind::Outlook
    } else if has("WordDocument") {
        Kind::Doc
    } else {
        Kind::Unknown
    }
}

fn is_picture(bytes: &[u8]) -> bool {
    let signs: [&[u8]; 7] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\xd7\xcd\xc6\x9a"];
    signs.iter().any(|sign| bytes.starts_with(sign))
}

/// Pictures of a signature and signatures of machines, which nobody means when they write `attached`.
pub(in crate::message) fn is_ignored(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let numbered = stem.strip_prefix("image").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let seal = ["pkcs7-signature", "pgp-signature", "text/calendar"].iter().any(|end| media_type.ends_with(end));
    seal || (kind(&name, media_type, bytes) == Kind::Picture && numbered && bytes.len() <= 64 << 10)
}
