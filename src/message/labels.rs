//! Segments and a label for each of their lines in, segments split by label out. Nothing is lost and the order stays.

use super::{Author, Line, Segment, SegmentKind};

/// What a line turned out to be; `None` leaves it as its segment was.
pub(super) type Label = Option<Change>;

/// How a line differs from its segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub kind: SegmentKind,
    pub author: Option<Author>,
    pub depth: u32,
    pub ours: bool,
}

impl Change {
    /// The same words in another role.
    pub(super) fn role(segment: &Segment, kind: SegmentKind) -> Self {
        Self { kind, author: segment.author.clone(), depth: segment.depth, ours: segment.ours }
    }
}

/// Splits a segment where the label of its lines changes. Blank lines go with what stands before them.
pub(super) fn split(segment: Segment, labels: &[Label]) -> Vec<Segment> {
    if labels.iter().all(Option::is_none) {
        return vec![segment];
    }
    let Segment { kind, author, depth, ours, forwarded, lines } = segment;
    let plain = Change { kind, author, depth, ours };
    let mut parts: Vec<Segment> = Vec::new();
    let mut last: Option<&Change> = None;
    for (index, line) in lines.into_iter().enumerate() {
        let change = labels.get(index).and_then(Option::as_ref).unwrap_or(&plain);
        match parts.last_mut() {
            Some(part) if last == Some(change) || line.text.trim().is_empty() => part.lines.push(line),
            _ => {
                parts.push(begun(change, forwarded, line));
                last = Some(change);
            }
        }
    }
    parts
}

fn begun(change: &Change, forwarded: bool, line: Line) -> Segment {
    let Change { kind, author, depth, ours } = change.clone();
    // What the sender typed into something forwarded was not forwarded itself.
    let forwarded = forwarded && depth > 0;
    Segment { kind, author, depth, ours, forwarded, lines: vec![line] }
}
