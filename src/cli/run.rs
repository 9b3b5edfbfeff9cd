//! `run`: the service, or one round of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{chosen, screen, setup};
use crate::clock::Clock;
use crate::domain::CampaignId;
use crate::flow::look::Look;
use crate::flow::office::Office;
use crate::flow::service::manager::Manager;
use crate::flow::service::reload::Reload;
use crate::flow::service::{Round, Service, Stop};

/// Reads the mailbox once or until it is told to stop.
pub fn run(config: &Path, once: bool) -> anyhow::Result<ExitCode> {
    let office = chosen::service(config)?;
    let campaigns: Vec<CampaignId> = office.desks().map(|desk| desk.id().clone()).collect();
    let runtime = setup::runtime()?;
    let ended = runtime.block_on(async {
        if once {
            let round = one_round(office, Clock::System).await?;
            Ok(report(&campaigns, &round))
        } else {
            serve(config, office).await
        }
    });
    // Whatever still asks for a name or waits for a disk is not waited for.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

/// One round for every campaign, under the lock. The demo uses it too.
pub async fn one_round(office: Office, clock: Clock) -> anyhow::Result<Round> {
    let (_lock, store) = setup::locked(office.main())?;
    let stop = stop_on_signals()?;
    Service::start(office, store, clock, stop).await?.once().await
}

async fn serve(config: &Path, office: Office) -> anyhow::Result<ExitCode> {
    let hangups = signal(SignalKind::hangup()).context("signals cannot be received")?;
    let stop = stop_on_signals()?;
    let (_lock, store) = setup::locked(office.main())?;
    let (mode, campaigns) = (office.main().config.mode, office.desks().count());
    tracing::info!(%mode, campaigns, version = env!("CARGO_PKG_VERSION"), "started");
    let (service, reload) = Service::start_under(Manager::here(), office, store, Clock::System, stop).await?;
    tokio::spawn(reload_on(hangups, config.to_owned(), reload));
    service.run().await?;
    Ok(ExitCode::SUCCESS)
}

/// SIGHUP: configuration and templates are read again.
async fn reload_on(mut hangups: Signal, config: PathBuf, reload: Reload) {
    let reload = Arc::new(reload);
    while hangups.recv().await.is_some() {
        let (config, reload) = (config.clone(), Arc::clone(&reload));
        let taken = tokio::task::spawn_blocking(move || reload.take(|| chosen::service(&config))).await;
        if taken.is_err() {
            tracing::error!("the configuration could not be read again for a defect of the program; the old one stays");
        }
    }
}

fn report(campaigns: &[CampaignId], round: &Round) -> ExitCode {
    let delivered = round.delivered;
    let mails = format!(
        "mails: {} sent, {} put off, {} given up, {} unknown",
        delivered.sent, delivered.put_off, delivered.given_up, delivered.unknown
    );
    match &round.look {
        Ok(looks) => {
            for (campaign, look) in campaigns.iter().zip(looks) {
                let whose = if campaigns.len() > 1 { format!("{campaign}: ") } else { String::new() };
                screen::line(format!("{whose}{}", found(look)));
            }
            screen::line(mails);
            let unread = looks.iter().map(|look| look.unread).max().unwrap_or(0);
            if unread > 0 {
                screen::remark(format!(
                    "error: {} could not be read; check the names under folders",
                    setup::counted(unread, "watched folder", "watched folders")
                ));
            }
            let all_went_well = looks.iter().all(|look| look.failed == 0 && look.unread == 0);
            if all_went_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            screen::line(mails);
            screen::remark(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn found(look: &Look) -> String {
    format!(
        "messages: {} new ({} to review, {} set aside), {} failed and tried again next time",
        look.entered, look.to_review, look.set_aside, look.failed
    )
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
