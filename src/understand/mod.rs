//! [`Message`] in, [`Reading`] out. Pure: register, campaign and the day are arguments.
//!
//! page (whose words) -> automatic? -> sign (where the signature begins) -> trust, nominee (roster: people with their details; standing:
//! what the text says of each) -> topic, classify -> decide. The lists of wordings stand in `cues`, `label` and `words`.

mod atlas;
mod automatic;
mod beside;
mod between;
#[cfg(test)]
mod cautious;
mod certain;
mod classify;
mod contact;
mod cover;
mod cues;
mod dates;
mod decide;
mod degrees;
mod earlier;
mod elsewhere;
mod filed;
mod fold;
mod grid;
mod job;
mod json;
mod label;
mod likeness;
mod lines;
mod machine;
mod mention;
mod myself;
mod name;
mod nominee;
#[cfg(test)]
mod own_words;
mod owner;
mod page;
mod people;
mod phones;
mod posts;
mod questions;
mod quick;
mod reservations;
mod roster;
mod said;
#[cfg(test)]
mod score;
mod sender;
mod sentences;
mod short_forms;
mod sign;
#[cfg(test)]
mod spellings;
mod split_names;
mod standing;
mod stop;
mod table;
#[cfg(test)]
mod tests;
mod tokens;
mod topic;
mod trust;
mod turned;
mod unusual;
mod weigh;
#[cfg(test)]
mod whose;
mod wordings;
mod words;

pub use json::to_json;
pub use mention::{Mention, mention};

use jiff::civil::Date;

use self::{earlier::Effect, nominee::Origin};
use crate::domain::{Campaign, Class, Found, Place, Reading, Register, Role};
use crate::message::Message;

/// What the reader knows besides the message.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The trusts that were written to.
    pub register: &'a Register,
    /// The campaign whose mail we read.
    pub campaign: &'a Campaign,
    /// The day the message came, to make sense of `on Tuesday` or `the 3rd`.
    pub received: Date,
}

/// Which of the sender's own paragraphs are the signature; a subject that holds the answer joins them first.
fn signature(page: &mut page::Page, message: &Message, sender: &sender::Sender) -> Vec<bool> {
    let signed = sign::signature(page.own(), sender.writer.as_ref());
    match page::subject(&message.headers.subject).filter(|subject| speaks(subject, page, &signed, sender)) {
        Some(subject) => {
            page.lead_with(subject);
            sign::signature(page.own(), sender.writer.as_ref())
        }
        None => signed,
    }
}

/// The sentence that somebody must answer.
fn question(page: &page::Page, signed: &[bool]) -> Option<Found<String>> {
    let (index, words) = questions::question(page.own(), signed)?;
    let place = page.own().get(index).map_or_else(|| Place::header("Subject"), |para| para.place(0, para.text.len()));
    Some(Found::new(words, place, "a question or request"))
}

/// Whether the subject names somebody and the text below it nobody.
fn speaks(subject: &page::Para, page: &page::Page, signed: &[bool], sender: &sender::Sender) -> bool {
    let names = |text: &str| {
        let hits = people::find(text).into_iter();
        hits.filter(|hit| hit.name.is_full() && hit.sure > people::Sure::Shape && !sender.is(&hit.name)).count()
    };
    let body = page.own().iter().zip(signed).filter(|(para, signed)| !**signed && !sign::is_greeting(para));
    names(&subject.text) == 1 && body.map(|(para, _)| names(&para.text)).sum::<usize>() == 0
}

/// What stands in a message: whose words, what about, who is named.
struct Seen {
    page: page::Page,
    signed: Vec<bool>,
    topic: topic::Topic,
    choice: nominee::Choice,
}

/// Looks at the sender's own words, and where these name nobody, at the files they came with.
fn see(mut page: page::Page, message: &Message, sender: &sender::Sender, context: &Context<'_>) -> Seen {
    let signed = signature(&mut page, message, sender);
    let topic = topic::read(message, &page, &signed, context);
    let choice = nominee::choose(&page, &signed, sender);
    let silent = matches!(choice.origin, Origin::Nowhere | Origin::File) && !topic.is_other();
    let Some((page, signed)) = silent.then(|| cover::opened(&page, &signed, sender)).flatten() else {
        return Seen { page, signed, topic, choice };
    };
    let topic = if topic.is_unrelated() { topic::read(message, &page, &signed, context) } else { topic };
    // What stands in the file is known now.
    let topic = topic::Topic {
        in_file: topic.in_file && message.attachments.iter().any(|file| file.unread.is_some()),
        ..topic
    };
    let choice = nominee::choose(&page, &signed, sender);
    Seen { page, signed, topic, choice }
}

/// Reads a message as a careful clerk would.
#[must_use]
pub fn understand(message: &Message, context: &Context<'_>) -> Reading {
    let page = page::Page::of(message, context.campaign);
    if let Some(reading) = automatic::read(message, &page, context) {
        return reading;
    }
    let sender = sender::Sender::of(message, context.campaign);
    let Seen { page, signed, topic, mut choice } = see(page, message, &sender, context);
    let words = said::words(message, &page, &signed, context.campaign);
    let earlier = earlier::read(&page, &sender);
    let effect = earlier.as_ref().map_or(Effect::None, |earlier| earlier::apply(&mut choice, earlier, &page, &signed));
    let past = classify::Past {
        named_before: nominee::named_before(&page, &sender, &choice),
        confirmed: earlier.as_ref().is_some_and(|earlier| earlier.confirmed),
        effect,
    };
    let class = classify::class(&topic, &words, &choice, &page, past);
    if class == Class::Correction && topic.own_words {
        earlier::settle(&mut choice, &page, &signed);
    }
    let mut reading = Reading::of(class);
    reading.question = question(&page, &signed).filter(|_| !words.to_others);
    if class == Class::Unrelated {
        return reading;
    }
    let body = said::body(page.own(), &signed);
    let names = matches!(class, Class::Nomination | Class::Correction);
    let finding = trust::find(message, &page, &signed, context, names);
    let unread = decide::unread(message);
    let case = decide::Case {
        message,
        context,
        class,
        choice: &choice,
        finding: &finding,
        words: &words,
        body: &body,
        page: &page,
        signed: &signed,
        topic: &topic,
        effect,
        sender: sender.name.as_ref(),
        unread: &unread,
    };
    let (disposition, doubts) = decide::decide(&case);
    reading.disposition = disposition;
    reading.doubts = doubts;
    if matches!(class, Class::Nomination | Class::Correction) {
        reading.nominees.extend(choice.leads.iter().map(|lead| nominee::nominee(lead, Role::Lead)));
        reading.nominees.extend(choice.deputies.iter().map(|deputy| nominee::nominee(deputy, Role::Deputy)));
    }
    if class == Class::Correction {
        reading.change = Some(classify::change(&choice, &body, effect));
    }
    if class == Class::Holding {
        reading.until = dates::until(&body, context.received)
            .map(|date| Found::new(date, Place { part: "body".to_owned(), line: 0, span: (0, 0) }, "the day named"));
    }
    reading.stop = stop::find(&page, &signed);
    reading.trust = finding.trust;
    reading.candidates = finding.candidates;
    reading
}
