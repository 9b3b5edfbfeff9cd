//! Mail in, step by step: name, connection, TLS, token, login, each watched folder, Sent, filing, clock.

use jiff::{SignedDuration, Timestamp};

use super::certificate::{Place, plainly};
use super::net::{Server, reach};
use super::{Findings, Patient};
use crate::config::{ImapAccount, Login, MailboxSource, SentFolder};
use crate::domain::calendar::in_london;
use crate::mailbox::{MailboxError, Mark, Source, folder, imap};

/// Mail may be dated so far ahead of this machine's clock before something is wrong with one of the two.
const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// Looks at everything; the mailbox, if it could be opened.
pub(super) async fn examine(patient: &Patient<'_>, found: &mut Findings<'_>) -> Option<Source> {
    let mailbox = &patient.desk.config.mailbox;
    let source = match mailbox {
        MailboxSource::Maildir { .. } => match Source::connect(mailbox, &patient.tokens).await {
            Ok(source) => {
                found.ok("Maildir", "it is there");
                Ok(source)
            }
            Err(error) => {
                found.fails("Maildir", error.to_string(), "see that path in [mailbox] names a Maildir (cur, new, tmp)");
                Err("there is no Maildir".to_owned())
            }
        },
        MailboxSource::Imap(account) => log_in(patient, account, found).await,
    };
    match source {
        Ok(mut source) => {
            folders(patient, &mut source, found).await;
            Some(source)
        }
        Err(why) => {
            for name in mailbox.folders() {
                found.skipped(format!("folder {name}"), &why);
            }
            found.skipped("Sent folder", why);
            None
        }
    }
}

async fn log_in(patient: &Patient<'_>, account: &ImapAccount, found: &mut Findings<'_>) -> Result<Source, String> {
    let ImapAccount { host, port, timeout, .. } = account;
    let server = Server { what: "IMAP", section: "[mailbox]", host, port: *port, timeout: *timeout };
    let line = match reach(server, found).await {
        Ok(()) => tls(account, found).await,
        Err(why) => {
            found.skipped("IMAP TLS", &why);
            Err(why)
        }
    };
    let token = match &account.login {
        Login::Password(_) => Ok(()),
        Login::OAuth(oauth) => patient.token("IMAP token", oauth, found).await,
    };
    if let Err(why) = line.and(token) {
        found.skipped("IMAP login", &why);
        return Err(why);
    }
    match Source::connect(&patient.desk.config.mailbox, &patient.tokens).await {
        Ok(source) => {
            found.ok("IMAP login", format!("{} is let in", account.user));
            Ok(source)
        }
        Err(error) => {
            let advice = "see that user and password (or the token's rights) in [mailbox] are right, and that IMAP is \
                          switched on for the mailbox";
            found.fails("IMAP login", error.to_string(), advice);
            Err("nobody is logged in".to_owned())
        }
    }
}

async fn tls(account: &ImapAccount, found: &mut Findings<'_>) -> Result<(), String> {
    const STEP: &str = "IMAP TLS";
    let place = Place { section: "[mailbox]", host: &account.host, ca_file: account.ca_file.as_deref() };
    match imap::Session::try_line(account).await {
        Ok(()) => {
            found.ok(STEP, "the connection is safe, and it is an IMAP server");
            return Ok(());
        }
        Err(MailboxError::Tls { reason, .. }) => {
            let fault = plainly(&reason, place);
            found.fails(STEP, fault.words, fault.advice);
        }
        Err(error @ MailboxError::CaFile { .. }) => {
            found.fails(STEP, error.to_string(), "see that ca_file in [mailbox] names a PEM file with certificates");
        }
        Err(error) => {
            let advice = "see that host, port and tls in [mailbox] are those of an IMAP server";
            found.fails(STEP, error.to_string(), advice);
        }
    }
    Err("there is no safe connection".to_owned())
}

async fn folders(patient: &Patient<'_>, source: &mut Source, found: &mut Findings<'_>) {
    let today = in_london(patient.now).date();
    let mut newest: Option<Timestamp> = None;
    for name in patient.desk.config.mailbox.folders() {
        let step = format!("folder {name}");
        let listed = match source.open(name).await {
            Ok(_) => source.list(None, today).await,
            Err(error) => Err(error),
        };
        match listed {
            Ok(listed) => {
                newest = newest.max(listed.iter().filter_map(|one| one.received).max());
                found.ok(step, format!("it can be read; {} came today", counted(listed.len())));
            }
            Err(MailboxError::NoSuchFolder(missing)) => {
                found.fails(step, missing.to_string(), "write the folder's name as it is under folders in [mailbox]");
            }
            Err(error) => {
                found.fails(step, error.to_string(), "see that the account may read this folder (full access)");
            }
        }
    }
    sent(patient, source, found).await;
    filing(patient, source, found).await;
    clock(patient.now, newest, found);
}

fn counted(count: usize) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}

async fn sent(patient: &Patient<'_>, source: &mut Source, found: &mut Findings<'_>) {
    const STEP: &str = "Sent folder";
    let name = match sent_folder(&patient.desk.config.mailbox, source).await {
        Ok(Some(name)) => name,
        Ok(None) => return found.skipped(STEP, "it is not read (sent_folder = \"none\")"),
        Err(error) => {
            let advice = "write its name as sent_folder in [mailbox], or sent_folder = \"none\" not to have it read";
            return found.fails(STEP, error, advice);
        }
    };
    match source.open(&name).await {
        Ok(_) => found.ok(STEP, format!("{name:?} can be read")),
        Err(error) => {
            let advice = "write its name as it is, as sent_folder in [mailbox]";
            found.fails(STEP, error.to_string(), advice);
        }
    }
}

/// The folder of what was sent; none if it is not to be read.
pub(super) async fn sent_folder(mailbox: &MailboxSource, source: &mut Source) -> Result<Option<String>, String> {
    let wanted = match mailbox {
        MailboxSource::Maildir { .. } => return Ok(None),
        MailboxSource::Imap(account) => &account.sent_folder,
    };
    match wanted {
        SentFolder::Ignore => Ok(None),
        SentFolder::Named(name) => Ok(Some(name.clone())),
        SentFolder::Find => {
            let folders = source.folders().await.map_err(|error| error.to_string())?;
            let marked = folder::for_use(&folders, Mark::Sent).map(|folder| folder.name.clone());
            marked.map(Some).ok_or_else(|| {
                "the server marks no folder as that of sent mail, and none has the usual name".to_owned()
            })
        }
    }
}

/// Whether mail can be moved, if it is to be.
async fn filing(patient: &Patient<'_>, source: &mut Source, found: &mut Findings<'_>) {
    const STEP: &str = "filing";
    let filing = &patient.desk.config.filing;
    let (true, Some(session)) = (filing.is_on(), source.server()) else {
        return found.skipped(STEP, "no mail is moved ([filing] names no folder)");
    };
    if !session.can_move() {
        let advice = "take the folders out of [filing]; mail then stays where it is";
        return found.fails(STEP, "the server cannot move mail (MOVE, RFC 6851)", advice);
    }
    let folders = match session.folders().await {
        Ok(folders) => folders,
        Err(error) => return found.fails(STEP, error.to_string(), "see that the account may list folders"),
    };
    let wanted = [&filing.answers, &filing.automatic, &filing.bounces];
    let missing: Vec<String> = wanted
        .into_iter()
        .flatten()
        .filter(|name| !folders.iter().any(|folder| folder.name == **name))
        .map(|name| format!("{name:?}"))
        .collect();
    let words = if missing.is_empty() {
        "the server can move mail, and every folder is there".to_owned()
    } else {
        format!("the server can move mail; {} will be made when the first mail is moved", missing.join(", "))
    };
    found.ok(STEP, words);
}

fn clock(now: Timestamp, newest: Option<Timestamp>, found: &mut Findings<'_>) {
    const STEP: &str = "clock";
    let Some(newest) = newest else {
        return found.skipped(STEP, "no mail came today whose arrival could be compared with this machine's clock");
    };
    let ahead = newest.duration_since(now);
    if ahead > LEEWAY {
        let words = format!("the server took in mail {} minutes after now, by this machine's clock", ahead.as_mins());
        return found.fails(STEP, words, "set this machine's clock (NTP); deadlines and tokens depend on it");
    }
    found.ok(STEP, "no mail came in the future");
}
