//! Keeps the plan of the house: who may know whom, what the pure rooms never name, how long a file may be.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has nothing to say")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 400;

/// Each room and the rooms it may name. The map in src/lib.rs says the same in words.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("config", &["domain"]),
    ("register", &["domain"]),
    ("message", &["domain"]),
    ("campaign", &["domain"]),
    ("compose", &["domain"]),
    ("export", &["domain"]),
    ("store", &["domain"]),
    ("understand", &["domain", "message"]),
    ("sandbox", &["domain", "message"]),
    ("token", &["domain", "clock", "config"]),
    ("mailbox", &["domain", "config", "token"]),
    ("post", &["domain", "config", "token"]),
    (
        "flow",
        &[
            "domain",
            "clock",
            "config",
            "register",
            "message",
            "campaign",
            "compose",
            "export",
            "store",
            "understand",
            "sandbox",
            "token",
            "mailbox",
            "post",
        ],
    ),
    (
        "cli",
        &[
            "domain",
            "clock",
            "config",
            "register",
            "message",
            "campaign",
            "compose",
            "export",
            "store",
            "understand",
            "sandbox",
            "token",
            "flow",
        ],
    ),
];

const PURE: &[&str] = &["domain", "register", "message", "understand", "campaign", "compose", "export"];
const IMPURE: &[&str] =
    &["tokio", "rusqlite", "async_imap", "lettre", "std::fs", "fs::read", "Timestamp::now", "SystemTime", "std::env"];

struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

impl Source {
    /// The code without comments and without test modules at the end of the file: what the rules are about.
    fn code(&self) -> String {
        let mut code = String::new();
        for line in self.text.lines() {
            if line.trim_start().starts_with("#[cfg(test)]") && !self.text.contains("mod tests;") {
                break;
            }
            let line = line.split("//").next().unwrap_or_default();
            code.push_str(line);
            code.push('\n');
        }
        code
    }

    fn is_test(&self) -> bool {
        let name = self.path.to_string_lossy();
        name.ends_with("tests.rs") || name.contains("/tests/")
    }
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut directories = vec![src.clone()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
                let room = below.split(['/', '.']).next().unwrap().to_owned();
                sources.push(Source { text: fs::read_to_string(&path).unwrap(), path, room });
            }
        }
    }
    assert!(sources.len() > 60, "the sources were not found");
    sources
}

#[test]
fn every_room_knows_only_the_rooms_it_may_know() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test() && source.room != "lib" && source.room != "main") {
        let may = allowed.get(source.room.as_str()).unwrap_or_else(|| panic!("{} is not in the table", source.room));
        let code = source.code();
        let grouped = grouped_imports(&code);
        for (room, _) in MAY_KNOW {
            let named = code.contains(&format!("crate::{room}::")) || code.contains(&format!("crate::{room};"));
            let grouped = grouped.iter().any(|own| own == room);
            if (named || grouped) && *room != source.room && !may.contains(room) {
                faults.push(format!("{} names {room}", source.path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The rooms in `use crate::{room::.., room::..}`: the first word of each entry.
fn grouped_imports(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (_, group) in code.match_indices("crate::{").map(|(at, opening)| code.split_at(at + opening.len())) {
        let mut depth = 1;
        let mut entry = String::new();
        for letter in group.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || depth == 1 && letter == ',' {
                rooms.push(entry.trim().split("::").next().unwrap_or_default().to_owned());
                entry.clear();
            } else {
                entry.push(letter);
            }
            if depth == 0 {
                break;
            }
        }
    }
    rooms
}

#[test]
fn grouped_imports_are_seen_too() {
    let code = "use crate::{\n    domain::{Campaign, Place},\n    message::Author,\n    store};\n";
    assert_eq!(grouped_imports(code), ["domain", "message", "store"]);
}

#[test]
fn pure_rooms_do_no_input_and_output_and_ask_for_no_time() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| PURE.contains(&source.room.as_str()) && !source.is_test()) {
        let code = source.code();
        for word in IMPURE.iter().filter(|word| code.contains(**word)) {
            faults.push(format!("{} names {word}", source.path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_one_file_prints() {
    let printing: Vec<String> = sources()
        .iter()
        .filter(|source| !source.is_test())
        .filter(|source| {
            let code = source.code();
            ["println!", "eprintln!", "print!(", "writeln!(io::stdout", "writeln!(io::stderr"]
                .iter()
                .any(|word| code.contains(word))
        })
        .map(|source| source.path.display().to_string())
        .filter(|path| !path.ends_with("cli/screen.rs"))
        .collect();
    assert!(printing.is_empty(), "{}", printing.join("\n"));
}

#[test]
fn no_file_is_longer_than_it_should_be() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|source| source.text.lines().count() > LONGEST_FILE)
        .map(|source| format!("{}: {} lines", source.path.display(), source.text.lines().count()))
        .collect();
    assert!(long.is_empty(), "a room is missing in:\n{}", long.join("\n"));
}

#[test]
fn every_sql_statement_stands_in_the_store() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| source.room != "store")
        .filter(|source| ["INSERT INTO", "SELECT ", "DELETE FROM"].iter().any(|word| source.code().contains(word)))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_map_in_lib_rs_names_every_room() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for (room, _) in MAY_KNOW {
        assert!(map.contains(&format!("//! - [`{room}`]")), "{room} is missing on the map");
    }
}
