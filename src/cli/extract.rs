//! `extract`: read messages and say what is in them. It touches nothing but the files it is given.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::Extract;
use super::{marked, screen, setup, trusts};
use crate::clock::Clock;
use crate::compose::Letters;
use crate::config;
use crate::domain::{Class, Disposition, OdsCode, Reading, Register, Trust, ledger::Spot};
use crate::flow::{Desk, ingest};
use crate::message::{Message, Segment};
use crate::sandbox::Sandbox;
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
        if !one(&desk, &register, path, args) {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The campaign of the built-in configuration.
fn default_desk() -> anyhow::Result<Desk> {
    let loaded = config::read(config::template().as_bytes(), Path::new("cso-intake.toml"), &|_| None)?;
    Ok(Desk { config: loaded.config, letters: Letters::built_in(), sandbox: Sandbox::here() })
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
fn one(desk: &Desk, register: &Register, path: &Path, args: &Extract) -> bool {
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
        Ok((message, reading)) if args.json => {
            let mut object = to_json(&name, &reading);
            if let Some(object) = object.as_object_mut().filter(|_| args.segments) {
                object.insert("segments".to_owned(), segments(&message));
            }
            screen::line(object);
            true
        }
        Ok((message, reading)) => {
            screen::line(format!("=== {name}"));
            marked::lines(&message, &reading).into_iter().for_each(screen::line);
            screen::line("--- what was read");
            super::review::what_was_read(&reading);
            for doubt in &reading.doubts {
                screen::line(format!("doubt: {doubt}"));
            }
            screen::line(format!("so: {}", verdict(&reading)));
            true
        }
        Err(error) => {
            if args.json {
                screen::line(json!({ "file": name, "error": error }));
            } else {
                screen::remark(format!("{name}: {error}"));
            }
            false
        }
    }
}

/// The whole body in order, by who wrote what.
fn segments(message: &Message) -> Value {
    let segment = |segment: &Segment| json!({ "kind": segment.kind.as_str(), "author": marked::author(segment), "text": segment.text() });
    message.segments.iter().map(segment).collect()
}

/// What the service would do with it, were it the first mail of its trust.
fn verdict(reading: &Reading) -> &'static str {
    match (reading.disposition, reading.class) {
        (Some(Disposition::Accept), _) => "recorded without a person",
        (Some(Disposition::Incomplete), _) => "recorded, and the sender is asked for what is missing",
        (Some(Disposition::Review), _) => "a person decides",
        (None, Class::Decline | Class::Holding) => "recorded without a person",
        (None, Class::Query) => "the team answers",
        (None, _) => "noted, nothing follows",
    }
}
