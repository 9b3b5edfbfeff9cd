//! Rows in, segments out: who wrote which part.

use std::sync::LazyLock;

use regex::Regex;

use super::body::{self, Row};
use super::{Segment, SegmentKind};

#[expect(clippy::expect_used, reason = "a constant pattern")]
static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(\*?from:\*? .*[@<\[(]|on .{6,200}wrote:$|-{3,} ?(original|forwarded) message|begin forwarded message)",
    )
    .expect("constant")
});

/// Splits the body.
pub(super) fn segments(rows: Vec<Row>) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut opened = false;
    for (index, row) in rows.into_iter().enumerate() {
        opened |= OPENS.is_match(row.text.trim());
        let quoted = opened || row.quote_depth > 0;
        let kind = if quoted { SegmentKind::Quoted } else { SegmentKind::Fresh };
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = body::line(row, number);
        match segments.last_mut() {
            Some(last) if last.kind == kind => last.lines.push(line),
            _ => segments.push(Segment {
                kind,
                author: None,
                depth: u32::from(quoted),
                ours: false,
                forwarded: false,
                lines: vec![line],
            }),
        }
    }
    segments
}
