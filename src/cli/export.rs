//! `export`: the register, or a part of it, for people and their programs.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;

use super::args::{Export, Wanted};
use super::chosen::Chosen;
use super::{file, screen, setup};
use crate::clock::Clock;
use crate::domain::Role;
use crate::export::{self, Register, Selection};
use crate::flow;
use crate::store::StoreError;

/// The bytes of a file and what they are.
struct Made {
    what: &'static str,
    bytes: Vec<u8>,
    /// Whether a terminal can show it.
    shown: Shown,
    /// What it holds, in words.
    holds: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Text,
    Binary,
}

/// Writes the part of the register that is wanted.
pub fn run(chosen: &Chosen, command: Export) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = chosen.office()?;
    let now = Clock::System.now();
    let register = store.view::<_, StoreError>(|tx| flow::export::register(tx, &desk, now))?;
    let (wanted, made) = made(register, command)?;
    match wanted.out.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) => {
            file::replace(path, &made.bytes)?;
            screen::line(format!("{} holds {}", path.display(), made.holds));
        }
        None if made.shown == Shown::Binary && std::io::stdout().is_terminal() => {
            bail!("a workbook is no text for a terminal; name its file with --out register.xlsx");
        }
        None => {
            screen::bytes(&made.bytes);
            std::io::stdout().flush()?;
        }
    }
    flow::export::note(&mut store, &desk, made.what, &wanted.by.by, now)?;
    Ok(ExitCode::SUCCESS)
}

fn made(register: Register, command: Export) -> anyhow::Result<(Wanted, Made)> {
    let text = |what, bytes, holds| Made { what, bytes, shown: Shown::Text, holds };
    Ok(match command {
        Export::Csv(wanted) => {
            let register = select(register, &wanted)?;
            let made = text("csv", export::csv(&register), holds(&register));
            (wanted, made)
        }
        Export::Xlsx(wanted) => {
            let register = select(register, &wanted)?;
            let made = Made { shown: Shown::Binary, ..text("xlsx", export::xlsx(&register)?, holds(&register)) };
            (wanted, made)
        }
        Export::Vcard { wanted, card } => {
            let register = select(register, &wanted)?;
            let cards = setup::counted(register.people().count(), "card", "cards");
            (wanted, text("vcard", export::vcards(&register, card.into()), cards))
        }
        Export::List { wanted, deputies } => {
            let register = select(register, &wanted)?;
            let roles: &[Role] = if deputies { &[Role::Lead, Role::Deputy] } else { &[Role::Lead] };
            let list = export::list(&register, roles);
            if list.without > 0 {
                let people = setup::counted(list.without, "person has", "people have");
                setup::note(&format!("{people} no e-mail address and cannot be on the list"));
            }
            let addresses = setup::counted(list.addresses, "address", "addresses");
            (wanted, text("list", list.text.into_bytes(), addresses))
        }
    })
}

fn select(register: Register, wanted: &Wanted) -> anyhow::Result<Register> {
    let selection = Selection { states: wanted.states.clone(), regions: wanted.regions.clone() };
    let selected = register.select(&selection)?;
    if selected.entries.is_empty() {
        setup::note("no trust is in the part that was asked for");
    }
    Ok(selected)
}

/// `158 trusts and 151 people`.
fn holds(register: &Register) -> String {
    format!(
        "{} and {}",
        setup::counted(register.entries.len(), "trust", "trusts"),
        setup::counted(register.people().count(), "person", "people")
    )
}
