//! Configurations as people get them wrong.

use std::collections::HashMap;
use std::ffi::OsString;

use super::*;
use crate::domain::calendar::moment_words;

mod further;
mod oauth;
mod reminders;
mod secrets;

/// A configuration file in a directory of its own.
struct Desk {
    directory: tempfile::TempDir,
    variables: HashMap<&'static str, OsString>,
}

impl Desk {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), variables: HashMap::new() }
    }

    fn with_file(self, name: &str, bytes: &[u8]) -> Self {
        std::fs::write(self.directory.path().join(name), bytes).unwrap();
        self
    }

    fn with_variable(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    fn read(&self, text: &str) -> Result<Loaded, Faults> {
        read(text.as_bytes(), &self.directory.path().join("cso-intake.toml"), &|name| self.variables.get(name).cloned())
    }

    fn faults(&self, text: &str) -> Vec<String> {
        self.read(text).unwrap_err().0.iter().map(ToString::to_string).collect()
    }
}

/// The template with these lines put in place of the lines that begin with the same key in the same section.
fn template_with(changes: &[(&str, &str, &str)]) -> String {
    let mut section = String::new();
    let mut seen = 0;
    let lines: Vec<String> = template()
        .lines()
        .map(|line| {
            if line.starts_with('[') {
                section = line.trim_matches(['[', ']']).to_owned();
            }
            let change = changes.iter().find(|(own, key, _)| *own == section && line.starts_with(&format!("{key} =")));
            seen += usize::from(change.is_some());
            change.map_or_else(|| line.to_owned(), |(_, _, instead)| (*instead).to_owned())
        })
        .collect();
    assert_eq!(seen, changes.len(), "every change must find its line");
    lines.join("\n")
}

const IMAP: &str = "kind = \"imap\"\nhost = \"mail.example.org\"\nuser = \"cso\"\n";

fn with_imap(keys: &str) -> String {
    template_with(&[("mailbox", "kind", &format!("{IMAP}{keys}")), ("mailbox", "path", "")])
}

#[test]
fn the_template_works_as_it_stands_and_needs_nothing() {
    let desk = Desk::new();
    let Loaded { config, notes, .. } = desk.read(template()).unwrap();
    assert_eq!(config.mode, Mode::Observe);
    assert_eq!(config.campaign.id.0, "lhs-2016");
    assert_eq!(moment_words(&config.campaign.deadline), "5pm on Tuesday 11 October 2016");
    assert_eq!(config.read_from, config.campaign.letter_date);
    assert_eq!(config.mailbox.folders(), ["INBOX"]);
    assert_eq!(config.database, desk.directory.path().join("cso-intake.db"));
    assert_eq!(config.max_message_bytes, 16 << 20);
    assert!(matches!(config.delivery, Delivery::Files(dir) if dir == desk.directory.path().join("sent")));
    assert!(notes.iter().all(|note| note.weight == Weight::Information), "{notes:#?}");
}

#[test]
fn every_key_of_the_program_is_explained_in_the_template_and_none_that_is_not() {
    for (section, keys) in raw::SECTIONS {
        let part = template().split(&format!("\n[{section}]\n")).nth(1).unwrap();
        let part = part.split("\n[").next().unwrap();
        for key in keys {
            let written = part.lines().any(|line| line.trim_start_matches('#').starts_with(&format!("{key} = ")));
            assert!(written, "[{section}] {key}");
        }
    }
}

#[test]
fn the_servers_in_the_templates_comments_work_when_they_are_taken_in() {
    let desk = Desk::new().with_variable("CSO_IMAP_PASSWORD", "one").with_variable("CSO_SMTP_PASSWORD", "two");
    let left_out = [
        "ca_file",
        "password_file",
        "password_credential",
        "templates",
        "client_",
        "refresh_token_file",
        "bank_holidays",
        "role_descriptor",
        "also",
    ];
    let text: Vec<String> = template()
        .lines()
        .filter(|line| {
            !["kind = \"maildir\"", "path = ", "folders = ", "kind = \"files\"", "dir = "]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .map(|line| match line.strip_prefix('#') {
            Some(rest)
                if rest.starts_with(|c: char| c.is_ascii_lowercase())
                    && !left_out.iter().any(|key| rest.starts_with(key)) =>
            {
                rest.to_owned()
            }
            _ => line.to_owned(),
        })
        .collect();
    let Loaded { config, notes, .. } = desk.read(&text.join("\n")).unwrap();
    let MailboxSource::Imap(imap) = config.mailbox else { panic!("not an IMAP mailbox") };
    assert_eq!((imap.host.as_str(), imap.port, imap.tls), ("outlook.office365.com", 993, Tls::Implicit));
    assert!(matches!(imap.login, Login::Password(password) if password.reveal() == "one"));
    let Delivery::Smtp(smtp) = config.delivery else { panic!("not an SMTP server") };
    assert_eq!((smtp.port, smtp.tls, smtp.rate_per_minute), (587, Tls::StartTls, 20));
    assert!(notes.iter().all(|note| note.weight == Weight::Information), "{notes:#?}");
}

#[test]
fn the_configuration_in_the_readme_works() {
    let readme = include_str!("../../README.md");
    let text = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let desk = Desk::new().with_file("imap-password", b"one\n").with_file("smtp-password", b"two\n");
    let directory = desk.directory.path().to_owned();
    let config = desk.with_variable("CREDENTIALS_DIRECTORY", directory).read(text).unwrap().config;
    assert!(matches!(config.mailbox, MailboxSource::Imap(_)) && matches!(config.delivery, Delivery::Smtp(_)));
}

#[test]
fn every_fault_is_shown_at_once_in_the_order_of_lines() {
    let text = "[campaign]\nid = \"LHS 2016\"\nname = 5\nletter_date = \"2016-02-30\"\ndeadline = \"11/10/2016\"\n\
                mailbox = \"CSO team <england.cso@nhs.net>\"\naliases = [\"a@b.org\",\n  \"nobody\"]\nsender_name = \"\"\n\
                subject_tag = \"[LHS]\"\nwords = []\ntrusted_authserv_ids = \"mx\"\n[service]\nmode = \"observ\"\n\
                poll_every = \"5\"\nmax_message = \"35\"\n[mailbox]\nkind = \"imap\"\nport = \"993\"\n\
                foldres = [\"INBOX\"]\nfolders = []\n[delivery]\nkind = \"smtp\"\nhost = \"smtp://x\"\nport = 0\n\
                tls = \"none\"\nrate_per_minute = 0\n";
    let faults = Desk::new().faults(text);
    let expected = [
        "line 2: campaign.id: `LHS 2016` is not an id; use up to 32 small letters, digits and hyphens, such as lhs-2016",
        "line 3: campaign.name: a number is not a text; write it in quotation marks: name = \"…\"",
        "line 4: campaign.letter_date: 2016-02-30 does not exist; February 2016 has the days 1 to 29",
        "line 5: campaign.deadline: `11/10/2016` is not a date; write it year first: 2016-10-11 if you mean Tuesday 11 October 2016",
        "line 6: campaign.mailbox: `CSO team <england.cso@nhs.net>` is not an e-mail address; write the address alone: \"england.cso@nhs.net\"",
        "line 8: campaign.aliases: `nobody` is not an e-mail address; write one address, such as \"england.cso@nhs.net\"",
        "line 9: campaign.sender_name: an empty text says nothing; write the value, or take the line out",
        "line 10: campaign.subject_tag: `[LHS]` is not a subject tag; use 2 to 16 letters and digits with the year, such as LHS16; the trust's code is added to it",
        "line 11: campaign.words: the list is empty, so no mail would be known; write words = [\"lead healthcare scientist\"]",
        "line 12: campaign.trusted_authserv_ids: a text is not a list; write it in square brackets: trusted_authserv_ids = [\"…\"]",
        "line 14: service.mode: `observ` is not a mode; did you mean \"observe\"?",
        "line 15: service.poll_every: `5` is not a length of time; write a number and its unit: 60s, 5m, 2 hours or 3 days",
        "line 16: service.max_message: `35` is not a size; write a size from 64KB to 1GB, such as 35MB",
        "line 19: mailbox.port: a text is not a number; write a whole number from 1 to 65535, without quotation marks",
        "line 20: mailbox.foldres: unknown key `foldres`; did you mean `folders`?",
        "line 21: mailbox.folders: the list is empty, so no mail would be read; write folders = [\"INBOX\"]",
        "line 24: delivery.host: `smtp://x` is not the name of a server; write the name alone, such as outlook.office365.com, without a scheme or path",
        "line 25: delivery.port: 0 is out of range; write a whole number from 1 to 65535, without quotation marks",
        "line 26: delivery.tls: mail is never read or sent without TLS; write implicit (TLS from the first byte) or starttls",
        "line 27: delivery.rate_per_minute: 0 is out of range; write a whole number from 1 to 600, without quotation marks",
        "delivery.password_file: `password_file` is missing from [delivery]; write password_file = \"imap-password\", or password_env, or password_credential",
        "delivery.user: `user` is missing from [delivery]; write user = \"england.cso@nhs.net\"",
        "mailbox.host: `host` is missing from [mailbox]; write host = \"outlook.office365.com\"",
        "mailbox.password_file: `password_file` is missing from [mailbox]; write password_file = \"imap-password\", or password_env, or password_credential",
        "mailbox.user: `user` is missing from [mailbox]; write user = \"england.cso@nhs.net\"",
    ];
    for (found, wanted) in faults.iter().zip(expected) {
        assert_eq!(found, wanted);
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
}

#[test]
fn broken_syntax_does_not_hide_the_faults_of_the_other_lines() {
    let text = "[campaign]\nid = lhs\nname = \"open\nletter_date = 2016-02-30\n[mailbox\nkind = \"imap\"\nport = 0\n\
                [delivery]\nkind = \"smpt\"\nkind = \"files\"\n[servise]\n";
    let faults = Desk::new().faults(text);
    let lines: Vec<&str> = faults.iter().map(|fault| fault.split(": ").next().unwrap()).collect();
    assert_eq!(
        lines,
        ["line 2", "line 3", "line 4", "line 5", "line 7", "line 9", "line 10", "line 11"],
        "{faults:#?}"
    );
    assert!(faults[2].contains("expected day between 01 and 29"), "{faults:#?}");
    assert!(faults[6].contains("keep one of the two"), "{faults:#?}");
    assert!(faults[7].contains("did you mean [service]?"), "{faults:#?}");
}

#[test]
fn a_key_in_the_wrong_section_is_told_where_it_belongs() {
    let faults = Desk::new().faults(&format!(
        "deadline_confirmed = true\n{}",
        template().replace("[service]", "[service]\nwords = []\npasswrd_file = 'x'")
    ));
    assert_eq!(
        faults[0],
        "line 1: deadline_confirmed: `deadline_confirmed` stands outside every section; move it under [campaign]"
    );
    assert!(faults[1].ends_with("unknown key `words`; it belongs in [campaign]"), "{faults:?}");
    assert!(faults[2].contains("unknown key `passwrd_file`"), "{faults:?}");
}

#[test]
fn an_empty_file_misses_its_sections_and_not_each_of_their_keys() {
    for text in ["", "\u{feff}", "# nothing\n"] {
        let faults = Desk::new().faults(text);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].starts_with("campaign: the section [campaign] is missing; add it"), "{faults:?}");
    }
}

#[test]
fn a_file_that_is_not_text_names_the_line_and_one_that_is_not_there_its_path() {
    let faults = read(b"[campaign]\nname = \"\xff\"\n", Path::new("x.toml"), &|_| None).unwrap_err();
    assert_eq!(faults.to_string(), "line 2: this is not UTF-8 text; save the file as UTF-8");
    let missing = load(Path::new("/nowhere/cso-intake.toml")).unwrap_err().to_string();
    assert!(missing.starts_with("/nowhere/cso-intake.toml cannot be read"), "{missing}");
    assert!(missing.contains("cso-intake init"), "{missing}");
}

#[test]
fn a_deadline_before_the_letter_is_refused_and_on_its_day_is_not() {
    let text = |deadline| template_with(&[("campaign", "deadline", &format!("deadline = \"{deadline}\""))]);
    let faults = Desk::new().faults(&text("2016-09-11 17:00"));
    assert!(faults[0].contains("the deadline (2016-09-11) is before the letter (2016-09-13)"), "{faults:?}");
    assert!(Desk::new().read(&text("2016-09-13")).is_ok());
}

#[test]
fn dates_may_be_written_as_tomls_own() {
    let text = template_with(&[
        ("campaign", "letter_date", "letter_date = 2016-09-13"),
        ("campaign", "deadline", "deadline = 2016-10-11T17:00:00"),
    ]);
    assert_eq!(
        moment_words(&Desk::new().read(&text).unwrap().config.campaign.deadline),
        "5pm on Tuesday 11 October 2016"
    );
}

#[test]
fn approve_and_live_wait_until_the_deadline_is_confirmed_and_say_its_weekday() {
    for mode in ["approve", "live"] {
        let mode_line = format!("mode = \"{mode}\"");
        let faults = Desk::new().faults(&template_with(&[("service", "mode", &mode_line)]));
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].contains("nobody has confirmed that the deadline is 5pm on Tuesday 11 October 2016"),
            "{faults:?}"
        );
        assert!(
            faults[0].contains("if Tuesday is right, set deadline_confirmed = true under [campaign]"),
            "{faults:?}"
        );
        let confirmed = ("campaign", "deadline_confirmed", "deadline_confirmed = true");
        let config = Desk::new().read(&template_with(&[("service", "mode", &mode_line), confirmed])).unwrap().config;
        assert_eq!(config.mode.to_string(), mode);
    }
}

#[test]
fn a_confirmation_in_quotation_marks_confirms_nothing() {
    let text = template_with(&[
        ("service", "mode", "mode = \"live\""),
        ("campaign", "deadline_confirmed", "deadline_confirmed = \"true\""),
    ]);
    let faults = Desk::new().faults(&text);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("write true or false, without quotes"), "{faults:?}");
}

#[test]
fn certificates_and_templates_that_are_not_there_are_faults() {
    let desk = Desk::new()
        .with_file("secret", b"x")
        .with_file("ca.pem", b"-----BEGIN CERTIFICATE-----\n")
        .with_file("no.pem", b"hello");
    let with_ca = |name: &str| with_imap(&format!("password_file = \"secret\"\nca_file = \"{name}\""));
    assert!(desk.read(&with_ca("ca.pem")).is_ok());
    assert!(desk.faults(&with_ca("no.pem"))[0].contains("holds no certificate"));
    assert!(desk.faults(&with_ca("absent.pem"))[0].contains("cannot be read"));
    let text = template().replace("#templates =", "templates =");
    assert!(desk.faults(&text)[0].contains("there is no directory"));
}

#[test]
fn what_is_valid_but_odd_is_noted() {
    let text = template_with(&[
        ("campaign", "deadline", "deadline = \"2017-10-14 17:00\""),
        ("service", "poll_every", "read_from = \"2016-10-01\""),
        ("mailbox", "path", "path = \"mail\"\nhost = \"mail.example.org\""),
    ]);
    let notes = Desk::new().read(&text).unwrap().notes;
    let words: Vec<&str> = notes.iter().map(|note| note.words.as_str()).collect();
    assert_eq!(words[0], "the deadline is 5pm on Saturday 14 October 2017");
    assert!(words.contains(&"the deadline is on a Saturday, when few trusts answer"), "{words:#?}");
    assert!(
        words.contains(&"the deadline is more than half a year after the letter (Tuesday 13 September 2016)"),
        "{words:#?}"
    );
    assert!(words.contains(&"mail from 2016-09-13 until 2016-10-01 will not be read, though the letter went out on Tuesday 13 September 2016"), "{words:#?}");
    assert!(words.contains(&"`host` has no effect with kind = \"maildir\""), "{words:#?}");
}

#[test]
fn inbox_is_one_folder_in_whatever_case() {
    let text = template_with(&[("mailbox", "folders", "folders = [\"inbox\", \"Junk\"]")]);
    assert_eq!(Desk::new().read(&text).unwrap().config.mailbox.folders(), ["INBOX", "Junk"]);
    let text = template_with(&[("mailbox", "folders", "folders = [\"inbox\", \"INBOX\"]")]);
    assert!(Desk::new().faults(&text)[0].contains("is named twice"));
}

#[test]
fn windows_line_ends_change_no_line_number() {
    let text = template().replace('\n', "\r\n").replace("id = \"lhs-2016\"", "id = 5\r\nfoldres = 1");
    let faults = Desk::new().faults(&text);
    let line = 1 + template().lines().position(|line| line.starts_with("id =")).unwrap();
    assert!(faults[0].starts_with(&format!("line {line}: campaign.id")), "{faults:?}");
    assert!(faults[1].starts_with(&format!("line {}: campaign.foldres", line + 1)), "{faults:?}");
}

proptest::proptest! {
    #[test]
    fn no_file_makes_the_reader_panic(bytes in proptest::collection::vec(0u8.., 0..200)) {
        let _ = read(&bytes, Path::new("x.toml"), &|_| None);
    }

    #[test]
    fn no_damage_to_the_template_makes_the_reader_panic(at in 0usize..4000, put in "[\\[\\]=\"'\n#{},a0 \\\\-]{0,6}", cut in 0usize..40) {
        let mut bytes = template().as_bytes().to_vec();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.bytes());
        let _ = read(&bytes, Path::new("/nowhere/x.toml"), &|_| None);
    }
}
