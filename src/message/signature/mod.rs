//! Segments in; the same out, with signatures, confidentiality notices and external-sender banners split off as segments
//! of their own. Split, never deleted.

mod closing;
mod notices;

use super::body::{Marks, marks_of};
use super::labels::{self, Change, Label};
use super::{Line, Segment, SegmentKind};

/// A thread of more pieces than this is no correspondence: in the rest nobody's signature is looked for.
const MOST_PIECES: usize = 2_000;

/// Splits off what is not the person's message. `marks` has an entry for every line of the body.
pub(super) fn split_off(segments: Vec<Segment>, marks: &[Marks]) -> Vec<Segment> {
    let mut names = closing::Names::default();
    let mut split = Vec::with_capacity(segments.len());
    for (at, segment) in segments.into_iter().enumerate() {
        if at < MOST_PIECES {
            split.extend(one(segment, marks, &mut names));
        } else {
            split.push(segment);
        }
    }
    split
}

fn one(segment: Segment, marks: &[Marks], names: &mut closing::Names) -> Vec<Segment> {
    if segment.ours || !matches!(segment.kind, SegmentKind::Fresh | SegmentKind::Quoted) {
        return vec![segment];
    }
    let mut roles = notices::roles(&segment.lines);
    sign(&segment, marks, names.of(segment.author.as_ref()), &mut roles);
    if roles.iter().all(Option::is_none) {
        return vec![segment];
    }
    let labels: Vec<Label> = roles.into_iter().map(|role| role.map(|kind| Change::role(&segment, kind))).collect();
    labels::split(segment, &labels)
}

/// Finds the signature among the lines that have no role yet.
fn sign(segment: &Segment, marks: &[Marks], names: &[String], roles: &mut [Option<SegmentKind>]) {
    let free: Vec<usize> = (0..roles.len()).filter(|at| roles.get(*at) == Some(&None)).collect();
    let lines: Vec<&Line> = free.iter().filter_map(|at| segment.lines.get(*at)).collect();
    let marked: Vec<bool> = lines.iter().map(|line| marks_of(line, marks).has(Marks::SIGNATURE)).collect();
    for range in closing::find(&lines, names, &marked) {
        for at in free.get(range).unwrap_or_default() {
            if let Some(role) = roles.get_mut(*at) {
                *role = Some(SegmentKind::Signature);
            }
        }
    }
}

#[cfg(test)]
mod tests;
