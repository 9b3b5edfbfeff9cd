//! What is wrong with a configuration, in words for the person who wrote it: the line, the key, and what would be right.

use std::fmt;
use std::path::PathBuf;

/// One fault of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file of a further campaign; none for the main one.
    pub file: Option<PathBuf>,
    /// The line of the file, counted from 1; none for what is missing altogether.
    pub line: Option<usize>,
    /// The key with its section, `campaign.deadline`; empty when no key is at fault.
    pub key: String,
    /// What is wrong. It never shows a secret.
    pub what: String,
    /// What would be right.
    pub instead: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", file.display())?;
        }
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.what, self.instead)
    }
}

/// Every fault of a configuration, in the order of its lines; those without a line come last. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// These faults in the order of their lines, each once.
    #[must_use]
    pub(super) fn in_order(mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|fault| (fault.file.clone(), fault.line.unwrap_or(usize::MAX), fault.key.clone()));
        faults.dedup();
        Self(faults)
    }

    /// A fault of the file as a whole.
    pub(super) fn of_file(what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self(vec![Fault { file: None, line: None, key: String::new(), what: what.into(), instead: instead.into() }])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Why one value does not fit, before it is known where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub instead: String,
}

impl Misfit {
    pub(super) fn new(what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { what: what.into(), instead: instead.into() }
    }
}
