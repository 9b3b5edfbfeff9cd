//! The program in virtual time: the real store and flow's own functions, a mailbox that is a list, and no server.

use std::sync::Arc;

use jiff::{Timestamp, Zoned};

use super::Failure;
use super::mails::Mail;
use super::script::Script;
use crate::compose::Letters;
use crate::config;
use crate::domain::ledger::{MessageState, Spot};
use crate::domain::outbox::Outcome;
use crate::domain::trust::{ContactUpdate, TrustUpdate};
use crate::domain::{MessageId, Mode, Register};
use crate::flow::Desk;
use crate::flow::asking::{deadline, invite, remind};
use crate::flow::deliver::{self, Next};
use crate::flow::ingest::{Arrived, Ingested, ingest};
use crate::flow::overview::{Overview, overview};
use crate::flow::review::{self, Edits};
use crate::sandbox::Sandbox;
use crate::store::{Store, StoreError, folders, mark::Standing, messages, outbox, sent, trusts};

const FOLDER: &str = "INBOX";
const VALIDITY: u32 = 1;

/// The program, its database and its mailbox.
#[derive(Debug)]
pub(super) struct World {
    pub desk: Arc<Desk>,
    pub store: Store,
    /// What lies in the mailbox and was not looked at yet, and how many were.
    waiting: Vec<(Timestamp, Mail)>,
    looked_at: u32,
}

impl World {
    /// Before the campaign, with the register imported.
    pub(super) fn new(script: &Script, now: Timestamp) -> Result<Self, Failure> {
        let store = Store::in_memory("51a1d0a7ed000000").map_err(|error| Failure::Broken(error.into()))?;
        let mut world = Self { desk: Arc::new(desk(script)?), store, waiting: Vec::new(), looked_at: 0 };
        let desk = Arc::clone(&world.desk);
        world.store.begin_campaign(desk.id(), &desk.campaign().name, now)?;
        world.store.change::<_, StoreError>(|tx| {
            script.cast.iter().try_for_each(|cast| {
                let contact = |rank, who: &super::cast::Player, role: &str| ContactUpdate {
                    rank,
                    name: Some(format!("Dr {}", who.name)),
                    email: Some(who.email.clone()),
                    role: Some(role.to_owned()),
                };
                let update = TrustUpdate {
                    ods_code: cast.code.clone(),
                    name: Some(cast.name.to_owned()),
                    region: None,
                    domains: Some(vec![cast.domain.to_owned()]),
                    contacts: vec![
                        contact(1, &cast.director, "Medical Director"),
                        contact(2, &cast.deputy, "Deputy Medical Director"),
                    ],
                    opened: None,
                    closed: None,
                };
                trusts::upsert(tx, desk.id(), &update, now).map(|_| ())
            })?;
            folders::begin(tx, desk.id(), FOLDER, VALIDITY, desk.config.read_from).map(|_| ())
        })?;
        deadline::begin(&mut world.store, &desk, now)?;
        Ok(world)
    }

    /// A mail comes into the mailbox.
    pub(super) fn comes(&mut self, mail: Mail, at: Timestamp) {
        self.waiting.push((at, mail));
    }

    /// One look at the mailbox as the service does it; what was read, and what became of it.
    pub(super) fn look(&mut self, now: Timestamp) -> Result<Vec<(Timestamp, Mail, Ingested)>, Failure> {
        let desk = Arc::clone(&self.desk);
        let register = match self.waiting.as_slice() {
            [] => Register::default(),
            _ => Register::new(self.store.view::<_, StoreError>(|tx| trusts::all(tx, desk.id()))?),
        };
        let mut read = Vec::new();
        for (received, mail) in std::mem::take(&mut self.waiting) {
            self.looked_at += 1;
            let arrived = Arrived {
                spot: Spot { folder: FOLDER.to_owned(), uid_validity: VALIDITY, key: self.looked_at.to_string() },
                received: Some(received),
                size: u64::try_from(mail.bytes.len()).unwrap_or(u64::MAX),
                bytes: mail.bytes.clone(),
                partial: false,
            };
            let ingested = ingest(&mut self.store, &desk, &register, &arrived, now).map_err(Failure::Broken)?;
            read.push((received, mail, ingested));
        }
        self.store.change::<_, StoreError>(|tx| {
            folders::read_completely(tx, desk.id(), FOLDER, now)?;
            sent::looked(tx, desk.id(), sent::Outcome::None, now)
        })?;
        Ok(read)
    }

    /// After the look: reminders whose time has come are written. Whether there was anything to do.
    pub(super) fn plan(&mut self, now: Timestamp) -> Result<bool, Failure> {
        Ok(!remind::round(&mut self.store, &self.desk, now)?.is_nothing())
    }

    /// The next mail that may go out, committed as one that is being sent.
    pub(super) fn begin(&mut self, now: Timestamp) -> Result<Option<outbox::Item>, Failure> {
        let desk = Arc::clone(&self.desk);
        let begun = self.store.change::<_, StoreError>(|tx| {
            let among = deliver::by_the_books(tx, &desk)?;
            deliver::begin(tx, &desk, Standing::Same, among, now)
        })?;
        Ok(match begun.0 {
            Next::Begun(_, item) => Some(*item),
            Next::Nothing | Next::Closed(_) => None,
        })
    }

    /// What became of it.
    pub(super) fn settle(&mut self, item: &outbox::Item, outcome: &Outcome, now: Timestamp) -> Result<(), Failure> {
        let desk = Arc::clone(&self.desk);
        Ok(self.store.change::<_, StoreError>(|tx| deliver::settle(tx, &desk, item, outcome, now))?)
    }

    /// The service starts.
    pub(super) fn start(&mut self, now: Timestamp) -> Result<(), Failure> {
        let desk = Arc::clone(&self.desk);
        Ok(self.store.change::<_, StoreError>(|tx| {
            deliver::interrupted(tx, &desk, now)?;
            deliver::begin_run(tx, &desk)
        })?)
    }

    /// A person sends the letter to every trust that has not had it.
    pub(super) fn invite(&mut self, now: Timestamp) -> Result<(), Failure> {
        invite::send(&mut self.store, &self.desk, &[], "pat", now).map_err(Failure::Broken)?;
        Ok(())
    }

    /// A person moves the deadline; whether it could be moved there.
    pub(super) fn extend(&mut self, to: &Zoned, now: Timestamp) -> bool {
        deadline::extend(&mut self.store, &self.desk, to, "pat", now).is_ok()
    }

    /// The messages that wait for a person.
    pub(super) fn undecided(&mut self) -> Result<Vec<MessageId>, Failure> {
        let desk = Arc::clone(&self.desk);
        let state = Some(MessageState::AwaitingReview);
        let rows = self.store.view::<_, StoreError>(|tx| messages::entries(tx, desk.id(), state))?;
        Ok(rows.into_iter().map(|entry| entry.id).collect())
    }

    /// A person accepts a message as it was read; whether that could be.
    pub(super) fn accept(&mut self, id: MessageId, now: Timestamp) -> bool {
        let edits = Edits::default();
        review::accept(&mut self.store, &self.desk, id, &edits, review::Newer::GivesWay, "pat", now).is_ok()
    }

    /// A person says that a message is a question, or that what it withdrew stays withdrawn.
    pub(super) fn reject(&mut self, id: MessageId, now: Timestamp) -> bool {
        let (instead, stays) = (review::Instead::Query, review::Withdrawn::Stays);
        review::reject(&mut self.store, &self.desk, id, instead, stays, "pat", now).is_ok()
    }

    /// The register says that a trust closes on a day.
    pub(super) fn closes(&mut self, update: &TrustUpdate, now: Timestamp) -> Result<(), Failure> {
        let desk = Arc::clone(&self.desk);
        self.store.change::<_, StoreError>(|tx| trusts::upsert(tx, desk.id(), update, now))?;
        Ok(())
    }

    /// Every mail of the outbox.
    pub(super) fn outbox(&mut self) -> Result<Vec<outbox::Item>, Failure> {
        let desk = Arc::clone(&self.desk);
        Ok(self.store.view::<_, StoreError>(|tx| outbox::items(tx, desk.id(), None))?)
    }

    /// The books as `status` shows them.
    pub(super) fn overview(&mut self) -> Result<Overview, Failure> {
        Ok(overview(&mut self.store, &self.desk)?)
    }
}

/// A desk with the configuration of `init`, in mode live, with this campaign's dates.
fn desk(script: &Script) -> Result<Desk, Failure> {
    let loaded = config::read(config::template().as_bytes(), std::path::Path::new("simulated.toml"), &|_| None)
        .map_err(|faults| Failure::Broken(anyhow::anyhow!("{faults}")))?;
    let mut config = loaded.config;
    config.mode = Mode::Live;
    config.read_from = script.letter;
    config.campaign.letter_date = script.letter;
    config.campaign.deadline = script.deadline.clone();
    Ok(Desk { config, letters: Letters::built_in(), sandbox: Sandbox::none() })
}
