//! The sections [mailbox] and [delivery] in, the places mail comes from and goes to out.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::checked::{choice, path};
use super::fault::Misfit;
use super::notes::Note;
use super::section::Section;
use super::{
    Delivery, Environment, Filing, ImapAccount, Login, MailboxSource, Secrets, SentFolder, SmtpAccount, Tls, oauth,
    secrets, values,
};

/// The keys that only a server needs.
const SERVER: [&str; 10] = [
    "host",
    "port",
    "tls",
    "ca_file",
    "user",
    "auth",
    "password_file",
    "password_env",
    "password_credential",
    "timeout",
];

/// What the sections about servers need besides themselves.
pub(super) struct Place<'a> {
    /// Where relative paths start.
    pub base: &'a Path,
    /// Where secrets may come from.
    pub environment: Environment<'a>,
    /// Whether they must be there.
    pub secrets: Secrets,
    /// The section [oauth].
    pub oauth: &'a Section<'a>,
}

/// Where mail comes from.
pub(super) fn mailbox(section: &Section<'_>, place: &Place<'_>) -> Option<MailboxSource> {
    let folders = folders(section);
    match kind(section, ["maildir", "imap"]) {
        Kind::Local => {
            unused(section, "maildir", &SERVER);
            unused(section, "maildir", &["shared_mailbox", "sent_folder", "idle"]);
            section.require("path", "\"mail\"");
            let path = section.read("path", |text| path(text, place.base));
            Some(MailboxSource::Maildir { path: path?, folders: folders? })
        }
        Kind::Server => {
            unused(section, "imap", &["path"]);
            let shared_mailbox = section.text("shared_mailbox");
            let idle = section.truth("idle").unwrap_or(true);
            let sent_folder = sent_folder(section);
            let server = server(section, place, &IMAP);
            let (folders, server) = (folders?, server?);
            Some(MailboxSource::Imap(ImapAccount {
                host: server.host,
                port: server.port,
                tls: server.tls,
                ca_file: server.ca_file,
                user: server.user,
                login: server.login,
                shared_mailbox,
                folders,
                sent_folder,
                idle,
                timeout: server.timeout,
            }))
        }
    }
}

/// Where mail goes to.
pub(super) fn delivery(section: &Section<'_>, place: &Place<'_>) -> Option<Delivery> {
    let rate = section.number("rate_per_minute", 1, 600);
    let most = section.number("most_per_hour", 1, 10_000);
    let append_to_sent = section.truth("append_to_sent");
    match kind(section, ["files", "smtp"]) {
        Kind::Local => {
            unused(section, "files", &SERVER);
            unused(section, "files", &["rate_per_minute", "most_per_hour", "append_to_sent"]);
            section.require("dir", "\"sent\"");
            section.read("dir", |text| path(text, place.base)).map(Delivery::Files)
        }
        Kind::Server => {
            unused(section, "smtp", &["dir"]);
            let server = server(section, place, &SMTP)?;
            Some(Delivery::Smtp(SmtpAccount {
                host: server.host,
                port: server.port,
                tls: server.tls,
                ca_file: server.ca_file,
                user: server.user,
                login: server.login,
                rate_per_minute: rate.unwrap_or(20),
                most_per_hour: most.unwrap_or(120),
                append_to_sent: append_to_sent.unwrap_or(false),
                timeout: server.timeout,
            }))
        }
    }
}

/// The usual ports of a protocol.
struct Protocol {
    example: &'static str,
    implicit: u16,
    starttls: u16,
}

const IMAP: Protocol = Protocol { example: "\"outlook.office365.com\"", implicit: 993, starttls: 143 };
const SMTP: Protocol = Protocol { example: "\"smtp.office365.com\"", implicit: 465, starttls: 587 };

/// What an account at either kind of server has.
struct Server {
    host: String,
    port: u16,
    tls: Tls,
    ca_file: Option<PathBuf>,
    user: String,
    login: Login,
    timeout: Duration,
}

fn server(section: &Section<'_>, place: &Place<'_>, protocol: &Protocol) -> Option<Server> {
    section.require("host", protocol.example);
    section.require("user", "\"england.cso@nhs.net\"");
    let host = section.read("host", values::host);
    let tls = tls(section);
    let usual = match tls {
        Tls::Implicit => protocol.implicit,
        Tls::StartTls => protocol.starttls,
    };
    let port = section.number("port", 1, 65_535).and_then(|port| u16::try_from(port).ok()).unwrap_or(usual);
    if port == protocol.implicit && tls == Tls::StartTls || port == protocol.starttls && tls == Tls::Implicit {
        section.raw().note(Note::warning(
            section.full("port"),
            format!(
                "port {port} does not usually go with this tls; implicit is {}, starttls {}",
                protocol.implicit, protocol.starttls
            ),
        ));
    }
    let ca_file = section.read("ca_file", |text| certificates(text, place.base));
    let user = section.text("user");
    let login = login(section, place);
    let timeout = section
        .read("timeout", |text| values::duration(text, Duration::from_secs(1), Duration::from_secs(600)))
        .unwrap_or(Duration::from_secs(60));
    Some(Server { host: host?, port, tls, ca_file, user: user?, login: login?, timeout })
}

/// A password, or the tokens of the section [oauth].
fn login(section: &Section<'_>, place: &Place<'_>) -> Option<Login> {
    let by_token = section.read("auth", |text| match text {
        "password" => Ok(false),
        "oauth2" => Ok(true),
        other => Err(choice("auth", other, &["password", "oauth2"])),
    });
    if by_token.unwrap_or(false) {
        unused(section, "server\" and auth = \"oauth2", &secrets::PASSWORD.keys());
        oauth::oauth(place).map(Login::OAuth)
    } else {
        secrets::secret(section, &secrets::PASSWORD, place).map(Login::Password)
    }
}

/// The folder of what was sent: found, named, or "none".
fn sent_folder(section: &Section<'_>) -> SentFolder {
    match section.text("sent_folder") {
        None => SentFolder::Find,
        Some(name) if name == "none" => SentFolder::Ignore,
        Some(name) => SentFolder::Named(name),
    }
}

/// The folders that mail is moved to. They must not be watched ones, or it would be read again and again.
pub(super) fn filing(section: &Section<'_>, mailbox: Option<&MailboxSource>) -> Filing {
    let folder = |key: &str| {
        section.read(key, |name| match mailbox {
            Some(source) if source.folders().iter().any(|watched| watched.eq_ignore_ascii_case(name)) => {
                Err(Misfit::new(format!("`{name}` is a watched folder"), "name a folder that is not under folders"))
            }
            _ => Ok(name.to_owned()),
        })
    };
    let filing = Filing { answers: folder("answers"), automatic: folder("automatic"), bounces: folder("bounces") };
    if filing.is_on() && matches!(mailbox, Some(MailboxSource::Maildir { .. })) {
        section.raw().note(Note::warning("filing", "mail is filed on an IMAP server only, not in a Maildir"));
    }
    filing
}

fn tls(section: &Section<'_>) -> Tls {
    let tls = section.read("tls", |text| match text {
        "implicit" => Ok(Tls::Implicit),
        "starttls" => Ok(Tls::StartTls),
        "none" | "off" | "no" | "plain" => Err(Misfit::new(
            "mail is never read or sent without TLS",
            "write implicit (TLS from the first byte) or starttls",
        )),
        other => Err(choice("tls", other, &["implicit", "starttls"])),
    });
    tls.unwrap_or(Tls::Implicit)
}

/// Whether the section speaks of this machine or of a server.
enum Kind {
    Local,
    Server,
}

/// The kind of a section. One that is missing or misspelt is guessed, so that the keys beside it are checked all the same.
fn kind(section: &Section<'_>, names: [&str; 2]) -> Kind {
    let [local, server] = names;
    section.require("kind", &format!("\"{local}\" or \"{server}\""));
    let read = section.read("kind", |text| match text {
        text if text == local => Ok(Kind::Local),
        text if text == server => Ok(Kind::Server),
        other => Err(choice("kind", other, &names)),
    });
    read.unwrap_or(if SERVER.iter().any(|key| section.has(key)) { Kind::Server } else { Kind::Local })
}

/// Tells of keys that have no effect beside this kind.
fn unused(section: &Section<'_>, kind: &str, keys: &[&str]) {
    for key in keys.iter().filter(|key| section.has(key)) {
        section.raw().note(Note::warning(section.full(key), format!("`{key}` has no effect with kind = \"{kind}\"")));
    }
}

/// The watched folders, INBOX and Junk unless others are written.
fn folders(section: &Section<'_>) -> Option<Vec<String>> {
    if !section.has("folders") {
        return Some(vec!["INBOX".to_owned(), "Junk".to_owned()]);
    }
    let items = section.texts("folders")?;
    let mut folders: Vec<String> = Vec::new();
    for item in &items {
        // INBOX is the one name that IMAP reads in any case (RFC 3501 section 5.1).
        let name = if item.text.eq_ignore_ascii_case("inbox") { "INBOX".to_owned() } else { item.text.clone() };
        if folders.contains(&name) {
            let misfit = Misfit::new(format!("the folder `{name}` is named twice"), "name each folder once");
            section.fault_of_item("folders", item, misfit);
        } else {
            folders.push(name);
        }
    }
    if items.is_empty() {
        section.fault(
            "folders",
            Misfit::new("the list is empty, so no mail would be read", "write folders = [\"INBOX\"]"),
        );
    }
    (!folders.is_empty()).then_some(folders)
}

/// How a certificate begins in PEM (RFC 7468 section 5.1).
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// No bundle of authorities is larger.
const LARGEST_BUNDLE: u64 = 8 << 20;

/// A file that holds at least one certificate.
pub(super) fn certificates(text: &str, base: &Path) -> Result<PathBuf, Misfit> {
    let path = path(text, base)?;
    let mut bytes = Vec::new();
    match File::open(&path).and_then(|file| file.take(LARGEST_BUNDLE).read_to_end(&mut bytes)) {
        Ok(_) if bytes.windows(BEGIN.len()).any(|window| window == BEGIN) => Ok(path),
        Ok(_) => Err(Misfit::new(
            format!("{} holds no certificate", path.display()),
            "name a PEM file with -----BEGIN CERTIFICATE----- in it",
        )),
        Err(error) => Err(Misfit::new(
            format!("{} cannot be read ({error})", path.display()),
            "name a PEM file, or take the line out to trust the machine's own authorities",
        )),
    }
}
