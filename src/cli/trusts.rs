//! `trusts import` and `trusts list`; merger.rs has the other two.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use jiff::civil::Date;
use serde_json::json;

use super::args::Trusts;
use super::chosen::Chosen;
use super::{merger, screen, setup};
use crate::clock::Clock;
use crate::domain::Trust;
use crate::flow::Desk;
use crate::flow::import::import;
use crate::flow::overview::overview;
use crate::register::{self, RegisterFile};
use crate::store::Store;

/// Runs one of them.
pub fn run(config: &Chosen, command: Trusts) -> anyhow::Result<ExitCode> {
    match command {
        Trusts::Import { file, as_at, skip_bad } => take_in(config, &file, as_at, skip_bad),
        Trusts::List { json } => list(config, json),
        Trusts::Merge(merge) => merger::merge(config, merge),
        Trusts::Unmerge { trust, by } => merger::unmerge(config, &trust, &by.by),
    }
}

/// Reads a register file.
pub fn read(file: &Path, as_at: Date) -> anyhow::Result<RegisterFile> {
    let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    register::read(&bytes, as_at).with_context(|| format!("{} was not imported", file.display()))
}

fn take_in(config: &Chosen, file: &Path, as_at: Option<Date>, skip_bad: bool) -> anyhow::Result<ExitCode> {
    let desk = setup::desk_without_secrets(config)?;
    let mut store = setup::made(&desk, &Clock::System)?;
    let as_at = as_at.unwrap_or(desk.campaign().letter_date);
    let register = read(file, as_at)?;
    for bad in &register.bad {
        screen::remark(format!("{}, line {}: {}; {}", file.display(), bad.line, bad.what, bad.instead));
    }
    for note in &register.notes {
        let line = note.line.map_or_else(String::new, |line| format!("line {line}: "));
        setup::note(&format!("{line}{}", note.words));
    }
    let bad = bad_rows(&register);
    if bad > 0 && !skip_bad {
        anyhow::bail!(
            "{} cannot be imported, so nothing was changed; put {} right, or import the good rows with --skip-bad",
            setup::counted(bad, "row", "rows"),
            if bad == 1 { "it" } else { "them" }
        );
    }
    let imported = import(&mut store, &desk, &register, Clock::System.now())?;
    for (line, code) in &imported.nameless {
        screen::remark(format!("{}, line {line}: {code} is new and has no name, so it was left out", file.display()));
    }
    let rows = register.rows.len() + bad + register.left_out.total();
    let out = register.left_out;
    screen::line(format!(
        "of {} in {}: {} added, {} changed, {} as before, {} bad, {} without a name, {} left out ({} closed by {as_at}, {} not yet open, {} Welsh)",
        setup::counted(rows, "row", "rows"),
        file.display(),
        imported.added,
        imported.changed,
        imported.same,
        bad,
        imported.nameless.len(),
        out.total(),
        out.closed,
        out.not_yet_open,
        out.welsh
    ));
    let trusts = overview(&mut store, &desk)?.trusts;
    screen::line(gaps(&trusts));
    Ok(ExitCode::SUCCESS)
}

/// How many rows have a fault; a row may have several.
fn bad_rows(register: &RegisterFile) -> usize {
    register.bad.iter().map(|bad| bad.line).collect::<BTreeSet<_>>().len()
}

/// How many trusts lack a contact or a domain, each with its denominator.
fn gaps(trusts: &[Trust]) -> String {
    let without_contact = trusts.iter().filter(|trust| trust.contacts.is_empty()).count();
    let without_domain = trusts.iter().filter(|trust| trust.domains.is_empty()).count();
    format!(
        "register: {}; {without_contact} of {} without a contact, {without_domain} of {} without a domain",
        setup::counted(trusts.len(), "trust", "trusts"),
        trusts.len(),
        trusts.len()
    )
}

fn list(config: &Chosen, as_json: bool) -> anyhow::Result<ExitCode> {
    let (desks, mut store) = config.offices()?;
    for desk in &desks {
        if !as_json {
            setup::whose(&desks, desk);
        }
        list_one(&mut store, desk, as_json)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn list_one(store: &mut Store, desk: &Desk, as_json: bool) -> anyhow::Result<()> {
    let overview = overview(store, desk)?;
    for trust in &overview.trusts {
        let state = overview.coverage.state(&trust.ods_code).map_or("outstanding", |state| state.as_str());
        if as_json {
            screen::line(json!({
                "campaign": desk.id(), "ods_code": trust.ods_code, "name": trust.name, "region": trust.region, "domains": trust.domains,
                "contacts": trust.contacts, "state": state, "merged_into": null,
            }));
        } else {
            screen::line(row(trust, state));
        }
    }
    for (trust, head) in &overview.merged {
        if as_json {
            screen::line(json!({
                "ods_code": trust.ods_code, "name": trust.name, "region": trust.region, "domains": trust.domains,
                "contacts": trust.contacts, "state": null, "merged_into": head,
            }));
        } else {
            screen::line(row(trust, &format!("part of {head}")));
        }
    }
    if !as_json {
        screen::line(gaps(&overview.trusts));
    }
    Ok(())
}

fn row(trust: &Trust, state: &str) -> String {
    let domains = if trust.domains.is_empty() { "NO DOMAIN".to_owned() } else { trust.domains.join(" ") };
    let contact = trust.contacts.first().map_or("NO CONTACT", |contact| contact.email.as_str());
    let name: String = trust.name.chars().take(60).collect();
    format!("{:<5} {name:<60} {:<16} {domains}  {contact}", trust.ods_code.as_str(), state.replace('_', " "))
}
