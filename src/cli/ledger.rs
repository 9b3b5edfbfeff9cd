//! One message on a line: what it was, which trust, whom it names, what was done and why.

use crate::domain::{Class, Reading, calendar::date_words, ledger::MessageState, outbox::OutboxState};
use crate::flow::Desk;
use crate::store::{Store, StoreError, messages, outbox};

/// Every message of the ledger, one on a line, in the order they were recorded.
pub fn lines(store: &mut Store, desk: &Desk, state: Option<MessageState>) -> Result<Vec<String>, StoreError> {
    store.view(|tx| {
        let mails = outbox::items(tx, desk.id(), None)?;
        let entries = messages::entries(tx, desk.id(), state)?;
        Ok(entries.iter().map(|entry| line(entry, &mails)).collect())
    })
}

/// One message on a line.
fn line(entry: &messages::Entry, mails: &[outbox::Item]) -> String {
    let reading = entry.reading.as_ref().map(|(reading, _)| reading);
    let class = reading.map_or("", |reading| class_words(reading.class));
    let mut text = format!(
        "#{:<4} {class:<12} {:<6} {:<34} {}",
        entry.id,
        reading.map_or_else(|| "-".to_owned(), trust_of),
        reading.map_or_else(|| "-".to_owned(), named),
        done(entry.state),
    );
    for mail in mails.iter().filter(|mail| mail.message == Some(entry.id)) {
        text.push_str(&format!("; {} {}", letter_words(&mail.letter), mail_words(mail.state)));
    }
    if let Some(why) = why(entry) {
        text.push_str(&format!(" ({why})"));
    }
    text
}

/// The class as a person reads it.
pub fn class_words(class: Class) -> &'static str {
    match class {
        Class::AutoReply => "auto reply",
        other => other.as_str(),
    }
}

/// The trust's code, or a question mark when it is unclear.
fn trust_of(reading: &Reading) -> String {
    match &reading.trust {
        Some(trust) => trust.value.to_string(),
        None if reading.class.speaks_for_a_trust() => "?".to_owned(),
        None => "-".to_owned(),
    }
}

/// Whom it names, cut to a column.
fn named(reading: &Reading) -> String {
    let people: Vec<String> = reading.nominees.iter().map(crate::domain::Nominee::addressed).collect();
    if people.is_empty() {
        return "-".to_owned();
    }
    let all = people.join(", ");
    if all.chars().count() > 34 { all.chars().take(33).chain(['…']).collect() } else { all }
}

fn done(state: MessageState) -> &'static str {
    match state {
        MessageState::Answer => "recorded",
        MessageState::Query => "a question for the team",
        MessageState::Automatic => "noted, a machine's mail",
        MessageState::Bounce => "noted, a mail that did not arrive",
        MessageState::Unrelated => "left alone, another programme's mail",
        MessageState::Duplicate => "not answered again",
        MessageState::AwaitingReview => "TO REVIEW",
        MessageState::SetAside => "SET ASIDE",
    }
}

/// What became of the mail we owe for it.
pub fn mail_words(state: OutboxState) -> &'static str {
    match state {
        OutboxState::Suppressed => "written down, not sent (mode observe)",
        OutboxState::Held => "waits to be released",
        OutboxState::Queued => "queued",
        OutboxState::Sending => "being sent",
        OutboxState::Sent => "sent",
        OutboxState::Unknown => "UNKNOWN whether it arrived",
        OutboxState::GaveUp => "REFUSED by the server",
        OutboxState::Dropped => "dropped",
    }
}

/// A letter as the team calls it.
pub fn letter_words(letter: &str) -> &str {
    match letter {
        "recorded" | "declined" | "holding" => "confirmation",
        "incomplete" => "question for what is missing",
        other => other,
    }
}

/// Why it went where it went: the doubts, the reason it was set aside, or the rules that read it.
fn why(entry: &messages::Entry) -> Option<String> {
    let Some((reading, doubts)) = &entry.reading else { return entry.why.clone() };
    match entry.state {
        MessageState::AwaitingReview if !doubts.is_empty() => Some(joined(doubts.iter().map(ToString::to_string))),
        MessageState::Answer => Some(joined(rules(reading))),
        MessageState::Automatic => {
            reading.out_of_office.as_ref().and_then(|note| note.back).map(|day| format!("back on {}", date_words(day)))
        }
        MessageState::Bounce => {
            let how = if reading.permanent == Some(false) { "delayed" } else { "failed" };
            let addresses = reading.failed_recipients.iter().map(|failed| format!("{how}: {}", failed.address));
            Some(joined(addresses)).filter(|words| !words.is_empty())
        }
        _ => entry.why.clone(),
    }
}

/// The rules that the trust, the lead and a promised day were read by.
fn rules(reading: &Reading) -> impl Iterator<Item = String> {
    let trust = reading.trust.as_ref().map(|trust| format!("trust: {}", trust.rule));
    let lead = reading.leads().next().map(|lead| format!("lead: {}", lead.name.rule));
    let until = reading.until.as_ref().map(|until| format!("asks for time until {}", date_words(until.value)));
    trust.into_iter().chain(lead).chain(until)
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("; ")
}
