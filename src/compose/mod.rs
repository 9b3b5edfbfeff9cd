//! Template + typed context -> the subject, text and HTML of a mail. Pure; templates are compiled in.
//!
//! letter.rs, asking.rs and team.rs say what each letter knows, letters.rs renders it, check.rs finds what is wrong with an overriding template.
//! The templates are `templates/letters/<letter>/{subject.txt,body.txt,body.html}.hbs`; those that begin with `_` are parts
//! which the others include. What a mail of a trust says reaches a letter only as a value: cleaned, cut, and in HTML escaped.

mod asking;
mod chart;
mod check;
mod clean;
mod letter;
mod letters;
mod mailto;
mod picture;
mod sample;
mod sample_asking;
mod sample_team;
mod team;
mod trust_name;
mod walk;
mod wrap;

pub use asking::{Ask, Due, HeldSoFar, InsteadOf, Invitation, Promise, Reminder};
pub use chart::{Day, Share, days};
pub use check::TemplateFault;
pub use letter::{
    Declined, Detail, Earlier, Frame, HoldingNoted, Incomplete, LETTERS, Letter, Person, Receipt, Recorded, Replaced,
};
pub use letters::{ComposeError, Letters, Rendered};
pub use picture::picture;
pub use sample::{sample, sample_picture};
pub use team::{
    AboutTrust, Alert, Bounced, Digest, Folder, NewNominee, NotRead, Office, Over, Part, Picture, Question, Region,
    Stopped, Sum, Trouble, Unrelated, Waiting,
};
pub use trust_name::trust_in_words;

#[cfg(test)]
mod asking_tests;
#[cfg(test)]
mod override_tests;
#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod team_tests;
#[cfg(test)]
mod tests;
