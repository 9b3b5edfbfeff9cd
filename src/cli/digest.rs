//! `digest`: what the team would be told, or told now.

use std::process::ExitCode;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::args::Digest;
use super::chosen::Chosen;
use super::{screen, setup};
use crate::clock::Clock;
use crate::domain::outbox::{Attachment, Content};
use crate::flow::digest;

/// Shows it or writes it.
pub fn run(chosen: &Chosen, args: &Digest) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = chosen.office()?;
    let now = Clock::System.now();
    if args.send {
        let written = digest::send(&mut store, &desk, &args.by.by, now)?;
        for id in &written {
            screen::line(format!(
                "mail {id} is queued and goes out at the next delivery; `cso-intake outbox drop {id}` stops it"
            ));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let at = args.at.as_ref().map_or(now, jiff::Zoned::timestamp);
    let shown = digest::preview(&mut store, &desk, at)?;
    if args.html {
        screen::line(with_picture(shown.mail.html.trim_end(), shown.picture.as_ref()));
    } else {
        screen::line(format!("Subject: {}\n", shown.mail.subject));
        screen::line(shown.mail.text.trim_end());
    }
    match &desk.config.digest {
        None => setup::note("nobody gets it: name somebody in the configuration, [digest] to = [\"team@nhs.net\"]"),
        Some(plan) if !shown.tells_something && !plan.when_empty => {
            setup::note(
                "there is nothing new in it, so it would not go out by itself (when_empty = true sends it all the same)",
            );
        }
        Some(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The page with the picture in it that the mail brings along.
fn with_picture(html: &str, picture: Option<&Attachment>) -> String {
    let Some(Attachment { content_id: Some(id), content: Content::Bytes(bytes), .. }) = picture else {
        return html.to_owned();
    };
    html.replace(&format!("cid:{id}"), &format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
}
