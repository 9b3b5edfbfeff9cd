//! Which configuration, and which campaign of it, a command works on.
//!
//! Where there is one campaign nobody has to name it. Where there are several, a number names one (messages and mails are
//! numbered through), what only shows something shows all of them, and anything else asks for --campaign.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::setup;
use crate::config::{self, Config, Secrets};
use crate::domain::{CampaignId, MessageId, OutboxId};
use crate::flow::Desk;
use crate::flow::office::Office;
use crate::store::{Store, StoreError, campaigns};

/// The configuration and the campaign that the command line names.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The main file.
    pub file: PathBuf,
    /// The campaign, if one is named.
    pub campaign: Option<CampaignId>,
}

impl Chosen {
    /// Every campaign of this file.
    #[must_use]
    pub fn all_of(file: &Path) -> Self {
        Self { file: file.to_owned(), campaign: None }
    }

    /// The configurations of the campaigns that are meant: the one that is named, or all, the main one first.
    ///
    /// # Errors
    /// When there is a fault in the configuration, or no campaign of that name.
    pub fn configs(&self, secrets: Secrets) -> anyhow::Result<Vec<Config>> {
        let all = config::load_all(&self.file, secrets).map_err(|faults| setup::told(&self.file, &faults))?;
        let Some(id) = &self.campaign else { return Ok(all) };
        let known = options(all.iter().map(|config| &config.campaign.id));
        match all.into_iter().find(|config| config.campaign.id == *id) {
            Some(config) => Ok(vec![config]),
            None => bail!("there is no campaign `{id}` in {}: it has {known}", self.file.display()),
        }
    }

    /// The configuration of the one campaign that is meant.
    ///
    /// # Errors
    /// As [`Self::configs`], and when several may be meant.
    pub fn config(&self, secrets: Secrets) -> anyhow::Result<Config> {
        let configs = self.configs(secrets)?;
        let ids = options(configs.iter().map(|config| &config.campaign.id));
        let mut configs = configs.into_iter();
        match (configs.next(), configs.next()) {
            (Some(only), None) => Ok(only),
            _ => bail!("{} has several campaigns, say which is meant: {ids}", self.file.display()),
        }
    }

    /// The desk and the database of the one campaign that is meant.
    ///
    /// # Errors
    /// As [`Self::config`], and when the database cannot be opened.
    pub fn office(&self) -> anyhow::Result<(Desk, Store)> {
        let desk = setup::desk_of(self.config(Secrets::NotNeeded)?)?;
        let store = Store::open_existing(&desk.config.database)?;
        Ok((desk, store))
    }

    /// The desks of all campaigns that are meant, and their database.
    ///
    /// # Errors
    /// As [`Self::configs`], and when the database cannot be opened.
    pub fn offices(&self) -> anyhow::Result<(Vec<Desk>, Store)> {
        let desks = self.configs(Secrets::NotNeeded)?.into_iter().map(setup::desk_of);
        let desks: Vec<Desk> = desks.collect::<anyhow::Result<_>>()?;
        let Some(main) = desks.first() else { bail!("{} has no campaign", self.file.display()) };
        let store = Store::open_existing(&main.config.database)?;
        Ok((desks, store))
    }

    /// The desk of the campaign that has this message, and the database.
    ///
    /// # Errors
    /// As [`Self::offices`], and when no campaign that is meant has it.
    pub fn office_of_message(&self, id: MessageId) -> anyhow::Result<(Desk, Store)> {
        let (desks, mut store) = self.offices()?;
        let owner = store.view::<_, StoreError>(|tx| campaigns::of_message(tx, id))?;
        Ok((self.one_of(desks, owner, "message", id.0)?, store))
    }

    /// The desk of the campaign that has this mail in its outbox, and the database.
    ///
    /// # Errors
    /// As [`Self::offices`], and when no campaign that is meant has it.
    pub fn office_of_mail(&self, id: OutboxId) -> anyhow::Result<(Desk, Store)> {
        let (desks, mut store) = self.offices()?;
        let owner = store.view::<_, StoreError>(|tx| campaigns::of_mail(tx, id))?;
        Ok((self.one_of(desks, owner, "mail in the outbox with number", id.0)?, store))
    }

    fn one_of(&self, desks: Vec<Desk>, owner: Option<CampaignId>, what: &'static str, id: i64) -> anyhow::Result<Desk> {
        let Some(owner) = owner else { return Err(StoreError::Missing { what, id }.into()) };
        match (desks.into_iter().find(|desk| *desk.id() == owner), &self.campaign) {
            (Some(desk), _) => Ok(desk),
            (None, Some(named)) => bail!("{what} {id} is not of campaign {named} but of {owner}"),
            (None, None) => bail!(
                "{what} {id} is of campaign {owner}, which is not in {}: name its file under also in [service] first",
                self.file.display()
            ),
        }
    }
}

/// All campaigns of a file, for the service.
///
/// # Errors
/// When a configuration or a template has a fault.
pub fn service(file: &Path) -> anyhow::Result<Office> {
    let configs = Chosen::all_of(file).configs(Secrets::Needed)?;
    let mut desks = configs.into_iter().map(setup::desk_of).collect::<anyhow::Result<Vec<Desk>>>()?.into_iter();
    let Some(main) = desks.next() else { bail!("{} has no campaign", file.display()) };
    Ok(Office::new(main, desks.collect()))
}

/// `--campaign lhs-2016 or --campaign apprentices-2017`.
fn options<'a>(ids: impl Iterator<Item = &'a CampaignId>) -> String {
    ids.map(|id| format!("--campaign {id}")).collect::<Vec<_>>().join(" or ")
}
