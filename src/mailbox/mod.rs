//! Mail IN: one way to look at a folder, whether it is on an IMAP server or in a Maildir. Nothing here changes a mailbox.

use jiff::Timestamp;

use crate::domain::ledger::Spot;

/// A message that stands in a folder, before it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub spot: Spot,
    /// Its size as the server says; it may be an estimate.
    pub size: u64,
    /// When the server took it in (INTERNALDATE).
    pub received: Option<Timestamp>,
}

/// A message as fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its bytes, all of them or up to the limit.
    pub bytes: Vec<u8>,
    /// Whether the limit cut it short.
    pub partial: bool,
}
