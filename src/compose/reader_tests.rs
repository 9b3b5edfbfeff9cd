//! Our letters as people send them back, through the reader: a form filled in is an answer, a mail ready to send is understood,
//! and an empty letter below a reply says nothing.

use super::sample_asking::{after, ask, first, held, last, second};
use super::*;
use crate::domain::{
    Campaign, CampaignId, Class, Disposition, EmailAddress, OdsCode, Reading, Register, SubjectTag, Trust,
};
use crate::message::{self, Limits};
use crate::understand::{Context, understand};

fn campaign() -> Campaign {
    Campaign {
        id: CampaignId("lhs-2016".to_owned()),
        name: "Lead Healthcare Scientists 2016".to_owned(),
        letter_date: jiff::civil::date(2016, 9, 13),
        deadline: super::tests::deadline(),
        mailbox: EmailAddress::parse("england.cso@nhs.net").unwrap(),
        aliases: Vec::new(),
        sender_name: "CSO team, NHS England".to_owned(),
        tag: SubjectTag("LHS16".to_owned()),
        words: ["lead healthcare scientist", "lhs"].map(str::to_owned).to_vec(),
        trusted_authserv_ids: Vec::new(),
    }
}

fn register() -> Register {
    let trust = |code: &str, name: &str, domain: &str| Trust {
        ods_code: OdsCode::parse(code).unwrap(),
        name: name.to_owned(),
        region: None,
        domains: vec![domain.to_owned()],
        contacts: Vec::new(),
    };
    Register::new(vec![
        trust("RR8", "LEEDS TEACHING HOSPITALS NHS TRUST", "leedsth.nhs.uk"),
        trust("R1H", "BARTS HEALTH NHS TRUST", "bartshealth.nhs.uk"),
    ])
}

/// A mail of a medical director with this subject and body, as it is read.
fn read(subject: &str, content_type: &str, body: &str) -> Reading {
    let mail = format!(
        "From: Alan Reed <alan.reed@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: {subject}\r\n\
         Date: Wed, 5 Oct 2016 10:00:00 +0100\r\nMessage-ID: <1@leedsth.nhs.uk>\r\nMIME-Version: 1.0\r\n\
         Content-Type: {content_type}; charset=utf-8\r\n\r\n{body}"
    );
    let message = message::read(mail.as_bytes(), &Limits::default()).unwrap();
    let (register, campaign) = (register(), campaign());
    understand(
        &message,
        &Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 5) },
    )
}

fn rendered(letter: &Letter) -> Rendered {
    Letters::built_in().render(letter).unwrap()
}

/// The letters that ask for a name.
fn asking() -> Vec<Letter> {
    let reminders = [first(), second(), last(), after()];
    let invitation = Letter::Invitation(Invitation { ask: ask() });
    [invitation].into_iter().chain(reminders.map(|reminder| Letter::Reminder(Box::new(reminder)))).collect()
}

/// The form as somebody fills it in where it stands.
fn filled_in(text: &str) -> String {
    text.replace("\nName:\n", "\nName: Dr Priya Nair\n")
        .replace("\nJob title:\n", "\nJob title: Head of Audiology\n")
        .replace("\nEmail:\n", "\nEmail: priya.nair@leedsth.nhs.uk\n")
        .replace("\nDirect line:\n", "\nDirect line: 0113 496 0123\n")
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect()
}

const ATTRIBUTION: &str = "On Tue, 4 Oct 2016 at 09:00, CSO team, NHS England <england.cso@nhs.net> wrote:";
const OUTLOOK: &str = "-----Original Message-----\nFrom: CSO team, NHS England [mailto:england.cso@nhs.net]\n\
    Sent: 04 October 2016 09:00\nTo: Reed, Alan\nSubject: Lead Healthcare Scientist\n";

/// Every way of sending a text of ours back.
fn sent_back(text: &str) -> Vec<(&'static str, String)> {
    vec![
        ("bare", text.to_owned()),
        ("quoted", format!("{ATTRIBUTION}\n\n{}", quoted(text))),
        ("below a word", format!("Please see below.\n\nAlan\n\n{ATTRIBUTION}\n\n{}", quoted(text))),
        ("as Outlook does", format!("Completed below.\n\nRegards\nAlan\n\n{OUTLOOK}\n{text}")),
    ]
}

fn assert_names_priya_nair(reading: &Reading, how: &str) {
    assert_eq!(reading.class, Class::Nomination, "{how}: {reading:#?}");
    assert_eq!(reading.disposition, Some(Disposition::Accept), "{how}: {reading:#?}");
    let lead = reading.leads().next().unwrap_or_else(|| panic!("{how}: nobody is named"));
    assert_eq!(lead.addressed(), "Dr Priya Nair", "{how}");
    assert_eq!(lead.job_title.as_ref().unwrap().value, "Head of Audiology", "{how}");
    assert_eq!(lead.email.as_ref().unwrap().value.to_string(), "priya.nair@leedsth.nhs.uk", "{how}");
    assert_eq!(lead.phones.len(), 1, "{how}");
    assert_eq!(reading.trust.as_ref().unwrap().value.as_str(), "RR8", "{how}");
    assert_eq!(reading.nominees.len(), 1, "{how}: {:?}", reading.nominees);
}

#[test]
fn a_form_filled_in_in_our_letter_is_an_accepted_nomination() {
    for letter in asking() {
        let mail = rendered(&letter);
        let subject = format!("RE: {}", mail.subject);
        // A letter that tells what we know and comes back without any mark is for a person.
        let unmarked = usize::from(matches!(&letter, Letter::Reminder(letter) if letter.promised.is_some()));
        for (how, body) in sent_back(&filled_in(&mail.text)).into_iter().skip(unmarked) {
            assert_names_priya_nair(&read(&subject, "text/plain", &body), &format!("{} {how}", letter.name()));
        }
    }
}

#[test]
fn a_form_filled_in_in_our_html_is_an_accepted_nomination() {
    for letter in asking() {
        let mail = rendered(&letter);
        let filled = mail
            .html
            .replace("Name: <br>", "Name: Dr Priya Nair<br>")
            .replace("Job title: <br>", "Job title: Head of Audiology<br>")
            .replace("Email: <br>", "Email: priya.nair@leedsth.nhs.uk<br>")
            .replace("Direct line: </p>", "Direct line: 0113 496 0123</p>");
        assert_ne!(filled, mail.html);
        let reply =
            format!("<div>Completed below.<br>Alan</div><div>{ATTRIBUTION}</div><blockquote>{filled}</blockquote>")
                .replace("<england.cso@nhs.net>", "&lt;england.cso@nhs.net&gt;");
        assert_names_priya_nair(&read(&format!("RE: {}", mail.subject), "text/html", &reply), letter.name());
    }
}

#[test]
fn our_letter_below_a_reply_says_nothing() {
    for letter in asking() {
        let mail = rendered(&letter);
        for (how, body) in sent_back(&mail.text).into_iter().skip(1) {
            let body = format!(
                "Our Lead Healthcare Scientist is Dr Priya Nair, Head of Audiology, \
                priya.nair@leedsth.nhs.uk, 0113 496 0123.\n\nAlan Reed\nMedical Director\n\n{body}"
            );
            assert_names_priya_nair(&read(&format!("RE: {}", mail.subject), "text/plain", &body), how);
        }
        for (how, body) in sent_back(&mail.text) {
            let reading = read(&format!("RE: {}", mail.subject), "text/plain", &body);
            assert!(reading.nominees.is_empty(), "{} {how}: {reading:#?}", letter.name());
            assert!(!matches!(reading.class, Class::Decline), "{} {how}: {reading:#?}", letter.name());
        }
    }
}

#[test]
fn what_was_missing_and_is_filled_in_is_read_with_what_we_had() {
    let mail = rendered(&Letter::Reminder(Box::new(held())));
    let filled = mail
        .text
        .replace("\nEmail:\n", "\nEmail: jane.smith@leedsth.nhs.uk\n")
        .replace("\nDirect line:\n", "\nDirect line: 0113 496 0177\n");
    for (how, body) in sent_back(&filled) {
        let reading = read(&format!("RE: {}", mail.subject), "text/plain", &body);
        assert_eq!(reading.disposition, Some(Disposition::Accept), "{how}: {reading:#?}");
        let lead = reading.leads().next().unwrap();
        assert_eq!((lead.addressed().as_str(), lead.phones.len()), ("Dr Jane Smith", 1), "{how}");
        assert_eq!(lead.email.as_ref().unwrap().value.to_string(), "jane.smith@leedsth.nhs.uk", "{how}");
    }
    // What we had put in ourselves is no answer of the trust's.
    for (how, body) in sent_back(&mail.text).into_iter().skip(1) {
        let reading = read(&format!("RE: {}", mail.subject), "text/plain", &body);
        assert_ne!(reading.disposition, Some(Disposition::Accept), "{how}: {reading:#?}");
        assert!(reading.nominees.is_empty(), "{how}: {reading:#?}");
    }
}

/// Subject and body of a link.
fn opened(link: &str) -> (String, String) {
    let (_, fields) = link.split_once('?').unwrap();
    let (subject, body) = fields.split_once('&').unwrap();
    let decoded = |field: &str, name: &str| {
        let mut bytes = Vec::new();
        let mut rest = field.strip_prefix(name).unwrap().bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    (decoded(subject, "subject="), decoded(body, "body="))
}

#[test]
fn the_mails_ready_to_send_are_read_as_a_decline_and_as_a_holding_answer() {
    let signatures = ["", "\n\nAlan Reed\nMedical Director\nLeeds Teaching Hospitals NHS Trust\nTel 0113 496 0100"];
    for letter in asking() {
        let words = letter.words().unwrap();
        let link = |name: &str| words["links"][name].as_str().unwrap().to_owned();
        for signature in signatures {
            let (subject, body) = opened(&link("decline"));
            assert!(subject.ends_with("[LHS16-RR8]"), "{subject}");
            let reading = read(&subject, "text/plain", &format!("{body}{signature}"));
            assert_eq!((reading.class, reading.disposition), (Class::Decline, None), "{reading:#?}");
            assert_eq!(reading.trust.unwrap().value.as_str(), "RR8");

            let (subject, body) = opened(&link("holding"));
            assert!(subject.ends_with("[LHS16-RR8]"), "{subject}");
            let reading = read(&subject, "text/plain", &format!("{body}{signature}"));
            assert_eq!((reading.class, reading.disposition), (Class::Holding, None), "{reading:#?}");
            assert_eq!(reading.until, None);
            let body = body.replace("...", "Friday 21 October");
            let reading = read(&subject.replace("...", "21 October"), "text/plain", &format!("{body}{signature}"));
            assert_eq!((reading.class, reading.disposition), (Class::Holding, None), "{reading:#?}");
            assert_eq!(reading.until.unwrap().value, jiff::civil::date(2016, 10, 21));
        }
    }
}
