//! A mail that came along as a file in, its segments at the end of the message out: read by the same reader, as a mail
//! that was passed on. Its own files join the message's.

use super::{Limits, Line, Message, Segment, SegmentKind, read_at};

/// Mails nested deeper than this are not read.
const DEEPEST: u32 = 3;

/// Reads the mail and appends it. What is no mail is left out: the attachment says so.
pub(super) fn append(message: &mut Message, bytes: &[u8], limits: &Limits, depth: u32) {
    if depth >= DEEPEST {
        return;
    }
    let Ok(inner) = read_at(bytes, limits, depth + 1) else { return };
    let mut number =
        message.segments.iter().flat_map(|segment| &segment.lines).map(|line| line.number).max().unwrap_or(0);
    let from = inner.headers.from.as_ref();
    let author = from.map(|from| super::Author { name: from.name.clone(), address: Some(from.address.clone()) });
    let ours = from.is_some_and(|from| limits.own_addresses.iter().any(|own| *own == from.address.as_str()));
    let mut push = |mut segment: Segment| {
        for line in &mut segment.lines {
            number += 1;
            line.number = number;
        }
        message.segments.push(segment);
    };
    let lines = head(&inner);
    push(Segment { kind: SegmentKind::Header, author: author.clone(), depth: 1, ours, forwarded: true, lines });
    for segment in inner.segments {
        let kind = if segment.kind == SegmentKind::Fresh { SegmentKind::Quoted } else { segment.kind };
        let own = segment.depth == 0;
        push(Segment {
            kind,
            author: if own { author.clone() } else { segment.author },
            depth: segment.depth + 1,
            ours: segment.ours || own && ours,
            forwarded: true,
            lines: segment.lines,
        });
    }
    message.attachments.extend(inner.attachments);
    for fault in inner.faults {
        if !message.faults.contains(&fault) {
            message.faults.push(fault);
        }
    }
}

/// The block of headers that a mail program would put over it.
fn head(inner: &Message) -> Vec<Line> {
    let shown = [("From", "from"), ("Sent", "date"), ("To", "to"), ("Subject", "subject")];
    let lines = shown.into_iter().filter_map(|(label, name)| {
        inner.headers.get(name).map(|value| Line { text: format!("{label}: {value}"), ..Line::default() })
    });
    lines.collect()
}
