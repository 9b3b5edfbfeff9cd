//! Templates in, everything that is wrong with them out, before any mail is written.
//!
//! Strict mode finds a word that does not exist only where it is printed, not inside `{{#if typo}}`, and only when that branch
//! runs. So every template is first walked (walk.rs) against the words its letter has, and then rendered with several samples.

use std::fmt;

use jiff::Zoned;
use serde_json::Value;

use super::letter::{LETTERS, Letter};
use super::letters::{ComposeError, Letters, Medium};
use super::sample::samples;
use super::walk::Walk;
use crate::domain::dates::weekday_conflicts;

/// What is wrong with one template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateFault {
    /// Its name below the templates' directory: `recorded/body.txt.hbs`.
    pub file: String,
    /// The line, counted from 1, where that is known.
    pub line: Option<usize>,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "template `{}`, line {line}: {}", self.file, self.problem),
            None => write!(f, "template `{}`: {}", self.file, self.problem),
        }
    }
}

impl Letters {
    /// Every fault of every template, sorted by file and line; none in the built-in ones.
    #[must_use]
    pub fn check(&self) -> Vec<TemplateFault> {
        let mut faults = self.unusable.clone();
        let samples = samples();
        for name in LETTERS {
            let own: Vec<&Letter> = samples.iter().filter(|sample| sample.name() == name).collect();
            let before = faults.len();
            self.walk(name, &own, &mut faults);
            if faults.len() == before {
                own.iter().for_each(|sample| self.try_out(sample, &mut faults));
            }
        }
        faults.sort();
        faults.dedup();
        faults
    }

    /// Dates in templates that do not fall on the weekday written beside them. These are warnings: a mail can be sent with
    /// them, but its readers will ask which day is meant.
    #[must_use]
    pub fn wrong_weekdays(&self, deadline: &Zoned) -> Vec<TemplateFault> {
        let conflicts = self.sources.iter().flat_map(|(file, source)| {
            weekday_conflicts(source, deadline).into_iter().map(move |conflict| (file, conflict))
        });
        conflicts
            .map(|(file, conflict)| TemplateFault {
                file: file.clone(),
                line: Some(conflict.line),
                problem: conflict.words(),
            })
            .collect()
    }

    /// Walks the three templates of a letter against the words that its samples have between them.
    fn walk(&self, name: &str, samples: &[&Letter], faults: &mut Vec<TemplateFault>) {
        let mut words = Value::Null;
        for sample in samples {
            words = merged(words, sample.words().unwrap_or(Value::Null));
        }
        for (medium, part) in [(Medium::Text, "subject"), (Medium::Text, "body"), (Medium::Html, "body")] {
            faults.extend(Walk::new(self, medium, &words).template(&format!("{name}/{part}")));
        }
    }

    /// Renders a sample and looks at what came out.
    fn try_out(&self, sample: &Letter, faults: &mut Vec<TemplateFault>) {
        let mut fault = |file: String, line, problem: String| faults.push(TemplateFault { file, line, problem });
        let words = sample.words().unwrap_or(Value::Null);
        let subject_file = format!("{}/subject.txt.hbs", sample.name());
        match self.fill(Medium::Text, &format!("{}/subject", sample.name()), &words) {
            Ok(subject) if subject.trim().is_empty() => fault(subject_file, None, "the subject is empty".to_owned()),
            Ok(subject) if subject.trim().lines().count() > 1 => {
                fault(subject_file, Some(2), "the subject has more than one line".to_owned());
            }
            Ok(subject) => {
                let tag = words.get("tag").and_then(Value::as_str).unwrap_or_default();
                if !subject.trim_end().ends_with(tag) {
                    let problem = "the subject must end in {{tag}}, by which the reply is known";
                    fault(subject_file, None, problem.to_owned());
                }
            }
            Err(error) => faults.push(from_error(&error)),
        }
        if let Err(error) = self.render(sample) {
            faults.push(from_error(&error));
        }
    }
}

fn from_error(error: &ComposeError) -> TemplateFault {
    match error {
        ComposeError::Words { letter, source } => {
            TemplateFault { file: (*letter).to_owned(), line: None, problem: source.to_string() }
        }
        ComposeError::Template { file, source } => {
            TemplateFault { file: file.clone(), line: source.line_no, problem: source.reason().to_string() }
        }
    }
}

/// The words that either value has: fields of both, and of a list one item that stands for all.
fn merged(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut fields), Value::Object(more)) => {
            for (name, value) in more {
                let own = fields.remove(&name).unwrap_or(Value::Null);
                fields.insert(name, merged(own, value));
            }
            Value::Object(fields)
        }
        (Value::Array(items), Value::Array(more)) => {
            let item = items.into_iter().chain(more).fold(Value::Null, merged);
            Value::Array(vec![item])
        }
        (Value::Null, Value::Array(items)) => merged(Value::Array(Vec::new()), Value::Array(items)),
        (Value::Null, Value::Object(fields)) => merged(Value::Object(serde_json::Map::new()), Value::Object(fields)),
        (Value::Null, value) | (value, _) => value,
    }
}

/// `; did you mean `nominee`?` when one of the known words is near enough.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"))
}
