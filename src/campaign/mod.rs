//! What the campaign needs at a given moment. Pure: facts and the moment are arguments.
//!
//! ```text
//!  Campaign ─► rounds::timetable ─► windows: when each round may be sent
//!                                      │
//!  TrustRecord, one a trust ─► plan::plan ─► TrustPlan, one a trust: when, to whom, in which round, or why not
//!                                │   │          └─ Display: the line of `remind --preview`
//!                                │   └─ plan::due: what is to be written into the outbox now
//!                                ├─ plan::ahead: the mail of the next days if nobody answers (`status --plan 30d`)
//!                                └─ eligible::verdict: the same plan for one trust, asked again before each SMTP attempt
//!  states, ledger, answers ─► digest::digest ─► Digest: counts, rates, regions, sums, the subject
//! ```
//! invite.rs says whether the letter itself goes to a trust. coverage.rs says in which state a trust is, facts.rs what has to be known of it, words.rs how a plan reads.
//!
//! ## How it is to be driven (flow and store)
//! At every look, after the mailbox was read: build the facts in one transaction, `plan`, and for each of `due` write an outbox
//! row under the reminder's key, in that same transaction. A key that is there already is left alone, unless the service itself
//! dropped that row as outdated: then the row is queued again, because nothing of it was ever carried. Before each try, and before
//! the row becomes `sending`: build the facts of that one trust again and ask `verdict`; it sends, waits or drops. Ask it of held rows
//! too at every look, so that nobody is offered to release what is no longer true. `ahead` lists what is to be written; what is written
//! already stands in the outbox. While the books do not agree (`Digest::errors`), no mail to trusts is tried at all.
//!
//! What store must be able to tell, for a campaign and for one trust of it:
//! - the deadline in force and how often it was moved (a table of deadlines: campaign, version, moment, who, when);
//! - of each trust: opened, closed, into which it was merged, when it was invited (the day the letter went out, or was marked as
//!   sent by other means), the day on which it asked not to be written to;
//! - its answer in force, and the ids of the messages in `awaiting_review` that name it as candidate;
//! - its contacts by rank, each with: the day a final bounce of a mail to that address came (only one that cites a mail of ours),
//!   the day its owner withdrew or was erased, and the latest out-of-office note from that address, unless a person has written
//!   from there since. The address that failed at the SMTP server for good (RFC 3463 status 5.1.x) counts as bounced too;
//! - every outbox row of the trust with its key, its recipient, its state, when it was last tried (or else written), whether a final
//!   bounce cites it, and, if it is dropped, whether a person did that or the service;
//! - all this under the trust that answers, once trusts are merged: the mails that went to the old trust count for the gap of the new one;
//! - when each watched folder was last read completely (the oldest of them is what `verdict` asks for);
//! - for the digest: the day on which each trust first answered, the nominees in force with the moment they were recorded and whom
//!   they replaced, when the last digest went out.

pub mod contacts;
pub mod coverage;
pub mod digest;
pub mod eligible;
pub mod facts;
pub mod invite;
pub mod plan;
pub mod rounds;
mod words;

#[cfg(test)]
mod tests;
