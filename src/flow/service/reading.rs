//! Mail in: look, wait until the server says that something came or until it is time, look again. The line stays open
//! between the looks; what the server says only wakes us, the look is the truth.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Instant, timeout};

use super::pulse::{LONGEST_STEP, Part};
use super::reload::Desks;
use super::stop::Stop;
use super::{backoff, heartbeat, words};
use crate::domain::ledger::MessageState;
use crate::flow::Desk;
use crate::flow::asking::{deadline, remind};
use crate::flow::filing;
use crate::flow::look::{Eyes, Look, look};
use crate::flow::office::Office;
use crate::flow::sent;
use crate::mailbox::{MailboxError, Source};
use crate::store::{StoreError, hold, outbox, sums};
use crate::token::Tokens;

/// A server that tells news all the time is looked at no more often than this.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// So long the service manager waits for the end of the first look; a long backlog is read afterwards.
const FIRST_LOOK: Duration = Duration::from_secs(20);
/// How much longer than it was asked to a wait for news may take. Only a defect makes it so.
const OVERTIME: Duration = Duration::from_secs(120);
/// A login that is refused is not tried again sooner: servers lock accounts that are tried too often.
const AFTER_A_REFUSED_LOGIN: Duration = Duration::from_secs(60);

/// The loop that reads.
#[derive(Debug)]
pub(super) struct Reading {
    /// The desks of all campaigns. Each has its own ledger and its own position in the folders; the line is the same.
    pub office: Arc<Office>,
    /// Those of the main campaign.
    pub eyes: Eyes,
    pub tokens: Tokens,
    pub stop: Stop,
    /// The line to the mailbox, when it is up.
    pub line: Option<Source>,
    /// Looks in a row that failed.
    pub failures: u32,
    /// Lines in a row that were lost while we waited on them.
    pub lost: u32,
}

impl Reading {
    /// Reads until the stop is asked for. When `cut` is asked for too, the look is abandoned: what is recorded stays so, and
    /// the rest comes at the next start.
    pub(super) async fn run(mut self, mut desks: Desks, mut cut: Stop) {
        let pulse = Arc::clone(&self.eyes.pulse);
        let mut ready = false;
        while !self.stop.is_asked() {
            self.take_up(&mut desks).await;
            let began = Instant::now();
            let round = pulse.during(Part::Reading, LONGEST_STEP, self.round());
            let round = async {
                let mut round = pin!(round);
                if !ready && let Ok(pause) = timeout(FIRST_LOOK, &mut round).await {
                    return pause;
                }
                if !ready {
                    pulse.manager().ready();
                    ready = true;
                }
                round.await
            };
            let pause = tokio::select! {
                pause = round => pause,
                () = cut.asked() => return,
            };
            if !ready {
                pulse.manager().ready();
                ready = true;
            }
            let wait = pulse.during(Part::Reading, pause + OVERTIME, self.wait(pause, began, &desks));
            tokio::select! {
                () = wait => {}
                () = cut.asked() => return,
            }
        }
        self.close().await;
    }

    /// One look and what follows it, told in the log; how long to wait then.
    async fn round(&mut self) -> Duration {
        let config = &self.eyes.desk.config;
        let every = config.poll_every;
        match self.look().await {
            Ok(_) => {
                self.failures = 0;
                every
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                self.eyes.pulse.manager().status(&words::unreadable(self.failures));
                let told = format!("{error:#}");
                let mailbox = error.chain().find_map(|cause| cause.downcast_ref::<MailboxError>());
                let pause = backoff(self.failures);
                match mailbox {
                    Some(MailboxError::LoginRefused { .. }) => {
                        tracing::warn!(error = told, "the mailbox refuses the login; it is tried again");
                        pause.max(AFTER_A_REFUSED_LOGIN)
                    }
                    Some(_) => {
                        tracing::warn!(error = told, "the mailbox could not be read; it is tried again");
                        pause
                    }
                    None => {
                        tracing::error!(error = told, "the look at the mailbox broke off here; it is tried again");
                        pause
                    }
                }
            }
        }
    }

    /// One look for every campaign, over the line that is up or a new one. Who tells the team hears how it went.
    pub(super) async fn look(&mut self) -> anyhow::Result<Vec<Look>> {
        let looked = self.look_over_the_line().await;
        self.eyes.pulse.looked(words::why_unread(&looked));
        looked
    }

    async fn look_over_the_line(&mut self) -> anyhow::Result<Vec<Look>> {
        if let Some(source) = self.line.take() {
            match self.look_through(source).await {
                Err(error) if is_line_lost(&error) => {
                    tracing::info!(
                        reason = format!("{error:#}"),
                        "the line to the mailbox was lost; here is a new one"
                    );
                }
                looked => return looked,
            }
        }
        let source = Source::connect(&self.eyes.desk.config.mailbox, &self.tokens)
            .await
            .context("the mailbox could not be opened")?;
        self.look_through(source).await
    }

    async fn look_through(&mut self, mut source: Source) -> anyhow::Result<Vec<Look>> {
        match self.look_for_all(&mut source).await {
            Ok(found) => {
                self.line = Some(source);
                Ok(found)
            }
            Err(error) => {
                source.close().await;
                Err(error)
            }
        }
    }

    /// One campaign after the other. What breaks off the look of one does not cost the others theirs, unless the line is lost.
    async fn look_for_all(&mut self, source: &mut Source) -> anyhow::Result<Vec<Look>> {
        let (mut looks, mut broken) = (Vec::new(), None);
        let office = Arc::clone(&self.office);
        for desk in office.desks() {
            let eyes = self.eyes.of(desk);
            match self.look_once(&eyes, source).await {
                Ok(found) => looks.push(found),
                Err(error) if is_line_lost(&error) => return Err(error),
                Err(error) => {
                    let error =
                        if office.has_several() { error.context(format!("campaign {}", desk.id())) } else { error };
                    broken = broken.or(Some(error));
                }
            }
        }
        if let Some(error) = broken {
            return Err(error);
        }
        if !self.stop.is_asked() {
            tell_the_manager(&self.eyes, &office).await?;
            if looks.iter().all(|found| found.unread == 0 && found.failed == 0) {
                beat(&self.eyes).await;
            }
        }
        Ok(looks)
    }

    async fn look_once(&mut self, eyes: &Eyes, source: &mut Source) -> anyhow::Result<Look> {
        let found = look(eyes, source, &self.stop).await?;
        self.after_a_look(eyes, source, &found).await?;
        Ok(found)
    }

    /// After a look for one campaign, over the same line: whatever else is read from the mailbox or moved in it stands here, one line each.
    async fn after_a_look(&mut self, eyes: &Eyes, source: &mut Source, found: &Look) -> anyhow::Result<()> {
        let Look { entered, to_review, failed, .. } = *found;
        if *found == Look::default() {
            tracing::debug!(campaign = %eyes.desk.id(), "looked at the mailbox, nothing is new");
        } else {
            tracing::info!(campaign = %eyes.desk.id(), entered, to_review, failed, "looked at the mailbox");
        }
        if self.stop.is_asked() {
            return Ok(());
        }
        sent::read(eyes, source).await?;
        if found.unread == 0 && found.failed == 0 {
            remind_who_is_due(eyes).await?;
        }
        filing::file(eyes, source, &self.stop).await?;
        eyes.pulse.look_done();
        Ok(())
    }

    /// Waits for news over the line, for this time at most; without a line just for this time.
    async fn wait(&mut self, time: Duration, began: Instant, desks: &Desks) {
        let mut stop = self.stop.clone();
        let Some(mut source) = self.line.take() else {
            tokio::select! {
                () = stop.wait(time) => {}
                () = desks.changed() => {}
            }
            return;
        };
        let news = tokio::select! {
            news = timeout(time + OVERTIME / 2, source.wait_for_news(time)) => news,
            // The wait was broken off, so the line is of no more use.
            () = stop.asked() => return source.close().await,
            () = desks.changed() => return source.close().await,
        };
        match news {
            Ok(Ok(())) => {
                self.lost = 0;
                self.line = Some(source);
                stop.wait(BETWEEN_LOOKS.saturating_sub(began.elapsed())).await;
            }
            Ok(Err(error)) => {
                tracing::info!(%error, "the line to the mailbox was lost");
                self.lost = self.lost.saturating_add(1);
                stop.wait(backoff(self.lost).min(time)).await;
            }
            Err(_) => {
                tracing::warn!("waiting for news from the mailbox did not end in time; the line is made anew");
                self.lost = self.lost.saturating_add(1);
            }
        }
    }

    /// Takes up a new configuration. The line was made by the old one.
    async fn take_up(&mut self, desks: &mut Desks) {
        let Some(office) = desks.new_ones() else { return };
        self.close().await;
        (self.failures, self.lost) = (0, 0);
        if let Err(error) = begin_campaigns(&self.eyes, &office).await {
            tracing::error!(
                error = format!("{error:#}"),
                "the new configuration was not taken up; mail is read by the old one"
            );
            return;
        }
        self.eyes.desk = Arc::clone(office.main());
        self.office = office;
    }

    /// Says goodbye to the server.
    pub(super) async fn close(&mut self) {
        if let Some(source) = self.line.take() {
            source.close().await;
        }
    }
}

/// After a look that read everything: reminders whose time has come are written, what waits is asked about again.
async fn remind_who_is_due(eyes: &Eyes) -> anyhow::Result<()> {
    let (desk, now) = (Arc::clone(&eyes.desk), eyes.clock.now());
    let planned = eyes.writer.run(move |store| remind::round(store, &desk, now)).await??;
    if !planned.is_nothing() {
        let remind::Planned { written, dropped, changed } = planned;
        tracing::info!(campaign = %eyes.desk.id(), written, dropped, changed, "reminders were planned");
    }
    Ok(())
}

/// Makes sure that each campaign has its row, and its deadline.
async fn begin_campaigns(eyes: &Eyes, office: &Arc<Office>) -> anyhow::Result<()> {
    let (office, now) = (Arc::clone(office), eyes.clock.now());
    eyes.writer
        .run(move |store| {
            office.desks().try_for_each(|desk| {
                store.begin_campaign(desk.id(), &desk.campaign().name, now)?;
                tell_of_the_deadline(desk, deadline::begin(store, desk, now)?);
                Ok::<_, StoreError>(())
            })
        })
        .await??;
    Ok(())
}

/// How things stand, in numbers. Where there are several campaigns, each has every mail of the mailbox in its ledger, so what
/// is unrelated to one of them is left out.
async fn tell_the_manager(eyes: &Eyes, office: &Arc<Office>) -> anyhow::Result<()> {
    let office = Arc::clone(office);
    let (messages, mails, holds) = eyes
        .writer
        .run(move |store| {
            store.view::<_, StoreError>(|tx| {
                let (mut messages, mut mails) = (Vec::new(), Vec::new());
                for desk in office.desks() {
                    messages.extend(sums::count_by_state(tx, desk.id())?);
                    mails.extend(outbox::count_by_state(tx, desk.id())?);
                }
                if office.has_several() {
                    messages.retain(|(state, _)| *state != MessageState::Unrelated);
                }
                Ok((words::summed(messages), words::summed(mails), hold::in_force(tx)?))
            })
        })
        .await??;
    eyes.pulse.manager().status(&words::standing(&messages, &mails, &holds));
    Ok(())
}

/// Says that the configuration names a deadline which is not in force.
pub(super) fn tell_of_the_deadline(desk: &Desk, disagreement: Option<String>) {
    if let Some(why) = disagreement {
        tracing::warn!(campaign = %desk.id(), why, "the deadline of the configuration is not the one in force");
    }
}

/// Every watched folder was read to its end: the heartbeat.
async fn beat(eyes: &Eyes) {
    let Some(path) = &eyes.desk.config.heartbeat else { return };
    if let Err(error) = heartbeat::write(path, eyes.clock.now()).await {
        tracing::error!(%error, "the heartbeat file could not be written");
    }
}

fn is_line_lost(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<MailboxError>().is_some_and(MailboxError::is_line_lost))
}
