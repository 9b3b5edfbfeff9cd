//! `check`: every fault of configuration, templates and register at once, and the letter's dates.

use std::process::ExitCode;

use jiff::Zoned;

use super::chosen::Chosen;
use super::{screen, setup};
use crate::clock::Clock;
use crate::config::{self, Config, Loaded, MailboxSource, Weight};
use crate::domain::calendar::moment_words;
use crate::flow::Desk;
use crate::flow::online::{Hidden, look_round};
use crate::flow::overview::overview;
use crate::store::Store;
use crate::token::{self, TokenError};

/// What was found, by weight.
#[derive(Default)]
struct Findings {
    faults: Vec<String>,
    warnings: Vec<String>,
    notes: Vec<String>,
}

/// How far a check goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only what is on this machine.
    Here,
    /// The mailbox at its server too.
    Online,
}

/// Checks everything and prints it: faults first, then warnings, then what is good to know.
pub fn run(chosen: &Chosen, scope: Scope) -> anyhow::Result<ExitCode> {
    let path = &chosen.file;
    let mut found = Findings::default();
    match config::load_with_notes(path) {
        Ok(loaded) => {
            if scope == Scope::Online {
                online(&loaded.config, &mut found)?;
            }
            examine(loaded, &mut found);
        }
        Err(faults) => {
            found.faults = faults.0.iter().map(|fault| setup::fault_line(path, fault)).collect();
        }
    }
    for (word, lines) in [("fault", &found.faults), ("warning", &found.warnings), ("note", &found.notes)] {
        for line in lines {
            screen::line(format!("{word}: {line}"));
        }
    }
    screen::line(format!(
        "{}, {}",
        setup::counted(found.faults.len(), "fault", "faults"),
        setup::counted(found.warnings.len(), "warning", "warnings")
    ));
    Ok(if found.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn examine(loaded: Loaded, found: &mut Findings) {
    let Loaded { config, also, notes } = loaded;
    for note in notes {
        let line = format!("{}: {}", note.key, note.words);
        match note.weight {
            Weight::Warning => found.warnings.push(line),
            Weight::Information => found.notes.push(line),
        }
    }
    for config in std::iter::once(&config).chain(&also) {
        templates(config, found);
    }
    maildir(&config, found);
    tokens(&config, found);
    let several = !also.is_empty();
    for config in std::iter::once(config).chain(also) {
        let whose = if several { format!("{}: ", config.campaign.id) } else { String::new() };
        register(config, &whose, found);
    }
}

/// The templates of the team: words that do not exist, dates that are not on their weekday.
fn templates(config: &Config, found: &mut Findings) {
    let files = match setup::template_files(config) {
        Ok(files) => files,
        Err(error) => return found.faults.push(format!("{error:#}")),
    };
    let letters = crate::compose::Letters::with_overrides(&files);
    found.faults.extend(letters.check().iter().map(ToString::to_string));
    found.warnings.extend(letters.wrong_weekdays(&config.campaign.deadline).iter().map(ToString::to_string));
}

/// The watched folders of a Maildir. Those of an IMAP server show with --online.
fn maildir(config: &Config, found: &mut Findings) {
    let MailboxSource::Maildir { path, folders } = &config.mailbox else { return };
    for folder in folders {
        let directory = if folder == "INBOX" { path.clone() } else { path.join(format!(".{folder}")) };
        if !directory.join("cur").is_dir() && !directory.join("new").is_dir() {
            found.faults.push(format!(
                "mailbox.folders: there is no Maildir folder {folder} at {}; make it (cur, new, tmp) or take it out",
                directory.display()
            ));
        }
    }
}

/// What it takes to ask for access tokens. Whether the identity provider is satisfied shows when it is asked.
fn tokens(config: &Config, found: &mut Findings) {
    let Some(oauth) = config.oauth() else { return };
    match token::check(oauth, &Clock::System) {
        Ok(()) => {}
        // Somebody signs in once the rest is in order.
        Err(error @ TokenError::RefreshToken { .. }) => found.warnings.push(format!("oauth: {error}")),
        Err(error) => found.faults.push(format!("oauth: {error}")),
    }
}

/// The mailbox at its server. That it cannot be reached from here is no fault of the configuration.
fn online(config: &Config, found: &mut Findings) -> anyhow::Result<()> {
    if !matches!(config.mailbox, MailboxSource::Imap(_)) {
        return Ok(());
    }
    match setup::runtime()?.block_on(look_round(config, Clock::System)) {
        Ok(shown) => {
            found.faults.extend(shown.faults);
            found.warnings.extend(shown.warnings);
            found.notes.push(format!("mailbox: its folders are {}", shown.folders.join(", ")));
        }
        Err(Hidden::Refused(why)) => found.faults.push(format!("mailbox: {why}")),
        Err(Hidden::Unreachable(why)) => {
            found
                .notes
                .push(format!("mailbox: it was not looked at, because it cannot be reached from here now: {why}"));
        }
    }
    Ok(())
}

/// The register, if there is a database yet.
fn register(config: Config, whose: &str, found: &mut Findings) {
    let import = match config.neighbours.as_slice() {
        [] => "`cso-intake trusts import FILE`".to_owned(),
        _ => format!("`cso-intake --campaign {} trusts import FILE`", config.campaign.id),
    };
    let empty = format!("{whose}register: it is empty; import the trusts with {import}");
    if !config.database.exists() {
        found.warnings.push(empty);
        return;
    }
    let sandbox = crate::sandbox::Sandbox::none();
    let desk = Desk { letters: crate::compose::Letters::built_in(), config, sandbox };
    let seen = Store::open_existing(&desk.config.database)
        .map_err(anyhow::Error::from)
        .and_then(|mut store| Ok(overview(&mut store, &desk)?));
    match seen {
        Ok(overview) if overview.trusts.is_empty() => {
            found.warnings.push(empty);
        }
        Ok(overview) => {
            let all = overview.trusts.len();
            let domains = overview.trusts.iter().filter(|trust| trust.domains.is_empty()).count();
            let contacts = overview.trusts.iter().filter(|trust| trust.contacts.is_empty()).count();
            found.notes.push(format!("{whose}register: {all} trusts"));
            let warning = |words: &String| format!("{whose}campaign.deadline: {words}");
            found.warnings.extend(overview.deadline_disagrees.iter().map(warning));
            deadline(&desk.config, whose, &overview.deadline.at, found);
            if domains > 0 {
                let words = format!(
                    "{whose}register: {domains} of {all} trusts have no domain, so their mail is recognised less well"
                );
                found.warnings.push(words);
            }
            if contacts > 0 {
                found.notes.push(format!("{whose}register: {contacts} of {all} trusts have no contact"));
            }
        }
        Err(error) => found.faults.push(format!("{error:#}")),
    }
}

/// A deadline that was moved is not the one that the configuration's own notes are about.
fn deadline(config: &Config, whose: &str, in_force: &Zoned, found: &mut Findings) {
    if in_force.timestamp() == config.campaign.deadline.timestamp() {
        return;
    }
    found.notes.push(format!("{whose}campaign.deadline: it was moved, and is {} now", moment_words(in_force)));
    let last = config.reminders.rounds.iter().map(|round| round.day(&config.working_days, in_force.date())).max();
    let last = last.unwrap_or_else(|| in_force.date()).max(in_force.date());
    found
        .warnings
        .extend(config.working_days.warning(last).map(|words| format!("{whose}reminders.bank_holidays: {words}")));
}
