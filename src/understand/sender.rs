//! The headers in, who sent the message and whom else the headers know out.

use super::people::{self, Name};
use crate::{
    domain::{Campaign, EmailAddress, Mailbox},
    message::Message,
};

/// The sender, and the people of the headers.
#[derive(Clone, Debug, Default)]
pub(super) struct Sender {
    pub name: Option<Name>,
    pub address: Option<EmailAddress>,
    /// Whose signature stands below: the sender's, or that of whoever sent it on their behalf.
    pub writer: Option<Name>,
    /// People of From, To, Cc, with their names in natural order.
    pub book: Vec<(Name, Mailbox)>,
}

impl Sender {
    /// Reads the headers.
    pub(super) fn of(message: &Message, campaign: &Campaign) -> Self {
        let headers = &message.headers;
        let own = |mailbox: &Mailbox| {
            people::whole(&mailbox.name).map(|name| people::by_address(name, mailbox.address.local()))
        };
        let mut sender = Self {
            name: headers.from.as_ref().and_then(own),
            address: headers.from.as_ref().map(|from| from.address.clone()),
            writer: headers.sender.as_ref().and_then(own).filter(Name::is_full),
            book: Vec::new(),
        };
        for mailbox in headers.from.iter().chain(&headers.sender).chain(&headers.cc).chain(&headers.to) {
            if mailbox.address == campaign.mailbox {
                continue;
            }
            if let Some(name) = own(mailbox).filter(Name::is_full) {
                sender.book.push((name, mailbox.clone()));
            }
        }
        if sender.name.as_ref().is_none_or(|name| !name.is_full()) {
            sender.name = sender.by_local_part().or(sender.name.take());
        }
        if sender.writer.is_none() {
            sender.writer.clone_from(&sender.name);
        }
        sender
    }

    /// `Paul` of paul.hackett@ is Paul Hackett.
    fn by_local_part(&self) -> Option<Name> {
        let local = self.address.as_ref()?.local();
        let (given, family) = local.split_once('.')?;
        let plain = |text: &str| text.chars().all(|c| c.is_alphabetic() || c == '-') && text.chars().count() > 1;
        let known = super::words::FORENAMES.contains(given);
        (known && plain(family)).then(|| Name {
            title: None,
            given: vec![people::natural(given)],
            family: people::natural(family),
        })
    }

    /// Whether a name is the sender's.
    pub(super) fn is(&self, name: &Name) -> bool {
        self.name.as_ref().is_some_and(|own| own.fits(name))
    }
}
