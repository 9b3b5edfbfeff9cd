//! The digest and alerts on a real database, at moments of the test's choosing.

use jiff::SignedDuration;

use super::*;
use crate::config::DigestPlan;
use crate::domain::calendar::{Every, Schedule};
use crate::domain::hold::HoldReason;
use crate::domain::outbox::Content;
use crate::flow::alert::{self, LONG, Seen};
use crate::flow::digest::{self, Made, Run};
use crate::store::mark::Standing;
use crate::store::{audit, folders, hold as holds, outbox as rows, sending, sent};

fn at(text: &str) -> Timestamp {
    format!("{text}Z").parse().unwrap()
}

/// What the team has, with two people who get its mail.
fn team(mode: Mode) -> House {
    let mut house = House::new(mode);
    let to = ["pat@nhs.net", "sam@nhs.net"].map(|address| EmailAddress::parse(address).unwrap()).to_vec();
    let schedule = Schedule { every: Every::Day, at: jiff::civil::time(8, 30, 0, 0) };
    house.desk.config.digest = Some(DigestPlan { to, schedule, when_empty: false });
    house
}

/// A run that began long before everything here.
fn run() -> Run {
    Run { started: at("2016-09-01T00:00:00"), standing: Standing::Same }
}

/// The text of a mail without its line breaks.
fn said(item: &rows::Item) -> String {
    item.mail.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl House {
    fn digest(&mut self, run: Run, now: &str) -> Made {
        digest::tick(&mut self.store, &self.desk, run, at(now)).unwrap()
    }

    fn watch(&mut self, tried_for: SignedDuration, now: &str) -> usize {
        let seen = Seen { tried_for, why: Some("the server refused the login".to_owned()) };
        alert::watch(&mut self.store, &self.desk, &seen, at(now)).unwrap().len()
    }

    /// The folder is read to its end, and the folder of what was sent.
    fn looks(&mut self, now: &str) {
        let desk = &self.desk;
        self.store
            .change::<_, StoreError>(|tx| {
                folders::begin(tx, desk.id(), "INBOX", 9, desk.config.read_from)?;
                folders::read_completely(tx, desk.id(), "INBOX", at(now))?;
                sent::looked(tx, desk.id(), sent::Outcome::None, at(now))
            })
            .unwrap();
    }

    fn goes_out(&mut self, now: &str) -> Vec<rows::Item> {
        let mut gone = Vec::new();
        while let Some(item) = self.next_to_the_team(now) {
            let settled = self.store.change::<_, StoreError>(|tx| {
                sending::begin_sending(tx, item.id, at(now))?;
                sending::sent(tx, item.id, "250 ok")
            });
            settled.unwrap();
            gone.push(item);
        }
        gone
    }

    fn next_to_the_team(&mut self, now: &str) -> Option<rows::Item> {
        let desk = &self.desk;
        self.store.view::<_, StoreError>(|tx| crate::store::digests::next_for_the_team(tx, desk.id(), at(now))).unwrap()
    }

    fn subjects(&mut self) -> Vec<String> {
        self.outbox().into_iter().filter(|item| item.message.is_none()).map(|item| item.mail.subject).collect()
    }

    fn raise(&mut self, reason: HoldReason, now: &str) {
        let desk = &self.desk;
        self.store.change::<_, StoreError>(|tx| hold::raise(tx, desk, reason, "because", at(now))).unwrap();
    }
}

#[test]
fn a_digest_goes_once_a_working_day_to_each_of_the_team_and_only_if_there_is_something_to_tell() {
    let mut house = team(Mode::Observe);
    assert_eq!(house.digest(run(), "2016-09-20T07:29:00"), Made::NotDue, "before the time");
    assert_eq!(house.digest(run(), "2016-09-20T07:30:00"), Made::Nothing);
    house.comes(&Mail::new("a@x"), jane());
    assert_eq!(house.digest(run(), "2016-09-20T15:00:00"), Made::NotDue, "not a second time on that day");
    let made = house.digest(run(), "2016-09-21T07:30:10");
    assert!(matches!(&made, Made::Written(ids) if ids.len() == 2), "{made:?}");
    assert_eq!(house.digest(run(), "2016-09-21T07:30:20"), Made::NotDue);
    let items: Vec<rows::Item> = house.outbox().into_iter().filter(|item| item.letter == "digest").collect();
    let recipients: Vec<&str> = items.iter().map(|item| item.mail.to.address.as_str()).collect();
    assert_eq!(recipients, ["pat@nhs.net", "sam@nhs.net"]);
    assert!(items.iter().all(|item| item.state == OutboxState::Queued), "in mode observe too");
    assert!(items[0].key.starts_with("digest/lhs-2016/2016-09-21/") && items[0].key != items[1].key);
    let mail = &items[0].mail;
    assert_eq!(mail.subject, "LHS: 1 of 2 trusts answered, 20 days left");
    assert!(mail.text.contains("Jane Smith") && mail.html.contains("jane.smith@leedsth.nhs.uk"));
    let [picture, register] = mail.attachments.as_slice() else { panic!("{:?}", mail.attachments.len()) };
    let id = picture.content_id.as_ref().unwrap();
    assert!(mail.html.contains(&format!("cid:{id}")) && picture.media_type == "image/png");
    assert_eq!(register.name, "LHS register 2016-09-21.xlsx");
    assert!(matches!(&register.content, Content::Bytes(bytes) if bytes.starts_with(b"PK")));
}

#[test]
fn what_was_told_is_not_news_again_and_what_waits_for_a_person_is() {
    let mut house = team(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    assert!(matches!(house.digest(run(), "2016-09-21T08:00:00"), Made::Written(_)));
    house.goes_out("2016-09-21T08:00:00");
    assert_eq!(house.digest(run(), "2016-09-22T08:00:00"), Made::Nothing);
    let doubt = entered(&house.comes(&Mail::new("b@x"), doubtful()));
    for day in ["2016-09-23T08:00:00", "2016-09-26T08:00:00"] {
        assert!(matches!(house.digest(run(), day), Made::Written(_)), "{day}");
        let gone = house.goes_out(day);
        assert!(said(&gone[0]).contains(&format!("review show {doubt}")));
        assert!(gone[0].mail.subject.contains("1 to review"));
        assert!(said(&gone[0]).contains("Nobody."), "nobody new: {}", gone[0].mail.text);
    }
}

#[test]
fn digests_that_were_missed_are_one_and_none_goes_on_a_weekend() {
    let mut house = team(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    assert_eq!(house.digest(run(), "2016-09-24T10:00:00"), Made::NotDue, "Saturday");
    assert_eq!(house.digest(run(), "2016-09-26T07:00:00"), Made::NotDue, "Monday, before the time");
    assert!(matches!(house.digest(run(), "2016-09-26T11:00:00"), Made::Written(_)));
    assert_eq!(house.digest(run(), "2016-09-26T12:00:00"), Made::NotDue);
    // It could not be sent until the next one was due: that one tells it all.
    assert!(matches!(house.digest(run(), "2016-09-27T07:30:00"), Made::Written(_)));
    let states: Vec<(String, OutboxState)> = house
        .outbox()
        .into_iter()
        .filter(|item| item.letter == "digest")
        .map(|item| (item.key.split('/').nth(2).unwrap().to_owned(), item.state))
        .collect();
    assert_eq!(states.iter().filter(|(_, state)| *state == OutboxState::Queued).count(), 2);
    assert!(states.iter().all(|(day, state)| (day == "2016-09-27") == (*state == OutboxState::Queued)), "{states:?}");
    let gone = house.goes_out("2016-09-27T07:31:00");
    assert!(gone.len() == 2 && said(&gone[0]).contains("Jane Smith"), "her news was not lost");
}

#[test]
fn a_restored_database_does_not_send_the_digest_of_a_day_that_it_may_have_sent() {
    let mut house = team(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let started = Run { started: at("2016-09-21T10:00:00"), standing: Standing::Older };
    assert_eq!(house.digest(started, "2016-09-21T10:00:01"), Made::NotDue, "nothing was looked at");
    house.raise(HoldReason::Restored, "2016-09-21T10:00:00");
    house.looks("2016-09-21T10:01:00");
    assert_eq!(house.digest(started, "2016-09-21T10:01:01"), Made::NotDue, "it may have gone out");
    let written = house.digest(started, "2016-09-22T07:30:01");
    assert!(matches!(written, Made::Written(_)), "{written:?}: of the next day none can have");
    // The hold keeps back what goes to trusts, and makes unknown what may have gone out; not what was written since.
    let doubted = house.store.change::<_, StoreError>(|tx| {
        let hold = holds::in_force(tx)?.remove(0);
        sending::doubt_what_waits(tx, &hold)
    });
    assert_eq!(doubted.unwrap(), [], "the acknowledgement was doubted as the hold was raised");
    let gone = house.goes_out("2016-09-22T07:30:02");
    assert_eq!(gone.len(), 2);
    assert!(gone[0].mail.subject.contains("sending on hold"), "{}", gone[0].mail.subject);
}

#[test]
fn a_digest_of_before_the_start_waits_until_everything_was_looked_at() {
    let mut house = team(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let started = Run { started: at("2016-09-21T10:00:00"), standing: Standing::Same };
    assert_eq!(house.digest(started, "2016-09-21T10:05:00"), Made::NotDue);
    house.looks("2016-09-21T10:06:00");
    assert!(matches!(house.digest(started, "2016-09-21T10:07:00"), Made::Written(_)));
}

#[test]
fn books_that_do_not_agree_head_the_digest() {
    let mut house = team(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), jane()));
    let wrong = |tx: &crate::store::Tx<'_>| messages::set_state(tx, id, MessageState::Query, None);
    house.store.change::<_, StoreError>(wrong).unwrap();
    assert!(matches!(house.digest(run(), "2016-09-21T08:00:00"), Made::Written(_)));
    let gone = house.goes_out("2016-09-21T08:00:00");
    assert!(gone[0].mail.subject.starts_with("ERROR: LHS: "), "{}", gone[0].mail.subject);
    assert!(said(&gone[0]).contains("answers in force whose message is not recorded as one: 1"));
}

#[test]
fn a_person_may_send_it_at_any_time_and_the_links_need_an_address() {
    let mut house = team(Mode::Live);
    assert!(digest::send(&mut house.store, &house.desk, "pat", at("2016-09-24T10:00:00")).unwrap().len() == 2);
    let doubt = entered(&house.comes(&Mail::new("b@x"), doubtful()));
    let shown = digest::preview(&mut house.store, &house.desk, at("2016-09-24T10:00:00")).unwrap();
    assert!(shown.mail.text.contains(&format!("cso-intake review show {doubt}")) && shown.tells_something);
    house.desk.config.public_url = Some("https://intake.example.nhs.uk".to_owned());
    let shown = digest::preview(&mut house.store, &house.desk, at("2016-09-24T10:00:00")).unwrap();
    assert!(shown.mail.html.contains(&format!("href=\"https://intake.example.nhs.uk/messages/{doubt}\"")));
    house.desk.config.digest = None;
    let error = digest::send(&mut house.store, &house.desk, "pat", at("2016-09-24T11:00:00")).unwrap_err();
    assert!(error.to_string().contains("[digest] to ="), "{error}");
}

#[test]
fn a_mailbox_that_is_not_read_is_told_once_again_after_a_day_and_when_it_is_over() {
    let mut house = team(Mode::Observe);
    house.looks("2016-09-21T06:00:00");
    let long = LONG + LONG;
    assert_eq!(house.watch(long, "2016-09-21T06:59:00"), 0);
    assert_eq!(house.watch(SignedDuration::from_mins(10), "2016-09-21T09:00:00"), 0, "it has only just started");
    assert_eq!(house.watch(long, "2016-09-21T07:01:00"), 2);
    assert_eq!(house.watch(long, "2016-09-21T12:00:00"), 0);
    let gone = house.goes_out("2016-09-21T12:00:00");
    assert_eq!(gone[0].mail.subject, "LHS: the mailbox is not being read");
    assert!(said(&gone[0]).contains("since 7am on Wednesday 21 September"), "{}", gone[0].mail.text);
    assert!(said(&gone[0]).contains("The last try failed: the server refused the login."));
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-22T07:00:59"), 0, "started again, it still lasts");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-22T07:01:00"), 2, "a day later");
    // The second one could not be sent any more before it was over.
    house.looks("2016-09-22T08:00:00");
    assert_eq!(house.watch(long, "2016-09-22T08:00:10"), 2);
    assert_eq!(house.watch(long, "2016-09-22T08:00:20"), 0);
    let gone = house.goes_out("2016-09-22T08:01:00");
    assert_eq!(gone.len(), 2);
    assert_eq!(gone[0].mail.subject, "LHS: the mailbox is read again");
    assert!(said(&gone[0]).contains("from 7am on Wednesday 21"), "{}", gone[0].mail.text);
    assert_eq!(house.subjects().len(), 6);
    assert_eq!(house.watch(long, "2016-09-22T09:30:00"), 2, "the next time is another incident");
}

#[test]
fn a_hold_is_told_at_once_and_who_ends_it_needs_no_word() {
    let mut house = team(Mode::Live);
    house.looks("2016-09-21T06:00:00");
    house.raise(HoldReason::TooMany, "2016-09-21T06:10:00");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T06:10:01"), 2);
    let gone = house.goes_out("2016-09-21T06:10:02");
    assert_eq!(gone[0].mail.subject, "LHS: sending has stopped");
    assert!(said(&gone[0]).contains("cso-intake outbox resume 1"), "{}", gone[0].mail.text);
    hold::release(&mut house.store, &house.desk, crate::domain::HoldId(1), "pat", at("2016-09-21T06:20:00")).unwrap();
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T06:20:01"), 0);
    house.raise(HoldReason::TooMany, "2016-09-21T06:30:00");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T06:30:01"), 2, "another one");
    let mut watching = team(Mode::Observe);
    watching.raise(HoldReason::Restored, "2016-09-21T06:10:00");
    assert_eq!(watching.watch(SignedDuration::ZERO, "2016-09-21T06:10:01"), 0, "nothing goes to trusts anyway");
}

impl House {
    /// A mail was tried, with this outcome.
    fn tried(&mut self, id: OutboxId, outcome: &str, now: &str) {
        let desk = &self.desk;
        self.store
            .change::<_, StoreError>(|tx| {
                sending::begin_sending(tx, id, at(now))?;
                let event = match outcome {
                    "250 ok" => {
                        sending::sent(tx, id, outcome)?;
                        "mail sent"
                    }
                    why => {
                        rows::set_state(tx, id, OutboxState::Queued, Some(why), at(now))?;
                        "mail put off"
                    }
                };
                let event = audit::Event { outbox: Some(id), ..audit::Event::new("service", event) };
                audit::add(tx, desk.id(), at(now), &event)
            })
            .unwrap();
    }
}

#[test]
fn deliveries_that_fail_for_an_hour_are_told_and_one_bad_recipient_is_not() {
    let mut house = team(Mode::Live);
    house.looks("2016-09-21T06:00:00");
    house.comes(&Mail::new("a@x"), jane());
    house.comes(&Mail { from: "Bob Ray <bob.ray@leedsth.nhs.uk>", ..Mail::new("b@x") }, doubtful());
    let (first, second) = (OutboxId(1), OutboxId(2));
    house.tried(first, "RCPT TO was refused: 450 busy", "2016-09-21T06:01:00");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T08:00:00"), 0, "it is about one recipient");
    house.tried(second, "MAIL FROM was refused: 451 later", "2016-09-21T06:01:10");
    house.looks("2016-09-21T06:59:00");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T07:00:59"), 0);
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T07:01:00"), 2);
    let waiting = house.next_to_the_team("2016-09-21T07:01:01").unwrap();
    assert!(said(&waiting).contains("451 later") && said(&waiting).contains("They go out as soon as"));
    // It could not go out by that server either. When it is over, that is said, and nothing else.
    house.tried(first, "250 ok", "2016-09-21T09:00:00");
    house.tried(second, "250 ok", "2016-09-21T09:00:05");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T09:00:06"), 2);
    let gone = house.goes_out("2016-09-21T09:00:07");
    assert_eq!((gone.len(), gone[0].mail.subject.as_str()), (2, "LHS: mail goes out again"));
}

#[test]
fn a_server_that_refuses_mail_after_mail_is_told_at_once() {
    let mut house = team(Mode::Live);
    house.looks("2016-09-21T06:00:00");
    house.comes(&Mail::new("a@x"), jane());
    house.tried(OutboxId(1), "refused like the 3 mails before it: 554 no", "2016-09-21T06:01:00");
    assert_eq!(house.watch(SignedDuration::ZERO, "2016-09-21T06:01:01"), 2);
}
