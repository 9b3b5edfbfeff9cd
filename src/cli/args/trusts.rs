//! `trusts` on the command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::By;
use super::values::answer_id;
use crate::domain::{AnswerId, OdsCode};

/// `trusts`
#[derive(Debug, Subcommand)]
pub enum Trusts {
    /// Take in a register file; importing again updates and never duplicates
    Import {
        /// ODS etr.csv or the team's own CSV (ods_code,name,region,domains,contact_name,contact_email,...)
        file: PathBuf,
        /// The day as at which trusts are open (default: the campaign's letter)
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_at: Option<Date>,
        /// Import the good rows although some are bad
        #[arg(long)]
        skip_bad: bool,
    },
    /// All trusts, those without a contact and without a domain marked, and those that are part of another now
    List {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Have one trust answer for others that became part of it; says first what would change
    #[command(after_help = MERGE)]
    Merge(Merge),
    /// Take the last merger into a trust back: each answers for itself again, with its own answers
    ///
    /// What came since the merger stays with the trust it came for.
    Unmerge {
        /// The trust into which the others were merged
        #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE")]
        trust: OdsCode,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
}

const MERGE: &str = "\
Examples:
  cso-intake trusts merge RM2 RW3 --into R0A                 what would change; nothing is changed
  cso-intake trusts merge RM2 RW3 --into R0A --yes           do it
  cso-intake trusts merge RM2 RW3 --into R0A --keep 12 --yes   they have different answers, and answer 12 is right

The new trust must be in the register (`cso-intake trusts import`). It takes over all answers. Which one is in force is decided as if all
had been given for it; those that conflict are put before a person, unless you say which stays with --keep. Mail to the old trusts
counts for the new one, replies that carry an old trust's tag or come from its domain are the new one's, and the old ones are neither
counted nor written to. A later import changes nothing in that. `cso-intake trusts unmerge R0A` takes it back.";

/// `trusts merge`
#[derive(Debug, ClapArgs)]
pub struct Merge {
    /// The trusts that are no more
    #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE", required = true)]
    pub old: Vec<OdsCode>,
    /// The trust that answers for them
    #[arg(long, value_parser = OdsCode::parse, value_name = "ODS_CODE")]
    pub into: OdsCode,
    /// Since when, if not since today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<Date>,
    /// Of several answers, the one that stays in force, by its number
    #[arg(long, value_parser = answer_id, value_name = "ANSWER")]
    pub keep: Option<AnswerId>,
    /// Only say what would change, which is what happens without --yes too
    #[arg(long, conflicts_with = "yes")]
    pub preview: bool,
    /// Do it
    #[arg(long)]
    pub yes: bool,
    /// Who decides
    #[command(flatten)]
    pub by: By,
}
