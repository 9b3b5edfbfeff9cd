//! Lines in, paragraphs out: empty lines part them, hard wraps are undone, tabs and columns become cells.

use std::rc::Rc;

use super::{
    fold::{floor, fold},
    page::{Held, LONGEST, MOST, Para, Start, characters},
    table,
};
use crate::message::Line;

/// Lines to paragraphs: empty lines part them, hard wraps are undone.
pub(super) fn paragraphs(lines: &[Line], part: &str, signed: bool) -> Vec<Para> {
    let part: Rc<str> = Rc::from(part);
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let mut paras: Vec<Para> = Vec::new();
    let mut gap = true;
    let mut previous = "";
    for line in lines {
        let text = line.text.get(..floor(&line.text, MOST)).unwrap_or(&line.text).trim();
        if text.is_empty() || is_tail(text) {
            gap = true;
            continue;
        }
        let blanks = line.text.chars().take_while(|c| c.is_whitespace()).count();
        let start = Start { at: 0, line: line.number, before: u32::try_from(blanks).unwrap_or(u32::MAX) };
        match paras.last_mut() {
            // An address broken before its `@`.
            Some(last) if !gap && text.starts_with('@') && last.text.ends_with(char::is_alphanumeric) => {
                last.starts.push(Start { at: last.text.len(), ..start });
                last.text.push_str(&clean(text));
            }
            Some(last) if !gap && width <= 84 && line.cells.is_empty() && wraps(previous, text) => {
                last.text.push(' ');
                last.starts.push(Start { at: last.text.len(), ..start });
                last.text.push_str(&clean(text));
            }
            _ => paras.push(Para {
                text: clean(text),
                folded: String::new(),
                cells: cells(line),
                heads: Vec::new(),
                signed,
                column: 0,
                part: Rc::clone(&part),
                starts: vec![start],
                held: Held::default(),
            }),
        }
        gap = false;
        previous = text;
    }
    let mut paras: Vec<Para> = paras.into_iter().flat_map(pieces).collect();
    for para in &mut paras {
        para.folded = fold(&para.text);
    }
    table::plain(paras)
}

/// A paragraph of no more than [`LONGEST`] bytes as it is, a longer one in pieces that end where a sentence or at least a word does.
fn pieces(mut para: Para) -> Vec<Para> {
    let mut out = Vec::new();
    let mut whole = 0;
    while para.text.len() > LONGEST && whole < MOST {
        let end = floor(&para.text, LONGEST);
        let head = para.text.get(..end).unwrap_or("");
        let cut =
            head.rfind(". ").filter(|at| *at > LONGEST / 2).or_else(|| head.rfind(' ').filter(|at| *at > LONGEST / 2));
        let cut = cut.map_or(end, |at| at + 1);
        let rest = para.text.split_off(cut);
        let broken = para.line_at(cut);
        let before = para.text.get(broken.at..).map_or(0, characters).saturating_add(broken.before);
        let first = Start { at: 0, before, ..broken };
        let later = para.starts.iter().filter(|start| start.at > cut);
        let later = later.map(|start| Start { at: start.at - cut, ..*start });
        let next = Para {
            text: rest,
            folded: String::new(),
            cells: Vec::new(),
            heads: Vec::new(),
            signed: para.signed,
            column: para.column,
            part: Rc::clone(&para.part),
            starts: std::iter::once(first).chain(later).collect(),
            held: Held::default(),
        };
        whole += cut;
        out.push(std::mem::replace(&mut para, next));
    }
    if whole < MOST {
        out.push(para);
    }
    out
}

fn cells(line: &Line) -> Vec<String> {
    if !line.cells.is_empty() {
        return line.cells.iter().map(|cell| clean(cell.trim())).collect();
    }
    if line.text.trim().contains('\t') {
        let parts = line.text.trim().split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        return parts.map(clean).collect();
    }
    Vec::new()
}

/// Lines that a telephone writes by itself.
fn is_tail(text: &str) -> bool {
    let folded = fold(text);
    folded.len() < 80
        && [
            "sent from my ",
            "get outlook for",
            "sent from outlook",
            "sent from samsung",
            "sent from mail for",
            "sent from yahoo",
            "sent using ",
            "sent via ",
            "sent with ",
        ]
        .iter()
        .any(|start| folded.starts_with(start))
}

/// Tabs and odd spaces become spaces, invisible characters go.
pub(super) fn clean(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return text.to_owned();
    }
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

/// Whether a line goes on in the next one.
fn wraps(previous: &str, next: &str) -> bool {
    let first = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    let full = previous.chars().count() + 1 + first > 64;
    let goes_on = next.starts_with(char::is_lowercase) || !previous.ends_with(['.', '!', '?', ':']);
    let words = previous.split_whitespace().count();
    let labelled = |line: &str| {
        line.contains('\t') || line.split_once(':').is_some_and(|(label, _)| label.len() <= 24 && !label.contains(". "))
    };
    full && goes_on
        && !(previous.contains('|') && next.starts_with(char::is_uppercase))
        && words >= 6
        && !next.starts_with(['-', '*', '•', '|', '('])
        && !labelled(next)
        && !labelled(previous)
}
