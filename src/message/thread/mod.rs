//! Rows in, segments out: who wrote which part. Every row stands in exactly one segment, in order.

mod attribution;
mod author;
mod block;
mod notes;
mod voices;

use self::voices::{Opening, Voice};
use super::body::{self, Row};
use super::{Author, Segment, SegmentKind};

/// More openings than this are not told apart.
const MOST_OPENINGS: usize = 1_000;

/// Splits the body. The subject says whether the mail is a forward or an answer.
pub(super) fn segments(mut rows: Vec<Row>, subject: &str, sender: Option<&Author>) -> Vec<Segment> {
    let openings = openings(&rows, subject);
    take_in_leftovers(&mut rows, &openings);
    let voices = voices::voices(&rows, &openings);
    let mut segments: Vec<Segment> = Vec::new();
    let mut last: Option<Voice> = None;
    for (index, (row, voice)) in rows.into_iter().zip(voices).enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let joins = last == Some(voice) || row.is_blank();
        let line = body::line(row, number);
        match segments.last_mut() {
            Some(segment) if joins => segment.lines.push(line),
            _ => {
                segments.push(segment(voice, &openings, sender, line));
                last = Some(voice);
            }
        }
    }
    segments
}

/// A segment of this voice that begins with this line.
fn segment(voice: Voice, openings: &[Opening], sender: Option<&Author>, line: super::Line) -> Segment {
    let kind = match (voice.is_header, voice.depth) {
        (true, _) => SegmentKind::Header,
        (false, 0) => SegmentKind::Fresh,
        (false, _) => SegmentKind::Quoted,
    };
    let named = voice.opening.and_then(|at| openings.get(at)).and_then(|opening| opening.author.as_ref());
    let author = if voice.depth == 0 { sender } else { named }.cloned();
    Segment { kind, author, depth: voice.depth, ours: false, forwarded: voice.forwarded, lines: vec![line] }
}

/// Every attribution line and header block.
fn openings(rows: &[Row], subject: &str) -> Vec<Opening> {
    let subject = subject.trim_start().to_ascii_lowercase();
    let is_forward = subject.starts_with("fw:") || subject.starts_with("fwd:") || subject.starts_with("fw ");
    let mut openings: Vec<Opening> = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        if row.is_blank() || openings.len() >= MOST_OPENINGS {
            at += 1;
            continue;
        }
        let here = rows.get(at..).unwrap_or_default();
        let found = block::read(here)
            .map(|block| (block.author, block.rows, block.forwards || (is_forward && openings.is_empty())))
            .or_else(|| attribution::read(here).map(|line| (line.author, line.rows, is_forward && openings.is_empty())))
            .or_else(|| notes::read(here).map(|(author, rows)| (author, rows, is_forward && openings.is_empty())));
        let Some((author, count, forwarded)) = found else {
            at += 1;
            continue;
        };
        let after = rows.get(at + count..).unwrap_or_default();
        let marked = after.iter().find(|row| !row.is_blank()).is_some_and(|next| next.quote_depth > row.quote_depth);
        // Apple Mail puts the attribution inside the blockquote that it opens.
        let before = rows.iter().take(at).rev().find(|row| !row.is_blank()).map_or(0, |before| before.quote_depth);
        let is_inside = !marked && row.quote_depth > before;
        openings.push(Opening {
            rows: at..at + count,
            quote_depth: row.quote_depth - u32::from(is_inside),
            boxed: row.boxed,
            marked: marked || is_inside,
            author,
            forwarded,
        });
        at += count;
    }
    openings
}

/// A quoted line that a program wrapped leaves its end without a quote mark on the next row: it is quoted too.
fn take_in_leftovers(rows: &mut [Row], openings: &[Opening]) {
    for at in 1..rows.len().saturating_sub(1) {
        let Some([before, row, after]) = rows.get(at - 1..at + 2) else { continue };
        let is_leftover = before.quote_depth > row.quote_depth
            && after.quote_depth == before.quote_depth
            && before.text.chars().count() >= 60
            && (1..=45).contains(&row.text.trim().chars().count())
            && row.text.trim_start().starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
            && !before.text.trim_end().ends_with(['.', '?', '!', ':'])
            && !openings.iter().any(|opening| opening.rows.contains(&at));
        let depth = before.quote_depth;
        if is_leftover && let Some(row) = rows.get_mut(at) {
            row.quote_depth = depth;
        }
    }
}

#[cfg(test)]
mod tests;
