//! `demo`: the whole thing on invented replies, without a server and without a configuration.
//!
//! It lays out a directory (configuration, register, Maildir), runs one round of the service on Friday 7 October 2016,
//! and prints what became of every message. What is laid out is left alone the next time, so a second run finds nothing
//! new and sends nothing again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use include_dir::{Dir, include_dir};
use jiff::{Timestamp, civil};

use super::chosen::{self, Chosen};
use super::{ledger, screen, setup, status, trusts};
use crate::clock::Clock;
use crate::domain::outbox::OutboxState;
use crate::flow::import::import;
use crate::flow::overview::overview;
use crate::flow::service::Round;
use crate::store::{Store, StoreError, outbox};

/// The invented replies and their register.
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/demo");

/// The moment at which the demo plays.
fn moment() -> anyhow::Result<Timestamp> {
    Ok(civil::date(2016, 10, 7).at(17, 0, 0, 0).in_tz("Europe/London")?.timestamp())
}

/// Lays out the directory and runs the service on it once.
pub fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    let clock = Clock::Fixed(moment()?);
    let config = lay_out(dir)?;
    let office = chosen::service(&config)?;
    let desk = office.main();
    let mut store = setup::made(desk, &clock)?;
    let register = trusts::read(&dir.join("trusts.csv"), desk.campaign().letter_date)?;
    import(&mut store, desk, &register, clock.now())?;
    drop(store);

    let round = setup::runtime()?.block_on(super::run::one_round(office, clock))?;
    summary(&config, dir, &round)
}

/// Writes what is not there yet.
fn lay_out(dir: &Path) -> anyhow::Result<PathBuf> {
    let inbox = dir.join("mail");
    for folder in ["cur", "new", "tmp"] {
        let folder = inbox.join(folder);
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let config = dir.join("cso-intake.toml");
    write_once(&config, demo_config().as_bytes())?;
    let mut files: Vec<_> = FIXTURES.files().collect();
    files.sort_by_key(|file| file.path());
    for file in files {
        let name = file.path().to_string_lossy();
        if name == "trusts.csv" {
            write_once(&dir.join("trusts.csv"), file.contents())?;
        } else if let Some(stem) = name.strip_suffix(".eml") {
            // The first part of a Maildir name is the second of delivery: here the order of the replies.
            let number: String = stem.chars().take_while(char::is_ascii_digit).collect();
            deliver(&inbox, &format!("14758560{number:0>2}.{stem}.demo"), file.contents())?;
        }
    }
    Ok(config)
}

/// The configuration of `init`, set so that mail goes out as files.
fn demo_config() -> String {
    let set = [
        ("deadline_confirmed = false", "deadline_confirmed = true"),
        ("mode = \"observe\"", "mode = \"live\""),
        ("acknowledge_within = \"3 days\"", "acknowledge_within = \"60 days\""),
    ];
    set.iter().fold(crate::config::template().to_owned(), |text, (from, to)| text.replacen(from, to, 1))
}

fn write_once(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// Puts a mail into the Maildir as a delivery agent does: first in tmp, then renamed into new.
fn deliver(inbox: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let there = inbox.join("new").join(name);
    let read = inbox.join("cur").join(format!("{name}:2,S"));
    if there.exists() || read.exists() {
        return Ok(());
    }
    let tmp = inbox.join("tmp").join(name);
    std::fs::write(&tmp, bytes).with_context(|| format!("{} cannot be written", tmp.display()))?;
    let delivered = SystemTime::UNIX_EPOCH + Duration::from_secs(moment()?.as_second().unsigned_abs());
    std::fs::File::options().write(true).open(&tmp)?.set_modified(delivered)?;
    std::fs::rename(&tmp, &there).with_context(|| format!("{} cannot be delivered", there.display()))
}

fn summary(config: &Path, dir: &Path, round: &Round) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = setup::office(&Chosen::all_of(config))?;
    screen::line("The replies, as they were read on Friday 7 October 2016:\n");
    for line in ledger::lines(&mut store, &desk, None)? {
        screen::line(line);
    }
    screen::line("");
    for line in status::lines(&desk, &overview(&mut store, &desk)?) {
        screen::line(line);
    }
    screen::line("");
    match &round.look {
        Ok(looks) => screen::line(format!(
            "this run: {}, {} sent",
            setup::counted(looks.iter().map(|look| look.entered).sum(), "new message", "new messages"),
            setup::counted(round.delivered.sent, "mail", "mails")
        )),
        Err(error) => return Err(anyhow::anyhow!("{error:#}")),
    }
    screen::line(format!("acknowledgements: {} in {}", sent(&mut store, &desk)?, dir.join("sent").display()));
    screen::line(format!("look closer: cso-intake --config {} review list", config.display()));
    Ok(ExitCode::SUCCESS)
}

fn sent(store: &mut Store, desk: &crate::flow::Desk) -> Result<usize, StoreError> {
    store.view(|tx| Ok(outbox::items(tx, desk.id(), Some(OutboxState::Sent))?.len()))
}
