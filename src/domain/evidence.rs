//! A value together with the place it was read from, so that a person can see why the program believes it.

use serde::{Deserialize, Serialize};

/// Where in a message a value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The part: `body`, `header From`, `signature`, `attachment nominee.docx`.
    pub part: String,
    /// The line of that part, counted from 1; 0 where lines mean nothing (a header).
    pub line: u32,
    /// Start and end of the value within that line, in characters.
    pub span: (u32, u32),
}

impl Place {
    /// A value that stands in a header.
    #[must_use]
    pub fn header(name: &str) -> Self {
        Self { part: format!("header {name}"), line: 0, span: (0, 0) }
    }
}

/// A value, where it was read and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub place: Place,
    /// The rule that read it, in a few words: `sender's domain`, `labelled line`.
    pub rule: String,
}

impl<T> Found<T> {
    /// Ties a value to its place and rule.
    pub fn new(value: T, place: Place, rule: impl Into<String>) -> Self {
        Self { value, place, rule: rule.into() }
    }
}
