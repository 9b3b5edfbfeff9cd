//! The verbs on a real database, with readings made by hand so that these tests do not depend on the reader.

mod hunted;
mod review;
mod sending;
mod several;
mod team;

use std::path::Path;

use jiff::Timestamp;
use tempfile::TempDir;

use super::acknowledge::answerable;
use super::ingest::{Arrived, Examined, Ingested, take_in};
use super::*;
use crate::config;
use crate::domain::{
    Change, Class, Disposition, Doubt, EmailAddress, Found, MessageId, Mode, Nominee, OdsCode, OutboxId, Place,
    Reading, Role,
    ledger::{MessageState, Spot, TrustState},
    outbox::{Answerable, OutboxState},
    trust::TrustUpdate,
};
use crate::message::{self, Limits};
use crate::store::{Store, StoreError, answers, messages, outbox as mails, trusts};

struct House {
    _dir: TempDir,
    desk: Desk,
    store: Store,
    uid: u32,
}

fn now() -> Timestamp {
    "2016-09-20T10:00:00Z".parse().unwrap()
}

fn found<T>(value: T) -> Found<T> {
    Found::new(value, Place::header("test"), "test")
}

fn code(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

impl House {
    fn new(mode: Mode) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let loaded = config::read(config::template().as_bytes(), Path::new("c.toml"), &|_| None).unwrap();
        let desk =
            Desk { config: Config { mode, ..loaded.config }, letters: Letters::built_in(), sandbox: Sandbox::none() };
        let mut store = Store::open(&dir.path().join("intake.db")).unwrap();
        store.begin_campaign(desk.id(), "LHS", now()).unwrap();
        store
            .change::<_, StoreError>(|tx| {
                for (ods, name, domain) in [
                    ("RR8", "LEEDS TEACHING HOSPITALS NHS TRUST", "leedsth.nhs.uk"),
                    ("RHQ", "SHEFFIELD", "sth.nhs.uk"),
                ] {
                    let update = TrustUpdate {
                        ods_code: code(ods),
                        name: Some(name.into()),
                        region: None,
                        domains: Some(vec![domain.into()]),
                        contacts: vec![],
                        opened: None,
                        closed: None,
                    };
                    trusts::upsert(tx, desk.id(), &update, now())?;
                }
                Ok(())
            })
            .unwrap();
        Self { _dir: dir, desk, store, uid: 0 }
    }

    /// A message comes in at the next UID and is read like this.
    fn comes(&mut self, mail: &Mail, reading: Reading) -> Ingested {
        self.uid += 1;
        let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: self.uid.to_string() };
        self.comes_at(spot, mail, reading)
    }

    fn comes_at(&mut self, spot: Spot, mail: &Mail, reading: Reading) -> Ingested {
        let bytes = mail.bytes();
        let message = message::read(&bytes, &Limits::default()).unwrap();
        let arrived = Arrived { spot, received: Some(now()), size: bytes.len() as u64, bytes, partial: false };
        let examined = Examined {
            identity: mail.identity(),
            said: mail.said,
            outcome: Ok((Box::new(message), reading)),
            packed: None,
        };
        let desk = &self.desk;
        self.store.change::<_, anyhow::Error>(|tx| take_in(tx, desk, &arrived, &examined, now())).unwrap()
    }

    fn outbox(&mut self) -> Vec<mails::Item> {
        let desk = &self.desk;
        self.store.view::<_, StoreError>(|tx| mails::items(tx, desk.id(), None)).unwrap()
    }

    fn entry(&mut self, id: MessageId) -> messages::Entry {
        let desk = &self.desk;
        self.store.view::<_, StoreError>(|tx| messages::entry(tx, desk.id(), id)).unwrap()
    }

    fn lead(&mut self, ods: &str) -> Option<String> {
        let desk = &self.desk;
        let held = self.store.view::<_, StoreError>(|tx| answers::current(tx, desk.id(), &code(ods))).unwrap();
        held.and_then(|held| held.answer.lead().map(|lead| lead.name.clone()))
    }

    fn trust_state(&mut self, ods: &str) -> TrustState {
        overview::overview(&mut self.store, &self.desk).unwrap().coverage.state(&code(ods)).unwrap()
    }
}

#[derive(Clone)]
struct Mail {
    from: &'static str,
    id: &'static str,
    more: &'static str,
    body: &'static str,
    said: Timestamp,
}

impl Mail {
    fn new(id: &'static str) -> Self {
        Self { from: "Ann Lee <ann.lee@leedsth.nhs.uk>", id, more: "", body: "Hello", said: now() }
    }

    fn bytes(&self) -> Vec<u8> {
        format!(
            "From: {}\r\nTo: england.cso@nhs.net\r\nSubject: LHS\r\nMessage-ID: <{}>\r\n{}\r\n{}\r\n",
            self.from, self.id, self.more, self.body
        )
        .into_bytes()
    }

    fn identity(&self) -> String {
        format!("{}{}{}", self.from, self.id, self.body)
    }
}

fn nominee(name: &str, email: Option<&str>) -> Nominee {
    Nominee {
        name: found(name.to_owned()),
        title: None,
        job_title: None,
        email: email.map(|email| found(EmailAddress::parse(email).unwrap())),
        phones: vec![],
        role: Role::Lead,
    }
}

fn names(name: &str, email: Option<&str>) -> Reading {
    Reading {
        trust: Some(found(code("RR8"))),
        nominees: vec![nominee(name, email)],
        disposition: Some(if email.is_some() { Disposition::Accept } else { Disposition::Incomplete }),
        ..Reading::of(Class::Nomination)
    }
}

fn jane() -> Reading {
    names("Jane Smith", Some("jane.smith@leedsth.nhs.uk"))
}

fn doubtful() -> Reading {
    Reading {
        disposition: Some(Disposition::Review),
        doubts: vec![Doubt::new("two people are named and neither is marked as the lead")],
        ..jane()
    }
}

fn entered(ingested: &Ingested) -> MessageId {
    match ingested {
        Ingested::Entered(id, _) => *id,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_clear_nomination_is_recorded_and_confirmed_to_its_writer() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), jane()));
    assert_eq!(house.entry(id).state, MessageState::Answer);
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    let outbox = house.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].state, OutboxState::Queued);
    assert_eq!(outbox[0].letter, "recorded");
    let mail = &outbox[0].mail;
    assert_eq!(mail.to.address.as_str(), "ann.lee@leedsth.nhs.uk");
    assert_eq!(mail.in_reply_to.as_deref(), Some("a@x"));
    assert!(mail.text.contains("Jane Smith") && mail.text.contains("jane.smith@leedsth.nhs.uk"), "{}", mail.text);
    assert!(mail.message_id.starts_with(&mail.reference), "{}", mail.message_id);
}

#[test]
fn what_is_doubtful_records_nothing_and_its_writer_gets_a_receipt_that_names_nobody() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), doubtful()));
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
    assert_eq!(house.lead("RR8"), None);
    assert_eq!(house.trust_state("RR8"), TrustState::AwaitingReview);
    let outbox = house.outbox();
    assert_eq!((outbox.len(), outbox[0].letter.as_str()), (1, "receipt"));
    assert!(!outbox[0].mail.text.contains("Jane"));
}

#[test]
fn the_same_spot_the_same_mail_and_the_same_mail_moved_are_answered_once() {
    let mut house = House::new(Mode::Live);
    let mail = Mail::new("a@x");
    let first = entered(&house.comes(&mail, jane()));
    let at = |folder: &str, key: &str| Spot { folder: folder.into(), uid_validity: 9, key: key.into() };
    assert_eq!(house.comes_at(at("INBOX", "1"), &mail, jane()), Ingested::Known(first));
    assert_eq!(house.comes_at(at("Junk", "7"), &mail, jane()), Ingested::Moved(first));
    let renumbered = Spot { folder: "INBOX".into(), uid_validity: 10, key: "1".into() };
    assert_eq!(house.comes_at(renumbered, &mail, jane()), Ingested::Moved(first));
    let copy = house.comes_at(at("INBOX", "8"), &mail, jane());
    assert!(matches!(copy, Ingested::Entered(_, MessageState::Duplicate)));
    let renumbered = Spot { folder: "INBOX".into(), uid_validity: 10, key: "2".into() };
    assert_eq!(house.comes_at(renumbered, &mail, jane()), Ingested::Moved(entered(&copy)), "no copy is counted twice");
    assert_eq!(house.outbox().len(), 1);
    assert!(overview::overview(&mut house.store, &house.desk).unwrap().adds_up());
}

#[test]
fn the_same_message_id_with_other_content_goes_to_a_person() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let forged = Mail { body: "Other", ..Mail::new("a@x") };
    let id = entered(&house.comes(&forged, names("Mallory Black", Some("m.black@leedsth.nhs.uk"))));
    let entry = house.entry(id);
    assert_eq!(entry.state, MessageState::AwaitingReview);
    assert!(entry.reading.unwrap().1.iter().any(|doubt| doubt.0.contains("same Message-ID")));
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
}

#[test]
fn nothing_goes_out_in_mode_observe_and_a_person_releases_in_mode_approve() {
    let mut observing = House::new(Mode::Observe);
    observing.comes(&Mail::new("a@x"), jane());
    assert_eq!(observing.outbox()[0].state, OutboxState::Suppressed);
    assert!(outbox::release(&mut observing.store, &observing.desk, OutboxId(1), "pat", now()).is_err());
    observing.desk.config.mode = Mode::Live;
    assert!(outbox::release(&mut observing.store, &observing.desk, OutboxId(1), "pat", now()).is_err());

    let mut approving = House::new(Mode::Approve);
    approving.comes(&Mail::new("a@x"), jane());
    assert_eq!(approving.outbox()[0].state, OutboxState::Held);
    outbox::release(&mut approving.store, &approving.desk, OutboxId(1), "pat", now()).unwrap();
    assert_eq!(approving.outbox()[0].state, OutboxState::Queued);
    outbox::drop_mail(&mut approving.store, &approving.desk, OutboxId(1), "pat", now()).unwrap();
    assert!(outbox::release(&mut approving.store, &approving.desk, OutboxId(1), "pat", now()).is_err());
}

#[test]
fn an_answer_to_old_mail_waits_for_a_person() {
    let mut house = House::new(Mode::Live);
    let old = Mail { said: "2016-09-14T10:00:00Z".parse().unwrap(), ..Mail::new("a@x") };
    house.comes(&old, jane());
    let outbox = house.outbox();
    assert_eq!(outbox[0].state, OutboxState::Held);
    assert!(outbox[0].why.as_ref().unwrap().contains("6 days old"), "{:?}", outbox[0].why);
}

#[test]
fn a_withdrawal_takes_effect_at_once_unless_its_sender_is_forged() {
    for (forged, still_held) in [(false, false), (true, true)] {
        let mut house = House::new(Mode::Live);
        house.desk.config.campaign.trusted_authserv_ids = vec!["mx.nhs.net".into()];
        house.comes(&Mail::new("a@x"), jane());
        let withdrawal = Reading {
            change: Some(Change::Withdraw(Some("Jane Smith".into()))),
            nominees: vec![],
            ..Reading { class: Class::Correction, ..doubtful() }
        };
        let mail = Mail::new("b@x");
        let bytes = mail.bytes();
        let mut message = message::read(&bytes, &Limits::default()).unwrap();
        if forged {
            message.authentication.dmarc = message::Verdict::Fail;
        }
        let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: "50".into() };
        let arrived = Arrived { spot, received: Some(now()), size: 1, bytes, partial: false };
        let examined =
            Examined { identity: "w".into(), said: now(), outcome: Ok((Box::new(message), withdrawal)), packed: None };
        let desk = &house.desk;
        house.store.change::<_, anyhow::Error>(|tx| take_in(tx, desk, &arrived, &examined, now())).unwrap();
        assert_eq!(house.lead("RR8").is_some(), still_held, "forged: {forged}");
        assert_eq!(house.outbox().len(), if forged { 1 } else { 2 }, "a forged sender gets no receipt");
    }
}

#[test]
fn of_unrelated_mail_only_its_place_is_kept() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), Reading::of(Class::Unrelated)));
    let entry = house.entry(id);
    assert_eq!(entry.state, MessageState::Unrelated);
    assert_eq!((entry.sender, entry.subject), (None, None));
    let desk = &house.desk;
    assert!(house.store.view::<_, StoreError>(|tx| messages::original(tx, desk.id(), id)).unwrap().is_none());
    assert!(house.outbox().is_empty());
}

#[test]
fn machines_lists_our_own_mailbox_and_forged_senders_are_never_answered() {
    let house = House::new(Mode::Live);
    let verdict = |mail: &Mail| {
        let message = message::read(&mail.bytes(), &Limits::default()).unwrap();
        answerable(&message, house.desk.campaign())
    };
    let from = |from| Mail { from, ..Mail::new("a@x") };
    let with = |more| Mail { more, ..Mail::new("a@x") };
    for mail in [
        from("england.cso@nhs.net"),
        from("MAILER-DAEMON@leedsth.nhs.uk"),
        from("No Reply <no-reply@leedsth.nhs.uk>"),
        with("Auto-Submitted: auto-replied\r\n"),
        with("Precedence: bulk\r\n"),
        with("From: Bob Ray <bob.ray@leedsth.nhs.uk>\r\n"),
        from("Ann Lee <ann.lee@leedsth.nhs.uk>, Bob Ray <bob.ray@leedsth.nhs.uk>"),
        with("List-Id: <x.list>\r\n"),
        with("Return-Path: <>\r\n"),
        with("X-Auto-Response-Suppress: DR, AutoReply\r\n"),
        with("Sender: england.cso@nhs.net\r\n"),
    ] {
        let Mail { more, from, .. } = mail.clone();
        if more.starts_with("Sender") {
            // On behalf, but not of the same organisation: From is answered.
            assert!(matches!(verdict(&mail), Answerable::To(to) if to.address.as_str() == "ann.lee@leedsth.nhs.uk"));
        } else {
            assert!(matches!(verdict(&mail), Answerable::Nobody(_)), "{from} {more}");
        }
    }
    let colleague = Mail { from: "Ann Lee <ann.lee@nhs.net>", ..with("Sender: Pat <pat@nhs.net>\r\n") };
    assert!(
        matches!(verdict(&colleague), Answerable::To(to) if to.address.as_str() == "ann.lee@nhs.net"),
        "at a domain that many share the author is answered"
    );
    let pa =
        with("Sender: Pat <pat@mail.leedsth.nhs.uk>\r\nReply-To: <other@evil.example>\r\nCc: x@leedsth.nhs.uk\r\n");
    assert!(matches!(verdict(&pa), Answerable::To(to) if to.address.as_str() == "pat@mail.leedsth.nhs.uk"));
    assert!(matches!(verdict(&with("Auto-Submitted: no\r\n")), Answerable::To(_)));
}
