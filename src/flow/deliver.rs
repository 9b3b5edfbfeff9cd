//! The outbox to the post, one mail at a time. Nothing else sends.
//!
//! The row is committed as `sending` before the connection may carry the data. Killed after that, it becomes `unknown`
//! at the next start: nobody can tell whether it arrived, so a person decides, and nothing ever arrives twice.
//!
//! Of several campaigns each has a mail in turn; the connection, the rate and the holds are the same for all.

mod next;
mod patience;
mod runs;
mod team;

pub(super) use patience::BREAKER;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{
    Desk, attached,
    hold::{self, Gate},
    office::Office,
    outbox::{Outdated, outdated},
};
use crate::clock::Clock;
use crate::config::{Delivery, MailboxSource};
use crate::domain::calendar::in_london;
use crate::domain::{
    CampaignId, Mode, OutboxId,
    outbox::{OutboxState, Outcome},
};
use crate::post::Post;
use crate::store::{Store, StoreError, Tx, Writer, audit, hold::Hold, mark::Standing, outbox, sending, sending::Among};
pub(super) use next::by_the_books;
pub(super) use next::next_true;
pub(super) use runs::{begin_run, interrupted};

/// So long it is believed that the books agree, or do not. To look at them takes a while in a large database.
const BOOKS_HOLD: SignedDuration = SignedDuration::from_secs(60);

/// Which mail of each campaign may go out as far as its books go, and when they were looked at.
#[derive(Debug)]
struct Books {
    looked: Timestamp,
    among: HashMap<CampaignId, Among>,
}

impl Books {
    fn among(&mut self, tx: &Tx<'_>, desk: &Desk) -> Result<Among, StoreError> {
        if let Some(among) = self.among.get(desk.id()) {
            return Ok(*among);
        }
        let among = by_the_books(tx, desk)?;
        self.among.insert(desk.id().clone(), among);
        Ok(among)
    }
}

/// What one step of delivery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    /// Something is due, but nothing may go out now. The log says why, and so does `status` if a person has to do something.
    Closed,
    /// The server was busy; nothing is tried before this time is over.
    Paused(Duration),
    /// As many mails went out in the last minute as may; the next may go after this time.
    Wait(Duration),
    /// One mail was tried.
    Tried(OutboxId, Outcome),
}

/// Delivers, within the rate.
#[derive(Debug)]
pub struct Courier {
    office: Arc<Office>,
    /// How many mails were begun: whose turn it is.
    begun: usize,
    writer: Writer,
    clock: Clock,
    post: Post,
    recent: VecDeque<tokio::time::Instant>,
    refusals: u32,
    /// What the mark beside the database said at the start.
    standing: Standing,
    /// How often in a row the server was busy, and until when it is left alone.
    busy: u32,
    pause: Option<tokio::time::Instant>,
    /// Why nothing may go out, as it was said last.
    told: Option<String>,
    /// Which mail may go out as far as the books go.
    books: Option<Books>,
    /// What became of a mail, as long as the database will not take it.
    in_hand: Option<(Arc<Desk>, outbox::Item, Outcome)>,
}

impl Courier {
    /// A courier for these desks.
    #[must_use]
    pub fn new(office: Arc<Office>, writer: Writer, clock: Clock, post: Post) -> Self {
        Self {
            office,
            begun: 0,
            writer,
            clock,
            post,
            recent: VecDeque::new(),
            refusals: 0,
            standing: Standing::NoMark,
            busy: 0,
            pause: None,
            told: None,
            books: None,
            in_hand: None,
        }
    }

    /// Sends the next mail that is due, if the rate allows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn step(&mut self) -> anyhow::Result<Step> {
        self.write_down().await?;
        if let Some(pause) = self.pause.map(|until| until.saturating_duration_since(tokio::time::Instant::now()))
            && !pause.is_zero()
        {
            return Ok(Step::Paused(pause));
        }
        if let Some(wait) = self.wait() {
            return Ok(Step::Wait(wait));
        }
        let now = self.clock.now();
        let (desk, item) = match self.next(now).await? {
            Next::Nothing => return Ok(Step::Idle),
            Next::Closed(why) => {
                self.tell(why);
                return Ok(Step::Closed);
            }
            Next::Begun(desk, item) => (desk, *item),
        };
        self.begun = self.begun.wrapping_add(1);
        self.recent.push_back(tokio::time::Instant::now());
        let outcome = self.post.send(&item.mail, &in_london(now)).await;
        let outcome = patience::believed(outcome, &mut self.refusals);
        self.heed(&outcome, item.id);
        tracing::info!(outbox = item.id.0, outcome = name(&outcome), "a mail was tried");
        let id = item.id;
        self.in_hand = Some((desk, item, outcome.clone()));
        self.write_down().await?;
        Ok(Step::Tried(id, outcome))
    }

    /// Writes down what became of the mail in hand. A database that is locked or full hears it again before anything else
    /// is sent.
    async fn write_down(&mut self) -> anyhow::Result<()> {
        let Some((desk, item, outcome)) = self.in_hand.clone() else { return Ok(()) };
        let now = self.clock.now();
        self.writer
            .run(move |store| store.change::<_, StoreError>(|tx| settle(tx, &desk, &item, &outcome, now)))
            .await??;
        self.in_hand = None;
        Ok(())
    }

    /// Lets go of the mail in hand: what became of it is written down, or that nobody knows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn let_go(&mut self) -> anyhow::Result<()> {
        self.write_down().await?;
        self.interrupted(self.office.desks().cloned().collect()).await.map(|_| ())
    }

    /// The desks whose mail may go out at all, the one first whose turn it is.
    fn senders(&self) -> Vec<Arc<Desk>> {
        let sends = |desk: &&Arc<Desk>| desk.config.mode != Mode::Observe;
        let mut senders: Vec<_> = self.office.desks().filter(sends).cloned().collect();
        let turn = self.begun.checked_rem(senders.len()).unwrap_or(0);
        senders.rotate_left(turn);
        senders
    }

    /// The next mail that may go out, committed as one that is being sent.
    async fn next(&mut self, now: Timestamp) -> anyhow::Result<Next> {
        if let Some((desk, item)) = team::next(&self.office, &self.writer, now).await? {
            return Ok(Next::Begun(desk, Box::new(item)));
        }
        // What another mode, or a person under another configuration, has queued for trusts stays where it is.
        let (mut desks, standing) = (self.senders(), self.standing);
        let due = self
            .writer
            .run(move |store| {
                store.view::<_, StoreError>(|tx| {
                    let mut due = Vec::new();
                    for desk in desks.drain(..) {
                        if sending::next_due(tx, desk.id(), now, None, Among::All)?.is_some() {
                            due.push(desk);
                        }
                    }
                    Ok(due)
                })
            })
            .await??;
        if due.is_empty() {
            return Ok(Next::Nothing);
        }
        let known = self.books.take().filter(|books| now.duration_since(books.looked).abs() <= BOOKS_HOLD);
        let mut books = known.unwrap_or_else(|| Books { looked: now, among: HashMap::new() });
        let work = move |store: &mut Store| {
            store.change::<_, StoreError>(|tx| {
                let begun = begin_any(tx, &due, standing, &mut books, now)?;
                Ok((begun, books))
            })
        };
        let ((next, raised), books) = self.writer.run(work).await??;
        self.books = Some(books);
        raised.iter().for_each(hold::tell);
        Ok(next)
    }

    /// Says why nothing goes out, once.
    fn tell(&mut self, why: Option<String>) {
        if let Some(why) = &why
            && self.told.as_ref() != Some(why)
        {
            tracing::warn!(why, "mail waits in the outbox");
        }
        self.told = why;
    }

    /// A server that says it is busy is left alone for a while, longer each time; the mail has nothing to do with it.
    fn heed(&mut self, outcome: &Outcome, id: OutboxId) {
        match outcome {
            Outcome::Busy { .. } => {
                let pause = patience::pause_after(self.busy, id);
                self.busy = self.busy.saturating_add(1);
                self.pause = Some(tokio::time::Instant::now() + pause);
                tracing::warn!(seconds = pause.as_secs(), "the server is busy; all delivery pauses");
            }
            Outcome::Sent { .. } => self.busy = 0,
            Outcome::RetryLater { .. } | Outcome::GaveUp { .. } | Outcome::Unknown { .. } => {}
        }
        if !matches!(outcome, Outcome::Busy { .. }) {
            self.pause = None;
        }
    }

    /// The desks that it delivers for.
    #[must_use]
    pub fn office(&self) -> &Arc<Office> {
        &self.office
    }

    /// What the mark beside the database said at the start.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Ends the connection in good order.
    pub async fn close(&mut self) {
        self.post.close().await;
    }

    /// How long until the rate allows another mail.
    fn wait(&mut self) -> Option<Duration> {
        const MINUTE: Duration = Duration::from_secs(60);
        let Delivery::Smtp(account) = &self.office.main().config.delivery else { return None };
        let rate = usize::try_from(account.rate_per_minute).unwrap_or(usize::MAX);
        while self.recent.front().is_some_and(|sent| sent.elapsed() >= MINUTE) {
            self.recent.pop_front();
        }
        if self.recent.len() < rate {
            return None;
        }
        self.recent.front().map(|sent| MINUTE.saturating_sub(sent.elapsed()))
    }
}

/// What comes next.
pub(super) enum Next {
    /// Nothing is due.
    Nothing,
    /// Nothing may go out; why, if nobody has to do anything.
    Closed(Option<String>),
    /// This mail, which is committed as one that is being sent.
    Begun(Arc<Desk>, Box<outbox::Item>),
}

/// Begins with the next mail of the first campaign that has one which may go out.
fn begin_any(
    tx: &Tx<'_>,
    desks: &[Arc<Desk>],
    standing: Standing,
    books: &mut Books,
    now: Timestamp,
) -> Result<(Next, Vec<Hold>), StoreError> {
    let (mut otherwise, mut raised) = (Next::Nothing, Vec::new());
    for desk in desks {
        let (next, more) = begin(tx, desk, standing, books.among(tx, desk)?, now)?;
        raised.extend(more);
        match next {
            Next::Begun(..) => return Ok((next, raised)),
            Next::Closed(_) => otherwise = next,
            Next::Nothing => {}
        }
    }
    Ok((otherwise, raised))
}

/// Asks at the gate, and begins with the next mail that may go out.
pub(super) fn begin(
    tx: &Tx<'_>,
    desk: &Arc<Desk>,
    standing: Standing,
    among: Among,
    now: Timestamp,
) -> Result<(Next, Vec<Hold>), StoreError> {
    let found = hold::gate(tx, desk, standing, now)?;
    let (under, otherwise) = match found.gate {
        Gate::Open if among == Among::Team => {
            let why = "the books do not agree, so no mail goes to trusts: see `cso-intake status`";
            (None, Next::Closed(Some(why.to_owned())))
        }
        Gate::Open => (None, Next::Nothing),
        Gate::Held(id) => (Some(id), Next::Closed(None)),
        Gate::NotYet(why) => return Ok((Next::Closed(Some(why)), found.raised)),
    };
    let Some(mut item) = next_true(tx, desk, now, under, among)? else { return Ok((otherwise, found.raised)) };
    sending::begin_sending(tx, item.id, now)?;
    tx.step_out();
    attached::put_in(tx, &mut item.mail)?;
    Ok((Next::Begun(Arc::clone(desk), Box::new(item)), found.raised))
}

/// Writes down what became of a mail.
pub(super) fn settle(
    tx: &Tx<'_>,
    desk: &Desk,
    item: &outbox::Item,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    match outcome {
        Outcome::Sent { reply } => {
            sending::sent(tx, item.id, reply)?;
            if copies_are_ours(desk) {
                sending::owe_copy(tx, item.id)?;
            }
        }
        // Whatever the line let us see: it stands in the folder of what was sent.
        _ if outbox::item(tx, desk.id(), item.id)?.found => sending::found_is_sent(tx, item.id)?,
        Outcome::RetryLater { reason } | Outcome::Busy { reason }
            if patience::is_at_an_end(now.duration_since(item.created), item.tries + 1) =>
        {
            let why = format!("given up after {} tries: {reason}", item.tries + 1);
            outbox::set_state(tx, item.id, OutboxState::GaveUp, Some(&why), now)?;
        }
        // While it was on its way, what it says may have been taken back.
        Outcome::RetryLater { reason } | Outcome::Busy { reason } => match outdated(tx, desk, item)? {
            Some(Outdated::Drop(why)) => outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?,
            Some(Outdated::Ask(_)) | None => {
                // While the server is busy all mails wait together, and this one is as good as the others.
                let is_busy = matches!(outcome, Outcome::Busy { .. });
                let next = if is_busy { now } else { now + patience::backoff(item.id, item.tries) };
                outbox::set_state(tx, item.id, OutboxState::Queued, Some(reason), next)?;
            }
        },
        Outcome::GaveUp { reason } => outbox::set_state(tx, item.id, OutboxState::GaveUp, Some(reason), now)?,
        Outcome::Unknown { reason } => outbox::set_state(tx, item.id, OutboxState::Unknown, Some(reason), now)?,
    }
    note(tx, desk, &format!("mail {}", name(outcome)), item.id, now)
}

/// Whether the folder of what was sent gets its copies from us.
fn copies_are_ours(desk: &Desk) -> bool {
    let wanted = matches!(&desk.config.delivery, Delivery::Smtp(account) if account.append_to_sent);
    wanted && matches!(desk.config.mailbox, MailboxSource::Imap(_))
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent { .. } => "sent",
        Outcome::RetryLater { .. } | Outcome::Busy { .. } => "put off",
        Outcome::GaveUp { .. } => "given up",
        Outcome::Unknown { .. } => "unknown",
    }
}

fn note(tx: &Tx<'_>, desk: &Desk, event: &str, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
    audit::add(tx, desk.id(), now, &audit::Event { outbox: Some(id), ..audit::Event::new("service", event) })
}
