//! What the headers of a part say of it: its media type, its name, how it is meant to be shown.

use mail_parser::{HeaderName, HeaderValue, MessagePart, PartType};

use crate::message::{charset, headers};

/// The media type in lower case.
pub(super) fn media_type(part: &MessagePart<'_>) -> String {
    let declared = part.headers.iter().find(|h| h.name == HeaderName::ContentType).map(|h| &h.value);
    match declared.and_then(HeaderValue::as_content_type) {
        Some(kind) => format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase(),
        None => match &part.body {
            PartType::Message(_) => "message/rfc822".to_owned(),
            PartType::Multipart(_) => "multipart/mixed".to_owned(),
            PartType::Html(_) => "text/html".to_owned(),
            PartType::Text(_) => "text/plain".to_owned(),
            PartType::Binary(_) | PartType::InlineBinary(_) => "application/octet-stream".to_owned(),
        },
    }
}

/// A parameter of Content-Type.
pub(super) fn parameter<'p>(part: &'p MessagePart<'_>, name: &str) -> Option<&'p str> {
    of_header(part, &HeaderName::ContentType, name)
}

pub(super) fn of_header<'p>(part: &'p MessagePart<'_>, header: &HeaderName<'_>, name: &str) -> Option<&'p str> {
    part.headers.iter().find(|h| h.name == *header)?.value.as_content_type()?.attribute(name)
}

/// The name that the part was given.
pub(super) fn file_name(part: &MessagePart<'_>) -> String {
    let name = of_header(part, &HeaderName::ContentDisposition, "filename").or_else(|| parameter(part, "name"));
    let name = name.unwrap_or_default();
    let name = if name.contains("=?") { headers::decoded(name.as_bytes()) } else { charset::mended(name) };
    name.chars().take(255).collect()
}

pub(super) fn is_marked_attachment(part: &MessagePart<'_>) -> bool {
    disposition(part).is_some_and(|how| how.eq_ignore_ascii_case("attachment"))
}

/// Whether the body shows the part: it has a Content-ID or stands inline.
pub(super) fn is_shown(part: &MessagePart<'_>) -> bool {
    part.headers.iter().any(|h| h.name == HeaderName::ContentId)
        || disposition(part).is_some_and(|how| how.eq_ignore_ascii_case("inline"))
}

pub(super) fn disposition<'p>(part: &'p MessagePart<'_>) -> Option<&'p str> {
    let header = part.headers.iter().find(|h| h.name == HeaderName::ContentDisposition)?;
    Some(header.value.as_content_type()?.ctype())
}
