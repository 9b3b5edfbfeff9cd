//! The texts of the body in, its rows out: lines before they are numbered, with what their form says about them.

use std::collections::BTreeSet;

use super::parts::{BodyText, Contents, Plain};
use super::{Fault, Limits, Line, charset, html, plain};

/// Elements of HTML may nest this many times deeper than MIME parts: every reply adds a handful.
const HTML_DEPTH: usize = 4;
/// More lines than this are not read.
const MOST_ROWS: usize = 100_000;

/// A line of the body before it is numbered.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its text.
    pub text: String,
    /// The cells of a table's row.
    pub cells: Vec<String>,
    /// Quote marks or blockquotes round it.
    pub quote_depth: u32,
    /// Elements round it in which mail programs put a quotation together with its attribution.
    pub boxed: u32,
    /// What the HTML says about it.
    pub marks: Marks,
}

impl Row {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What the form of an HTML mail says about a row.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    /// Nothing.
    pub(super) const NONE: Self = Self(0);
    /// A rule, a border or an invisible mark stands before it, such as mail programs put before a quotation.
    pub(super) const RULE: Self = Self(1);
    /// It stands in an element made for attribution lines or header blocks.
    pub(super) const HEADER: Self = Self(2);
    /// It stands in an element made for signatures.
    pub(super) const SIGNATURE: Self = Self(4);
    /// Its quotation is marked with a sign on the line itself, which nobody types inside of.
    pub(super) const SIGN: Self = Self(8);

    /// Both.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the other is among them.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The rows of the whole body.
pub(super) fn rows(contents: &Contents, limits: &Limits, faults: &mut Vec<Fault>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for body in &contents.bodies {
        if !rows.is_empty() {
            rows.push(Row::default());
        }
        rows.extend(one(body, limits, faults));
    }
    if rows.len() > MOST_ROWS {
        rows.truncate(MOST_ROWS);
        faults.push(Fault::BodyTooLong);
    }
    for row in &mut rows {
        charset::mend(&mut row.text);
        row.cells.iter_mut().for_each(charset::mend);
    }
    rows
}

/// The rows of one text. HTML carries structure that plain text has lost, so it is read unless it is broken.
fn one(body: &BodyText, limits: &Limits, faults: &mut Vec<Fault>) -> Vec<Row> {
    let from_html = |html: &str, faults: &mut Vec<Fault>| {
        let (rows, struck) = html::read(html, limits.depth.saturating_mul(HTML_DEPTH));
        faults.extend(struck.then_some(Fault::StruckThrough));
        rows
    };
    match (&body.plain, &body.html) {
        (None, None) => Vec::new(),
        (Some(text), None) => plain_rows(text),
        (None, Some(html)) => from_html(html, faults),
        (Some(text), Some(html)) => {
            let (plain, rich) = (plain_rows(text), from_html(html, faults));
            faults.extend(differ(&plain, &rich).then_some(Fault::TwoTexts));
            let is_broken = words(&rich) * 10 < text.text.split_whitespace().count() * 7;
            if is_broken { plain } else { rich }
        }
    }
}

/// Whether the two forms of one text give different e-mail addresses: one of them is a draft that was made over, or is meant to deceive.
fn differ(plain: &[Row], rich: &[Row]) -> bool {
    let (plain, rich) = (addresses(plain), addresses(rich));
    !plain.is_empty()
        && !rich.is_empty()
        && plain.iter().any(|own| !rich.contains(own))
        && rich.iter().any(|own| !plain.contains(own))
}

/// The words with an at sign, lower case, bare of what mail programs put round them.
fn addresses(rows: &[Row]) -> BTreeSet<String> {
    let edge = |c: char| !c.is_alphanumeric();
    let words = rows.iter().filter(|row| row.text.contains('@')).flat_map(|row| {
        row.text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';'))
    });
    words
        .filter(|word| word.contains('@'))
        .map(|word| word.trim_start_matches("mailto:").trim_matches(edge).to_lowercase())
        .filter(|word| word.contains('@'))
        .collect()
}

/// Plain text; now and then a program sends HTML under that name.
fn plain_rows(text: &Plain) -> Vec<Row> {
    plain::rows(text)
}

/// How many words stand in rows.
fn words(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.text.split_whitespace().count()).sum()
}

/// The row as a numbered line.
pub(super) fn line(row: Row, number: u32) -> Line {
    Line { text: row.text, cells: row.cells, number, quote_depth: row.quote_depth }
}

/// The marks of a line, of which `marks` has one for each in the body.
pub(super) fn marks_of(line: &Line, marks: &[Marks]) -> Marks {
    let at = usize::try_from(line.number).ok().and_then(|number| number.checked_sub(1));
    at.and_then(|at| marks.get(at)).copied().unwrap_or(Marks::NONE)
}
