//! Rows and openings in, a voice for each row out: how deep it is quoted, and whose words it holds.

use std::ops::Range;

use super::super::Author;
use super::super::body::Row;

/// The rows that open a quotation.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    /// Where it stands.
    pub rows: Range<usize>,
    /// Quote marks before it.
    pub quote_depth: u32,
    /// Boxes round it.
    pub boxed: u32,
    /// Whether the quotation has more quote marks than the opening itself.
    pub marked: bool,
    /// Whom it names.
    pub author: Option<Author>,
    /// Whether it was forwarded.
    pub forwarded: bool,
}

/// Whose words a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Voice {
    /// 0 for the sender of the mail.
    pub depth: u32,
    /// The opening that names the author, by its number.
    pub opening: Option<usize>,
    /// Whether the row belongs to an opening itself.
    pub is_header: bool,
    /// Whether it stands inside something forwarded.
    pub forwarded: bool,
}

/// The voice of every row. Openings are in order.
pub(super) fn voices(rows: &[Row], openings: &[Opening]) -> Vec<Voice> {
    let mut voices = Vec::with_capacity(rows.len());
    let mut active: Vec<usize> = Vec::new();
    let mut next = 0;
    for (index, row) in rows.iter().enumerate() {
        if openings.get(next).is_some_and(|opening| opening.rows.end <= index) {
            next += 1;
        }
        if let Some(opening) = openings.get(next).filter(|opening| opening.rows.contains(&index)) {
            if opening.rows.start == index {
                active.retain(|at| openings.get(*at).is_some_and(|older| outlives(older, opening)));
                active.push(next);
            }
            voices.push(Voice { is_header: true, ..voice(row.quote_depth, &active, openings, Side::Opening) });
            continue;
        }
        if !row.is_blank() {
            active.retain(|at| openings.get(*at).is_some_and(|opening| covers_still(opening, row)));
        }
        voices.push(voice(row.quote_depth, &active, openings, Side::Inside));
    }
    voices
}

/// Whether an opening still counts once another has come.
fn outlives(older: &Opening, newer: &Opening) -> bool {
    newer.boxed >= older.boxed
        && if older.marked { newer.quote_depth > older.quote_depth } else { newer.quote_depth >= older.quote_depth }
}

/// Whether an opening can still have words after a row that stands outside of it.
fn covers_still(opening: &Opening, row: &Row) -> bool {
    // Quote marks come and go round answers between the lines; a quotation without marks ends where its surroundings do.
    row.quote_depth >= opening.quote_depth && (opening.marked || row.boxed >= opening.boxed)
}

/// Whether a row is part of the newest opening or of the quotation after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opening,
    Inside,
}

/// The voice at this quote depth under the openings that count.
fn voice(quote_depth: u32, active: &[usize], openings: &[Opening], side: Side) -> Voice {
    let mut depth = 0;
    let mut explained = 0;
    let mut named = None;
    let mut forwarded = false;
    for (order, at) in active.iter().enumerate() {
        let Some(opening) = openings.get(*at) else { continue };
        let is_newest = order + 1 == active.len();
        let marks = opening.quote_depth + u32::from(opening.marked);
        if quote_depth < marks && !(side == Side::Opening && is_newest) {
            continue;
        }
        depth += 1 + opening.quote_depth.saturating_sub(explained);
        explained = marks;
        named = Some(*at);
        forwarded |= opening.forwarded;
    }
    let unexplained = quote_depth.saturating_sub(explained);
    if unexplained > 0 && side == Side::Inside {
        depth += unexplained;
        named = None;
    }
    Voice { depth, opening: named, is_header: false, forwarded }
}
