//! What is on this machine: database, disk, templates, the box for attached files, the register.

use std::path::Path;

use super::{Findings, Patient};
use crate::flow::Desk;
use crate::flow::overview::overview;
use crate::message::attachment::{File, Held};
use crate::store::Store;

/// With less than this (bytes) the database may soon not be written any more.
const LITTLE: u64 = 512 << 20;

/// Looks at everything.
pub(super) fn examine(patient: &Patient<'_>, found: &mut Findings<'_>) {
    let database = &patient.desk.config.database;
    let store = Store::open_existing(database);
    match &store {
        Ok(_) => found.ok("database", format!("{} can be read", database.display())),
        Err(error) => found.fails_saying("database", error.to_string()),
    }
    disk(database, found);
    templates("templates", patient.desk, found);
    sandbox(patient, found);
    match store {
        Ok(store) => register("register", patient.desk, store, found),
        Err(_) => found.skipped("register", "there is no database to look into"),
    }
}

/// Looks at what a further campaign has of its own. That the database cannot be opened was said already.
pub(super) fn examine_further(desk: &Desk, found: &mut Findings<'_>) {
    let id = desk.id();
    templates(&format!("templates {id}"), desk, found);
    if let Ok(store) = Store::open_existing(&desk.config.database) {
        register(&format!("register {id}"), desk, store, found);
    }
}

fn disk(database: &Path, found: &mut Findings<'_>) {
    const STEP: &str = "disk";
    let directory = database.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let space = match rustix::fs::statvfs(directory) {
        Ok(space) => space.f_bavail.saturating_mul(space.f_frsize),
        Err(error) => {
            let words = format!("{}: {error}", directory.display());
            return found.fails(STEP, words, "make the directory of the database, and let the service write there");
        }
    };
    if rustix::fs::access(directory, rustix::fs::Access::WRITE_OK).is_err() {
        let words = format!("{} cannot be written by this account", directory.display());
        return found.fails(STEP, words, "run the doctor as the service's account, or let that account write there");
    }
    let words = format!("{} MB free in {}", space >> 20, directory.display());
    if space < LITTLE {
        found.fails(STEP, words, format!("make room: at least {} MB", LITTLE >> 20));
    } else {
        found.ok(STEP, words);
    }
}

fn templates(step: &str, desk: &Desk, found: &mut Findings<'_>) {
    let faults = desk.letters.check();
    if faults.is_empty() {
        let whose = if desk.config.templates.is_some() {
            "those of the team and the built-in ones"
        } else {
            "the built-in ones"
        };
        return found.ok(step, format!("{whose} can be used"));
    }
    for fault in faults {
        found.fails(step, fault.to_string(), "`cso-intake check` tells more about templates");
    }
}

/// One tiny file through the box.
fn sandbox(patient: &Patient<'_>, found: &mut Findings<'_>) {
    const STEP: &str = "attached files";
    let text = b"The doctor looks whether files can be read.\n".to_vec();
    let file = File { name: "doctor.txt".to_owned(), media_type: "text/plain".to_owned(), bytes: text };
    let read = patient.desk.sandbox.read_files(vec![file]);
    let held = read.first().and_then(|pieces| pieces.first()).map(|piece| &piece.held);
    if matches!(held, Some(Held::Text(_))) {
        found.ok(STEP, "the box that reads them works");
    } else {
        let advice = "the kernel must let a process shut itself in (seccomp), and under systemd the unit must allow it: use \
                      the one of packaging/";
        found.fails(
            STEP,
            "the box that reads them does not start or read, so every attached file goes to a person",
            advice,
        );
    }
}

fn register(step: &str, desk: &Desk, mut store: Store, found: &mut Findings<'_>) {
    let import = match desk.config.neighbours.as_slice() {
        [] => "`cso-intake trusts import FILE`".to_owned(),
        _ => format!("`cso-intake --campaign {} trusts import FILE`", desk.id()),
    };
    match overview(&mut store, desk) {
        Ok(overview) if overview.trusts.is_empty() => {
            found.fails(step, "it is empty, so no mail can be given to a trust", import);
        }
        Ok(overview) => found.ok(step, format!("{} trusts", overview.trusts.len())),
        Err(error) => found.fails(step, error.to_string(), "see what `cso-intake status` says"),
    }
}
