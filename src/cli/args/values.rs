//! A word of the command line in, the value that it stands for, or what would be one, out.

use jiff::Zoned;

use crate::config;
use crate::domain::ledger::{MessageState, TrustState};
use crate::domain::{CampaignId, Class, HoldId, MessageId, OutboxId, Title, outbox::OutboxState};

fn number(text: &str) -> Result<i64, String> {
    text.trim_start_matches('#').parse().map_err(|_| format!("`{text}` is not a number"))
}

pub(super) fn message_id(text: &str) -> Result<MessageId, String> {
    number(text).map(MessageId)
}

pub(super) fn outbox_id(text: &str) -> Result<OutboxId, String> {
    number(text).map(OutboxId)
}

pub(super) fn hold_id(text: &str) -> Result<HoldId, String> {
    number(text).map(HoldId)
}

pub(super) fn moment(text: &str) -> Result<Zoned, String> {
    config::moment(text)
}

pub(super) fn campaign_id(text: &str) -> Result<CampaignId, String> {
    Ok(CampaignId(text.trim().to_owned()))
}

pub(super) fn title(text: &str) -> Result<Title, String> {
    Title::parse(text).ok_or_else(|| format!("`{text}` is not a title; Dr, Prof, Mr, Mrs, Ms and Miss are"))
}

pub(super) fn answer_class(text: &str) -> Result<Class, String> {
    match Class::parse(text) {
        Some(class @ (Class::Nomination | Class::Decline | Class::Holding)) => Ok(class),
        _ => Err("nomination, decline and holding can be recorded".to_owned()),
    }
}

pub(super) fn message_state(text: &str) -> Result<MessageState, String> {
    MessageState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", MessageState::ALL.map(MessageState::as_str).join(", ")))
}

pub(super) fn outbox_state(text: &str) -> Result<OutboxState, String> {
    OutboxState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", OutboxState::ALL.map(OutboxState::as_str).join(", ")))
}

pub(super) fn trust_state(text: &str) -> Result<TrustState, String> {
    TrustState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", TrustState::ALL.map(TrustState::as_str).join(", ")))
}
