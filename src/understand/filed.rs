//! An attachment in, its paragraphs out, each with the page, table or sheet on which it stands; and the names of cells.

use std::cell::OnceCell;

use super::{
    lines::paragraphs,
    page::{Para, Voice, Zone, within},
};
use crate::message::Attachment;

/// The text of a file, each paragraph with the page, table or sheet on which it stands; and whether that is all of it.
pub(super) fn zone(file: &Attachment, left: &mut usize) -> (Zone, bool) {
    let mut all = true;
    let mut paras = Vec::new();
    for block in &file.blocks {
        let (lines, whole) = within(&block.lines, left);
        all &= whole;
        let part = match block.place.as_str() {
            "" => format!("attachment {}", file.name),
            place => format!("attachment {}, {place}", file.name),
        };
        let from = paras.len();
        paras.extend(paragraphs(lines, &part, false));
        paras.iter_mut().skip(from).for_each(|para| para.column = block.column);
    }
    let zone =
        Zone { voice: Voice::File, author: None, forwarded: false, to_us: false, paras, people: OnceCell::new() };
    (zone, all)
}

/// The letters of the column in which these bytes of the text stand: `B`.
pub(super) fn cell(para: &Para, start: usize) -> Option<String> {
    let empty = para.cells.iter().take_while(|cell| cell.is_empty()).count();
    let mut end = 0;
    let at = para.cells.iter().skip(empty).position(|cell| {
        end += cell.len() + 1;
        start < end
    })?;
    let mut number = para.column.checked_add(u32::try_from(at + empty).ok()?).filter(|_| para.column > 0)?;
    let mut letters = String::new();
    while let Some(rest) = number.checked_sub(1) {
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).ok()?));
        number = rest / 26;
    }
    Some(letters)
}
