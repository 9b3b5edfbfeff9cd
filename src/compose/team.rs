//! What the letters to the team know: the digest, and the alert. The field names are the words of templates.

use serde::Serialize;

use super::chart::{Day, Share};
use super::letter::{Person, in_words, in_words_if_known};

/// What both letters carry.
#[derive(Clone, Debug, Serialize)]
pub struct Office {
    /// `Lead Healthcare Scientists 2016`.
    pub campaign_name: String,
    /// What opens a subject: `LHS`.
    pub short_name: String,
    /// The shared mailbox.
    pub mailbox: String,
    /// The moment at which all of it is so: `8am on Friday 7 October 2016`.
    pub as_of_words: String,
}

/// The context of `digest`. Its subject carries the news. A list that is empty has no heading of its own, but for the new
/// nominees, what waits for review and who is outstanding.
#[derive(Clone, Debug, Serialize)]
pub struct Digest {
    /// What both letters carry.
    #[serde(flatten)]
    pub office: Office,
    /// What does not add up, a sentence each; then the digest is headed ERROR.
    pub wrong: Vec<String>,
    /// Why the sending queue is on hold, if it is.
    pub stopped: Option<Stopped>,
    /// Trusts that have answered, of all.
    pub answered: Share,
    /// `5pm on Tuesday 11 October 2016`.
    pub deadline_words: String,
    /// `4 days left`, `due today`, `3 days after the deadline`.
    pub left_words: String,
    /// The day of the digest before this one: `Thursday 6 October 2016`.
    pub since_words: Option<String>,
    /// How the answers came in, the earliest day first, at most twelve.
    pub days: Vec<Day>,
    /// The same as a picture inside the mail.
    pub picture: Option<Picture>,
    /// Trusts by region.
    pub regions: Vec<Region>,
    /// Who was named since the last digest.
    pub nominees: Vec<NewNominee>,
    /// What waits for a person.
    pub reviews: Vec<Waiting>,
    /// Questions that the team answers.
    pub queries: Vec<Question>,
    /// Addresses that bounced since the last digest.
    pub bounces: Vec<Bounced>,
    /// Trusts that no contact of can be written to.
    pub unreachable: Vec<AboutTrust>,
    /// What is set aside, unknown or failed.
    pub troubles: Vec<Trouble>,
    /// Mail from trusts' domains that is not about the campaign.
    pub unrelated: Vec<Unrelated>,
    /// Trusts that have not answered.
    pub outstanding: Vec<AboutTrust>,
    /// The first of the two sums: every trust in one state.
    pub trust_sum: Sum,
    /// The second: every message in one state.
    pub message_sum: Sum,
    /// The watched folders.
    pub folders: Vec<Folder>,
    /// The name of the attached register.
    pub register_file: Option<String>,
}

/// A hold of the sending queue.
#[derive(Clone, Debug, Serialize)]
pub struct Stopped {
    /// Since when: `9:05am on Friday 7 October 2016`.
    pub since_words: String,
    /// Why, as a sentence.
    pub why: String,
    /// How many mails wait.
    pub waiting: usize,
    /// What lets them go out again: `cso-intake outbox resume 3`; none if nobody has to.
    pub command: Option<String>,
}

/// A picture that the mail brings along.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// Its Content-ID, without angle brackets.
    pub content_id: String,
    /// What it shows, for who cannot see it.
    pub shows: String,
}

/// The trusts of one region.
#[derive(Clone, Debug, Serialize)]
pub struct Region {
    /// `Yorkshire and the Humber`; `region not known`.
    pub name: String,
    /// How many have answered.
    pub answered: Share,
}

/// Somebody who was named since the last digest.
#[derive(Clone, Debug, Serialize)]
pub struct NewNominee {
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// `new`, `replaces Mr John Brown`, `email address added`.
    pub news: String,
}

/// A message that waits for a person: each doubt in three lines.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    /// The number of the message.
    pub number: i64,
    /// The trust, if it is certain.
    #[serde(serialize_with = "in_words_if_known")]
    pub trust_name: Option<String>,
    /// `Wednesday 5 October 2016`.
    pub received_words: String,
    /// What the mail says.
    pub says: String,
    /// What is unclear.
    pub unclear: String,
    /// The command that decides it: `cso-intake review show 12`.
    pub command: String,
    /// The page that decides it, when the team's pages have an address.
    pub link: Option<String>,
}

/// A question that the team answers.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// The number of the message.
    pub number: i64,
    /// The trust, if it is certain.
    #[serde(serialize_with = "in_words_if_known")]
    pub trust_name: Option<String>,
    /// `Wednesday 5 October 2016`.
    pub received_words: String,
    /// Who asks, with the address.
    pub asked_by: String,
    /// What they ask.
    pub text: String,
}

/// An address that a mail could not be delivered to.
#[derive(Clone, Debug, Serialize)]
pub struct Bounced {
    /// The trust's name, in capitals or not, if it is known.
    #[serde(serialize_with = "in_words_if_known")]
    pub trust_name: Option<String>,
    /// Its ODS code.
    pub ods_code: Option<String>,
    /// The address.
    pub address: String,
    /// `it does not exist`; `the mailbox is full`.
    pub why: String,
}

/// A trust, and what there is to say of it.
#[derive(Clone, Debug, Serialize)]
pub struct AboutTrust {
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// Its region.
    pub region: Option<String>,
    /// `not answered; reminder on Monday 10 October 2016`; `no contact is known`.
    pub words: String,
}

/// Something that a person should look at.
#[derive(Clone, Debug, Serialize)]
pub struct Trouble {
    /// `2 messages could not be read and were set aside`.
    pub words: String,
    /// What shows it: `cso-intake review list --state set_aside`.
    pub command: String,
}

/// A mail from a trust's domain that is not about the campaign. Nothing but this is kept of it.
#[derive(Clone, Debug, Serialize)]
pub struct Unrelated {
    /// The number of the message.
    pub number: i64,
    /// The trust whose domain it came from.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// `Wednesday 5 October 2016`.
    pub received_words: String,
}

/// Parts that must add up to a total.
#[derive(Clone, Debug, Serialize)]
pub struct Sum {
    /// The total, counted on its own.
    pub total: usize,
    /// The parts.
    pub parts: Vec<Part>,
}

/// One part of a sum.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// `answered`.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// A watched folder.
#[derive(Clone, Debug, Serialize)]
pub struct Folder {
    /// `INBOX`.
    pub name: String,
    /// When it was last read to its end; none if it never was.
    pub read_words: Option<String>,
}

/// The context of `alert`.
#[derive(Clone, Debug, Serialize)]
pub struct Alert {
    /// What both letters carry.
    #[serde(flatten)]
    pub office: Office,
    /// The mailbox is not read.
    pub not_read: Option<NotRead>,
    /// Mail to trusts is not sent.
    pub stopped: Option<Stopped>,
    /// Instead of both: something that the team was alerted to is over.
    pub over: Option<Over>,
    /// What to do, a step each, the first one first.
    pub steps: Vec<String>,
}

/// A folder that could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct NotRead {
    /// `INBOX`.
    pub folder: String,
    /// When it was last read to its end; none if it never was.
    pub since_words: Option<String>,
    /// What went wrong at the last try, as a sentence.
    pub why: String,
}

/// Something that the team was alerted to and that is over.
#[derive(Clone, Debug, Serialize)]
pub struct Over {
    /// For the subject: `the mailbox is read again`.
    pub title: String,
    /// What it was, from when to when, as sentences.
    pub words: String,
}
