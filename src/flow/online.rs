//! A configuration in, what its mailbox shows at the server out: for `check --online`. Nothing is read and nothing changed.

use std::time::Duration;

use crate::clock::Clock;
use crate::config::{Config, MailboxSource};
use crate::mailbox::folder::for_use;
use crate::mailbox::{Folder, MailboxError, Mark, Source};
use crate::token::Tokens;

/// How long one answer of the server may take, and all of them.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(30));

/// What a mailbox shows.
#[derive(Debug, Default)]
pub struct Shown {
    /// Its folders, as they would be configured.
    pub folders: Vec<String>,
    /// What cannot work as it is configured, one sentence each, with its key.
    pub faults: Vec<String>,
    /// What is not as good as it could be.
    pub warnings: Vec<String>,
}

/// Why a mailbox shows nothing.
#[derive(Debug)]
pub enum Hidden {
    /// It cannot be reached from here, which is no matter of the configuration.
    Unreachable(String),
    /// The server does not let us in.
    Refused(String),
}

/// Connects, looks at the folders, and goes.
///
/// # Errors
/// When the server is not there, or does not let us in.
pub async fn look_round(config: &Config, clock: Clock) -> Result<Shown, Hidden> {
    let (answer, all) = PATIENCE;
    let mut mailbox = config.mailbox.clone();
    if let MailboxSource::Imap(account) = &mut mailbox {
        account.timeout = account.timeout.min(answer);
    }
    let looked = tokio::time::timeout(all, async {
        let mut source = Source::connect(&mailbox, &Tokens::new(clock)).await?;
        let shown = look(config, &mut source).await;
        source.close().await;
        shown
    });
    match looked.await {
        Err(_) => Err(Hidden::Unreachable(format!("the server did not answer within {} seconds", all.as_secs()))),
        Ok(Ok(shown)) => Ok(shown),
        Ok(Err(error @ MailboxError::CannotConnect { .. })) => Err(Hidden::Unreachable(error.to_string())),
        Ok(Err(error)) if error.is_line_lost() => Err(Hidden::Unreachable(error.to_string())),
        Ok(Err(error)) => Err(Hidden::Refused(error.to_string())),
    }
}

async fn look(config: &Config, source: &mut Source) -> Result<Shown, MailboxError> {
    let folders = source.folders().await?;
    let mut shown = Shown { folders: folders.iter().map(words).collect(), ..Shown::default() };
    for folder in config.mailbox.folders() {
        match source.open(folder).await {
            Ok(_) => {}
            Err(error) if error.is_line_lost() => return Err(error),
            Err(error) => shown.faults.push(format!("mailbox.folders: {error}")),
        }
    }
    // A watched folder of another name may well be the one for junk.
    if let Some(junk) = for_use(&folders, Mark::Junk)
        && !config.mailbox.folders().iter().any(|watched| watched.ends_with(&junk.name))
        && shown.faults.is_empty()
    {
        let name = &junk.name;
        shown.warnings.push(format!("mailbox.folders: {name:?} is for junk and not watched; answers may land there"));
    }
    if config.filing.is_on() && source.server().is_some_and(|server| !server.can_move()) {
        shown
            .warnings
            .push("filing: the server cannot move messages in one step (no MOVE), so nothing is filed".into());
    }
    Ok(shown)
}

fn words(folder: &Folder) -> String {
    match folder.mark {
        None => folder.name.clone(),
        Some(mark) => format!("{} ({})", folder.name, mark.words()),
    }
}
