//! A seed in, a whole campaign in virtual time out: each mail that would be sent, when, and every promise that was broken.
//!
//! `script` says what happens, from the seed: who writes what and when, which addresses fail, when the machine is off. `world` is the
//! program: the real store in memory and flow's own functions, the time an argument. `drive` plays one in the other; the post is a
//! table of outcomes. `oracle` keeps books of its own from what was put in, and its own calendar (`almanac`).
//!
//! Not played yet: mergers of trusts, for which flow has no verb here; several campaigns; answers recorded by hand.

mod almanac;
mod cast;
mod dice;
mod drive;
mod mails;
mod oracle;
mod script;
mod world;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

pub use cast::MOST_TRUSTS;

use crate::store::StoreError;
use drive::Play;
use script::Script;

/// Which campaign is played.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The seed: the same one plays the same campaign.
    pub seed: u64,
    /// The day of the letter; by the seed without it.
    pub from: Option<Date>,
    /// The last day; four weeks after the deadline without it.
    pub until: Option<Date>,
    /// How many trusts take part, at most [`MOST_TRUSTS`]; by the seed without it.
    pub trusts: Option<usize>,
}

/// Why a campaign could not be played.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The span is empty.
    #[error(
        "the campaign begins with the letter of {from}, so it cannot end on {until}; choose a later day for --until"
    )]
    Span {
        /// The day of the letter.
        from: Date,
        /// The last day.
        until: Date,
    },
    /// The database refused something, which is a defect.
    #[error("the database refused a step of the campaign")]
    Store(#[from] StoreError),
    /// A step of the program failed, which is a defect.
    #[error("a step of the campaign failed")]
    Broken(#[source] anyhow::Error),
}

/// One line of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A mail went to the post.
    Mail {
        /// When.
        at: Timestamp,
        /// Which letter.
        letter: String,
        /// About which trust.
        trust: Option<String>,
        /// To whom.
        to: String,
        /// Its subject.
        subject: String,
        /// The fact that caused it.
        key: String,
        /// What became of it.
        outcome: &'static str,
    },
    /// Something else happened.
    Event {
        /// When.
        at: Timestamp,
        /// At which trust.
        trust: Option<String>,
        /// What.
        words: String,
    },
}

/// A campaign that was played.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// The day of the letter.
    pub letter: Date,
    /// The first deadline.
    pub deadline: Zoned,
    /// The last day.
    pub until: Date,
    /// How many trusts took part.
    pub trusts: usize,
    /// What happened, in the order of time.
    pub lines: Vec<Line>,
    /// How many mails came in.
    pub mails_in: usize,
    /// How many tries to send a mail there were.
    pub mails_out: usize,
    /// Every breach of a promise, and when: a defect of the program.
    pub faults: Vec<(Timestamp, String)>,
}

/// Plays the campaign.
///
/// # Errors
/// When the span is empty, or a step of the program fails.
pub fn campaign(options: &Options) -> Result<Report, Failure> {
    let mut play = Play::new(Script::of(options)?)?;
    play.play()?;
    Ok(report(options.seed, play))
}

fn report(seed: u64, play: Play) -> Report {
    let Play { script, oracle, lines, mails_in, mails_out, .. } = play;
    Report {
        seed,
        letter: script.letter,
        deadline: script.deadline,
        until: script.until,
        trusts: script.cast.len(),
        lines,
        mails_in,
        mails_out,
        faults: oracle.faults,
    }
}

#[cfg(test)]
mod tests;
