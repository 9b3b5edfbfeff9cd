//! The texts of the body in, its rows out: lines before they are numbered, with what their form says about them.

use super::parts::{BodyText, Contents, Plain};
use super::{Line, plain};

/// A line of the body before it is numbered.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its text.
    pub text: String,
    /// The cells of a table's row.
    pub cells: Vec<String>,
    /// Quote marks or blockquotes round it.
    pub quote_depth: u32,
}

/// The rows of the whole body.
pub(super) fn rows(contents: &Contents) -> Vec<Row> {
    contents.bodies.iter().flat_map(one).collect()
}

/// The rows of one text, from the form that says more.
fn one(body: &BodyText) -> Vec<Row> {
    match (&body.plain, &body.html) {
        (Some(text), _) => plain::rows(text),
        (None, Some(html)) => {
            let text = mail_parser::decoders::html::html_to_text(html);
            plain::rows(&Plain { text, flowed: false, delsp: false })
        }
        (None, None) => Vec::new(),
    }
}

/// The row as a numbered line.
pub(super) fn line(row: Row, number: u32) -> Line {
    Line { text: row.text, cells: row.cells, number, quote_depth: row.quote_depth }
}
