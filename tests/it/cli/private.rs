//! What may stand in no log: every name, address, subject and telephone number of the mails and of their labels.
//!
//! A word counts as private unless the program says it by itself: whatever stands in the source of the rooms that log is the
//! program's own vocabulary. So "Head" is none and "Hallworth" is one, and nobody keeps a list of either.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use cso_intake::message::{self, Limits};
use serde_json::Value;

use crate::office::{files_in, fixture};
use crate::rig::repository;

/// The rooms that log, or whose words come into the log by way of errors and states.
const ROOMS: [&str; 9] = ["flow", "mailbox", "post", "store", "cli", "token", "sandbox", "config", "domain/ledger.rs"];
/// Single words that are shorter say too little to look for.
const SHORTEST: usize = 4;
/// The last digits of a telephone number, by which it is known however it is written.
const DIGITS: usize = 9;

/// Every mail of the fixtures, by path.
pub fn mails() -> Vec<PathBuf> {
    let mut mails = files_in(&fixture("corpus"), "eml");
    let mut classes: Vec<PathBuf> = fs::read_dir(fixture("mail")).unwrap().map(|entry| entry.unwrap().path()).collect();
    classes.sort();
    mails.extend(classes.iter().filter(|class| class.is_dir()).flat_map(|class| files_in(class, "eml")));
    mails
}

/// What is looked for.
pub struct Private {
    texts: Vec<String>,
    finder: AhoCorasick,
    numbers: BTreeSet<String>,
}

impl Private {
    /// Collects it from these mails and the labels beside them.
    pub fn of(mails: &[PathBuf]) -> Self {
        let (mut texts, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for path in mails {
            let bytes = fs::read(path).unwrap();
            let Ok(message) = message::read(&bytes, &Limits::default()) else { continue };
            let headers = &message.headers;
            texts.insert(headers.subject.clone());
            for mailbox in headers.from.iter().chain(&headers.sender).chain(&headers.to).chain(&headers.cc) {
                texts.extend([mailbox.name.clone(), mailbox.address.to_string()]);
            }
            numbers.extend(telephone_numbers(&String::from_utf8_lossy(&bytes)));
            if let Ok(label) = fs::read_to_string(path.with_extension("json")) {
                nominees(&serde_json::from_str(&label).unwrap(), &mut texts, &mut numbers);
            }
        }
        for line in fs::read_to_string(fixture("corpus/gold.jsonl")).unwrap().lines() {
            nominees(&serde_json::from_str(line).unwrap(), &mut texts, &mut numbers);
        }
        let own = vocabulary();
        let whole = texts.iter().map(|text| text.trim().to_lowercase()).filter(|text| !is_own(text, &own));
        let parts = texts.iter().flat_map(|text| words(text)).filter(|word| word.chars().count() >= SHORTEST);
        let all = whole.chain(parts.filter(|word| !own.contains(word)));
        // Numbers are looked for as such; by themselves "2016" and "1187" say nothing.
        let all: BTreeSet<String> = all.filter(|text| text.chars().any(char::is_alphabetic)).collect();
        let texts: Vec<String> = all.into_iter().collect();
        let finder = AhoCorasickBuilder::new().build(&texts).unwrap();
        Self { texts, finder, numbers }
    }

    /// How much is looked for.
    pub fn count(&self) -> usize {
        self.texts.len() + self.numbers.len()
    }

    /// The first line that says something private, and what.
    pub fn leak(&self, log: &str) -> Option<String> {
        log.lines().find_map(|line| {
            let lower = line.to_lowercase();
            let said = self
                .finder
                .find_overlapping_iter(&lower)
                .find(|found| stands_alone(&lower, found.start(), found.end()));
            let said = said.map(|found| self.texts[found.pattern().as_usize()].clone());
            let number = || telephone_numbers(line).into_iter().find(|number| self.numbers.contains(number));
            said.or_else(number).map(|what| format!("the log says {what:?}: {line}"))
        })
    }
}

fn nominees(label: &Value, texts: &mut BTreeSet<String>, numbers: &mut BTreeSet<String>) {
    for nominee in label["nominees"].as_array().into_iter().flatten() {
        texts.extend(["name", "email"].iter().filter_map(|key| nominee[*key].as_str().map(str::to_owned)));
        for phone in nominee["phones"].as_array().into_iter().flatten() {
            numbers.extend(telephone_numbers(phone.as_str().unwrap().split(';').next().unwrap()));
        }
    }
}

/// The ends of what may be telephone numbers: digits with what people put between them.
fn telephone_numbers(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit() && !" ()-+/".contains(c));
    let digits = runs.map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| digits.len() > DIGITS).map(|digits| digits[digits.len() - DIGITS..].to_owned()).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect()
}

/// Whether the program may say all of it: nothing of it is a word that is not its own.
fn is_own(text: &str, own: &BTreeSet<String>) -> bool {
    words(text).iter().all(|word| word.chars().count() < SHORTEST || own.contains(word))
}

/// Every word of the source of the rooms that log.
fn vocabulary() -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    let mut left: Vec<PathBuf> = ROOMS.iter().map(|room| repository().join("src").join(room)).collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if is_source(&path) {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            own.extend(words(code));
        }
    }
    own
}

fn is_source(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.contains("/tests/")
}

/// Whether what was found is not a part of another word.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[test]
fn a_name_a_subject_and_a_number_are_found_and_the_programs_own_words_are_not() {
    let private = Private::of(&mails());
    let message = message::read(&fs::read(&mails()[0]).unwrap(), &Limits::default()).unwrap();
    let from = message.headers.from.unwrap();
    for said in [
        format!("INFO a mail of {} came", from.name),
        format!("INFO a mail of {} came", words(&from.name).into_iter().max_by_key(String::len).unwrap()),
        format!("INFO refused by {}", from.address),
    ] {
        assert!(private.leak(&said).is_some(), "{said}");
    }
    let number = private.numbers.first().unwrap();
    assert!(private.leak(&format!("WARN +44 {number}")).is_some());
    assert!(
        private.leak("2026-11-24T12:50:45.054469Z  INFO a message entered the ledger id=1 state=\"answer\"").is_none()
    );
}
