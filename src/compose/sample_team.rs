//! Invented letters to the team.

use jiff::civil::{Date, date};

use super::chart::{Share, days};
use super::letter::{Letter, Person};
use super::sample::person;
use super::team::{
    AboutTrust, Alert, Bounced, Digest, Folder, NewNominee, NotRead, Office, Over, Part, Picture, Question, Region,
    Stopped, Sum, Trouble, Unrelated, Waiting,
};

const LEEDS: &str = "LEEDS TEACHING HOSPITALS NHS TRUST";

/// The fullest first, then the barest.
pub(super) fn to_the_team() -> Vec<Letter> {
    let digest = |digest| Letter::Digest(Box::new(digest));
    vec![
        digest(digest_of_7_october()),
        digest(stopped_digest()),
        digest(quiet_digest()),
        Letter::Alert(alert()),
        Letter::Alert(Alert { not_read: None, stopped: Some(stopped()), ..alert() }),
        Letter::Alert(Alert { stopped: Some(stopped()), ..alert() }),
        Letter::Alert(Alert { not_read: None, stopped: Some(Stopped { command: None, ..stopped() }), ..alert() }),
        Letter::Alert(over()),
    ]
}

fn office() -> Office {
    Office {
        campaign_name: "Lead Healthcare Scientists 2016".to_owned(),
        short_name: "LHS".to_owned(),
        mailbox: "england.cso@nhs.net".to_owned(),
        as_of_words: "8am on Friday 7 October 2016".to_owned(),
    }
}

/// A digest as it would be four days before the deadline.
pub(super) fn digest_of_7_october() -> Digest {
    Digest {
        office: office(),
        wrong: Vec::new(),
        stopped: None,
        answered: Share { count: 143, of: 158 },
        deadline_words: "5pm on Tuesday 11 October 2016".to_owned(),
        left_words: "4 days left".to_owned(),
        since_words: Some("Thursday 6 October 2016".to_owned()),
        days: days(&counts(), 158, date(2016, 10, 11)),
        picture: Some(Picture {
            content_id: "chart.2016-10-07@nhs.net".to_owned(),
            shows: "143 of 158 trusts had answered by 7 October, 96 by 30 September, 41 by 21 September".to_owned(),
        }),
        regions: [
            ("London", 36, 37),
            ("Midlands and East", 42, 46),
            ("North of England", 45, 52),
            ("South of England", 20, 23),
        ]
        .into_iter()
        .map(|(name, count, of)| Region { name: name.to_owned(), answered: Share { count, of } })
        .collect(),
        nominees: nominees(),
        reviews: reviews(),
        queries: vec![question()],
        bounces: vec![Bounced {
            trust_name: Some("AIREDALE NHS FOUNDATION TRUST".to_owned()),
            ods_code: Some("RCF".to_owned()),
            address: "medical.director@anhst.nhs.uk".to_owned(),
            why: "there is no such address".to_owned(),
        }],
        unreachable: vec![AboutTrust {
            trust_name: "AIREDALE NHS FOUNDATION TRUST".to_owned(),
            ods_code: "RCF".to_owned(),
            region: Some("North of England".to_owned()),
            words: "its only contact bounced".to_owned(),
        }],
        troubles: troubles(),
        unrelated: vec![Unrelated {
            number: 391,
            trust_name: "BARTS HEALTH NHS TRUST".to_owned(),
            received_words: "Wednesday 5 October 2016".to_owned(),
        }],
        outstanding: outstanding(),
        trust_sum: trusts_by_state(),
        message_sum: messages_by_state(),
        folders: vec![
            Folder { name: "INBOX".to_owned(), read_words: Some("7:59am on Friday 7 October 2016".to_owned()) },
            Folder { name: "Junk Email".to_owned(), read_words: None },
        ],
        register_file: Some("LHS register 2016-10-07.xlsx".to_owned()),
    }
}

/// The same when the sums do not add up and sending is on hold, and the team's pages have an address.
pub(super) fn stopped_digest() -> Digest {
    let whole = digest_of_7_october();
    let reviews = whole.reviews.into_iter().map(|waiting| Waiting {
        link: Some(format!("https://intake.example.nhs.uk/messages/{}", waiting.number)),
        ..waiting
    });
    Digest {
        wrong: vec!["157 trusts by state, but 158 trusts in the register".to_owned()],
        stopped: Some(stopped()),
        reviews: reviews.collect(),
        ..digest_of_7_october()
    }
}

/// One with nothing in it, on the day when every trust has answered.
pub(super) fn quiet_digest() -> Digest {
    Digest {
        answered: Share { count: 158, of: 158 },
        since_words: None,
        days: Vec::new(),
        picture: None,
        regions: Vec::new(),
        nominees: Vec::new(),
        reviews: Vec::new(),
        queries: Vec::new(),
        bounces: Vec::new(),
        unreachable: Vec::new(),
        troubles: Vec::new(),
        unrelated: Vec::new(),
        outstanding: Vec::new(),
        trust_sum: sum(158, &[("answered", 158)]),
        register_file: None,
        ..digest_of_7_october()
    }
}

/// How many trusts had answered by the end of each day.
pub(super) fn counts() -> Vec<(Date, usize)> {
    let by_day = [0, 3, 9, 14, 14, 14, 22, 31, 41, 49, 55, 55, 56, 66, 75, 83, 90, 96, 97, 97, 108, 119, 128, 137, 143];
    date(2016, 9, 13).series(jiff::ToSpan::days(1)).zip(by_day).collect()
}

fn nominees() -> Vec<NewNominee> {
    let barely = Person { addressed: "Jane Smith".to_owned(), ..Person::default() };
    [(LEEDS, "RR8", person(2), "replaces Mr John Brown"), ("BARTS HEALTH NHS TRUST", "R1H", barely, "new")]
        .into_iter()
        .map(|(trust_name, ods_code, person, news)| NewNominee {
            trust_name: trust_name.to_owned(),
            ods_code: ods_code.to_owned(),
            person,
            news: news.to_owned(),
        })
        .collect()
}

fn reviews() -> Vec<Waiting> {
    let doubts = [
        (
            401,
            Some(LEEDS),
            "\"Dr Jane Smith or Mr Tom Ellwood will do it, most likely Jane.\"",
            "it names two people and does not say which one is the lead",
        ),
        (403, None, "\"Our lead is Priya Nair.\"", "it came from nhs.net and names no trust"),
        (
            404,
            Some("ROYAL CORNWALL HOSPITALS NHS TRUST"),
            "\"Please use Dr Alan Reed's details as in the attached scan.\"",
            "the attached file nomination.pdf could not be read",
        ),
    ];
    doubts
        .into_iter()
        .map(|(number, trust_name, says, unclear)| Waiting {
            number,
            trust_name: trust_name.map(str::to_owned),
            received_words: "Thursday 6 October 2016".to_owned(),
            says: says.to_owned(),
            unclear: unclear.to_owned(),
            command: format!("cso-intake review show {number}"),
            link: None,
        })
        .collect()
}

fn question() -> Question {
    Question {
            number: 398,
            trust_name: Some("YORKSHIRE AMBULANCE SERVICE NHS TRUST".to_owned()),
            received_words: "Thursday 6 October 2016".to_owned(),
            asked_by: "Sam Okafor, sam.okafor@yas.nhs.uk".to_owned(),
            text: "We have only two healthcare scientists, both in clinical engineering. Do you still want us to name a lead, \
                   or would a contact do?"
                .to_owned(),
        }
}

fn troubles() -> Vec<Trouble> {
    [
        ("2 messages could not be read and were set aside", "cso-intake review list --state set_aside"),
        ("1 mail may or may not have arrived", "cso-intake outbox list --state unknown"),
        ("1 mail was refused for good", "cso-intake outbox list --state gave_up"),
    ]
    .into_iter()
    .map(|(words, command)| Trouble { words: words.to_owned(), command: command.to_owned() })
    .collect()
}

fn outstanding() -> Vec<AboutTrust> {
    let north = Some("North of England");
    [
        ("AIREDALE NHS FOUNDATION TRUST", "RCF", north, "no contact that works"),
        ("CALDERDALE AND HUDDERSFIELD NHS FOUNDATION TRUST", "RWY", north, "reminder on Monday 10 October 2016"),
        (
            "MOORFIELDS EYE HOSPITAL NHS FOUNDATION TRUST",
            "RP6",
            None,
            "left in peace until Monday 10 October 2016, as it asked",
        ),
    ]
    .into_iter()
    .map(|(trust_name, ods_code, region, words)| AboutTrust {
        trust_name: trust_name.to_owned(),
        ods_code: ods_code.to_owned(),
        region: region.map(str::to_owned),
        words: words.to_owned(),
    })
    .collect()
}

fn trusts_by_state() -> Sum {
    sum(
        158,
        &[
            ("answered", 143),
            ("incomplete", 2),
            ("declined", 4),
            ("holding", 3),
            ("awaiting review", 3),
            ("outstanding", 3),
        ],
    )
}

fn messages_by_state() -> Sum {
    sum(
        412,
        &[
            ("answer", 171),
            ("query", 12),
            ("automatic", 61),
            ("bounce", 9),
            ("unrelated", 148),
            ("duplicate", 6),
            ("awaiting review", 3),
            ("set aside", 2),
        ],
    )
}

fn sum(total: usize, parts: &[(&str, usize)]) -> Sum {
    Sum { total, parts: parts.iter().map(|(name, count)| Part { name: (*name).to_owned(), count: *count }).collect() }
}

/// A hold of the sending queue.
pub(super) fn stopped() -> Stopped {
    Stopped {
        since_words: "7:40am on Friday 7 October 2016".to_owned(),
        why: "More than 120 mails were to go out within an hour.".to_owned(),
        waiting: 17,
        command: Some("cso-intake outbox resume 3".to_owned()),
    }
}

/// An alert for a mailbox that is not read.
pub(super) fn alert() -> Alert {
    Alert {
        office: Office { as_of_words: "9:10am on Friday 7 October 2016".to_owned(), ..office() },
        not_read: Some(NotRead {
            folder: "INBOX".to_owned(),
            since_words: Some("8:05am on Friday 7 October 2016".to_owned()),
            why: "The server refuses the login.".to_owned(),
        }),
        stopped: None,
        over: None,
        steps: vec![
            "See which step fails: cso-intake doctor".to_owned(),
            "If it is the login: put the new password where the configuration says, then restart the service"
                .to_owned(),
            "See that mail is read again: cso-intake status".to_owned(),
        ],
    }
}

/// The word that it is over.
pub(super) fn over() -> Alert {
    Alert {
        not_read: None,
        over: Some(Over {
            title: "the mailbox is read again".to_owned(),
            words: "The folder INBOX of england.cso@nhs.net is read again, after it had not been read from 8:05am to \
                    9:40am on Friday 7 October 2016."
                .to_owned(),
        }),
        steps: Vec::new(),
        ..alert()
    }
}
