//! The doctor: a configuration in, one finding a step out: which works, which fails, what to do about it. It changes nothing,
//! in the mailbox, in the database or anywhere else, unless a person asks for the test mail (errand.rs).
//!
//! incoming.rs and outgoing.rs go the way of mail in and mail out, net.rs the first two steps of either, certificate.rs knows what
//! TLS libraries mean, house.rs looks round on this machine. A step that fails skips only what depends on it.

mod certificate;
mod errand;
mod findings;
mod house;
mod incoming;
mod net;
mod outgoing;

use jiff::Timestamp;

use super::Desk;
use crate::clock::Clock;
use crate::config::OAuth;
use crate::domain::EmailAddress;
use crate::token::Tokens;

pub use findings::{Finding, Findings, State};

/// What is looked at.
#[derive(Debug)]
struct Patient<'a> {
    desk: &'a Desk,
    tokens: Tokens,
    now: Timestamp,
}

impl Patient<'_> {
    /// Asks for an access token, and says what the identity provider said.
    async fn token(&self, step: &str, oauth: &OAuth, found: &mut Findings<'_>) -> Result<(), String> {
        match self.tokens.token(oauth).await {
            Ok(_) => {
                found.ok(step, "the identity provider gives an access token");
                Ok(())
            }
            // What to do about it stands in its words.
            Err(error) => {
                found.fails_saying(step, error.to_string());
                Err("there is no access token".to_owned())
            }
        }
    }
}

/// Goes through every step; with an address, the test mail goes there at the end.
/// `also` are the further campaigns, of which templates and register are looked at.
pub async fn examine(
    desk: &Desk,
    also: &[Desk],
    clock: &Clock,
    send_test: Option<&EmailAddress>,
    found: &mut Findings<'_>,
) {
    let patient = Patient { desk, tokens: Tokens::new(clock.clone()), now: clock.now() };
    let source = incoming::examine(&patient, found).await;
    let post = outgoing::examine(&patient, found).await;
    house::examine(&patient, found);
    for desk in also {
        house::examine_further(desk, found);
    }
    let (mut source, mut post) = (source, post);
    if let Some(to) = send_test {
        match &mut post {
            Some(post) => errand::run(&patient, clock, post, source.as_mut(), to, found).await,
            None => found.skipped("test mail", "mail cannot be sent"),
        }
    }
    if let Some(post) = &mut post {
        post.close().await;
    }
    if let Some(source) = source {
        source.close().await;
    }
}
