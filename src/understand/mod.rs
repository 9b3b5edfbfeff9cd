//! [`Message`] in, [`Reading`] out. Pure: register, campaign and the day are arguments.

mod contact;
mod cues;
mod fold;
mod job;
mod json;
mod label;
mod likeness;
mod page;
mod people;
mod roster;
mod sign;
#[cfg(test)]
mod tests;
mod words;

pub use json::to_json;

use jiff::civil::Date;

use crate::domain::{Campaign, Reading, Register};
use crate::message::Message;

/// What the reader knows besides the message.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The trusts that were written to.
    pub register: &'a Register,
    /// The campaign whose mail we read.
    pub campaign: &'a Campaign,
    /// The day the message came, to make sense of `on Tuesday` or `the 3rd`.
    pub received: Date,
}

/// Reads a message as a careful clerk would.
#[must_use]
pub fn understand(_message: &Message, _context: &Context<'_>) -> Reading {
    Reading::of(crate::domain::Class::Unrelated)
}
