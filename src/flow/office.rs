//! The desks of the campaigns that one service looks after, in one mailbox and one database. The first is the main one: its
//! configuration has the mailbox, the delivery and the rate for all of them.

use std::sync::Arc;

use super::Desk;
use crate::domain::CampaignId;

/// A desk for each campaign. There is always a main one; mostly there is no other.
#[derive(Debug, Clone)]
pub struct Office {
    main: Arc<Desk>,
    also: Vec<Arc<Desk>>,
}

impl Office {
    /// The desks of these campaigns.
    #[must_use]
    pub fn new(main: Desk, also: Vec<Desk>) -> Self {
        Self { main: Arc::new(main), also: also.into_iter().map(Arc::new).collect() }
    }

    /// The main campaign's.
    #[must_use]
    pub fn main(&self) -> &Arc<Desk> {
        &self.main
    }

    /// All of them, the main one first.
    pub fn desks(&self) -> impl Iterator<Item = &Arc<Desk>> {
        std::iter::once(&self.main).chain(&self.also)
    }

    /// That of this campaign, if it is configured.
    #[must_use]
    pub fn desk(&self, campaign: &CampaignId) -> Option<&Arc<Desk>> {
        self.desks().find(|desk| desk.id() == campaign)
    }

    /// Whether there is more than one.
    #[must_use]
    pub fn has_several(&self) -> bool {
        !self.also.is_empty()
    }
}

impl From<Desk> for Office {
    fn from(main: Desk) -> Self {
        Self::new(main, Vec::new())
    }
}
