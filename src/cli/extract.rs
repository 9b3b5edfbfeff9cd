//! `extract`: read messages and say what is in them. It touches nothing but the files it is given.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::args::Extract;
use super::{ledger, screen, setup, trusts};
use crate::clock::Clock;
use crate::compose::Letters;
use crate::config;
use crate::domain::calendar::in_london;
use crate::domain::{OdsCode, Register, Trust, ledger::Spot};
use crate::flow::{Desk, ingest};
use crate::understand::to_json;

/// Reads every file; one that cannot be read is told on its line, and the exit code is 1 at the end.
pub fn run(args: &Extract) -> anyhow::Result<ExitCode> {
    let desk = default_desk()?;
    let file = trusts::read(&args.trusts, args.as_at.unwrap_or(desk.campaign().letter_date))?;
    for bad in &file.bad {
        setup::note(&format!("{}, line {}: {}; {}", args.trusts.display(), bad.line, bad.what, bad.instead));
    }
    let register = Register::new(file.rows.into_iter().map(|row| trust(row.trust)).collect());
    let mut code = ExitCode::SUCCESS;
    for path in &args.files {
        if !one(&desk, &register, path, args.json) {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The campaign of the built-in configuration.
fn default_desk() -> anyhow::Result<Desk> {
    let loaded = config::read(config::template().as_bytes(), Path::new("cso-intake.toml"), &|_| None)?;
    Ok(Desk { config: loaded.config, letters: Letters::built_in() })
}

fn trust(update: crate::domain::trust::TrustUpdate) -> Trust {
    Trust {
        name: update.name.unwrap_or_else(|| OdsCode::to_string(&update.ods_code)),
        ods_code: update.ods_code,
        region: update.region,
        domains: update.domains.unwrap_or_default(),
        contacts: Vec::new(),
    }
}

/// Reads one file and prints its line; false when it could not be read.
fn one(desk: &Desk, register: &Register, path: &Path, as_json: bool) -> bool {
    let name = path.display().to_string();
    let read = std::fs::read(path).map_err(|error| error.to_string()).and_then(|bytes| {
        let arrived = ingest::Arrived {
            spot: Spot { folder: String::new(), uid_validity: 0, key: name.clone() },
            received: None,
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            bytes,
            partial: false,
        };
        ingest::examine(desk, register, &arrived, Clock::System.now()).outcome
    });
    match read {
        Ok((message, reading)) => {
            if as_json {
                screen::line(to_json(&name, &reading));
            } else {
                screen::line(&name);
                let sent = message.headers.date.map(|date| in_london(date).date().to_string()).unwrap_or_default();
                screen::line(format!("  subject: {}  {sent}", message.headers.subject));
                super::review::what_was_read(&reading);
                for doubt in &reading.doubts {
                    screen::line(format!("doubt: {doubt}"));
                }
                screen::line(format!(
                    "  -> {}",
                    reading.disposition.map_or(ledger::class_words(reading.class), |d| d.as_str())
                ));
            }
            true
        }
        Err(error) => {
            if as_json {
                screen::line(json!({ "file": name, "error": error }));
            } else {
                screen::remark(format!("{name}: {error}"));
            }
            false
        }
    }
}
