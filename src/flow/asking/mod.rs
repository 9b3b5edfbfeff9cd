//! The letters that ask: the invitation when a person says so, the reminders when their time has come.
//!
//! ```text
//! deadline.rs   until when: the configuration's first, then what a person says
//! facts.rs      store ─► TrustRecord, one a trust          (campaign plans from them)
//! invite.rs     a person ─► plan ─► outbox                 remind.rs   after each look ─► plan ─► outbox
//! judge.rs      before each try: does it still hold?       letter.rs   plan ─► mail
//! ```
//! Nothing here asks what time it is: the moment is an argument, and each verb is one transaction on a [`Store`](crate::store::Store).

pub(in crate::flow) mod bounce;
pub mod deadline;
pub mod facts;
pub mod invite;
pub mod judge;
mod letter;
pub mod remind;
mod write;

#[cfg(test)]
mod tests;
