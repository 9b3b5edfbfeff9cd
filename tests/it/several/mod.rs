//! Two campaigns in one mailbox and one database: the real program between a real Dovecot and an SMTP server.

mod apart;
mod command_line;
mod joined;
mod together;

use std::fs;

use crate::rig::repository;
use crate::rig::service::written_lately;
use crate::rig::smtp::header;
use crate::sending::Scene;

const LHS: &str = "lhs-2016";
const APP: &str = "apprentices-2017";

/// The file of the second campaign.
const APPRENTICES: &str = r#"
[campaign]
id = "apprentices-2017"
name = "Apprenticeship Leads 2017"
letter_date = "2017-03-01"
deadline = "2017-04-28 17:00"
deadline_confirmed = true
subject_tag = "APP17"
words = ["apprenticeship lead", "apprentice lead"]

[service]
mode = "live"
"#;

/// The program with two campaigns.
pub struct Two {
    pub scene: Scene,
}

impl Two {
    pub fn new() -> Self {
        Self::beside(Scene::new())
    }

    /// The second campaign joins the first.
    pub fn beside(scene: Scene) -> Self {
        let two = Self { scene };
        two.join(APPRENTICES);
        two
    }

    /// The second campaign is configured, and has its register.
    pub fn join(&self, file: &str) {
        let installation = &self.scene.installation;
        fs::write(installation.path("apprentices.toml"), file).unwrap();
        installation.set("poll_every = \"1s\"", "poll_every = \"1s\"\nalso = [\"apprentices.toml\"]");
        let register = repository().join("fixtures/register/trusts.csv");
        installation.ok(&["--campaign", APP, "trusts", "import", register.to_str().unwrap()]);
    }

    /// A mail comes in.
    pub fn comes(&self, mail: &Mail) {
        self.scene.dovecot.client().append("INBOX", &mail.bytes());
    }

    pub fn once(&self) {
        self.scene.installation.once();
    }

    /// The states of the messages of a campaign, in the order of its ledger.
    pub fn ledger(&self, campaign: &str) -> Vec<String> {
        let sql = format!("SELECT state FROM message WHERE campaign_id = '{campaign}' ORDER BY id");
        self.scene.installation.texts(&sql)
    }

    /// The states of the mails of a campaign, in the order of its outbox.
    pub fn outbox(&self, campaign: &str) -> Vec<String> {
        let sql = format!("SELECT state FROM outbox WHERE campaign_id = '{campaign}' ORDER BY id");
        self.scene.installation.texts(&sql)
    }

    /// The number of the first message of a campaign in this state.
    pub fn message(&self, campaign: &str, state: &str) -> String {
        let sql = format!("SELECT min(id) FROM message WHERE campaign_id = '{campaign}' AND state = '{state}'");
        self.scene.installation.count(&sql).to_string()
    }

    /// The references of what the SMTP server took, the campaign at the start of each.
    pub fn sent(&self) -> Vec<String> {
        let mails = self.scene.smtp.delivered();
        mails.iter().map(|mail| header(mail, "X-CSO-Ref").unwrap().to_owned()).collect()
    }

    /// How many mails of a campaign the SMTP server took.
    pub fn sent_of(&self, campaign: &str) -> usize {
        self.sent().iter().filter(|reference| reference.starts_with(campaign)).count()
    }

    /// The books of both campaigns agree.
    pub fn adds_up(&self) {
        let status = self.scene.installation.ok(&["status", "--json"]);
        let status: serde_json::Value = serde_json::from_str(&status).unwrap();
        assert_eq!(status["adds_up"], true, "{status}");
    }
}

/// A mail to the mailbox.
#[derive(Clone)]
pub struct Mail {
    pub number: u32,
    pub from: String,
    pub subject: &'static str,
    pub more: String,
    pub body: &'static str,
}

impl Mail {
    /// A question of somebody of its own.
    pub fn new(number: u32, subject: &'static str, body: &'static str) -> Self {
        let from = format!("Marcus Tinsley <asker{number}@leedsth.nhs.uk>");
        Self { number, from, subject, more: String::new(), body }
    }

    /// It answers this mail of ours.
    pub fn answering(self, message_id: &str) -> Self {
        Self { more: format!("In-Reply-To: <{message_id}>\nReferences: <{message_id}>\n"), ..self }
    }

    fn bytes(&self) -> Vec<u8> {
        let Self { number, from, subject, more, body } = self;
        let mail = format!(
            "From: {from}\nTo: england.cso@nhs.net\nSubject: {subject}\nDate: Tue, 20 Sep 2016 10:00:00 +0100\n\
             Message-ID: <mail-{number}@leedsth.nhs.uk>\n{more}MIME-Version: 1.0\n\
             Content-Type: text/plain; charset=utf-8\n\n{body}\n\nMarcus Tinsley\nMedical Director\n"
        );
        written_lately(mail.as_bytes(), i64::from(*number))
    }
}
