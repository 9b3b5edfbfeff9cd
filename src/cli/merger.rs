//! `trusts merge` and `trusts unmerge`.

use std::process::ExitCode;

use super::args::Merge;
use super::chosen::Chosen;
use super::{screen, setup};
use crate::clock::Clock;
use crate::domain::calendar::{date_words, in_london};
use crate::domain::{MessageId, OdsCode, nomination::Held};
use crate::flow::mergers::{self, Asked, Plan, Stays};

/// Says what a merger changes, and makes it if that was asked for.
pub fn merge(config: &Chosen, merge: Merge) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = setup::office(config)?;
    let now = Clock::System.now();
    let asked = Asked { old: merge.old, into: merge.into, on: merge.on, keep: merge.keep };
    if merge.yes {
        let plan = mergers::merge(&mut store, &desk, &asked, &merge.by.by, now)?;
        tell(&asked, &plan);
        screen::line(format!("done; `cso-intake trusts unmerge {}` takes this back", asked.into));
    } else {
        let plan = mergers::preview(&mut store, &desk, &asked, now)?;
        tell(&asked, &plan);
        screen::line("nothing was changed; say --yes to do it");
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(asked: &Asked, plan: &Plan) {
    let into = &asked.into;
    for (code, name) in &plan.old {
        screen::line(format!("{code} {name}: part of {into} {} since {}", plan.into, date_words(plan.on)));
    }
    for (code, held) in &plan.answers {
        screen::line(format!("answer of {code}: {}", held_words(held)));
    }
    match &plan.stays {
        None => screen::line(format!("{into} has no answer in force")),
        Some(Stays::One(held)) => screen::line(format!("in force for {into}: {}", held_words(held))),
        Some(joined @ Stays::Joined(..)) => screen::line(format!(
            "in force for {into}: a new answer with the details of both, {}",
            joined.answer().words()
        )),
    }
    for conflict in &plan.conflicts {
        let message = conflict.message.map_or_else(String::new, |id| format!("message {id}, "));
        screen::line(format!(
            "a person decides about {message}{} (`--keep {}` has it stay instead)",
            held_words(&conflict.held),
            conflict.held.id
        ));
    }
    if !plan.waiting.is_empty() {
        screen::line(format!(
            "{} for a person and hold the reminders of {into}: {}",
            setup::counted(plan.waiting.len(), "message waits", "messages wait"),
            numbers(&plan.waiting)
        ));
    }
    if !plan.dropped.is_empty() {
        screen::line(format!(
            "{} to the old trusts, not sent yet, will not go out",
            setup::counted(plan.dropped.len(), "mail", "mails")
        ));
    }
    if plan.without_contact {
        setup::note(&format!("{into} has no contact, so nobody can be reminded; `cso-intake trusts import` adds one"));
    }
}

/// Takes the last merger into a trust back.
pub fn unmerge(config: &Chosen, trust: &OdsCode, by: &str) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = setup::office(config)?;
    let unmerged = mergers::undo(&mut store, &desk, trust, by, Clock::System.now())?;
    let codes: Vec<&str> = unmerged.trusts.iter().map(OdsCode::as_str).collect();
    screen::line(format!("for themselves again: {}", codes.join(", ")));
    for (code, answer) in &unmerged.in_force {
        screen::line(format!("in force again for {code}: answer {answer}"));
    }
    if let Some(stays) = unmerged.stays {
        screen::line(format!("answer {stays} came after the merger and stays with {trust}"));
    }
    if !unmerged.settled.is_empty() {
        screen::line(format!("no decision is needed any more about message {}", numbers(&unmerged.settled)));
    }
    screen::line("reminders that were dropped for the merger are planned anew");
    screen::line(format!("`cso-intake trusts merge {} --into {trust} --yes` merges them again", codes.join(" ")));
    Ok(ExitCode::SUCCESS)
}

fn held_words(held: &Held) -> String {
    format!("answer {}: {} (said on {})", held.id, held.answer.words(), date_words(in_london(held.said).date()))
}

fn numbers(ids: &[MessageId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
