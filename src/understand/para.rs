//! A paragraph: its text, where each character of it stood in the mail, and what is found in it, looked for once.

use std::{cell::OnceCell, ops::Range};

use super::{
    contact::{self, EmailHit, PhoneHit},
    fold::{floor, fold},
    label::{self, Label, Labelled},
    people::{self, NameHit},
};
use crate::domain::Place;

/// A longer paragraph is read in pieces, so that looking around a place in it stays cheap.
const LONGEST: usize = 3000;

/// One paragraph, list item or row.
#[derive(Clone, Debug)]
pub(super) struct Para {
    /// Its text on one line.
    pub text: String,
    /// The same, folded for comparison.
    pub folded: String,
    /// Its cells, when it is a row of a table or a line with tabs.
    pub cells: Vec<String>,
    /// What the cells are, when a row of headings stands above.
    pub heads: Vec<Option<Label>>,
    /// Whether it stands in what the message reader took for a signature.
    pub signed: bool,
    pub part: String,
    /// Where in the text the lines begin, and their numbers.
    pub starts: Vec<(usize, u32)>,
    /// So many characters of its first line stand in the piece before it.
    pub indent: u32,
    pub held: Held,
}

/// What was found in a paragraph, looked for when first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    names: OnceCell<Vec<NameHit>>,
    emails: OnceCell<Vec<EmailHit>>,
    phones: OnceCell<Vec<PhoneHit>>,
    labels: OnceCell<Vec<Labelled>>,
    given: OnceCell<Vec<(Range<usize>, String)>>,
}

impl Para {
    /// The names in it.
    pub(super) fn names(&self) -> &[NameHit] {
        self.held.names.get_or_init(|| people::find(&self.text))
    }

    /// The given names in it that stand alone.
    pub(super) fn given_names(&self) -> &[(Range<usize>, String)] {
        self.held.given.get_or_init(|| people::single_names(&self.text))
    }

    /// The addresses in it.
    pub(super) fn emails(&self) -> &[EmailHit] {
        self.held.emails.get_or_init(|| contact::emails(&self.text))
    }

    /// The telephone numbers in it.
    pub(super) fn phones(&self) -> &[PhoneHit] {
        self.held.phones.get_or_init(|| contact::phones_beside(&self.text, self.emails()))
    }

    /// The labelled values in it.
    pub(super) fn labels(&self) -> &[Labelled] {
        self.held.labels.get_or_init(|| label::labels(self))
    }

    /// Takes the next paragraph in as the value of this one, which is a label.
    pub(super) fn take_value(&mut self, value: Self) {
        let label = self.text.clone();
        self.text.push(' ');
        let shift = self.text.len();
        self.starts.extend(value.starts.into_iter().map(|(at, line)| (shift + at, line)));
        self.text.push_str(&value.text);
        self.folded = fold(&self.text);
        self.cells = vec![label, value.text];
        self.held = Held::default();
    }

    /// The place of a value that stands at these bytes of the text.
    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let (from, line) = self.starts.iter().rev().find(|(from, _)| *from <= start).copied().unwrap_or_default();
        let indent = if from == 0 { self.indent } else { 0 };
        let count = |to: usize| self.text.get(from..to.max(from)).map_or(0, characters).saturating_add(indent);
        Place { part: self.part.clone(), line, span: (count(start), count(end)) }
    }
}

/// The length of a text in characters.
fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// A paragraph of no more than [`LONGEST`] bytes as it is, a longer one in pieces that end where a sentence or at least a word does.
pub(super) fn pieces(mut para: Para, most: usize) -> Vec<Para> {
    let mut out = Vec::new();
    let mut whole = 0;
    while para.text.len() > LONGEST && whole < most {
        let end = floor(&para.text, LONGEST);
        let head = para.text.get(..end).unwrap_or("");
        let cut =
            head.rfind(". ").filter(|at| *at > LONGEST / 2).or_else(|| head.rfind(' ').filter(|at| *at > LONGEST / 2));
        let cut = cut.map_or(end, |at| at + 1);
        let rest = para.text.split_off(cut);
        let (from, line) = para.starts.iter().rev().find(|(from, _)| *from <= cut).copied().unwrap_or_default();
        let before =
            para.text.get(from..).map_or(0, characters).saturating_add(if from == 0 { para.indent } else { 0 });
        let later = para.starts.iter().filter(|(from, _)| *from > cut).map(|(from, line)| (from - cut, *line));
        let next = Para {
            text: rest,
            folded: String::new(),
            cells: Vec::new(),
            heads: Vec::new(),
            signed: para.signed,
            part: para.part.clone(),
            starts: std::iter::once((0, line)).chain(later).collect(),
            indent: before,
            held: Held::default(),
        };
        whole += cut;
        out.push(std::mem::replace(&mut para, next));
    }
    if whole < most {
        out.push(para);
    }
    out
}
