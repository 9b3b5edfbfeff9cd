//! What holds the queue, what the Sent folder tells, and what a busy server costs: the real program between a real Dovecot
//! and an SMTP server that keeps mail as Exchange does.

mod copies;
mod found;
mod hands;
mod holds;
mod restored;

use std::time::Duration;

use serde_json::Value;

use crate::rig::service::{Installation, written_lately};
use crate::rig::smtp::header;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer};

pub const LIMIT: Duration = Duration::from_secs(30);

/// The program between its servers.
pub struct Scene {
    pub dovecot: Dovecot,
    pub smtp: SmtpServer,
    pub installation: Installation,
    _certificates: Certificates,
}

impl Scene {
    /// Nothing has come in yet.
    pub fn new() -> Self {
        let certificates = Certificates::new();
        let dovecot = Dovecot::start(&certificates);
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(&dovecot, &smtp);
        Self { dovecot, smtp, installation, _certificates: certificates }
    }

    /// The SMTP server keeps a copy of what it takes in the mailbox's Sent folder, under this kind of Message-ID.
    pub fn keeping_copies(self, message_id: &str) -> Self {
        let sent = self.dovecot.sent();
        self.smtp.manner(&format!(r#"{{"message_id": "{message_id}", "sent": "{}"}}"#, sent.display()));
        self
    }

    /// Somebody asks something: a receipt is owed. The number tells askers apart.
    pub fn asks(&self, number: u32) {
        self.dovecot.client().append("INBOX", &question(number));
    }

    /// A colleague answers a question from the mailbox, with Outlook.
    pub fn colleague_answers(&self, number: u32, to: &str) {
        let mail = format!(
            "From: CSO team <england.cso@nhs.net>\r\nTo: {to}\r\nSubject: RE: Lead Healthcare Scientists\r\n\
             Message-ID: <by-hand-{number}@nhs.net>\r\nIn-Reply-To: <question-{number}@leedsth.nhs.uk>\r\n\
             References: <question-{number}@leedsth.nhs.uk>\r\n\r\nThe deadline stands.\r\n"
        );
        self.dovecot.client().append("Sent", mail.as_bytes());
    }

    /// The states of the outbox, in the order of its rows.
    pub fn states(&self) -> Vec<String> {
        self.installation.outbox().into_iter().map(|row| row.state).collect()
    }

    /// Who got mail, and how often.
    pub fn recipients(&self) -> Vec<String> {
        let mails = self.smtp.delivered();
        let mut all: Vec<String> = mails.iter().map(|mail| header(mail, "X-Rcpt").unwrap().to_owned()).collect();
        all.sort();
        all
    }

    /// The reasons of the holds in force.
    pub fn held(&self) -> Vec<String> {
        let status: Value = serde_json::from_str(&self.installation.ok(&["status", "--json"])).unwrap();
        let holds = status["holds"].as_array().unwrap();
        holds.iter().map(|hold| hold["reason"].as_str().unwrap().to_owned()).collect()
    }
}

/// The address of an asker.
pub fn asker(number: u32) -> String {
    format!("asker{number}@leedsth.nhs.uk")
}

fn question(number: u32) -> Vec<u8> {
    let mail = format!(
        "From: Marcus Tinsley <{}>\nTo: england.cso@nhs.net\nSubject: RE: Lead Healthcare Scientists (LHS)\n\
         Date: Tue, 20 Sep 2016 10:00:00 +0100\nMessage-ID: <question-{number}@leedsth.nhs.uk>\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\n\nWhat is the deadline for naming our Lead Healthcare Scientist?\n\nMarcus \
         Tinsley\nMedical Director\n",
        asker(number)
    );
    written_lately(mail.as_bytes(), i64::from(number))
}
