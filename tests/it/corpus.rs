//! `extract --json` over every labelled mail of the fixtures. Nothing may be recorded wrongly, lost or acted on alone;
//! what the reader merely does not dare goes to a person and only costs time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::office::{Ran, files_in, fixture, fixtures, program};
use crate::score::{Arguable, Lines, Score, score};

/// What the guide to the corpus calls open to argument.
fn arguable() -> Arguable {
    let ids = |words: &'static str| words.split_whitespace().collect::<BTreeSet<_>>();
    Arguable {
        trust: ids("v026 v049 w039 w123 w147 w155 w209 w228 w246"),
        people: ids("v014 v029 w027 w035 w048 w117 w119 w141 w220 w227 w232 w233 w234 w238 w239 w243 w248"),
        job: ids("v006 v021 v024 v045 w003 w006 w022 w153"),
        class: ids("w222 w309 w314 w318 w324 w348 w354 w360"),
        disposition: ids("w120 w124 w217"),
    }
}

/// The reading of each file, one line of JSON a file.
fn readings(files: &[PathBuf]) -> Lines {
    let mut command = program();
    command.args(["extract", "--json", "--trusts"]).arg(fixture("register/trusts.csv")).args(files);
    let ran = Ran::from(&command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Lines = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).map(by_stem).collect();
    assert_eq!((lines.len(), ran.out.lines().count()), (files.len(), files.len()), "one line a file");
    lines
}

fn by_stem(line: Value) -> (String, Value) {
    let stem = Path::new(line["file"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap().to_owned();
    (stem, line)
}

fn by_id(text: &str) -> (String, Value) {
    let label: Value = serde_json::from_str(text).unwrap();
    (label["id"].as_str().unwrap().to_owned(), label)
}

/// What may never happen, and what the reader has reached.
fn judge(what: &str, score: &Score, floors: &[(&str, f64)]) {
    eprintln!("{what}: {score}");
    let mut faults = Vec::new();
    for (name, ids) in [("recorded wrongly", &score.harmful), ("lost", &score.lost), ("acted on alone", &score.acted)] {
        if !ids.is_empty() {
            faults.push(format!("{name}: {}", ids.join(" ")));
        }
    }
    for (name, floor) in floors {
        let reached = match *name {
            "class" => score.class.rate(),
            "trust" => score.trust.rate(),
            "lead" => score.lead.rate(),
            "straight" => score.straight.rate(),
            "bounced" => score.bounced.rate(),
            value => score.values[value].f1(),
        };
        if reached < *floor {
            faults.push(format!("{name} is {reached:.3}, below {floor}"));
        }
    }
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn the_corpus_is_read_without_harm() {
    let gold: Lines = fs::read_to_string(fixture("corpus/gold.jsonl")).unwrap().lines().map(by_id).collect();
    let files = fixtures("corpus", "eml");
    assert_eq!((files.len(), gold.len()), (325, 325));
    let score = score(&gold, &readings(&files), &arguable());
    let floors = [
        ("class", 0.98),
        ("trust", 0.99),
        ("lead", 0.95),
        ("name", 0.95),
        ("email", 0.97),
        ("phone", 0.96),
        ("title", 0.96),
        ("job", 0.95),
        ("question", 0.95),
        ("straight", 0.94),
        ("bounced", 1.0),
    ];
    judge("fixtures/corpus", &score, &floors);
}

#[test]
fn mails_of_further_kinds_are_read_without_harm() {
    let mut files = Vec::new();
    for class in fs::read_dir(fixture("mail")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        files.extend(files_in(&class, "eml"));
    }
    let label = |path: &PathBuf| by_id(&fs::read_to_string(path.with_extension("json")).unwrap());
    let gold: Lines = files.iter().map(label).collect();
    assert_eq!(gold.len(), files.len(), "a label of its own for each mail");
    let score = score(&gold, &readings(&files), &Arguable::default());
    let floors = [
        ("class", 0.98),
        ("trust", 0.98),
        ("lead", 0.96),
        ("name", 0.96),
        ("email", 0.97),
        ("phone", 0.96),
        ("title", 0.96),
        ("job", 0.94),
        ("straight", 0.89),
        ("bounced", 1.0),
    ];
    judge("fixtures/mail", &score, &floors);
}

#[test]
fn the_score_tells_harm_from_caution() {
    let gold = r#"{"id": "a", "class": "nomination", "ods_code": "RR8", "nominees": [{"name": "Una Brown", "email": "u@x.uk"}],
        "disposition": "accept", "question": false}"#
        .replace('\n', "");
    let gold: Lines = [by_id(&gold)].into_iter().collect();
    let read = |class: &str, disposition: &str, trust: &str| -> Score {
        let line = format!(
            r#"{{"file": "x/a.eml", "class": "{class}", "trust": {{"ods_code": "{trust}"}}, "disposition": {disposition},
            "nominees": [{{"name": "Una  BROWN", "email": "U@x.uk", "role": "lead"}}]}}"#
        );
        let read: Lines = [by_stem(serde_json::from_str(&line).unwrap())].into_iter().collect();
        score(&gold, &read, &Arguable::default())
    };
    let right = read("nomination", "\"accept\"", "RR8");
    assert!(right.misses.is_empty() && right.accepted == 1, "{right}");
    let cautious = read("nomination", "\"review\"", "RR8");
    assert!(cautious.harmful.is_empty() && cautious.straight.rate() < 0.5, "{cautious}");
    assert_eq!(read("nomination", "\"accept\"", "RJ1").harmful, ["a"]);
    assert_eq!(read("nomination", "\"incomplete\"", "RJ1").acted, ["a"]);
    assert_eq!(read("unrelated", "null", "RR8").lost, ["a"]);
    assert_eq!(read("decline", "null", "RR8").acted, ["a"]);
    assert_eq!(score(&gold, &Lines::new(), &Arguable::default()).lost, ["a"], "no line at all is the worst loss");
}
