//! A code as somebody typed it in; the trust of the register out, or which ones they may have meant.

use anyhow::{bail, ensure};

use crate::domain::{OdsCode, Trust};
use crate::flow::Desk;
use crate::store::{Tx, mergers, trusts};

/// So many are proposed at most.
const PROPOSED: usize = 5;

/// The name of the trust with this code.
///
/// # Errors
/// When the register has none, naming those that may be meant, or when it is part of another.
pub fn known(tx: &Tx<'_>, desk: &Desk, code: &OdsCode) -> anyhow::Result<String> {
    if let Some(name) = trusts::name(tx, desk.id(), code)? {
        let answering = mergers::answering(tx, desk.id(), code)?;
        ensure!(answering == *code, "{code} {name} is part of {answering} now, which answers for it; say {answering}");
        return Ok(name);
    }
    let near = near(code.as_str(), &trusts::all(tx, desk.id())?);
    if near.is_empty() {
        bail!(
            "{code} is not in the register; `cso-intake trusts list` shows it, `cso-intake trusts import` adds to it"
        );
    }
    bail!("{code} is not in the register; is one of these meant?\n{}", near.join("\n"))
}

/// The trusts that a mistyped code or a word of a name may mean, each on a line.
fn near(typed: &str, trusts: &[Trust]) -> Vec<String> {
    let word = typed.to_lowercase();
    let mut found: Vec<(f64, &Trust)> = trusts
        .iter()
        .filter_map(|trust| {
            let code = trust.ods_code.as_str();
            let is_named = trust.name.to_lowercase().split(' ').any(|own| own == word);
            // Of those with one slip, the ones that begin alike first.
            (is_named || strsim::damerau_levenshtein(typed, code) <= 1)
                .then(|| (strsim::jaro_winkler(typed, code), trust))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.iter().take(PROPOSED).map(|(_, trust)| format!("  {} {}", trust.ods_code, trust.name)).collect()
}
