//! `campaign show` and `campaign extend`: until when answers are asked for.

use std::process::ExitCode;

use anyhow::ensure;
use jiff::{Timestamp, ToSpan as _, Zoned};
use serde_json::{Value, json};

use super::args::Campaign;
use super::chosen::Chosen;
use super::setup::counted;
use super::{screen, setup};
use crate::campaign::rounds::timetable;
use crate::clock::Clock;
use crate::domain::calendar::{in_london, moment_words};
use crate::flow::Desk;
use crate::flow::asking::{deadline, facts, remind};
use crate::store::{Store, StoreError, deadlines};

/// Runs one of them.
pub fn run(config: &Chosen, command: Campaign) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = config.office()?;
    let now = Clock::System.now();
    setup::begin(&mut store, &desk, now)?;
    match command {
        Campaign::Show { json } => show(&mut store, &desk, json)?,
        Campaign::Extend { to, yes, by } => {
            if !yes {
                ask(&mut store, &desk, &to, now)?;
            }
            extend(&mut store, &desk, &to, &by.by, now)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(store: &mut Store, desk: &Desk, as_json: bool) -> Result<(), StoreError> {
    let (all, facts) = store.view::<_, StoreError>(|tx| Ok((deadlines::all(tx, desk.id())?, facts::all(tx, desk)?)))?;
    let windows = timetable(&facts.campaign(desk));
    if as_json {
        let deadlines: Vec<Value> = all
            .iter()
            .map(|one| json!({"version": one.version, "at": in_london(one.at).to_string(), "set_at": one.set.to_string(), "set_by": one.by}))
            .collect();
        let rounds: Vec<Value> = windows
            .iter()
            .map(|window| {
                json!({"number": window.number, "round": window.round.to_string(), "opens": window.opens.to_string(), "ends": window.ends.to_string()})
            })
            .collect();
        screen::line(json!({
            "campaign": desk.id(), "name": desk.campaign().name, "deadline": facts.deadline.at.to_string(),
            "deadline_version": facts.deadline.version, "deadlines": deadlines, "rounds": rounds,
        }));
        return Ok(());
    }
    screen::line(format!("{} ({}), letter of {}", desk.campaign().name, desk.id(), desk.campaign().letter_date));
    screen::line(format!("deadline: {}", moment_words(&facts.deadline.at)));
    for one in all.iter().rev().filter(|_| all.len() > 1) {
        let set = moment_words(&in_london(one.set));
        screen::line(format!("  {}: {}, set {set} by {}", one.version, moment_words(&in_london(one.at)), one.by));
    }
    if let Some(words) = deadline::disagreement(desk, &all) {
        screen::line(format!("warning: {words}"));
    }
    if windows.is_empty() {
        screen::line("nobody is reminded: reminders.rounds is empty");
    }
    for window in &windows {
        let (opens, ends) = (moment_words(&window.opens), moment_words(&window.ends));
        screen::line(if window.opens < window.ends {
            format!("round {} ({}): from {opens} until {ends}", window.number, window.round)
        } else {
            format!("round {} ({}): left out, it is too close to the next one", window.number, window.round)
        });
    }
    screen::line("`cso-intake remind --preview` shows what that means for each trust");
    Ok(())
}

fn ask(store: &mut Store, desk: &Desk, to: &Zoned, now: Timestamp) -> anyhow::Result<()> {
    let from = store.view::<_, StoreError>(|tx| deadline::in_force(tx, desk))?;
    screen::line(format!("the deadline is {}", moment_words(&from.at)));
    remarks(desk, to, now);
    let question = format!("Move it to {}?", moment_words(to));
    ensure!(screen::confirmed(&question)?, "the deadline stays; say --yes if it is meant");
    Ok(())
}

/// What speaks against a moment, without making it impossible.
fn remarks(desk: &Desk, to: &Zoned, now: Timestamp) {
    if to.timestamp() <= now {
        setup::note(&format!("{} has passed already", moment_words(to)));
    }
    if !desk.config.working_days.is_working_day(to.date()) {
        setup::note(&format!("{} is no working day, when few trusts answer", moment_words(to)));
    }
    if let Some(words) = desk.config.working_days.warning(to.date()) {
        setup::note(&words);
    }
}

fn extend(store: &mut Store, desk: &Desk, to: &Zoned, actor: &str, now: Timestamp) -> anyhow::Result<()> {
    let moved = deadline::extend(store, desk, to, actor, now)?;
    remarks(desk, to, now);
    screen::line(format!(
        "the deadline is now {} (it was {})",
        moment_words(&moved.to.at),
        moment_words(&moved.from.at)
    ));
    if moved.dropped > 0 {
        screen::line(format!(
            "{} that waited and named the one before dropped",
            counted(moved.dropped, "reminder", "reminders")
        ));
    }
    if moved.reworded > 0 {
        screen::line(format!("{} that waited written anew", counted(moved.reworded, "invitation", "invitations")));
    }
    let from = in_london(now);
    let until = moved.to.at.checked_add(60.days())?;
    let ahead = remind::ahead(store, desk, &from, &until)?;
    screen::line(format!(
        "{} planned if nobody answers; `cso-intake status --plan 30d` lists them",
        counted(ahead.len(), "reminder is", "reminders are")
    ));
    screen::line(format!(
        "to take it back: cso-intake campaign extend \"{}\"",
        moved.from.at.strftime("%Y-%m-%d %H:%M")
    ));
    Ok(())
}
