//! A message in, whom an answer to it goes to out: the person who wrote it (From; Sender when sent on behalf within the same
//! organisation), never Reply-To, never Cc. To whom never: machines, lists, bulk mail, our own mailbox, forged senders.

use crate::domain::{
    Campaign, Mailbox,
    outbox::{Answerable, same_organisation},
};
use crate::message::{Fault, Headers, Message, Verdict};

/// Local parts that belong to machines. A mail to them helps nobody and may start a loop.
const MACHINES: &[&str] = &[
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "bounce",
    "bounces",
    "listserv",
    "majordomo",
];

/// Whom an answer to this message goes to, or why nobody.
#[must_use]
pub fn answerable(message: &Message, campaign: &Campaign) -> Answerable {
    let headers = &message.headers;
    let Some(from) = &headers.from else { return Answerable::Nobody("the mail names no sender") };
    if message.faults.contains(&Fault::SeveralSenders) {
        return Answerable::Nobody("it names several senders");
    }
    let writer = match &headers.sender {
        Some(sender) if same_organisation(&sender.address, &from.address) => sender,
        _ => from,
    };
    let ours = |mailbox: &Mailbox| mailbox.address == campaign.mailbox || campaign.aliases.contains(&mailbox.address);
    if ours(from) || ours(writer) {
        return Answerable::Nobody("it is our own mail");
    }
    if MACHINES.contains(&writer.address.local()) || MACHINES.contains(&from.address.local()) {
        return Answerable::Nobody("the sender is a machine");
    }
    if message.authentication.dmarc == Verdict::Fail {
        return Answerable::Nobody("the sender's address may be forged");
    }
    match made_by_machine(headers) {
        Some(why) => Answerable::Nobody(why),
        None => Answerable::To(writer.clone()),
    }
}

/// What the headers say of a machine (RFC 3834 section 2, RFC 2919, RFC 2369, Microsoft's X-Auto-Response-Suppress).
fn made_by_machine(headers: &Headers) -> Option<&'static str> {
    let lower = |name: &str| headers.get(name).map(str::to_lowercase);
    if lower("auto-submitted").is_some_and(|value| value.trim() != "no") {
        return Some("it was sent automatically");
    }
    if lower("precedence").is_some_and(|value| ["bulk", "list", "junk"].contains(&value.trim())) {
        return Some("it is bulk mail");
    }
    if headers.get("list-id").is_some() || headers.get("list-unsubscribe").is_some() {
        return Some("it came through a mailing list");
    }
    if headers.get("return-path").is_some_and(|path| path.trim() == "<>") {
        return Some("it has no return path");
    }
    if lower("x-auto-response-suppress")
        .is_some_and(|value| value.split(',').any(|word| ["all", "autoreply"].contains(&word.trim())))
    {
        return Some("the sender asks for no automatic answer");
    }
    None
}
