//! A new configuration while the service runs: taken over whole or not at all.

use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;

use super::manager::Manager;
use crate::config::MailboxSource;
use crate::domain::address::without_addresses;
use crate::flow::Desk;
use crate::flow::office::Office;
use crate::post::Post;
use crate::token::Tokens;

/// The desks that hold at this moment, as the loops of the service see it.
#[derive(Debug, Clone)]
pub struct Desks(watch::Receiver<Arc<Office>>);

impl Desks {
    /// The new ones, if there are any since this was asked the last time.
    pub fn new_ones(&mut self) -> Option<Arc<Office>> {
        // An error means that nobody can change it any more.
        self.0.has_changed().unwrap_or(false).then(|| Arc::clone(&self.0.borrow_and_update()))
    }

    /// Waits until there are new ones, without taking them.
    pub async fn changed(&self) {
        if self.0.clone().changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The handle that puts other desks into a running service.
#[derive(Debug)]
pub struct Reload {
    desks: watch::Sender<Arc<Office>>,
    manager: Manager,
    tokens: Tokens,
}

impl Reload {
    /// A handle, and the view of the loops.
    #[must_use]
    pub fn of(office: Arc<Office>, manager: Manager, tokens: Tokens) -> (Self, Desks) {
        let (desks, seen) = watch::channel(office);
        (Self { desks, manager, tokens }, Desks(seen))
    }

    /// Takes over what `load` brings, or keeps the old and says every reason in the log. Each loop takes the new one up
    /// between two rounds.
    pub fn take(&self, load: impl FnOnce() -> anyhow::Result<Office>) {
        self.manager.reloading();
        let checked = load().and_then(|new| {
            may_follow(&self.desks.borrow(), &new)?;
            Post::new(&new.main().config.delivery, &self.tokens).context("the delivery is not usable")?;
            Ok(new)
        });
        match checked {
            Ok(new) => {
                tracing::info!(mode = %new.main().config.mode, campaigns = new.desks().count(), "the configuration was read again and holds from now on");
                self.desks.send_replace(Arc::new(new));
            }
            Err(error) => {
                for fault in without_addresses(&format!("{error:#}")).lines() {
                    tracing::error!(fault, "the configuration is not taken over, the old one stays");
                }
                self.manager.status("the new configuration has faults, the old one stays: see the log");
            }
        }
        self.manager.ready();
    }
}

/// What cannot change while the service runs.
fn may_follow(old: &Office, new: &Office) -> anyhow::Result<()> {
    let (old, new) = (old.main(), new.main());
    let is_maildir = |desk: &Desk| matches!(desk.config.mailbox, MailboxSource::Maildir { .. });
    let mut reasons = Vec::new();
    if old.config.database != new.config.database {
        reasons.push("the database is open and cannot be exchanged for another (service.database)");
    }
    if old.id() != new.id() {
        reasons.push("what is stored belongs to the campaign that is running (campaign.id)");
    }
    if is_maildir(old) != is_maildir(new) {
        reasons.push("how far the mailbox was read means nothing in one of another kind (mailbox.kind)");
    }
    let lines: Vec<String> =
        reasons.iter().map(|reason| format!("{reason}; stop and start the service for it")).collect();
    anyhow::ensure!(lines.is_empty(), "{}", lines.join("\n"));
    Ok(())
}
