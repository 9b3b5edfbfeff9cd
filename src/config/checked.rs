//! The sections as written in, a [`Config`] out. Everything is looked at before anything is given up, so that all faults
//! come together.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;

use super::fault::Misfit;
use super::raw::{Need, Raw, likeliest, listed};
use super::section::Section;
use super::{Config, Environment, Secrets, descriptor, reminders, servers, values};
use crate::domain::calendar::{moment_words, weekday_name};
use crate::domain::{Campaign, CampaignId, EmailAddress, Mode, SubjectTag};

const DAY: Duration = Duration::from_secs(86_400);

/// The whole configuration, or none if anything in it is at fault.
pub(super) fn config(raw: &Raw<'_>, file: &Path, environment: Environment<'_>, secrets: Secrets) -> Option<Config> {
    let base = file.parent().unwrap_or_else(|| Path::new(""));
    let campaign_section = raw.section("campaign", Need::Required);
    let service = raw.section("service", Need::Optional);
    let mailbox_section = raw.section("mailbox", Need::Required);
    let delivery_section = raw.section("delivery", Need::Required);
    let oauth_section = raw.section("oauth", Need::Optional);
    let filing_section = raw.section("filing", Need::Optional);

    let campaign = campaign(&campaign_section, None);
    let deadline_confirmed = campaign_section.truth("deadline_confirmed").unwrap_or(false);
    let mode = mode(&service, &campaign_section, deadline_confirmed, campaign.as_ref().map(|known| &known.deadline));
    let database = service.read("database", |text| path(text, base)).unwrap_or_else(|| base.join("cso-intake.db"));
    let templates = service.read("templates", |text| directory(text, base));
    let read_from = service.moment("read_from", values::date);
    let poll_every = service.read("poll_every", |text| values::duration(text, Duration::from_secs(1), DAY));
    let acknowledge_within = acknowledge_within(&service);
    let max_message_bytes = service.read("max_message", values::size).unwrap_or(16 << 20);
    let place = servers::Place { base, environment, secrets, oauth: &oauth_section };
    let mailbox = servers::mailbox(&mailbox_section, &place);
    let delivery = servers::delivery(&delivery_section, &place);
    let filing = servers::filing(&filing_section, mailbox.as_ref());
    let heartbeat = service.read("heartbeat", |text| path(text, base));
    let public_url = service.read("public_url", values::web_address);
    let reminders_section = raw.section("reminders", Need::Optional);
    let rules = reminders::rules(&reminders_section);
    let working_days = reminders::working_days(&reminders_section, base);
    let role_descriptor = campaign_section.read("role_descriptor", |text| descriptor::role_descriptor(text, base));
    let digest = reminders::digest(&raw.section("digest", Need::Optional));

    let campaign = campaign?;
    Some(Config {
        file: file.to_owned(),
        database,
        templates,
        mode,
        deadline_confirmed,
        read_from: read_from.unwrap_or(campaign.letter_date),
        campaign,
        mailbox: mailbox?,
        delivery: delivery?,
        poll_every: poll_every.unwrap_or(Duration::from_secs(60)),
        acknowledge_within,
        max_message_bytes,
        filing,
        heartbeat,
        public_url,
        reminders: rules,
        working_days,
        role_descriptor,
        digest,
        neighbours: Vec::new(),
    })
}

pub(super) fn acknowledge_within(service: &Section<'_>) -> Duration {
    service
        .read("acknowledge_within", |text| values::duration(text, Duration::from_secs(60), 90 * DAY))
        .unwrap_or(3 * DAY)
}

/// A campaign. A further one has the mailbox of the main one, and its sender's name unless it has its own.
pub(super) fn campaign(section: &Section<'_>, main: Option<&Campaign>) -> Option<Campaign> {
    section.require("id", "\"lhs-2016\"");
    section.require("name", "\"Lead Healthcare Scientists 2016\"");
    section.require("letter_date", "\"2016-09-13\"");
    section.require("deadline", "\"2016-10-11 17:00\"");
    if main.is_none() {
        section.require("mailbox", "\"england.cso@nhs.net\"");
        section.require("sender_name", "\"CSO team, NHS England\"");
    }
    section.require("subject_tag", "\"LHS16\"");
    section.require("words", "[\"lead healthcare scientist\"]");

    let id = section.read("id", campaign_id);
    let name = section.text("name");
    let letter_date = section.moment("letter_date", values::date);
    let deadline = section.moment("deadline", values::deadline);
    if let (Some(letter), Some(deadline)) = (letter_date, &deadline) {
        after_the_letter(section, letter, deadline);
    }
    let mailbox = main.map(|main| main.mailbox.clone()).or_else(|| section.read("mailbox", address));
    let aliases = main.map_or_else(|| addresses(section, "aliases"), |main| main.aliases.clone());
    let sender_name = section.text("sender_name").or_else(|| main.map(|main| main.sender_name.clone()));
    let tag = section.read("subject_tag", subject_tag);
    let words = words(section);
    let trusted_authserv_ids = main.map_or_else(|| authserv_ids(section), |main| main.trusted_authserv_ids.clone());
    Some(Campaign {
        id: id?,
        name: name?,
        letter_date: letter_date?,
        deadline: deadline?,
        mailbox: mailbox?,
        aliases,
        sender_name: sender_name?,
        tag: tag?,
        words: words?,
        trusted_authserv_ids,
    })
}

pub(super) fn mode(service: &Section<'_>, campaign: &Section<'_>, confirmed: bool, deadline: Option<&Zoned>) -> Mode {
    const NAMES: [&str; 3] = ["observe", "approve", "live"];
    let mode = service.read("mode", |text| match text {
        "observe" => Ok(Mode::Observe),
        "approve" => Ok(Mode::Approve),
        "live" => Ok(Mode::Live),
        other => Err(choice("mode", other, &NAMES)),
    });
    let mode = mode.unwrap_or(Mode::Observe);
    match mode {
        Mode::Observe => {}
        Mode::Approve | Mode::Live if confirmed => {}
        Mode::Approve | Mode::Live => {
            let what = match deadline {
                Some(deadline) => format!(
                    "mode {mode} writes to trusts, and nobody has confirmed that the deadline is {}",
                    moment_words(deadline)
                ),
                None => format!("mode {mode} writes to trusts, and nobody has confirmed the deadline"),
            };
            let day = deadline.map_or("that date", |deadline| weekday_name(deadline.date().weekday()));
            let instead = if campaign.has("deadline_confirmed") {
                format!("if {day} is right, set deadline_confirmed = true under [campaign]; until then use observe")
            } else {
                format!("if {day} is right, write deadline_confirmed = true under [campaign]; until then use observe")
            };
            service.fault("mode", Misfit::new(what, instead));
        }
    }
    mode
}

/// A value that is none of the few that may stand there.
pub(super) fn choice(key: &str, written: &str, names: &[&str]) -> Misfit {
    let instead = likeliest(written, names)
        .map_or_else(|| format!("{key} is one of {}", listed(names)), |near| format!("did you mean \"{near}\"?"));
    Misfit::new(format!("`{}` is not a {key}", values::shown(written)), instead)
}

/// A path; a relative one starts at the configuration's directory.
pub(super) fn path(text: &str, base: &Path) -> Result<PathBuf, Misfit> {
    if text == "~" || text.starts_with("~/") {
        return Err(Misfit::new("`~` is not expanded here", "write the whole path"));
    }
    Ok(base.join(text))
}

pub(super) fn directory(text: &str, base: &Path) -> Result<PathBuf, Misfit> {
    let path = path(text, base)?;
    if path.is_dir() {
        return Ok(path);
    }
    let what = format!("there is no directory {}", path.display());
    Err(Misfit::new(what, "create it, or take the line out to use the built-in templates"))
}

fn after_the_letter(section: &Section<'_>, letter: Date, deadline: &Zoned) {
    if deadline.date() < letter {
        let what = format!("the deadline ({}) is before the letter ({letter})", deadline.date());
        section.fault("deadline", Misfit::new(what, "write a deadline after letter_date"));
    }
}

fn campaign_id(text: &str) -> Result<CampaignId, Misfit> {
    let fits = text.len() <= 32
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits {
        return Ok(CampaignId(text.to_owned()));
    }
    let what = format!("`{}` is not an id", values::shown(text));
    Err(Misfit::new(what, "use up to 32 small letters, digits and hyphens, such as lhs-2016"))
}

fn subject_tag(text: &str) -> Result<SubjectTag, Misfit> {
    if (2..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(SubjectTag(text.to_ascii_uppercase()));
    }
    let what = format!("`{}` is not a subject tag", values::shown(text));
    Err(Misfit::new(
        what,
        "use 2 to 16 letters and digits with the year, such as LHS16; the trust's code is added to it",
    ))
}

fn address(text: &str) -> Result<EmailAddress, Misfit> {
    EmailAddress::parse(text).map_err(|bad| {
        let instead = match text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')) {
            Some((inner, _)) => format!("write the address alone: \"{}\"", values::shown(inner)),
            None => "write one address, such as \"england.cso@nhs.net\"".to_owned(),
        };
        Misfit::new(bad.to_string(), instead)
    })
}

pub(super) fn addresses(section: &Section<'_>, key: &str) -> Vec<EmailAddress> {
    let mut read = Vec::new();
    for item in section.texts(key).unwrap_or_default() {
        match address(&item.text) {
            Ok(address) => read.push(address),
            Err(misfit) => section.fault_of_item(key, &item, misfit),
        }
    }
    read
}

fn words(section: &Section<'_>) -> Option<Vec<String>> {
    let items = section.texts("words")?;
    let mut read = BTreeSet::new();
    for item in &items {
        let word = item.text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        if word.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
            let what = format!("`{word}` is too short to know mail by");
            section.fault_of_item("words", item, Misfit::new(what, "use words of three letters or more"));
        }
        read.insert(word);
    }
    if items.is_empty() {
        let misfit = Misfit::new(
            "the list is empty, so no mail would be known",
            "write words = [\"lead healthcare scientist\"]",
        );
        section.fault("words", misfit);
        return None;
    }
    Some(read.into_iter().collect())
}

fn authserv_ids(section: &Section<'_>) -> Vec<String> {
    let mut read = Vec::new();
    for item in section.texts("trusted_authserv_ids").unwrap_or_default() {
        if item.text.contains(|c: char| c.is_whitespace() || c == ';') {
            let misfit = Misfit::new(
                format!("`{}` is not an authserv-id", values::shown(&item.text)),
                "write what stands before the first semicolon of your server's Authentication-Results",
            );
            section.fault_of_item("trusted_authserv_ids", &item, misfit);
        }
        read.push(item.text.to_ascii_lowercase());
    }
    read
}
