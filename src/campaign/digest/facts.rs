//! What the digest is made of. Whoever drives this module fills it in from the store.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::campaign::plan::TrustPlan;
use crate::domain::calendar::WorkingDays;
use crate::domain::ledger::{MessageState, TrustState};
use crate::domain::nomination::Person;
use crate::domain::{MessageId, OdsCode, SubjectTag};

/// What the digest is made of.
#[derive(Clone, Debug)]
pub struct DigestFacts<'a> {
    /// The campaign's subject tag, `LHS16`.
    pub tag: &'a SubjectTag,
    /// The day of the letter.
    pub letter_date: Date,
    /// The deadline in force, in Europe/London.
    pub deadline: &'a Zoned,
    /// The moment of the digest.
    pub now: &'a Zoned,
    /// The working days.
    pub days: &'a WorkingDays,
    /// When the last digest went out; none if this is the first.
    pub since: Option<Timestamp>,
    /// Every trust of the campaign.
    pub trusts: &'a [TrustEntry],
    /// How many trusts the register counts.
    pub trusts_counted: u64,
    /// How many messages are in each state.
    pub messages: &'a [(MessageState, u64)],
    /// How many messages were ever seen.
    pub messages_seen: u64,
    /// What the books of the store do not agree on, one sentence each.
    pub disagreements: &'a [String],
    /// The nominees in force.
    pub nominees: &'a [NomineeEntry],
    /// The plan of the reminders at this moment.
    pub plans: &'a [TrustPlan],
    /// What waits for people, or has happened since the last digest.
    pub news: News,
}

/// A trust in the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustEntry {
    /// Its code.
    pub ods_code: OdsCode,
    /// Its name as people write it.
    pub name: String,
    /// Its region, if one is known.
    pub region: Option<String>,
    /// Its state.
    pub state: TrustState,
    /// The day on which it first answered, if it is answered.
    pub answered_on: Option<Date>,
}

/// A nominee in the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NomineeEntry {
    /// For which trust.
    pub trust: OdsCode,
    /// Its name as people write it.
    pub trust_name: String,
    /// The lead.
    pub lead: Person,
    /// Whom the lead replaced, with title.
    pub replaced: Option<String>,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// What is listed as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// What waits for a person's decision.
    pub reviews: Vec<ReviewItem>,
    /// Questions that the team has not answered.
    pub queries: Vec<Item>,
    /// Mail of ours that came back.
    pub bounces: Vec<Item>,
    /// Messages set aside, and mail that waits for a person, may have arrived or could not be delivered.
    pub stuck: Vec<Trouble>,
    /// Unrelated mail from trusts' domains.
    pub unrelated: Vec<Item>,
    /// Each watched folder and when it was last read completely.
    pub folders: Vec<(String, Option<Timestamp>)>,
}

/// One doubt in three lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItem {
    /// The message.
    pub message: MessageId,
    /// The trust it is from, if that is certain.
    pub trust: Option<OdsCode>,
    /// Else those it may be from.
    pub candidates: Vec<OdsCode>,
    /// When it came.
    pub at: Timestamp,
    /// What the mail says, on one line.
    pub says: String,
    /// What is unclear, one sentence each.
    pub unclear: Vec<String>,
    /// Where it is decided, if the team's pages have an address.
    pub link: Option<String>,
}

impl ReviewItem {
    /// The command that shows it and says how to decide it.
    #[must_use]
    pub fn command(&self) -> String {
        format!("cso-intake review show {}", self.message)
    }
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The message.
    pub message: MessageId,
    /// The trust, if it is known.
    pub trust: Option<OdsCode>,
    /// When it was.
    pub at: Timestamp,
    /// Who asks, or the address that a mail did not reach.
    pub who: Option<String>,
    /// What it is, on one line.
    pub words: String,
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// `2 messages could not be read and were set aside`.
    pub words: String,
    /// The command that shows it.
    pub command: String,
}
