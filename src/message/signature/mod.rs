//! Segments in; the same out, with signatures, confidentiality notices and external-sender banners split off as segments
//! of their own. Split, never deleted.

mod closing;
mod notices;

use super::labels::{self, Change, Label};
use super::{Line, Segment, SegmentKind};

/// Splits off what is not the person's message. `marked` has an entry for every line of the body: whether HTML marks it
/// as a signature.
pub(super) fn split_off(segments: Vec<Segment>, marked: &[bool]) -> Vec<Segment> {
    segments.into_iter().flat_map(|segment| one(segment, marked)).collect()
}

fn one(segment: Segment, marked: &[bool]) -> Vec<Segment> {
    if segment.ours || !matches!(segment.kind, SegmentKind::Fresh | SegmentKind::Quoted) {
        return vec![segment];
    }
    let mut roles = notices::roles(&segment.lines);
    sign(&segment, marked, &mut roles);
    let labels: Vec<Label> = roles.into_iter().map(|role| role.map(|kind| Change::role(&segment, kind))).collect();
    labels::split(segment, &labels)
}

/// Finds the signature among the lines that have no role yet.
fn sign(segment: &Segment, marked: &[bool], roles: &mut [Option<SegmentKind>]) {
    let free: Vec<usize> = (0..roles.len()).filter(|at| roles.get(*at) == Some(&None)).collect();
    let lines: Vec<&Line> = free.iter().filter_map(|at| segment.lines.get(*at)).collect();
    let is_marked = |line: &&Line| {
        usize::try_from(line.number)
            .ok()
            .and_then(|number| marked.get(number.checked_sub(1)?))
            .copied()
            .unwrap_or(false)
    };
    let marks: Vec<bool> = lines.iter().map(is_marked).collect();
    for range in closing::find(&lines, segment.author.as_ref(), &marks) {
        for at in free.get(range).unwrap_or_default() {
            if let Some(role) = roles.get_mut(*at) {
                *role = Some(SegmentKind::Signature);
            }
        }
    }
}

#[cfg(test)]
mod tests;
