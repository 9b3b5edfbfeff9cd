//! Two hundred campaigns, and that the oracle bites.

use super::*;

fn play(seed: u64) -> Report {
    campaign(&Options { seed, ..Options::default() }).unwrap()
}

fn show(report: &Report) -> String {
    let faults: Vec<String> = report.faults.iter().map(|(at, words)| format!("  {at} {words}")).collect();
    format!("`cso-intake simulate --seed {}` shows it:\n{}", report.seed, faults.join("\n"))
}

#[test]
fn two_hundred_campaigns_break_no_promise() {
    let broken: Vec<String> =
        (1..=200).map(play).filter(|report| !report.faults.is_empty()).map(|report| show(&report)).collect();
    assert!(broken.is_empty(), "{} of 200:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn the_same_seed_plays_the_same_campaign() {
    assert_eq!(play(7).lines, play(7).lines);
    assert_ne!(play(7).lines, play(8).lines);
}
