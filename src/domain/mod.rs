//! The words of the field as plain values: no I/O, no clock, nothing that can fail later.
//!
//! A value is parsed once, by the one constructor of its type; from then on the type is the proof.

pub mod address;
pub mod calendar;
pub mod campaign;
pub mod channel;
pub mod dates;
pub mod evidence;
pub mod hold;
pub mod ids;
pub mod ledger;
pub mod nomination;
pub mod outbox;
pub mod person;
pub mod phone;
pub mod reading;
pub mod reminders;
pub mod trust;

pub use address::{BadAddress, EmailAddress, Mailbox};
pub use campaign::{Campaign, Mode, SubjectTag};
pub use channel::Channel;
pub use evidence::{Found, Place};
pub use ids::{AnswerId, BadOdsCode, CampaignId, HoldId, MessageId, OdsCode, OutboxId};
pub use person::{Nominee, Role, Title};
pub use phone::{BadPhone, PhoneNumber};
pub use reading::{Change, Class, Disposition, Doubt, FailedRecipient, OutOfOffice, Reading, Stop};
pub use trust::{Contact, Known, Register, Trust};
