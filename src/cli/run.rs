//! `run`: the service, or one round of it.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::{screen, setup};
use crate::clock::Clock;
use crate::flow::Desk;
use crate::flow::service::{Round, Service, Stop};

/// Reads the mailbox once or until it is told to stop.
pub fn run(config: &Path, once: bool) -> anyhow::Result<ExitCode> {
    let desk = setup::desk(config)?;
    setup::runtime()?.block_on(async {
        if once {
            let round = one_round(desk, Clock::System).await?;
            Ok(report(&round))
        } else {
            serve(desk).await
        }
    })
}

/// One round on this desk, under the lock. The demo uses it too.
pub async fn one_round(desk: Desk, clock: Clock) -> anyhow::Result<Round> {
    let (_lock, store) = setup::locked(&desk)?;
    let stop = stop_on_signals()?;
    Service::start(Arc::new(desk), store, clock, stop).await?.once().await
}

async fn serve(desk: Desk) -> anyhow::Result<ExitCode> {
    let (_lock, store) = setup::locked(&desk)?;
    let stop = stop_on_signals()?;
    tracing::info!(mode = %desk.config.mode, version = env!("CARGO_PKG_VERSION"), "started");
    Service::start(Arc::new(desk), store, Clock::System, stop).await?.run().await?;
    Ok(ExitCode::SUCCESS)
}

fn report(round: &Round) -> ExitCode {
    let delivered = round.delivered;
    let mails = format!(
        "mails: {} sent, {} put off, {} given up, {} unknown",
        delivered.sent, delivered.put_off, delivered.given_up, delivered.unknown
    );
    match &round.look {
        Ok(look) => {
            screen::line(format!(
                "messages: {} new ({} to review, {} set aside), {} failed and tried again next time",
                look.entered, look.to_review, look.set_aside, look.failed
            ));
            screen::line(mails);
            if look.unread > 0 {
                screen::remark(format!(
                    "error: {} could not be read; check the names under folders",
                    setup::counted(look.unread, "watched folder", "watched folders")
                ));
            }
            if look.failed == 0 && look.unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            screen::line(mails);
            screen::remark(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// SIGTERM and Ctrl-C ask for a stop; what is in hand is finished.
fn stop_on_signals() -> anyhow::Result<Stop> {
    let (ask, stop) = Stop::new();
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be received")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be received")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        // The receiver is gone only when the service has ended anyway.
        let _ = ask.send(true);
        // Keep the handle: dropping it would be a second stop.
        std::future::pending::<()>().await;
    });
    Ok(stop)
}
