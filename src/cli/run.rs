//! `run`: the service, or one round of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{screen, setup};
use crate::clock::Clock;
use crate::flow::Desk;
use crate::flow::service::manager::Manager;
use crate::flow::service::reload::Reload;
use crate::flow::service::{Round, Service, Stop};

/// Reads the mailbox once or until it is told to stop.
pub fn run(config: &Path, once: bool) -> anyhow::Result<ExitCode> {
    let desk = setup::desk(config)?;
    let runtime = setup::runtime()?;
    let ended = runtime.block_on(async {
        if once {
            let round = one_round(desk, Clock::System).await?;
            Ok(report(&round))
        } else {
            serve(config, desk).await
        }
    });
    // Whatever still asks for a name or waits for a disk is not waited for.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

/// One round on this desk, under the lock. The demo uses it too.
pub async fn one_round(desk: Desk, clock: Clock) -> anyhow::Result<Round> {
    let (_lock, store) = setup::locked(&desk)?;
    let stop = stop_on_signals()?;
    Service::start(Arc::new(desk), store, clock, stop).await?.once().await
}

async fn serve(config: &Path, desk: Desk) -> anyhow::Result<ExitCode> {
    let hangups = signal(SignalKind::hangup()).context("signals cannot be received")?;
    let stop = stop_on_signals()?;
    let (_lock, store) = setup::locked(&desk)?;
    tracing::info!(mode = %desk.config.mode, version = env!("CARGO_PKG_VERSION"), "started");
    let (service, reload) = Service::start_under(Manager::here(), Arc::new(desk), store, Clock::System, stop).await?;
    tokio::spawn(reload_on(hangups, config.to_owned(), reload));
    service.run().await?;
    Ok(ExitCode::SUCCESS)
}

/// SIGHUP: configuration and templates are read again.
async fn reload_on(mut hangups: Signal, config: PathBuf, reload: Reload) {
    let reload = Arc::new(reload);
    while hangups.recv().await.is_some() {
        let (config, reload) = (config.clone(), Arc::clone(&reload));
        let taken = tokio::task::spawn_blocking(move || reload.take(|| setup::desk(&config))).await;
        if taken.is_err() {
            tracing::error!("the configuration could not be read again for a defect of the program; the old one stays");
        }
    }
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
