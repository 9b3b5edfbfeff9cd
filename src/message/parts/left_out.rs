//! A part that was not fetched, the mail being too large, in; a file that says so out.

use mail_parser::{Encoding, MessagePart};

use super::file_name;
use crate::message::{Attachment, attachment::Unread, headers};

/// The header that stands in its place, with its length as it is encoded; `mailbox/imap/outline` writes it.
const LEFT_OUT: &str = "X-CSO-Not-Fetched";

/// The file that stands for the part, if it was left out.
pub(super) fn read(part: &MessagePart<'_>, media_type: &str) -> Option<Attachment> {
    let says = part.headers.iter().find(|h| h.name.as_str().eq_ignore_ascii_case(LEFT_OUT))?;
    let octets: usize = says.value.as_text()?.trim().parse().ok()?;
    // Base64 makes lines of 76 characters and a line end out of 57 bytes (RFC 2045 section 6.8).
    let size = if part.encoding == Encoding::Base64 { octets / 78 * 57 } else { octets };
    let unread = Some(Unread::NotFetched(u32::try_from(size.div_ceil(1 << 10)).unwrap_or(u32::MAX)));
    let name = headers::one_line(&file_name(part));
    Some(Attachment { name, media_type: media_type.to_owned(), size, unread, ..Attachment::default() })
}
