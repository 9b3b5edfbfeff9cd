//! A message and what a campaign is known by in; whether and where the message mentions it out. By this the mail of several
//! campaigns in one mailbox is told apart, where neither a tag nor a quoted Message-ID does.

use super::fold::fold;
use super::page::{Page, Voice};
use super::topic::{bare_subject, has_word};
use crate::domain::Campaign;
use crate::message::Message;

/// Where a message mentions a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mention {
    /// Nowhere.
    Nowhere,
    /// Only in what it quotes.
    Quoted,
    /// In its subject, the sender's own words, or the name of a file.
    Own,
}

/// Where a message holds one of these words (in small letters), as read for this campaign.
#[must_use]
pub fn mention<S: AsRef<str>>(message: &Message, campaign: &Campaign, words: &[S]) -> Mention {
    let page = Page::of(message, campaign);
    let holds = |text: &str| words.iter().any(|word| has_word(text, &fold(word.as_ref())));
    let files = message.attachments.iter().map(|file| fold(&file.name));
    if holds(&bare_subject(&message.headers.subject))
        || holds(page.text_of(Voice::Own))
        || files.into_iter().any(|name| holds(&name))
    {
        Mention::Own
    } else if [Voice::Thread, Voice::Ours].into_iter().any(|voice| holds(page.text_of(voice))) {
        Mention::Quoted
    } else {
        Mention::Nowhere
    }
}
