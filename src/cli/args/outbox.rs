//! `outbox` on the command line.

use clap::Subcommand;

use super::By;
use super::values::{hold_id, outbox_id, outbox_state};
use crate::domain::{HoldId, OutboxId, outbox::OutboxState};

/// `outbox`
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// What stands in the outbox
    List {
        /// Only those in this state: queued, held, sending, sent, unknown, gave_up, dropped, suppressed
        #[arg(long, value_parser = outbox_state)]
        state: Option<OutboxState>,
    },
    /// One mail as it would be read
    Show {
        /// Its number
        #[arg(value_parser = outbox_id)]
        id: OutboxId,
    },
    /// Let mails go out that wait, or whose fate is unknown
    Release {
        /// Their numbers
        #[arg(value_parser = outbox_id, required_unless_present = "all_held")]
        ids: Vec<OutboxId>,
        /// Every mail that is held
        #[arg(long, conflicts_with = "ids")]
        all_held: bool,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// What holds all sending, and which mails it keeps back
    Holds,
    /// Let sending go on: end a hold, once you have seen what was held
    Resume {
        /// The numbers of the holds, as `outbox holds` shows them
        #[arg(value_parser = hold_id, required = true)]
        holds: Vec<HoldId>,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Do not send it
    Drop {
        /// Its number
        #[arg(value_parser = outbox_id)]
        id: OutboxId,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
}

impl Outbox {
    /// The mail that it is about, the first one if it is about several; none if it is about all.
    #[must_use]
    pub fn mail(&self) -> Option<OutboxId> {
        match self {
            Self::Show { id } | Self::Drop { id, .. } => Some(*id),
            Self::Release { ids, .. } => ids.first().copied(),
            Self::List { .. } | Self::Holds | Self::Resume { .. } => None,
        }
    }
}
