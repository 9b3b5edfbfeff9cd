//! `export`

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::By;
use super::values::trust_state;
use crate::domain::ledger::TrustState;
use crate::export::CardVersion;

/// `export`
#[derive(Debug, Subcommand)]
pub enum Export {
    /// One row a person, and one for each trust that names nobody; UTF-8, for any program
    Csv(Wanted),
    /// A workbook: a sheet of trusts and one of people, with a filter
    Xlsx(Wanted),
    /// One card a person, to be taken into an address book
    Vcard {
        /// Which part
        #[command(flatten)]
        wanted: Wanted,
        /// The version of the cards: 3.0 is what Outlook and most telephones read
        #[arg(long, value_enum, default_value_t = Version::V3, value_name = "VERSION")]
        card: Version,
    },
    /// Name <address>, one a line, each address once: to write to the network of Lead Healthcare Scientists
    List {
        /// Which part
        #[command(flatten)]
        wanted: Wanted,
        /// Deputies and second contacts too
        #[arg(long)]
        deputies: bool,
    },
}

/// Which part of the register, and where it goes.
#[derive(Debug, ClapArgs)]
pub struct Wanted {
    /// The file; one that is there is replaced, whole or not at all (default: standard output)
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only trusts in this state (answered, incomplete, declined, holding, awaiting_review, outstanding); may be given
    /// several times
    #[arg(long = "state", value_parser = trust_state, value_name = "STATE")]
    pub states: Vec<TrustState>,
    /// Only trusts of this region, as the register names it; may be given several times
    #[arg(long = "region", value_name = "REGION")]
    pub regions: Vec<String>,
    /// Who takes it
    #[command(flatten)]
    pub by: By,
}

/// The version of a vCard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Version {
    /// RFC 2426
    #[value(name = "3.0", alias = "3")]
    V3,
    /// RFC 6350
    #[value(name = "4.0", alias = "4")]
    V4,
}

impl From<Version> for CardVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::V3 => Self::V3,
            Version::V4 => Self::V4,
        }
    }
}
