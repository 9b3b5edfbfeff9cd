//! The people of the register as addresses to write to: `Dr Jane Smith <jane.smith@leedsth.nhs.uk>`, one a line, each once.

use std::collections::BTreeSet;

use super::Register;
use super::guard::one_line;
use crate::domain::Role;

/// The list, and who is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The text of the file; UTF-8 (RFC 6532 lets names have any letters).
    pub text: String,
    /// How many addresses are on it.
    pub addresses: usize,
    /// How many people have no address.
    pub without: usize,
}

/// The addresses of everybody named in one of these roles. Somebody who is named by two trusts is on it once.
#[must_use]
pub fn list(register: &Register, roles: &[Role]) -> List {
    let mut seen = BTreeSet::new();
    let mut list = List { text: String::new(), addresses: 0, without: 0 };
    for (_, person) in register.people().filter(|(_, person)| roles.contains(&person.role)) {
        let Some(email) = &person.email else {
            list.without += 1;
            continue;
        };
        if seen.insert(email.clone()) {
            list.text.push_str(&format!("{} <{email}>\n", display_name(&one_line(&person.addressed()))));
            list.addresses += 1;
        }
    }
    list
}

/// A display name (RFC 5322 section 3.4): words that are atoms as they are, anything else as a quoted string.
fn display_name(name: &str) -> String {
    let is_atom = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~ ".contains(c);
    if name.chars().all(is_atom) && !name.contains("=?") {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
