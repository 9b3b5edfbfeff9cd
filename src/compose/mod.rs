//! Template + typed context -> the subject, text and HTML of a mail. Pure; templates are compiled in.
//!
//! letter.rs says what each letter knows, letters.rs renders it, check.rs finds what is wrong with an overriding template.
//! The templates are `templates/letters/<letter>/{subject.txt,body.txt,body.html}.hbs`; those that begin with `_` are parts
//! which the others include. What a mail of a trust says reaches a letter only as a value: cleaned, cut, and in HTML escaped.

mod check;
mod clean;
mod letter;
mod letters;
mod sample;
mod trust_name;
mod walk;
mod wrap;

pub use check::TemplateFault;
pub use letter::{Declined, Detail, Frame, HoldingNoted, Incomplete, Letter, Person, Receipt, Recorded};
pub use letters::{ComposeError, Letters, Rendered};
pub use trust_name::trust_in_words;

#[cfg(test)]
mod override_tests;
#[cfg(test)]
mod tests;
