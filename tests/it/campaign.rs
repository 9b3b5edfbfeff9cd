//! A campaign over days of virtual time, through the real program: a Maildir in, files out, each command a process of its own, so
//! that nothing but the database carries over from one day to the next.

mod deadline;
mod letter;
mod remind;

use std::process::Command;

use serde_json::Value;

use crate::office::{Office, Ran};
use crate::rig::faketime;

/// Two trusts with two contacts each, one without any.
const REGISTER: &str = "\
ods_code,name,region,domains,contact_name,contact_email,contact_role,contact2_name,contact2_email,contact2_role
RR8,LEEDS TEACHING HOSPITALS NHS TRUST,North,leedsth.nhs.uk,Dr Helen Reed,helen.reed@leedsth.nhs.uk,Medical Director,\
Amit Shah,amit.shah@leedsth.nhs.uk,Deputy Medical Director
RHQ,SHEFFIELD TEACHING HOSPITALS NHS FOUNDATION TRUST,North,sth.nhs.uk,Dr Tom Bell,tom.bell@sth.nhs.uk,Medical Director,\
Uma Rao,uma.rao@sth.nhs.uk,Deputy Medical Director
RX1,NOTTINGHAM UNIVERSITY HOSPITALS NHS TRUST,Midlands,nuh.nhs.uk,,,,,,
";

/// An installation in which it is always the moment that is said.
pub struct Campaign {
    /// The installation.
    pub office: Office,
    mails: std::cell::Cell<usize>,
}

impl Campaign {
    /// In this mode, with the three trusts, before the letter.
    pub fn in_mode(mode: &str) -> Self {
        let office = Office::new();
        office.set("mode = \"observe\"", &format!("mode = \"{mode}\""));
        office.set("deadline_confirmed = false", "deadline_confirmed = true");
        let register = office.write("trusts.csv", REGISTER);
        let campaign = Self { office, mails: std::cell::Cell::new(0) };
        campaign.ok("2016-09-12 09:00", &["trusts", "import", register.to_str().unwrap()]);
        campaign
    }

    /// The same, and the letter went by post to Leeds and Sheffield on 13 September.
    pub fn begun() -> Self {
        let campaign = Self::in_mode("live");
        campaign.ok("2016-09-13 11:00", &["invite", "--mark-sent", "2016-09-13", "RR8", "RHQ"]);
        campaign
    }

    fn command(&self, moment: &str, arguments: &[&str]) -> Command {
        let mut command = self.office.command(arguments);
        // Not counted in seconds from the start: the moment it begins at is always the same.
        let zone = if moment < "2016-10-30 02:00" { "+0100" } else { "+0000" };
        let moment: jiff::Timestamp =
            jiff::fmt::strtime::parse("%Y-%m-%d %H:%M %z", format!("{moment} {zone}")).unwrap().to_timestamp().unwrap();
        command
            .env("TZ", "UTC")
            .env("LD_PRELOAD", faketime())
            .env("FAKETIME", moment.strftime("@%Y-%m-%d %H:%M:%S").to_string())
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command
    }

    /// Runs a command at this moment, London time.
    pub fn run(&self, moment: &str, arguments: &[&str]) -> Ran {
        Ran::from(&self.command(moment, arguments).output().unwrap())
    }

    /// Runs one that must succeed and returns what it printed.
    pub fn ok(&self, moment: &str, arguments: &[&str]) -> String {
        let ran = self.run(moment, arguments);
        assert_eq!(ran.code, 0, "{moment} {arguments:?}: {ran:?}");
        ran.out
    }

    /// Runs one that must fail and returns what it said.
    pub fn refused(&self, moment: &str, arguments: &[&str]) -> String {
        let ran = self.run(moment, arguments);
        assert_eq!(ran.code, 1, "{moment} {arguments:?}: {ran:?}");
        ran.err
    }

    /// One round of the service at this moment; what went out in it, as `to subject`.
    pub fn round(&self, moment: &str) -> Vec<String> {
        let before = self.office.sent().len();
        self.ok(moment, &["run", "--once"]);
        let mut all = self.sent();
        all.split_off(before)
    }

    /// Every mail that went out, oldest first, as `letter to subject`.
    pub fn sent(&self) -> Vec<String> {
        let printed = self.office.ok(&["outbox", "list", "--state", "sent"]);
        printed.lines().filter_map(line_of).collect()
    }

    /// The Message-ID of the first mail that went to somebody of this name.
    pub fn message_id(&self, to: &str) -> String {
        let mails = self.office.sent().into_iter().map(|(_, mail)| String::from_utf8_lossy(&mail).into_owned());
        let mail = mails.into_iter().find(|mail| mail.contains(&format!("To: \"{to}\""))).unwrap();
        let id = mail.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
        id.trim_end_matches('>').to_owned()
    }

    /// The mails of the outbox, one a line: letter, trust, to, state and why.
    pub fn outbox(&self) -> String {
        self.office.ok(&["outbox", "list"])
    }

    /// The plan of a trust at this moment: `remind --preview`.
    pub fn plan(&self, moment: &str, trust: &str) -> String {
        let printed = self.ok(moment, &["remind", "--preview"]);
        printed.lines().find(|line| line.starts_with(trust)).unwrap_or_else(|| panic!("{printed}")).to_owned()
    }

    /// `campaign show --json`.
    pub fn shown(&self, moment: &str) -> Value {
        serde_json::from_str(&self.ok(moment, &["campaign", "show", "--json"])).unwrap()
    }

    /// A mail comes in.
    pub fn comes(&self, mail: &str) {
        let number = self.mails.get() + 1;
        self.mails.set(number);
        self.office.deliver(number, &format!("m{number}"), mail);
    }
}

/// `reminder to helen.reed@leedsth.nhs.uk` of a line of `outbox list`.
fn line_of(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let (_, letter) = (words.next()?.parse::<i64>().ok()?, words.next()?);
    let to = words.skip_while(|word| *word != "to").nth(1)?;
    Some(format!("{letter} to {to}"))
}

/// A mail from an address, with this subject and text.
pub fn mail(from: &str, date: &str, subject: &str, headers: &str, text: &str) -> String {
    let id: String = format!("{from}{date}").chars().filter(char::is_ascii_alphanumeric).collect();
    format!(
        "From: {from}\nTo: england.cso@nhs.net\nSubject: {subject}\nDate: {date}\nMessage-ID: <{id}@example.nhs.uk>\n\
         {headers}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
}

/// An answer that nobody would ask about.
pub fn nomination(date: &str) -> String {
    let text =
        "Our Lead Healthcare Scientist is Dr Jane Smith, jane.smith@leedsth.nhs.uk.\n\nHelen Reed\nMedical Director";
    mail("Helen Reed <helen.reed@leedsth.nhs.uk>", date, "RE: Lead Healthcare Scientists (LHS)", "", text)
}

/// An out-of-office note of Leeds' first contact.
pub fn away(date: &str, until: &str) -> String {
    let text = format!("I am out of the office until {until} with limited access to email.\n\nHelen Reed");
    mail(
        "Helen Reed <helen.reed@leedsth.nhs.uk>",
        date,
        "Automatic reply: Lead Healthcare Scientists (LHS)",
        "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n",
        &text,
    )
}

/// A report that a mail to this address will never arrive, citing this Message-ID.
pub fn bounce(date: &str, address: &str, cited: &str) -> String {
    let domain = address.split('@').nth(1).unwrap();
    format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@{domain}>\nTo: england.cso@nhs.net\n\
         Subject: Undeliverable: your Lead Healthcare Scientist\nDate: {date}\nMessage-ID: <ndr-{}@{domain}>\n\
         Auto-Submitted: auto-replied\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: text/plain\n\nDelivery has failed to these recipients: {address}. The email address couldn't be found.\n\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx.{domain}\n\n\
         Final-Recipient: rfc822;{address}\nAction: failed\nStatus: 5.1.1\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nFrom: england.cso@nhs.net\nTo: {address}\nMessage-ID: <{cited}>\n\n--b--\n",
        cited.replace('@', "-")
    )
}
