//! `invite`: the letter to each trust, or the mark that it went out by other means.

use std::process::ExitCode;

use anyhow::ensure;
use jiff::Timestamp;
use jiff::civil::Date;

use super::args::Invite;
use super::chosen::Chosen;
use super::setup::counted;
use super::{screen, setup};
use crate::campaign::invite::{Invitation, NoLetter};
use crate::clock::Clock;
use crate::domain::calendar::{date_words, moment_words};
use crate::domain::outbox::OutboxState;
use crate::domain::{Mode, OdsCode};
use crate::flow::Desk;
use crate::flow::asking::invite::{self, Marking, Planned, Written};
use crate::store::{Store, StoreError};

/// Runs it.
pub fn run(config: &Chosen, args: &Invite) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = config.office()?;
    let now = Clock::System.now();
    setup::begin(&mut store, &desk, now)?;
    if args.unmark {
        invite::unmark(&mut store, &desk, &args.trusts, &args.by.by, now)?;
        screen::line(format!("{} no longer marked", is_are(args.trusts.len())));
    } else if let Some(day) = args.mark_sent {
        mark(&mut store, &desk, day, args, now)?;
    } else if args.send {
        return send(&mut store, &desk, args, now);
    } else {
        preview(&mut store, &desk, &args.trusts, now)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn is_are(count: usize) -> String {
    format!("{} {}", counted(count, "trust", "trusts"), if count == 1 { "is" } else { "are" })
}

fn preview(store: &mut Store, desk: &Desk, named: &[OdsCode], now: Timestamp) -> anyhow::Result<()> {
    let planned = invite::preview(store, desk, named, now)?;
    for one in &planned {
        screen::line(line(one));
    }
    screen::line(sum(&planned));
    screen::line(asked_for(store, desk)?);
    Ok(())
}

/// `RR8 Leeds Teaching Hospitals NHS Trust: to the Medical Director <...>`
fn line(planned: &Planned) -> String {
    format!("{} {}: {}", planned.trust, planned.name, planned.next.words())
}

fn sum(planned: &[Planned]) -> String {
    let count = |is: fn(&Invitation) -> bool| planned.iter().filter(|one| is(&one.next)).count();
    let write = count(|next| matches!(next, Invitation::Write { .. }));
    let had = count(|next| matches!(next, Invitation::Sent(_) | Invitation::Waits(_)));
    let unreachable = count(|next| matches!(next, Invitation::Nothing(NoLetter::Unreachable(_))));
    format!(
        "{}: {write} to be written to, {had} written to already, {unreachable} unreachable, {} for other reasons not",
        counted(planned.len(), "trust", "trusts"),
        planned.len() - write - had - unreachable
    )
}

/// By when the letter asks for an answer.
fn asked_for(store: &mut Store, desk: &Desk) -> Result<String, StoreError> {
    let deadline = store.view::<_, StoreError>(|tx| crate::flow::asking::deadline::in_force(tx, desk))?;
    let file = desk.config.role_descriptor.as_ref().map_or_else(
        || "nothing attached (campaign.role_descriptor names no file)".to_owned(),
        |file| format!("{} attached", file.name),
    );
    Ok(format!(
        "the letter asks for an answer by {}; {file}; `cso-intake preview invitation` shows it",
        moment_words(&deadline.at)
    ))
}

fn send(store: &mut Store, desk: &Desk, args: &Invite, now: Timestamp) -> anyhow::Result<ExitCode> {
    let planned = invite::preview(store, desk, &args.trusts, now)?;
    let count = planned.iter().filter(|one| matches!(one.next, Invitation::Write { .. })).count();
    if count == 0 {
        for one in &planned {
            screen::line(line(one));
        }
        screen::line("no letter was written: nobody is left to be written to");
        return Ok(ExitCode::SUCCESS);
    }
    if args.trusts.is_empty() && !args.yes {
        screen::line(sum(&planned));
        screen::line(asked_for(store, desk)?);
        let question =
            format!("Write the letter to {} in mode {}?", counted(count, "trust", "trusts"), desk.config.mode);
        ensure!(screen::confirmed(&question)?, "no letter was written; say --yes if it is meant");
    }
    let written = invite::send(store, desk, &args.trusts, &args.by.by, now)?;
    report(desk, &args.trusts, &written);
    Ok(ExitCode::SUCCESS)
}

fn report(desk: &Desk, named: &[OdsCode], written: &[Written]) {
    let mut ids = Vec::new();
    for Written { planned, row } in written {
        match row {
            Some((id, state)) => {
                ids.push(*id);
                screen::line(format!("{} {}: mail {id}, {}", planned.trust, planned.name, state.words()));
            }
            None if !named.is_empty() => screen::line(line(planned)),
            None => {}
        }
    }
    let all = counted(ids.len(), "letter", "letters");
    screen::line(match (desk.config.mode, ids.as_slice()) {
        (Mode::Observe, _) => format!(
            "{all} written down; in mode {} nothing goes out. In mode approve or live, run this again",
            desk.config.mode
        ),
        (Mode::Approve, [first, ..]) => format!(
            "{all} held; `cso-intake outbox show {first}` shows one, `cso-intake outbox release --all-held` lets all go, \
             `cso-intake outbox drop {first}` takes one back"
        ),
        (Mode::Live, [first, ..]) => format!(
            "{all} queued: the service sends them within the sending hours ({}); until then `cso-intake outbox drop {first}` takes one back",
            desk.config.reminders.hours
        ),
        (_, []) => "no letter was written".to_owned(),
    });
    debug_assert!(written.iter().all(|one| one.row.is_none_or(|(_, state)| state != OutboxState::Sent)));
}

fn mark(store: &mut Store, desk: &Desk, day: Date, args: &Invite, now: Timestamp) -> anyhow::Result<()> {
    let which = if args.trusts.is_empty() { Marking::AllWithout } else { Marking::Named(&args.trusts) };
    if which == Marking::AllWithout && !args.yes {
        let question = format!("Mark every trust that has not had the letter as written to on {}?", date_words(day));
        ensure!(screen::confirmed(&question)?, "no trust was marked; say --yes if it is meant");
    }
    let marked = invite::mark_sent(store, desk, day, which, &args.by.by, now)?;
    let codes: Vec<&str> = marked.iter().map(OdsCode::as_str).collect();
    screen::line(format!("{} marked as written to on {}: {}", is_are(marked.len()), date_words(day), codes.join(" ")));
    screen::line("`cso-intake invite --unmark ODS...` takes it back; `cso-intake remind --preview` shows what follows");
    Ok(())
}
