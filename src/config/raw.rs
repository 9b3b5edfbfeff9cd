//! The text of a configuration in, its sections as written out: syntax errors and unknown keys are found here, and every
//! later complaint about a value is collected here with the line on which the value stands.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Faults};
use super::notes::Note;
use super::section::Section;
use super::syntax::{Syntax, line_at};

/// The sections of the file and the keys of each, in the order of the template.
pub(super) const SECTIONS: [(&str, &[&str]); 8] = [
    (
        "campaign",
        &[
            "id",
            "name",
            "letter_date",
            "deadline",
            "deadline_confirmed",
            "mailbox",
            "aliases",
            "sender_name",
            "subject_tag",
            "words",
            "trusted_authserv_ids",
            "role_descriptor",
        ],
    ),
    (
        "service",
        &[
            "mode",
            "database",
            "templates",
            "read_from",
            "poll_every",
            "acknowledge_within",
            "max_message",
            "heartbeat",
            "public_url",
            "also",
        ],
    ),
    (
        "mailbox",
        &[
            "kind",
            "path",
            "host",
            "port",
            "tls",
            "ca_file",
            "user",
            "shared_mailbox",
            "auth",
            "password_file",
            "password_env",
            "password_credential",
            "folders",
            "sent_folder",
            "idle",
            "timeout",
        ],
    ),
    (
        "delivery",
        &[
            "kind",
            "dir",
            "host",
            "port",
            "tls",
            "ca_file",
            "user",
            "auth",
            "password_file",
            "password_env",
            "password_credential",
            "rate_per_minute",
            "most_per_hour",
            "append_to_sent",
            "timeout",
        ],
    ),
    (
        "oauth",
        &[
            "token_endpoint",
            "device_endpoint",
            "client_id",
            "client_secret_file",
            "client_secret_env",
            "client_secret_credential",
            "client_key_file",
            "client_certificate_file",
            "grant",
            "refresh_token_file",
            "scope",
            "ca_file",
            "timeout",
        ],
    ),
    ("filing", &["answers", "automatic", "bounces"]),
    ("reminders", &["rounds", "sending_hours", "gap", "holding", "late", "bank_holidays"]),
    ("digest", &["to", "every", "at", "when_empty"]),
];

/// Which of the two kinds of file a configuration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The one with mailbox, delivery and the first campaign.
    Main,
    /// One that holds a further campaign and nothing else.
    Further,
}

impl Kind {
    /// Whether a key of this section may stand in such a file; without a key, whether the section may.
    fn allows(self, section: &str, key: Option<&str>) -> bool {
        let is_one_of = |keys: &[&str]| key.is_none_or(|key| keys.contains(&key));
        self == Self::Main
            || match section {
                "campaign" => key.is_none() || !is_one_of(&["mailbox", "aliases", "trusted_authserv_ids"]),
                "service" => is_one_of(&["mode", "templates", "read_from", "acknowledge_within"]),
                "reminders" => key.is_none() || !is_one_of(&["bank_holidays"]),
                "digest" | "filing" => true,
                _ => false,
            }
    }
}

/// A configuration as written, and what was found wrong with it so far.
pub(super) struct Raw<'a> {
    text: &'a str,
    kind: Kind,
    root: DeTable<'a>,
    /// Lines on which the syntax is broken; whatever else seems wrong there is only a consequence.
    broken: Vec<usize>,
    faults: RefCell<Vec<Fault>>,
    notes: RefCell<Vec<Note>>,
}

impl<'a> Raw<'a> {
    /// Reads the text as far as its syntax allows.
    pub(super) fn parse(syntax: &'a Syntax, kind: Kind) -> Self {
        let (root, consequences) = DeTable::parse_recoverable(&syntax.mended);
        let later =
            consequences.iter().filter_map(|error| error.span()).map(|span| line_at(&syntax.mended, span.start));
        let raw = Self {
            text: &syntax.mended,
            kind,
            root: root.into_inner(),
            broken: syntax.faults.iter().filter_map(|fault| fault.line).chain(later).collect(),
            faults: RefCell::new(syntax.faults.clone()),
            notes: RefCell::default(),
        };
        raw.refuse_unknown();
        raw
    }

    /// The section of this name. If it is missing, that is one fault, and none of its keys is missed separately.
    pub(super) fn section(&self, name: &'static str, need: Need) -> Section<'_> {
        let found = self.root.get(name);
        match (found.map(Spanned::get_ref), need) {
            (Some(DeValue::Table(_)), _) | (None, Need::Optional) => {}
            (Some(_), _) => self.fault(
                found.map(|value| self.line_at(value.span().start)),
                name,
                format!("`{name}` is not a section"),
                format!("begin the section with [{name}] on a line of its own"),
            ),
            (None, Need::Required) => self.missing(
                name,
                format!("the section [{name}] is missing"),
                "add it; `cso-intake init` writes a file with every section explained",
            ),
        }
        Section::new(self, name, found.and_then(|value| value.get_ref().as_table()))
    }

    /// Records a fault, unless the line is broken anyway.
    pub(super) fn fault(
        &self,
        line: Option<usize>,
        key: impl Into<String>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) {
        if line.is_some_and(|line| self.broken.contains(&line)) {
            return;
        }
        let (key, what, instead) = (key.into(), what.into(), instead.into());
        self.faults.borrow_mut().push(Fault { file: None, line, key, what, instead });
    }

    /// Records that something is missing. In a file with broken syntax nothing is: it may stand in the broken part.
    pub(super) fn missing(&self, key: impl Into<String>, what: impl Into<String>, instead: impl Into<String>) {
        if self.broken.is_empty() {
            self.fault(None, key, what, instead);
        }
    }

    /// Records a note, which is no fault.
    pub(super) fn note(&self, note: Note) {
        self.notes.borrow_mut().push(note);
    }

    /// The line, counted from 1, on which this byte of the text stands.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        line_at(self.text, byte)
    }

    /// What was found, once everything has been looked at.
    pub(super) fn outcome(self) -> (Option<Faults>, Vec<Note>) {
        let faults = self.faults.into_inner();
        let faults = if faults.is_empty() { None } else { Some(Faults::in_order(faults)) };
        (faults, self.notes.into_inner())
    }

    fn refuse_unknown(&self) {
        for (key, value) in &self.root {
            let name: &str = key.get_ref();
            let line = Some(self.line_at(key.span().start));
            match SECTIONS.iter().find(|(section, _)| *section == name) {
                Some((section, _)) if !self.kind.allows(section, None) => self.fault(
                    line,
                    name,
                    format!("[{name}] is the same for all campaigns and stands in the main file"),
                    "take the section out here",
                ),
                Some((section, keys)) => self.refuse_unknown_keys(section, keys, value.get_ref()),
                None if value.get_ref().is_table() || value.get_ref().is_array() => {
                    let known = SECTIONS.map(|(section, _)| section);
                    let instead = likeliest(name, &known).map_or_else(
                        || format!("the sections are {}", listed(&known)),
                        |near| format!("did you mean [{near}]?"),
                    );
                    self.fault(line, name, format!("unknown section `{name}`"), instead);
                }
                None => self.fault(
                    line,
                    name,
                    format!("`{name}` stands outside every section"),
                    home_of(name).map_or_else(
                        || "move it under the section it belongs to, or take it out".to_owned(),
                        |section| format!("move it under [{section}]"),
                    ),
                ),
            }
        }
    }

    fn refuse_unknown_keys(&self, section: &str, keys: &[&str], value: &DeValue<'_>) {
        for (key, _) in value.as_table().into_iter().flatten() {
            let name: &str = key.get_ref();
            if keys.contains(&name) && self.kind.allows(section, Some(name)) {
                continue;
            }
            let (what, instead) = if keys.contains(&name) {
                let what = format!("`{name}` is the same for all campaigns and stands in the main file");
                (what, "take the line out here".to_owned())
            } else if name == "password" {
                (
                    "a password does not belong in this file".to_owned(),
                    "put it into a file of its own that only the service can read and write password_file = \"that \
                     file\"; or use password_env or password_credential"
                        .to_owned(),
                )
            } else {
                let instead = likeliest(name, keys)
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| home_of(name).map(|home| format!("it belongs in [{home}]")))
                    .or_else(|| elsewhere(name).map(|(home, near)| format!("did you mean `{near}` of [{home}]?")))
                    .unwrap_or_else(|| format!("the keys of [{section}] are {}", listed(keys)));
                (format!("unknown key `{name}`"), instead)
            };
            self.fault(Some(self.line_at(key.span().start)), format!("{section}.{name}"), what, instead);
        }
    }
}

/// Whether a section must be there.
#[derive(Clone, Copy)]
pub(super) enum Need {
    /// Its absence is a fault.
    Required,
    /// Every key in it has a default.
    Optional,
}

/// The known name that an unknown one most resembles, if it resembles any.
pub(super) fn likeliest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = name.to_lowercase().replace(['-', ' '], "_");
    let likeness = |candidate: &str| {
        if candidate.starts_with(&name) || name.starts_with(candidate) {
            return 0.9;
        }
        let typing = strsim::normalized_damerau_levenshtein(&name, candidate);
        typing.max(strsim::jaro_winkler(&name, candidate) - 0.1)
    };
    known
        .iter()
        .map(|&candidate| (likeness(candidate), candidate))
        .filter(|(score, _)| *score >= 0.7)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

/// `a, b and c`.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// The one section that has a key of this name.
fn home_of(name: &str) -> Option<&'static str> {
    let mut homes = SECTIONS.iter().filter(|(_, keys)| keys.contains(&name)).map(|(section, _)| *section);
    match (homes.next(), homes.next()) {
        (Some(home), None) => Some(home),
        _ => None,
    }
}

/// The key of any section that an unknown one most resembles.
fn elsewhere(name: &str) -> Option<(&'static str, &'static str)> {
    let all: Vec<&'static str> = SECTIONS.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    let near = likeliest(name, &all)?;
    Some((home_of(near)?, near))
}
