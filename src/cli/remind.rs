//! `remind --preview`: for every trust whether and when it will be reminded, and in one line why or why not.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::Remind;
use super::chosen::Chosen;
use super::setup::counted;
use super::{screen, setup};
use crate::campaign::plan::{Next, TrustPlan, WhyNot};
use crate::clock::Clock;
use crate::domain::calendar::{in_london, moment_words};
use crate::flow::asking::remind;

/// Runs it.
pub fn run(config: &Chosen, args: &Remind) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = config.office()?;
    let now = Clock::System.now();
    setup::begin(&mut store, &desk, now)?;
    let at = args.at.clone().unwrap_or_else(|| in_london(now));
    let plans = remind::preview(&mut store, &desk, &at)?;
    if args.json {
        screen::line(Value::Array(plans.iter().map(json).collect()));
        return Ok(ExitCode::SUCCESS);
    }
    for plan in &plans {
        screen::line(plan);
    }
    let count = |is: fn(&Next) -> bool| plans.iter().filter(|plan| is(&plan.next)).count();
    screen::line(format!(
        "{} as at {}: {} planned, {} written and waiting, {} not reminded, of them {} unreachable",
        counted(plans.len(), "trust", "trusts"),
        moment_words(&at),
        count(|next| matches!(next, Next::Remind(_))),
        count(|next| matches!(next, Next::Written { .. })),
        count(|next| matches!(next, Next::Nothing(_))),
        count(|next| matches!(next, Next::Nothing(WhyNot::Unreachable(_)))),
    ));
    Ok(ExitCode::SUCCESS)
}

/// A plan for machines. Unlike a log it names the contact: it is for whoever may read the register.
pub fn json(plan: &TrustPlan) -> Value {
    let (next, at, round, contact, key) = match &plan.next {
        Next::Remind(reminder) => (
            "remind",
            Some(reminder.at.to_string()),
            Some(reminder.number),
            Some(&reminder.contact),
            Some(reminder.key.to_string()),
        ),
        Next::Written { number, key, contact } => {
            ("written", None, Some(*number), Some(contact), Some(key.to_string()))
        }
        Next::Nothing(_) => ("nothing", None, None, None, None),
    };
    json!({
        "trust": plan.trust,
        "name": plan.name,
        "next": next,
        "at": at,
        "round": round,
        "contact": contact,
        "key": key,
        "words": plan.next.words(),
    })
}
