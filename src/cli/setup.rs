//! What several commands begin with: logging, configuration, templates, database.

use std::io::IsTerminal as _;
use std::panic::PanicHookInfo;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use tracing::Level;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use super::args::{Args, Command, LogFormat};
use super::chosen::Chosen;
use super::screen;
use crate::clock::Clock;
use crate::compose::Letters;
use crate::config::{self, Config, Fault, Faults, Secrets};
use crate::flow::Desk;
use crate::flow::asking::deadline;
use crate::sandbox::Sandbox;
use crate::store::{Lock, OpenError, Store};

/// Log lines go to standard error. The service says what it does; other commands only warn. Libraries print mails, template
/// contexts and passwords at the levels below info, so there only our own words are let through, whatever RUST_LOG says.
pub fn logging(args: &Args) {
    let quiet = if matches!(args.command, Command::Run { .. }) { "info" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(quiet));
    let ours = filter_fn(|line| line.target().starts_with("cso_intake") || *line.level() <= Level::INFO);
    let colours = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(colours);
    let registry = tracing_subscriber::registry().with(filter).with(ours);
    match args.log_format {
        LogFormat::Text => registry.with(lines).init(),
        LogFormat::Json => registry.with(lines.json()).init(),
    }
    std::panic::set_hook(Box::new(say_where));
}

/// A defect is told by its place alone: Rust's own words may quote the text that was being read.
fn say_where(defect: &PanicHookInfo<'_>) {
    let place = defect.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    tracing::error!(place, "a step failed for a defect of the program; please report the place");
}

/// A defect is told by its place only. What it says may hold words of a mail, and it would stand in a log.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        screen::remark(format!("a defect of the program was met at {place}; please report it"));
    }));
}

/// The configuration, or every fault of it.
///
/// # Errors
/// When there is any fault.
pub fn config(path: &Path) -> anyhow::Result<Config> {
    config::load(path).map_err(|faults| told(path, &faults))
}

/// A fault with the file it stands in.
#[must_use]
pub fn fault_line(path: &Path, fault: &Fault) -> String {
    if fault.file.is_some() { fault.to_string() } else { format!("{}: {fault}", path.display()) }
}

/// Every fault of a configuration as one error.
pub fn told(path: &Path, faults: &Faults) -> anyhow::Error {
    let faults_are = counted(faults.0.len(), "fault", "faults");
    anyhow::anyhow!("{} has {faults_are}:\n{faults}", path.display())
}

/// The configuration and the letters of the one campaign that is meant, overriding templates checked; for a command that talks to
/// no server.
///
/// # Errors
/// When the configuration or a template has a fault, or several campaigns may be meant.
pub fn desk_without_secrets(chosen: &Chosen) -> anyhow::Result<Desk> {
    desk_of(chosen.config(Secrets::NotNeeded)?)
}

/// A campaign's configuration with its letters.
///
/// # Errors
/// When a template has a fault.
pub fn desk_of(config: Config) -> anyhow::Result<Desk> {
    let letters = letters(&config)?;
    let faults = letters.check();
    if !faults.is_empty() {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        bail!(
            "the templates of campaign {} have faults; `cso-intake check` lists everything:\n{}",
            config.campaign.id,
            lines.join("\n")
        );
    }
    Ok(Desk { config, letters, sandbox: Sandbox::here() })
}

/// The letters with the overriding templates of the configured directory.
///
/// # Errors
/// When the directory cannot be read.
pub fn letters(config: &Config) -> anyhow::Result<Letters> {
    template_files(config).map(|files| Letters::with_overrides(&files))
}

/// The overriding templates: name below the directory, and content.
///
/// # Errors
/// When the directory cannot be read.
pub fn template_files(config: &Config) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if let Some(directory) = &config.templates {
        collect(directory, directory, &mut files)
            .with_context(|| format!("the templates in {} cannot be read", directory.display()))?;
    }
    files.sort();
    Ok(files)
}

fn collect(root: &Path, directory: &Path, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "hbs") {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The desk of the one campaign that is meant and its database, which must be there already.
///
/// # Errors
/// When there is a fault in the configuration, several campaigns may be meant, or the database cannot be opened.
pub fn office(chosen: &Chosen) -> anyhow::Result<(Desk, Store)> {
    chosen.office()
}

/// The database of a desk, made or brought up to date where it must be (then nobody else may be running on it), with the
/// campaign begun.
///
/// # Errors
/// When it cannot be opened.
pub fn made(desk: &Desk, clock: &Clock) -> anyhow::Result<Store> {
    let mut store = match Store::open_existing(&desk.config.database) {
        Err(OpenError::NotThere(_) | OpenError::Older(_)) => locked(desk)?.1,
        opened => opened?,
    };
    begin(&mut store, desk, clock.now())?;
    Ok(store)
}

/// Makes sure that the campaign and its deadline are in the database, and says when the configuration names another deadline.
///
/// # Errors
/// When the database refuses.
pub fn begin(store: &mut Store, desk: &Desk, now: Timestamp) -> anyhow::Result<()> {
    store.begin_campaign(desk.id(), &desk.campaign().name, now)?;
    if let Some(words) = deadline::begin(store, desk, now)? {
        note(&words);
    }
    Ok(())
}

/// The database for the one process that reads mail and delivers, with the lock that makes it the one.
///
/// # Errors
/// When another one is running, or it cannot be opened.
pub fn locked(desk: &Desk) -> anyhow::Result<(Lock, Store)> {
    let path = &desk.config.database;
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
    }
    let lock = Lock::take(path)?;
    let store = Store::open(path)?;
    Ok((lock, store))
}

/// Where several campaigns are shown, the heading of one of them.
pub fn whose(all: &[Desk], desk: &Desk) {
    if all.len() > 1 {
        screen::line(format!("campaign {} ({}):", desk.id(), desk.campaign().name));
    }
}

/// A runtime for the commands that talk to servers.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the system gives no threads")
}

/// `1 trust`, `12 trusts`.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Prints what a person should know but need not act on.
pub fn note(text: &str) {
    screen::remark(format!("note: {text}"));
}
