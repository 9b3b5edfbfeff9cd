use jiff::Timestamp;
use tempfile::TempDir;

use super::{open::OpenError, *};
use crate::domain::{
    AnswerId, EmailAddress, Mailbox, MessageId, OdsCode, Role,
    ledger::{MessageState, Spot},
    nomination::{Answer, Person},
    outbox::{MailKind, OutboxState, OutgoingMail},
    trust::{ContactUpdate, TrustUpdate},
};

fn campaign() -> CampaignId {
    CampaignId("lhs-2016".into())
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn opened() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(&dir.path().join("intake.db")).unwrap();
    store.begin_campaign(&campaign(), "LHS", at(1)).unwrap();
    (dir, store)
}

fn leeds() -> TrustUpdate {
    TrustUpdate {
        ods_code: OdsCode::parse("RR8").unwrap(),
        name: Some("LEEDS TEACHING HOSPITALS NHS TRUST".into()),
        region: Some("North".into()),
        domains: Some(vec!["leedsth.nhs.uk".into()]),
        contacts: vec![],
        opened: None,
        closed: None,
    }
}

fn mail(key: &str) -> OutgoingMail {
    let mailbox = |text| Mailbox { name: String::new(), address: EmailAddress::parse(text).unwrap() };
    OutgoingMail {
        from: mailbox("england.cso@nhs.net"),
        to: mailbox("jane.smith@leedsth.nhs.uk"),
        subject: "Recorded".into(),
        text: "text".into(),
        html: "<p>text</p>".into(),
        message_id: format!("{key}@x"),
        reference: key.into(),
        in_reply_to: None,
        references: vec![],
        kind: MailKind::AutoReplied,
        attachments: Vec::new(),
    }
}

fn queue(store: &mut Store, key: &str) -> Option<crate::domain::OutboxId> {
    let mail = mail(key);
    store
        .change::<_, StoreError>(|tx| {
            let new = outbox::NewMail {
                key,
                state: OutboxState::Queued,
                why: None,
                letter: "recorded",
                trust: None,
                message: None,
                answer: None,
                mail: &mail,
            };
            outbox::add(tx, &campaign(), &new, at(5))
        })
        .unwrap()
}

#[test]
fn an_import_without_a_column_never_blanks_what_is_stored() {
    let (_dir, mut store) = opened();
    let bare = TrustUpdate { name: None, region: None, domains: None, ..leeds() };
    let contact = TrustUpdate {
        contacts: vec![ContactUpdate {
            rank: 1,
            name: None,
            email: Some(EmailAddress::parse("md@leedsth.nhs.uk").unwrap()),
            role: None,
        }],
        ..bare.clone()
    };
    let mut apply = |update: &TrustUpdate| {
        store.change::<_, StoreError>(|tx| trusts::upsert(tx, &campaign(), update, at(2))).unwrap()
    };
    assert_eq!(apply(&leeds()), trusts::Upserted::Added);
    assert_eq!(apply(&leeds()), trusts::Upserted::Same);
    assert_eq!(apply(&bare), trusts::Upserted::Same);
    assert_eq!(apply(&contact), trusts::Upserted::Changed);
    assert_eq!(apply(&leeds()), trusts::Upserted::Same);
    let all = store.view::<_, StoreError>(|tx| trusts::all(tx, &campaign())).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].name, "LEEDS TEACHING HOSPITALS NHS TRUST");
    assert_eq!(all[0].domains, ["leedsth.nhs.uk"]);
    assert_eq!(all[0].contacts[0].email.as_str(), "md@leedsth.nhs.uk");
}

#[test]
fn one_fact_has_one_mail_however_often_it_is_queued() {
    let (_dir, mut store) = opened();
    assert!(queue(&mut store, "receipt/1").is_some());
    assert!(queue(&mut store, "receipt/1").is_none());
    let items = store.view::<_, StoreError>(|tx| outbox::items(tx, &campaign(), None)).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].mail, mail("receipt/1"));
}

#[test]
fn a_mail_that_was_being_sent_when_the_process_ended_is_unknown_and_cannot_be_sent_again() {
    let (_dir, mut store) = opened();
    let id = queue(&mut store, "receipt/1").unwrap();
    store.change::<_, StoreError>(|tx| sending::begin_sending(tx, id, at(6))).unwrap();
    let unknown = store.change::<_, StoreError>(|tx| sending::sending_to_unknown(tx, &campaign())).unwrap();
    assert_eq!(unknown, [id]);
    assert!(
        store
            .view::<_, StoreError>(|tx| sending::next_due(tx, &campaign(), at(9), None, sending::Among::All))
            .unwrap()
            .is_none()
    );
    assert!(store.change::<_, StoreError>(|tx| sending::begin_sending(tx, id, at(7))).is_err());
}

#[test]
fn a_failed_change_leaves_nothing_behind() {
    let (_dir, mut store) = opened();
    let result: Result<(), StoreError> = store.change(|tx| {
        trusts::upsert(tx, &campaign(), &leeds(), at(2))?;
        Err(StoreError::Missing { what: "thing", id: 1 })
    });
    assert!(result.is_err());
    assert!(store.view::<_, StoreError>(|tx| trusts::all(tx, &campaign())).unwrap().is_empty());
}

#[test]
fn the_audit_can_only_grow() {
    let (_dir, mut store) = opened();
    store
        .change::<_, StoreError>(|tx| audit::add(tx, &campaign(), at(3), &audit::Event::new("service", "tested")))
        .unwrap();
    for statement in ["DELETE FROM audit", "UPDATE audit SET actor = 'x'"] {
        assert!(store.connection.execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn one_answer_is_in_force_and_the_earlier_ones_are_kept() {
    let (_dir, mut store) = opened();
    let code = OdsCode::parse("RR8").unwrap();
    let person = |name: &str| Person {
        role: Role::Lead,
        name: name.into(),
        title: None,
        job_title: Some("Head".into()),
        email: None,
        phones: vec![crate::domain::PhoneNumber::parse("0113 496 0123 x 4").unwrap()],
    };
    let ids: Vec<AnswerId> = store
        .change::<_, StoreError>(|tx| {
            trusts::upsert(tx, &campaign(), &leeds(), at(2))?;
            ["Jane Smith", "Ann Jones"]
                .iter()
                .map(|name| {
                    let answer = Answer::Named(vec![person(name)]);
                    let new = answers::NewAnswer {
                        trust: &code,
                        answer: &answer,
                        message: None,
                        said: at(3),
                        decided_by: "reader",
                    };
                    answers::record(tx, &campaign(), &new, at(4))
                })
                .collect()
        })
        .unwrap();
    store
        .view::<_, StoreError>(|tx| {
            let held = answers::current(tx, &campaign(), &code)?.unwrap();
            assert_eq!(held.answer, Answer::Named(vec![person("Ann Jones")]));
            let before = answers::replaced_by(tx, &campaign(), ids[1])?.unwrap();
            assert_eq!(before.answer, Answer::Named(vec![person("Jane Smith")]));
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_position_in_a_folder_moves_forward_until_uidvalidity_changes_or_earlier_mail_is_wanted() {
    let (_dir, mut store) = opened();
    let day = |day| jiff::civil::date(2016, 9, day);
    standing_at(&mut store, &[(7, "10"), (7, "12"), (8, "2")]);
    let mut run = |validity, read_from, from, to| {
        store
            .change::<_, StoreError>(|tx| {
                let begun = folders::begin(tx, &campaign(), "INBOX", validity, read_from)?;
                Ok((begun, folders::advance(tx, &campaign(), "INBOX", validity, from, to)?))
            })
            .unwrap()
    };
    assert_eq!(run(7, day(13), 0, 10), (0, true));
    assert_eq!(run(7, day(13), 10, 4), (10, true));
    assert_eq!(run(7, day(20), 10, 12), (10, true), "later mail only: nothing to go back for");
    assert_eq!(run(7, day(13), 0, 12), (0, true), "earlier mail too");
    assert_eq!(run(8, day(13), 0, 2), (0, true));
}

/// A message that stands at all of these places of INBOX.
fn standing_at(store: &mut Store, places: &[(u32, &str)]) -> MessageId {
    let new = messages::NewMessage::bare("i", MessageState::Unrelated, "test", at(1), 9);
    store
        .change::<_, StoreError>(|tx| {
            let id = messages::add(tx, &campaign(), &new, at(2))?;
            for (uid_validity, key) in places {
                let spot = Spot { folder: "INBOX".into(), uid_validity: *uid_validity, key: (*key).into() };
                folders::place(tx, &campaign(), &spot, id)?;
            }
            Ok(id)
        })
        .unwrap()
}

#[test]
fn a_look_that_is_under_way_does_not_pass_over_what_is_to_be_fetched_again() {
    let day = jiff::civil::date(2016, 9, 13);
    for reached in [10, 4] {
        let (_dir, mut store) = opened();
        let again = standing_at(&mut store, &[(7, "5")]);
        standing_at(&mut store, &[(7, "4"), (7, "10"), (7, "11")]);
        store
            .change::<_, StoreError>(|tx| {
                folders::begin(tx, &campaign(), "INBOX", 7, day)?;
                assert!(folders::advance(tx, &campaign(), "INBOX", 7, 0, reached)?);
                messages::fetch_again(tx, &campaign(), again, None)?;
                let next = if reached == 10 { 11 } else { 5 };
                assert!(!folders::advance(tx, &campaign(), "INBOX", 7, reached, next)?, "{reached}");
                assert_eq!(folders::begin(tx, &campaign(), "INBOX", 7, day)?, 4, "the next look begins before it");
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn an_original_comes_back_as_it_was() {
    let (_dir, mut store) = opened();
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    let id = store
        .change::<_, StoreError>(|tx| {
            let new = messages::NewMessage {
                identity: "i",
                header_id: None,
                state: MessageState::SetAside,
                why: Some("test"),
                duplicate_of: None,
                sender: None,
                subject: None,
                received: at(1),
                size: 100_000,
                partial: false,
                original: Some(&messages::Packed::of(&bytes)),
            };
            let id = messages::add(tx, &campaign(), &new, at(2))?;
            let spot = Spot { folder: "INBOX".into(), uid_validity: 1, key: "5".into() };
            folders::place(tx, &campaign(), &spot, id)?;
            assert_eq!(folders::message_at(tx, &campaign(), &spot)?, Some(id));
            Ok(id)
        })
        .unwrap();
    assert_eq!(store.view::<_, StoreError>(|tx| messages::original(tx, &campaign(), id)).unwrap().unwrap(), bytes);
    assert!(store.view::<_, StoreError>(|tx| messages::entry(tx, &campaign(), MessageId(99))).is_err());
}

#[test]
fn a_newer_a_foreign_or_a_damaged_database_is_refused_and_left_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let newer = dir.path().join("newer.db");
    drop(Store::open(&newer).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let foreign = dir.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a); ").unwrap();
    let not_a_database = dir.path().join("text.db");
    std::fs::write(&not_a_database, "this is a text, and a long one too ".repeat(100)).unwrap();
    let damaged = dir.path().join("damaged.db");
    drop(Store::open(&damaged).unwrap());
    let mut bytes = std::fs::read(&damaged).unwrap();
    let end = bytes.len().min(40_000);
    bytes[4096..end].fill(0xA5);
    std::fs::write(&damaged, &bytes).unwrap();

    for path in [&newer, &foreign, &not_a_database, &damaged] {
        let before = std::fs::read(path).unwrap();
        let error = Store::open(path).unwrap_err();
        let expected = match path.file_stem().unwrap().to_str().unwrap() {
            "newer" => matches!(error, OpenError::Newer { found: 999, .. }),
            "foreign" => matches!(error, OpenError::Foreign(_)),
            _ => matches!(error, OpenError::Damaged { .. }),
        };
        assert!(expected, "{error:?}");
        assert_eq!(std::fs::read(path).unwrap(), before, "{}", path.display());
    }
}

#[test]
fn only_one_process_may_hold_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("intake.db");
    let first = Lock::take(&path).unwrap();
    assert!(matches!(Lock::take(&path), Err(OpenError::InUse(_))));
    drop(first);
    assert!(Lock::take(&path).is_ok());
}

#[test]
fn a_link_to_the_database_leads_to_the_same_lock() {
    let dir = tempfile::tempdir().unwrap();
    let (path, link) = (dir.path().join("intake.db"), dir.path().join("link.db"));
    let _lock = Lock::take(&path).unwrap();
    drop(Store::open(&path).unwrap());
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(Lock::take(&link), Err(OpenError::InUse(_))));
}

#[test]
fn who_does_not_hold_the_lock_changes_no_layout() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("intake.db");
    assert!(matches!(Store::open_existing(&path), Err(OpenError::NotThere(_))));
    drop(Store::open(&path).unwrap());
    assert!(Store::open_existing(&path).is_ok());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 0).unwrap();
    assert!(matches!(Store::open_existing(&path), Err(OpenError::Older(_))));
}

#[test]
fn what_only_looks_can_change_nothing() {
    let (_dir, mut store) = opened();
    let event = audit::Event::new("service", "tested");
    assert!(store.view::<_, StoreError>(|tx| audit::add(tx, &campaign(), at(3), &event)).is_err());
    store.change::<_, StoreError>(|tx| audit::add(tx, &campaign(), at(3), &event)).unwrap();
}

#[test]
fn the_database_can_be_read_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, _store) = opened();
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.file_name());
    }
}

#[test]
fn a_first_start_that_was_killed_before_the_mark_is_made_good() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("intake.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(include_str!("sql/0001_start.sql")).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    drop(connection);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.view::<_, StoreError>(|tx| tx.instance()).unwrap().len(), 16);
}

#[test]
fn an_error_of_the_database_repeats_nothing_personal() {
    let (_dir, mut store) = opened();
    let id = queue(&mut store, "receipt/1").unwrap();
    let stored = store.view::<_, StoreError>(|tx| outbox::item(tx, &campaign(), id)).unwrap();
    let broken =
        crate::store::to_json("mail", &stored.mail).unwrap().replace("jane.smith@leedsth.nhs.uk", "jane smith");
    let error = crate::store::from_json::<OutgoingMail>("mail", &broken).unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(told.contains("mail") && !told.contains("jane"), "{told}");
}
