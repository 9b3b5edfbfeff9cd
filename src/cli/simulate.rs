//! `simulate`: a whole campaign in virtual time, each mail that would be sent and when; or many of them, and which broke a promise.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

use super::args::Simulate;
use super::screen;
use super::setup::counted;
use crate::domain::calendar::{date_words, in_london, moment_words};
use crate::flow::simulate::{Failure, Line, Options, Report, campaign};

/// Runs it.
pub fn run(args: &Simulate) -> anyhow::Result<ExitCode> {
    if args.count > 1 {
        return many(args);
    }
    let report = campaign(&options(args, args.seed))?;
    if args.json {
        screen::line(json(&report));
    } else {
        show(&report);
    }
    Ok(code(report.faults.is_empty()))
}

fn options(args: &Simulate, seed: u64) -> Options {
    Options { seed, from: args.from, until: args.until, trusts: args.trusts.map(usize::from) }
}

fn code(is_well: bool) -> ExitCode {
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn show(report: &Report) {
    screen::line(format!(
        "Campaign {}: {}, the letter of {}, the deadline {}, until {}",
        report.seed,
        counted(report.trusts, "trust", "trusts"),
        date_words(report.letter),
        moment_words(&report.deadline),
        date_words(report.until)
    ));
    for line in &report.lines {
        screen::line(words(line));
    }
    screen::line(format!(
        "{} came in, {} to send one",
        counted(report.mails_in, "mail", "mails"),
        counted(report.mails_out, "try", "tries")
    ));
    faults(report);
}

fn words(line: &Line) -> String {
    let moment = |at: &jiff::Timestamp| in_london(*at).strftime("%a %d %b %Y %H:%M").to_string();
    match line {
        Line::Mail { at, letter, trust, to, subject, outcome, .. } => {
            let trust = trust.as_deref().unwrap_or("-");
            format!("{}  {trust:<4} {letter} to {to}, \"{subject}\": {outcome}", moment(at))
        }
        Line::Event { at, trust, words } => {
            format!("{}  {:<4} ({words})", moment(at), trust.as_deref().unwrap_or("-"))
        }
    }
}

fn faults(report: &Report) {
    if report.faults.is_empty() {
        screen::line("No promise was broken.");
        return;
    }
    for (at, words) in &report.faults {
        screen::line(format!("BROKEN on {}: {words}", in_london(*at).strftime("%a %d %b %Y %H:%M:%S")));
    }
    screen::line(format!("`cso-intake simulate --seed {}` plays this campaign again", report.seed));
}

fn json(report: &Report) -> Value {
    let lines = report.lines.iter().map(|line| match line {
        Line::Mail { at, letter, trust, to, subject, key, outcome } => json!({
            "at": in_london(*at).to_string(), "mail": letter, "trust": trust, "to": to, "subject": subject, "key": key,
            "outcome": outcome,
        }),
        Line::Event { at, trust, words } => {
            json!({ "at": in_london(*at).to_string(), "event": words, "trust": trust })
        }
    });
    let faults = report.faults.iter();
    json!({
        "seed": report.seed,
        "trusts": report.trusts,
        "letter": report.letter.to_string(),
        "deadline": report.deadline.to_string(),
        "until": report.until.to_string(),
        "lines": lines.collect::<Vec<_>>(),
        "mails_in": report.mails_in,
        "tries": report.mails_out,
        "broken": faults.map(|(at, words)| json!({ "at": in_london(*at).to_string(), "words": words })).collect::<Vec<_>>(),
    })
}

/// What many campaigns came to.
#[derive(Debug, Default)]
struct Sum {
    played: usize,
    mails_in: usize,
    tries: usize,
    broken: Vec<Report>,
    failed: Vec<(u64, Failure)>,
}

/// Plays the campaigns of many seeds, as many at a time as there are processors.
fn many(args: &Simulate) -> anyhow::Result<ExitCode> {
    let (next, end) = (AtomicU64::new(args.seed), args.seed.saturating_add(args.count));
    let sum = Mutex::new(Sum::default());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                return;
            }
            let played = campaign(&options(args, seed));
            add(&mut sum.lock().unwrap_or_else(PoisonError::into_inner), seed, played);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    sum.broken.sort_by_key(|report| report.seed);
    sum.failed.sort_by_key(|(seed, _)| *seed);
    if let Some((seed, failure)) = sum.failed.pop() {
        return Err(anyhow::Error::new(failure).context(format!("the campaign of seed {seed} could not be played")));
    }
    let seeds: Vec<u64> = sum.broken.iter().map(|report| report.seed).collect();
    if args.json {
        screen::line(json!({
            "played": sum.played, "mails_in": sum.mails_in, "tries": sum.tries, "broken": seeds,
        }));
    } else {
        sum.broken.iter().for_each(faults);
        screen::line(format!(
            "{} played, {} came in, {} to send one; {} broke a promise",
            counted(sum.played, "campaign", "campaigns"),
            counted(sum.mails_in, "mail", "mails"),
            counted(sum.tries, "try", "tries"),
            seeds.len()
        ));
    }
    Ok(code(seeds.is_empty()))
}

fn add(sum: &mut Sum, seed: u64, played: Result<Report, Failure>) {
    match played {
        Ok(report) => {
            sum.played += 1;
            sum.mails_in += report.mails_in;
            sum.tries += report.mails_out;
            if !report.faults.is_empty() {
                sum.broken.push(report);
            }
        }
        Err(failure) => sum.failed.push((seed, failure)),
    }
}
