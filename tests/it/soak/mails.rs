//! Mail without end: a seed in; variations of the corpus's mails out, each with a Message-ID and a sender of its own, written
//! within the last hours.

use std::fs;

use cso_intake::clock::Clock;
use cso_intake::domain::calendar::in_london;
use jiff::ToSpan;

use crate::rig::books::Mail;
use crate::rig::corpus;
use crate::rig::dice::Dice;

/// What the mails of the corpus are varied by.
pub struct Mails {
    dice: Dice,
    seed: u64,
    number: u64,
    originals: Vec<String>,
}

impl Mails {
    /// The mails of this seed.
    pub fn of(seed: u64) -> Self {
        let read = |path| String::from_utf8(fs::read(path).unwrap()).ok().map(|text| text.replace("\r\n", "\n"));
        let originals: Vec<String> = corpus(usize::MAX).iter().filter_map(read).collect();
        assert!(originals.len() > 300, "the corpus has {} mails", originals.len());
        Self { dice: Dice::new(seed), seed, number: 0, originals }
    }

    /// The next mails.
    pub fn next(&mut self, count: usize) -> Vec<Mail> {
        (0..count).map(|_| self.one()).collect()
    }

    fn one(&mut self) -> Mail {
        let number = self.dice.below(self.originals.len() as u64);
        let original = self.originals[usize::try_from(number).unwrap()].clone();
        self.number += 1;
        let id = format!("soak-{}-{}@post.test.invalid", self.seed, self.number);
        let seconds = i64::try_from(self.dice.below(6 * 3_600)).unwrap();
        let moment = in_london(Clock::System.now()).saturating_sub(seconds.seconds());
        // What the servers on the way have added; a mail is short or long by it.
        let stamps = self.dice.below(40);
        let (head, body) = original.split_once("\n\n").expect("a mail has a body");
        let mut text = String::new();
        for stamp in 0..stamps {
            text += &format!("X-Gateway-Stamp-{stamp}: {}\n", "hop=0;delay=0;verdict=none;".repeat(4));
        }
        let mut left_out = false;
        for line in head.lines() {
            // The folded rest of a line that was left out goes with it.
            if line.starts_with([' ', '\t']) && left_out {
                continue;
            }
            left_out = line.starts_with("Date:") || line.to_ascii_lowercase().starts_with("message-id:");
            if left_out {
                continue;
            }
            match line.strip_prefix("From:").and_then(|from| from.rsplit_once('@')) {
                Some((before, domain)) => text += &format!("From:{before}.{}@{domain}\n", self.number),
                None => text += &format!("{line}\n"),
            }
        }
        let date = moment.strftime("%a, %d %b %Y %H:%M:%S %z");
        let text = format!("{text}Date: {date}\nMessage-ID: <{id}>\n\n{body}");
        Mail { id, bytes: text.into_bytes() }
    }
}

#[test]
fn the_same_seed_gives_the_same_mails_and_each_is_a_message_of_its_own() {
    let same = |mails: Vec<Mail>| mails.into_iter().map(|mail| mail.id).collect::<Vec<_>>();
    assert_eq!(same(Mails::of(7).next(20)), same(Mails::of(7).next(20)));
    let mails = Mails::of(7).next(400);
    let limits = cso_intake::message::Limits::default();
    let identities: std::collections::HashSet<String> = mails
        .iter()
        .map(|mail| {
            let message = cso_intake::message::read(&mail.bytes, &limits).unwrap();
            assert_eq!(message.headers.message_id.as_deref(), Some(mail.id.as_str()));
            assert!(message.headers.date.is_some() && message.headers.from.is_some(), "{}", mail.id);
            message.identity
        })
        .collect();
    assert_eq!(identities.len(), mails.len());
}
