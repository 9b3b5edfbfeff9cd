//! The files of further campaigns in, a [`Config`] for each out: what is theirs, and the mailbox, the delivery and all else
//! of the main file.
//!
//! Each file holds [campaign] and, where it wants, [reminders], [digest], [filing] and of [service] the mode, the
//! templates, `read_from` and `acknowledge_within`. What it does not say is as in a file of its own, not as in the main one. The main
//! file's mode is the most that any campaign may do, so that one line stops everything.

use std::path::Path;

use jiff::civil::Date;

use super::fault::{Fault, Misfit};
use super::notes::{self, Note};
use super::raw::{Kind, Need, Raw};
use super::section::Section;
use super::{Config, checked, descriptor, reminders, servers, syntax, values};
use crate::domain::{Campaign, Mode};

/// Another campaign of the same mailbox, as far as mail has to be told apart.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// The campaign.
    pub campaign: Campaign,
    /// It reads no mail from before this day.
    pub read_from: Date,
}

/// All campaigns, and what is wrong with the files of the further ones.
pub(super) struct Campaigns {
    pub main: Config,
    pub also: Vec<Config>,
    pub faults: Vec<Fault>,
    pub notes: Vec<Note>,
}

/// Reads the further campaigns that the main file names.
pub(super) fn with_further(raw: &Raw<'_>, main: Config) -> Campaigns {
    let mut all = Campaigns { main, also: Vec::new(), faults: Vec::new(), notes: Vec::new() };
    let service = raw.section("service", Need::Optional);
    for name in service.texts("also").unwrap_or_default() {
        let base = all.main.file.parent().unwrap_or_else(|| Path::new("")).to_owned();
        let file = match checked::path(&name.text, &base) {
            Ok(file) => file,
            Err(misfit) => {
                service.fault_of_item("also", &name, misfit);
                continue;
            }
        };
        match std::fs::read_to_string(&file) {
            Ok(text) => all.add(&text, &file),
            Err(error) => {
                let what = format!("{} cannot be read ({error})", file.display());
                let instead = "name the file of a further campaign, or take it out of the list";
                service.fault_of_item("also", &name, Misfit::new(what, instead));
            }
        }
    }
    all.introduce();
    all
}

impl Campaigns {
    fn add(&mut self, text: &str, file: &Path) {
        let syntax = syntax::check(text.strip_prefix('\u{feff}').unwrap_or(text));
        let raw = Raw::parse(&syntax, Kind::Further);
        let before: Vec<&Config> = std::iter::once(&self.main).chain(&self.also).collect();
        let config = further(&raw, file, &before);
        let (faults, found) = raw.outcome();
        let name = config.as_ref().map(|config| config.campaign.id.to_string()).unwrap_or_default();
        let of_this = |note: Note| Note { key: format!("{name}: {}", note.key), ..note };
        self.notes.extend(config.iter().flat_map(notes::notes).chain(found).map(of_this));
        let of_this = |fault: Fault| Fault { file: Some(file.to_owned()), ..fault };
        self.faults.extend(faults.into_iter().flat_map(|faults| faults.0).map(of_this));
        self.also.extend(config);
    }

    /// Tells each campaign of the others.
    fn introduce(&mut self) {
        let all: Vec<Neighbour> = std::iter::once(&self.main)
            .chain(&self.also)
            .map(|config| Neighbour { campaign: config.campaign.clone(), read_from: config.read_from })
            .collect();
        for config in std::iter::once(&mut self.main).chain(&mut self.also) {
            let is_other = |other: &&Neighbour| other.campaign.id != config.campaign.id;
            config.neighbours = all.iter().filter(is_other).cloned().collect();
        }
    }
}

/// A further campaign; `before` are the main one and those that were read already.
fn further(raw: &Raw<'_>, file: &Path, before: &[&Config]) -> Option<Config> {
    let main = *before.first()?;
    let base = file.parent().unwrap_or_else(|| Path::new(""));
    let section = raw.section("campaign", Need::Required);
    let service = raw.section("service", Need::Optional);
    let campaign = checked::campaign(&section, Some(&main.campaign));
    let deadline_confirmed = section.truth("deadline_confirmed").unwrap_or(false);
    let wanted = checked::mode(&service, &section, deadline_confirmed, campaign.as_ref().map(|known| &known.deadline));
    let templates = service.read("templates", |text| checked::directory(text, base));
    let read_from = service.moment("read_from", values::date);
    let acknowledge_within = checked::acknowledge_within(&service);
    let filing = servers::filing(&raw.section("filing", Need::Optional), Some(&main.mailbox));
    let rules = reminders::rules(&raw.section("reminders", Need::Optional));
    let digest = reminders::digest(&raw.section("digest", Need::Optional));
    let role_descriptor = section.read("role_descriptor", |text| descriptor::role_descriptor(text, base));
    let campaign = campaign?;
    for other in before {
        tell_apart(&section, &campaign, other);
    }
    Some(Config {
        file: file.to_owned(),
        templates,
        mode: within(wanted, main.mode, &service),
        deadline_confirmed,
        read_from: read_from.unwrap_or(campaign.letter_date),
        campaign,
        acknowledge_within,
        filing,
        reminders: rules,
        digest,
        role_descriptor,
        ..main.clone()
    })
}

/// What two campaigns may not have in common, because their mail could not be told apart.
fn tell_apart(section: &Section<'_>, campaign: &Campaign, other: &Config) {
    let (there, known) = (other.file.display(), &other.campaign);
    if campaign.id == known.id {
        let what = format!("`{}` is the id of the campaign in {there} already", campaign.id);
        section.fault("id", Misfit::new(what, "everything stored goes by the id: give this campaign one of its own"));
    }
    let (own, theirs) = (&campaign.tag.0, &known.tag.0);
    if own == theirs {
        let what = format!("`{own}` is the subject tag of the campaign in {there} already");
        section
            .fault("subject_tag", Misfit::new(what, "replies are told apart by it: give this campaign one of its own"));
    } else if own.starts_with(theirs.as_str()) || theirs.starts_with(own.as_str()) {
        let what = format!("`{own}` and `{theirs}`, the subject tag of the campaign in {there}, begin alike");
        let instead = "people retype tags and leave something out: choose tags of which none begins with the other, such as \
                       LHS16 and APP17";
        section.fault("subject_tag", Misfit::new(what, instead));
    }
    let shared: Vec<String> =
        campaign.words.iter().filter(|word| known.words.contains(word)).map(|word| format!("`{word}`")).collect();
    if !shared.is_empty() {
        let words = format!(
            "mail of {} is known by {} too: where no tag or quoted Message-ID says of which campaign a mail is, a person must",
            known.id,
            shared.join(", ")
        );
        section.raw().note(Note::warning("campaign.words", words));
    }
}

/// The mode that is wanted, as far as that of the main file allows it.
fn within(wanted: Mode, most: Mode, service: &Section<'_>) -> Mode {
    let allowed = match (wanted, most) {
        (Mode::Observe, _) | (_, Mode::Observe) => Mode::Observe,
        (Mode::Approve, _) | (_, Mode::Approve) => Mode::Approve,
        (Mode::Live, Mode::Live) => Mode::Live,
    };
    if allowed != wanted {
        let words =
            format!("mode {wanted} is wanted, but the main file says {most}, which is the most that any may do");
        service.raw().note(Note::warning("service.mode", words));
    }
    allowed
}
