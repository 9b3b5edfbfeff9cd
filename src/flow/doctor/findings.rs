//! What the doctor found, a line a step.

use serde::Serialize;

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It works.
    Ok,
    /// It does not.
    Fails,
    /// It could not be tried, or need not be.
    Skipped,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its name, such as `IMAP login`.
    pub step: String,
    /// How it went.
    pub state: State,
    /// What was seen. Never a secret.
    pub words: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// All of them, each told as soon as it is known.
pub struct Findings<'a> {
    all: Vec<Finding>,
    tell: &'a mut dyn FnMut(&Finding),
}

impl<'a> Findings<'a> {
    /// None yet.
    pub fn told_to(tell: &'a mut dyn FnMut(&Finding)) -> Self {
        Self { all: Vec::new(), tell }
    }

    /// A step that works.
    pub fn ok(&mut self, step: impl Into<String>, words: impl Into<String>) {
        self.add(step.into(), State::Ok, words.into(), None);
    }

    /// A step that does not.
    pub fn fails(&mut self, step: impl Into<String>, words: impl Into<String>, advice: impl Into<String>) {
        self.add(step.into(), State::Fails, words.into(), Some(advice.into()));
    }

    /// A step whose fault says itself what to do.
    pub fn fails_saying(&mut self, step: impl Into<String>, words: impl Into<String>) {
        self.add(step.into(), State::Fails, words.into(), None);
    }

    /// A step that was not tried.
    pub fn skipped(&mut self, step: impl Into<String>, why: impl Into<String>) {
        self.add(step.into(), State::Skipped, why.into(), None);
    }

    fn add(&mut self, step: String, state: State, words: String, advice: Option<String>) {
        let finding = Finding { step, state, words, advice };
        (self.tell)(&finding);
        self.all.push(finding);
    }

    /// All of them.
    #[must_use]
    pub fn into_all(self) -> Vec<Finding> {
        self.all
    }
}
