//! The books: mails that came in, an installation and its SMTP server in; that every mail is accounted for exactly once, that
//! none of ours arrived twice, and that what did not arrive stands in the outbox, asserted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cso_intake::domain::outbox::Answerable;
use cso_intake::flow::acknowledge::answerable;
use cso_intake::message::{self, Limits};
use serde_json::Value;

use super::service::Installation;
use super::smtp::{SmtpServer, header};

/// A mail that comes in.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its Message-ID, without angle brackets.
    pub id: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Mail {
    /// A mail that says its Message-ID itself.
    pub fn of(bytes: Vec<u8>) -> Self {
        let id = message::read(&bytes, &Limits::default()).unwrap().headers.message_id.unwrap();
        Self { id, bytes }
    }
}

/// What the books say in the end.
#[derive(Debug)]
pub struct Books {
    /// How many of our mails arrived.
    pub arrived: usize,
    /// How many mails of the outbox are in each state.
    pub outbox: BTreeMap<String, usize>,
}

impl std::fmt::Display for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let states = self.outbox.iter().map(|(state, count)| format!("{count} {state}")).collect::<Vec<_>>();
        write!(f, "{} of our mails arrived; outbox: {}", self.arrived, states.join(", "))
    }
}

/// Looks through everything. Nobody may be writing to the database meanwhile.
pub fn check(installation: &Installation, smtp: &SmtpServer, came: &[Mail]) -> Books {
    assert_eq!(installation.texts("PRAGMA integrity_check"), ["ok"]);
    every_mail_is_accounted_for_once(installation, came);
    every_mail_that_is_owed_stands_in_the_outbox(installation, came);
    the_sums_add_up(installation, came.len());
    nothing_arrived_twice(installation, smtp)
}

/// Each has one entry of its own that is no duplicate, was not set aside, and says where the mail stands.
fn every_mail_is_accounted_for_once(installation: &Installation, came: &[Mail]) {
    let mut entered: HashMap<String, usize> = HashMap::new();
    for id in installation.texts("SELECT header_id FROM message WHERE state NOT IN ('duplicate', 'set_aside')") {
        *entered.entry(id).or_default() += 1;
    }
    let missing: Vec<&str> = came.iter().map(|mail| mail.id.as_str()).filter(|id| !entered.contains_key(*id)).collect();
    let odd = installation.rows("SELECT id, state, why FROM message WHERE state IN ('duplicate', 'set_aside')");
    let log = || last_lines(&installation.log());
    assert!(missing.is_empty(), "lost: {missing:?}; {odd:?}\n{}", log());
    assert!(odd.is_empty(), "taken for a duplicate or set aside: {odd:?}\n{}", log());
    let twice: Vec<_> = entered.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "in the ledger more than once: {twice:?}\n{}", log());
    assert_eq!(entered.len(), came.len(), "in the ledger is what never came\n{}", log());
    let nowhere = installation.count("SELECT count(*) FROM message WHERE id NOT IN (SELECT message_id FROM spot)");
    assert_eq!(nowhere, 0, "messages that stand nowhere");
}

/// A mail that speaks for a trust is answered whatever happened on the way, unless nobody may be written to, or its trust has been told
/// already what it said later.
fn every_mail_that_is_owed_stands_in_the_outbox(installation: &Installation, came: &[Mail]) {
    let config = installation.config();
    let own_addresses = vec![config.campaign.mailbox.to_string()];
    let limits = Limits { own_addresses, ..Limits::default() };
    let is_answerable = |mail: &&Mail| {
        let message = message::read(&mail.bytes, &limits).unwrap();
        matches!(answerable(&message, &config.campaign), Answerable::To(_))
    };
    let answerable: BTreeSet<&str> = came.iter().filter(is_answerable).map(|mail| mail.id.as_str()).collect();
    let speaking = installation.texts(
        "SELECT m.header_id FROM message m JOIN reading r ON r.message_id = m.id
         WHERE r.class IN ('nomination', 'correction', 'decline', 'holding', 'query')
           AND m.id NOT IN (SELECT message_id FROM audit WHERE message_id IS NOT NULL
                            AND event = 'older answer added to the history by the reader')",
    );
    let owed: BTreeSet<&str> = speaking.iter().map(String::as_str).filter(|id| answerable.contains(id)).collect();
    let written = installation
        .texts("SELECT m.header_id FROM outbox o JOIN message m ON m.id = o.message_id ORDER BY m.header_id");
    assert_eq!(written, owed.into_iter().map(str::to_owned).collect::<Vec<_>>(), "one mail for each that is owed one");
}

/// The program's own sums, as `status` keeps them.
fn the_sums_add_up(installation: &Installation, came: usize) {
    let status = installation.run(&["status", "--json"]);
    let said: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!(said["adds_up"], true, "{said}");
    assert_eq!(said["messages"]["total"], came, "{said}");
    let parts = said["messages"]["by_state"].as_object().unwrap().values();
    assert_eq!(parts.map(|count| count.as_u64().unwrap()).sum::<u64>(), came as u64, "{said}");
}

/// What arrived is in the outbox as sent, or as unknown; what did not arrive is not said to be sent.
fn nothing_arrived_twice(installation: &Installation, smtp: &SmtpServer) -> Books {
    let mut arrived: HashMap<String, usize> = HashMap::new();
    for mail in smtp.delivered() {
        let id = header(&mail, "Message-ID").unwrap().trim_matches(['<', '>']).to_owned();
        *arrived.entry(id).or_default() += 1;
    }
    let mut books = Books { arrived: arrived.len(), outbox: BTreeMap::new() };
    let outbox = installation.outbox();
    for mail in &outbox {
        *books.outbox.entry(mail.state.clone()).or_default() += 1;
        let count = arrived.remove(&mail.message_id).unwrap_or(0);
        let allowed = match mail.state.as_str() {
            "sent" => count == 1,
            "unknown" => count <= 1,
            "queued" | "gave_up" | "held" | "dropped" => count == 0,
            _ => false,
        };
        assert!(allowed, "{mail:?} arrived {count} times\n{}", last_lines(&installation.log()));
    }
    assert!(arrived.is_empty(), "mail that no outbox knows of: {arrived:?}");
    let causes = installation.count("SELECT count(DISTINCT key) FROM outbox");
    assert_eq!(causes, i64::try_from(outbox.len()).unwrap());
    books
}

/// The end of a log, for messages.
pub fn last_lines(log: &str) -> String {
    let mut lines: Vec<&str> = log.lines().rev().take(60).collect();
    lines.reverse();
    lines.join("\n")
}
