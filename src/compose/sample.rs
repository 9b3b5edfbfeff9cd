//! Invented letters with which templates are tried out: between them they have every field, and every branch runs.

use super::letter::{
    Declined, Detail, Earlier, Frame, HoldingNoted, Incomplete, Letter, Person, Receipt, Recorded, Replaced,
};
use super::sample_asking::asking;
use super::sample_team::{counts, to_the_team};

/// An invented letter of this name, to be looked at.
#[must_use]
pub fn sample(name: &str) -> Option<Letter> {
    samples().into_iter().find(|letter| letter.name() == name)
}

/// The picture of the digest's sample.
#[must_use]
pub fn sample_picture() -> Vec<u8> {
    super::picture::picture(&counts(), 158, jiff::civil::date(2016, 10, 11))
}

/// Several samples of every letter: the fullest first, then the barest.
pub(super) fn samples() -> Vec<Letter> {
    [acknowledging(), asking(), to_the_team()].concat()
}

/// Those that answer a mail.
fn acknowledging() -> Vec<Letter> {
    let bare = || Frame { deadline_words: None, greeting_name: None, tag: None, ..frame() };
    let barely_recorded = || Recorded {
        frame: bare(),
        nominee: Person { addressed: "Jane Smith".to_owned(), ..Person::default() },
        deputies: Vec::new(),
        replaced: None,
        question_pending: false,
        ..recorded()
    };
    vec![
        Letter::Recorded(recorded()),
        Letter::Recorded(Recorded { nominee: person(1), deputies: vec![person(0)], ..recorded() }),
        Letter::Recorded(Recorded { replaced: Some(replaced(Earlier::Same)), ..recorded() }),
        Letter::Recorded(Recorded { replaced: Some(replaced(Earlier::Declined)), ..recorded() }),
        Letter::Recorded(Recorded { replaced: Some(replaced(Earlier::Holding)), ..recorded() }),
        Letter::Recorded(Recorded { told_words: told(), ..barely_recorded() }),
        Letter::Recorded(barely_recorded()),
        Letter::Incomplete(incomplete()),
        Letter::Incomplete(Incomplete { recorded: barely_recorded(), missing: vec![Detail::Email] }),
        Letter::Receipt(receipt()),
        Letter::Receipt(Receipt { question_pending: true, ..receipt() }),
        Letter::Receipt(Receipt {
            frame: bare(),
            trust_name: None,
            received_words: None,
            question_pending: false,
            told_words: None,
        }),
        Letter::Declined(declined()),
        Letter::Declined(Declined { frame: bare(), replaced: None, question_pending: false, ..declined() }),
        Letter::Holding(holding()),
        Letter::Holding(HoldingNoted { until_words: None, ..holding() }),
        Letter::Holding(HoldingNoted { replaced: Some(replaced(Earlier::Holding)), told_words: told(), ..holding() }),
        Letter::Holding(HoldingNoted { frame: bare(), until_words: None, question_pending: false, ..holding() }),
    ]
}

/// What every letter carries, with everything in it.
pub(super) fn frame() -> Frame {
    Frame {
        campaign_name: "Lead Healthcare Scientists 2016".to_owned(),
        tag: Some("[LHS16-RR8]".to_owned()),
        mailbox: "england.cso@nhs.net".to_owned(),
        deadline_words: Some("5pm on Tuesday 11 October 2016".to_owned()),
        greeting_name: Some("Dr Smith".to_owned()),
    }
}

/// A person with this many telephone numbers.
pub(super) fn person(phones: usize) -> Person {
    let numbers = ["0113 496 0123 ext 451", "07700 900123"];
    Person {
        addressed: "Dr Jane Smith".to_owned(),
        job_title: Some("Head of Audiology".to_owned()),
        email: Some("jane.smith@leedsth.nhs.uk".to_owned()),
        phones: numbers.iter().take(phones).map(|number| (*number).to_owned()).collect(),
    }
}

/// An earlier answer of 14 September.
pub(super) fn replaced(earlier: Earlier) -> Replaced {
    Replaced { said_words: "Wednesday 14 September 2016".to_owned(), earlier }
}

/// An answer that did not come by email.
fn told() -> Option<String> {
    Some("by telephone on Tuesday 4 October 2016".to_owned())
}

/// A `recorded` with everything in it.
pub(super) fn recorded() -> Recorded {
    let deputy = Person {
        addressed: "Mr Tom Ellwood".to_owned(),
        job_title: Some("Principal Clinical Scientist".to_owned()),
        email: Some("tom.ellwood@leedsth.nhs.uk".to_owned()),
        phones: vec!["0113 496 0177".to_owned()],
    };
    Recorded {
        frame: frame(),
        trust_name: "LEEDS TEACHING HOSPITALS NHS TRUST".to_owned(),
        ods_code: "RR8".to_owned(),
        nominee: person(2),
        deputies: vec![deputy, Person { addressed: "Ruth Askew".to_owned(), ..Person::default() }],
        replaced: Some(replaced(Earlier::Named("Mr John Brown".to_owned()))),
        question_pending: true,
        told_words: None,
    }
}

/// An `incomplete` with everything in it but the e-mail address and a number.
pub(super) fn incomplete() -> Incomplete {
    let nominee = Person { email: None, ..person(0) };
    Incomplete { recorded: Recorded { nominee, ..recorded() }, missing: vec![Detail::Email, Detail::Telephone] }
}

/// A `receipt` for an answer.
pub(super) fn receipt() -> Receipt {
    Receipt {
        frame: frame(),
        trust_name: Some("LEEDS TEACHING HOSPITALS NHS TRUST".to_owned()),
        received_words: Some("Wednesday 14 September 2016".to_owned()),
        question_pending: false,
        told_words: None,
    }
}

/// A `declined` with everything in it.
pub(super) fn declined() -> Declined {
    Declined {
        frame: Frame { tag: Some("[LHS16-RX8]".to_owned()), ..frame() },
        trust_name: "YORKSHIRE AMBULANCE SERVICE NHS TRUST".to_owned(),
        ods_code: "RX8".to_owned(),
        question_pending: true,
        replaced: Some(replaced(Earlier::Holding)),
        told_words: None,
    }
}

/// A `holding` with everything in it.
pub(super) fn holding() -> HoldingNoted {
    HoldingNoted {
        frame: frame(),
        trust_name: "LEEDS TEACHING HOSPITALS NHS TRUST".to_owned(),
        ods_code: "RR8".to_owned(),
        until_words: Some("Friday 14 October 2016".to_owned()),
        question_pending: true,
        replaced: None,
        told_words: None,
    }
}
