//! The bytes of a register file in, its text out.

use std::borrow::Cow;

use super::RegisterError;

/// How the text of a file was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark: Excel's "Unicode text".
    Utf16,
    /// What Excel writes as plain CSV on a British machine.
    Windows1252,
}

/// The text without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), RegisterError> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => {
            return Err(RegisterError::Packed(
                "ZIP archive or a workbook",
                "unpack it, or save the sheet as CSV UTF-8",
            ));
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(RegisterError::Packed("workbook", "save the sheet as CSV UTF-8")),
        _ => {}
    }
    let (text, encoding) = match bytes {
        [0xff, 0xfe, rest @ ..] => (encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0, Encoding::Utf16),
        [0xfe, 0xff, rest @ ..] => (encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0, Encoding::Utf16),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
                Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252),
            }
        }
    };
    if text.contains('\0') {
        return Err(RegisterError::NotText);
    }
    if text.trim().is_empty() {
        return Err(RegisterError::Empty);
    }
    Ok((text, encoding))
}
