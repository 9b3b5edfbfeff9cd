//! `login`: a person signs in once, on any machine with a browser, and the service may read and send on their behalf.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use super::{screen, setup};
use crate::clock::Clock;
use crate::config::{Config, Grant, MailboxSource};
use crate::token::device;

/// Shows the code, waits, and keeps the refresh token.
pub fn run(config: &Path) -> anyhow::Result<ExitCode> {
    let config = setup::config(config)?;
    let Some(oauth) = config.oauth() else {
        bail!("nothing in this configuration logs in with a token; set auth = \"oauth2\" under [mailbox]");
    };
    let Grant::RefreshToken(file) = &oauth.grant else {
        bail!("this application acts on its own (grant = \"client_credentials\"), so nobody has to sign in");
    };
    setup::runtime()?.block_on(async {
        let invitation = device::invite(oauth, &Clock::System).await?;
        screen::line(format!(
            "Open {} on any machine, enter the code {}, and sign in{}. The code is good for {}.",
            invitation.page,
            invitation.code,
            whom(&config),
            setup::counted(usize::try_from(invitation.good_for.as_secs() / 60).unwrap_or(0), "minute", "minutes"),
        ));
        screen::line("Waiting for that ...".to_owned());
        device::wait(oauth, invitation, &Clock::System).await.context("nobody is signed in")?;
        screen::line(format!("Signed in. The refresh token is in {}.", file.display()));
        Ok(ExitCode::SUCCESS)
    })
}

fn whom(config: &Config) -> String {
    match &config.mailbox {
        MailboxSource::Imap(account) => format!(" as {}", account.user),
        MailboxSource::Maildir { .. } => String::new(),
    }
}
