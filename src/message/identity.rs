//! Headers, text and attachments in, the identity of a message out: the same when a server rewrote Received lines,
//! boundaries, line ends or transfer encodings, another when anything that a person wrote differs.

use sha2::{Digest, Sha256};

use super::{Attachment, Headers, Segment};

/// SHA-256 in hex over Message-ID (without one: the subject), From, Date, the text with white space collapsed, and the attachments' sizes.
pub(super) fn of(headers: &Headers, segments: &[Segment], attachments: &[Attachment]) -> String {
    let mut digest = Sha256::new();
    let mut field = |value: &str| {
        digest.update(value.len().to_le_bytes());
        digest.update(value.as_bytes());
    };
    field(headers.message_id.as_deref().unwrap_or_default());
    field(headers.from.as_ref().map_or("", |from| from.address.as_str()));
    field(&headers.date.map(|date| date.as_second().to_string()).unwrap_or_default());
    if headers.message_id.is_none() {
        // Servers mark subjects, so it counts only where there is no better name for the message.
        field(&headers.subject);
    }
    let length = segments.iter().flat_map(|segment| &segment.lines).map(|line| line.text.len() + 1).sum();
    let mut text = String::with_capacity(length);
    for word in segments.iter().flat_map(|segment| &segment.lines).flat_map(|line| line.text.split_whitespace()) {
        text.push_str(word);
        text.push(' ');
    }
    field(&text);
    for attachment in attachments {
        // The size of text changes with its line ends, that of an enclosed mail with its encoding.
        match &attachment.text {
            Some(text) => field(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
            None if attachment.media_type.starts_with("message/") => field(&attachment.media_type),
            None => field(&attachment.size.to_string()),
        }
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
