//! `review` on the command line.

use clap::{Subcommand, ValueEnum};

use super::values::{campaign_id, message_id, message_state};
use super::{By, EditArgs};
use crate::domain::{CampaignId, MessageId, ledger::MessageState};
use crate::flow::review::Instead;

/// `review`
#[derive(Debug, Subcommand)]
pub enum Review {
    /// What waits for a person
    List {
        /// Those in this state instead: answer, query, automatic, bounce, unrelated, duplicate, set_aside
        #[arg(long, value_parser = message_state)]
        state: Option<MessageState>,
    },
    /// One message: what was read, what is doubtful, what happened to it
    Show {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// Print the mail as it came instead
        #[arg(long)]
        original: bool,
    },
    /// Record what it says, put right by the options given
    Accept {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// What is put right
        #[command(flatten)]
        edits: EditArgs,
        /// Although the register holds an answer that was said later
        #[arg(long)]
        replace: bool,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Put the reading right and leave it waiting
    Edit {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// What is put right
        #[command(flatten)]
        edits: EditArgs,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Record nothing of it
    Reject {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// What it is instead
        #[arg(long = "as", value_enum, default_value_t = InsteadArg::Unrelated)]
        instead: InsteadArg,
        /// The nominee whom it withdrew as it came is in force again
        #[arg(long)]
        reinstate: bool,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Put it aside
    SetAside {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// Why
        #[arg(long)]
        why: String,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Read it again, as if it had just come
    Replay {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Give it to another campaign of this mailbox, which reads it as if it had just come
    HandOver {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// The campaign whose mail it is
        #[arg(long, value_name = "ID", value_parser = campaign_id)]
        to: CampaignId,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
    /// Take a decision back: it waits again, its answer is withdrawn, the answer before it is in force again
    Reopen {
        /// Its number
        #[arg(value_parser = message_id)]
        id: MessageId,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
}

impl Review {
    /// The message that it is about, if it is about one.
    #[must_use]
    pub fn message(&self) -> Option<MessageId> {
        match self {
            Self::List { .. } => None,
            Self::Show { id, .. }
            | Self::Accept { id, .. }
            | Self::Edit { id, .. }
            | Self::Reject { id, .. }
            | Self::SetAside { id, .. }
            | Self::Replay { id, .. }
            | Self::HandOver { id, .. }
            | Self::Reopen { id, .. } => Some(*id),
        }
    }
}

/// What a rejected message is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InsteadArg {
    /// Another programme's mail
    Unrelated,
    /// A question that the team answers itself
    Query,
    /// A machine's note
    Automatic,
    /// A delivery failure
    Bounce,
}

impl From<InsteadArg> for Instead {
    fn from(arg: InsteadArg) -> Self {
        match arg {
            InsteadArg::Unrelated => Self::Unrelated,
            InsteadArg::Query => Self::Query,
            InsteadArg::Automatic => Self::Automatic,
            InsteadArg::Bounce => Self::Bounce,
        }
    }
}
