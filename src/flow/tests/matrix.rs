//! What a trust says first, what it says later, and what must follow: mails as different people write them, through the reader, the
//! state machine and the register.

use super::*;
use crate::domain::nomination::Answer;
use crate::store::do_not_write::{self, Whom};
use crate::store::history;

/// Who writes.
const MD: &str = "Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>";
const PA: &str = "Gail Pinder <gail.pinder@leedsth.nhs.uk>";
const JANE: &str = "Jane Smith <jane.smith@leedsth.nhs.uk>";
const AT_HOME: &str = "Jane Smith <jane.smith1970@mail.example>";

/// A mail: who, on which day of September 2016 (32 is 2 October), and what.
type Says = (&'static str, u32, &'static str);

const NAMES_JANE: Says = (
    MD,
    20,
    "Dear CSO team,\n\nOur Lead Healthcare Scientist is Dr Jane Smith, Head of Audiology, jane.smith@leedsth.nhs.uk.\n\n\
     Marcus Tinsley\nMedical Director",
);
const SAME_AGAIN: Says = (
    PA,
    21,
    "Hello\n\nOn behalf of Dr Tinsley - the Lead Healthcare Scientist for Leeds Teaching Hospitals is Dr Jane Smith (Head of \
     Audiology), jane.smith@leedsth.nhs.uk.\n\nKind regards\nGail Pinder\nPA to the Medical Director",
);
const WITH_A_NUMBER: Says = (
    MD,
    21,
    "Further to my earlier mail, Dr Jane Smith (our Lead Healthcare Scientist) can be reached on 0113 496 0123, and her address is \
     jane.smith@leedsth.nhs.uk.\n\nMarcus Tinsley",
);
const OTHER_ADDRESS: Says =
    (PA, 21, "Our Lead Healthcare Scientist is Dr Jane Smith, j.smith14@leedsth.nhs.uk\n\nGail Pinder");
const NAMES_UNA: Says = (
    PA,
    21,
    "Dear team\n\nThe Lead Healthcare Scientist for the trust is Dr Una Brown, Consultant Clinical Scientist, \
     una.brown@leedsth.nhs.uk.\n\nGail Pinder\nPA to the Medical Director",
);
const UNA_FOR_JANE: Says = (
    MD,
    21,
    "Dear colleagues,\n\nPlease note a change. Dr Una Brown (una.brown@leedsth.nhs.uk) replaces Dr Jane Smith as our Lead \
     Healthcare Scientist. Please amend your records.\n\nMarcus Tinsley\nMedical Director",
);
const SAM_FOR_JANE: Says = (
    PA,
    22,
    "Please could you update your list: Mr Sam Hall, sam.hall@leedsth.nhs.uk, is replacing Dr Jane Smith as Lead Healthcare \
     Scientist at Leeds.\n\nThanks\nGail",
);
const DECLINES: Says = (
    MD,
    20,
    "Thank you for your letter. This trust does not employ any healthcare scientists, so we will not be nominating a Lead \
     Healthcare Scientist.\n\nMarcus Tinsley\nMedical Director",
);
const PA_DECLINES: Says = (
    PA,
    22,
    "Dear all\n\nWe have no healthcare scientists in this organisation and so have nobody to nominate.\n\nGail Pinder",
);
const THINKS_AGAIN: Says = (
    MD,
    23,
    "Following my earlier reply we have now appointed a Lead Healthcare Scientist after all: Dr Jane Smith, Head of Audiology, \
     jane.smith@leedsth.nhs.uk.\n\nMarcus Tinsley\nMedical Director",
);
const HOLDS: Says = (
    MD,
    20,
    "We are discussing this at our executive meeting and will let you have the name of our Lead Healthcare Scientist by 7 October \
     2016.\n\nMarcus Tinsley",
);
const HOLDS_LONGER: Says = (
    PA,
    22,
    "Apologies for the delay, we are still deciding who our Lead Healthcare Scientist should be. We will get back to you by 14 \
     October 2016.\n\nGail",
);
const ASKS: Says = (
    PA,
    21,
    "Could you tell me whether the Lead Healthcare Scientist has to be registered with the HCPC?\n\nThanks\nGail Pinder",
);

/// The same on another day.
fn on(says: Says, day: u32) -> Says {
    (says.0, day, says.2)
}

/// What must have come of the last mail.
enum Then {
    /// It is recorded, and confirmed in these words.
    Recorded(&'static str),
    /// It belongs to the history; nobody is written to.
    Past,
    /// A person sees this doubt.
    Asked(&'static str),
    /// The team answers it; the writer has a receipt.
    Question,
}

impl House {
    /// A mail comes in and is read.
    fn reads(&mut self, (from, day, text): Says) -> (MessageId, MessageState) {
        self.uid += 1;
        let (month, day) = if day > 30 { ("Oct", day - 30) } else { ("Sep", day) };
        let bytes = format!(
            "From: {from}\r\nTo: england.cso@nhs.net\r\nSubject: RE: Lead Healthcare Scientists (LHS)\r\n\
             Date: {day} {month} 2016 10:00:00 +0100\r\nMessage-ID: <{}@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
            self.uid,
            text.replace('\n', "\r\n")
        )
        .into_bytes();
        let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: self.uid.to_string() };
        let arrived = Arrived { spot, received: None, size: bytes.len() as u64, bytes, partial: false };
        let desk = &self.desk;
        let register = self.store.view::<_, StoreError>(|tx| trusts::register(tx, desk.id())).unwrap();
        let now = "2016-10-03T09:00:00Z".parse().unwrap();
        match ingest::ingest(&mut self.store, desk, &register, &arrived, now).unwrap() {
            Ingested::Entered(id, state) => (id, state),
            other => panic!("{other:?}"),
        }
    }

    fn in_force(&mut self) -> String {
        let desk = &self.desk;
        let held = self.store.view::<_, StoreError>(|tx| answers::current(tx, desk.id(), &code("RR8"))).unwrap();
        held.map_or_else(|| "nothing".to_owned(), |held| held.answer.words())
    }

    fn barred(&mut self, address: &str) -> bool {
        let (desk, address) = (&self.desk, EmailAddress::parse(address).unwrap());
        self.store.view::<_, StoreError>(|tx| do_not_write::holds(tx, desk.id(), Whom::Address(&address))).unwrap()
    }

    fn trust_barred(&mut self) -> bool {
        let desk = &self.desk;
        self.store.view::<_, StoreError>(|tx| do_not_write::holds(tx, desk.id(), Whom::Trust(&code("RR8")))).unwrap()
    }
}

/// Mails to trusts that answer a message, by letter and text.
fn answer_to(house: &mut House, id: MessageId) -> Option<(String, String)> {
    let mail = house.outbox().into_iter().find(|mail| mail.message == Some(id))?;
    Some((mail.letter, mail.mail.text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn follows(said: &[Says], in_force: &str, then: &Then) {
    let mut house = House::new(Mode::Live);
    let mut last = None;
    for says in said {
        last = Some(house.reads(*says));
    }
    let (id, state) = last.unwrap();
    let doubts = house.entry(id).reading.map(|(_, doubts)| doubts).unwrap_or_default();
    let case = format!("{} mails, the last: {}\n{doubts:?}", said.len(), said.last().unwrap().2);
    assert_eq!(house.in_force(), in_force, "{case}");
    let answer = answer_to(&mut house, id);
    match then {
        Then::Recorded(words) => {
            assert_eq!(state, MessageState::Answer, "{case}");
            let (_, text) = answer.expect(&case);
            assert!(text.contains(words), "{case}\n{text}");
        }
        Then::Past => assert_eq!((state, answer), (MessageState::Answer, None), "{case}"),
        Then::Asked(doubt) => {
            assert_eq!(state, MessageState::AwaitingReview, "{case}");
            assert!(doubts.iter().any(|own| own.0.contains(doubt)), "{case}");
            assert_eq!(answer.expect(&case).0, "receipt", "{case}");
        }
        Then::Question => {
            assert_eq!(state, MessageState::Query, "{case}");
            let (letter, text) = answer.expect(&case);
            assert!(letter == "receipt" && text.contains("will read it and answer you"), "{case}\n{text}");
            let (reading, _) = house.entry(id).reading.unwrap();
            assert!(reading.question.is_some(), "the team sees what is asked: {case}");
        }
    }
    let overview = overview::overview(&mut house.store, &house.desk).unwrap();
    assert_eq!(overview.disagreements, Vec::<String>::new(), "{case}");
}

#[test]
fn a_later_clear_answer_takes_the_place_of_the_earlier_one_and_the_mail_says_which() {
    use Then::Recorded;
    let jane = "Dr Jane Smith";
    for (said, in_force, words) in [
        (&[NAMES_JANE][..], jane, "Thank you for your email. We have recorded"),
        (&[NAMES_JANE, SAME_AGAIN], jane, "This brings up to date your trust's answer of Tuesday 20 September 2016."),
        (&[NAMES_JANE, WITH_A_NUMBER], jane, "0113 496 0123"),
        (&[NAMES_JANE, UNA_FOR_JANE], "Dr Una Brown", "This replaces Dr Jane Smith, whom we had recorded before"),
        (&[HOLDS, on(NAMES_JANE, 22)], jane, "of Tuesday 20 September 2016, which asked for more time."),
        (&[HOLDS, PA_DECLINES], "declined", "is not naming a Lead Healthcare Scientist."),
        (&[HOLDS, HOLDS_LONGER], "will answer by 2016-10-14", "which asked for more time."),
        (&[DECLINES, PA_DECLINES], "declined", "which named nobody."),
        (&[DECLINES, THINKS_AGAIN], jane, "of Tuesday 20 September 2016, which named nobody."),
        (&[DECLINES, on(HOLDS, 22)], "will answer by 2016-10-07", "by Friday 7 October 2016"),
        // After the day that was promised, an answer is as welcome as before.
        (&[HOLDS, on(NAMES_JANE, 32)], jane, "which asked for more time."),
    ] {
        follows(said, in_force, &Recorded(words));
    }
}

#[test]
fn a_conflicting_answer_goes_to_a_person_with_the_reason_and_changes_nothing() {
    use Then::Asked;
    for (said, in_force, doubt) in [
        (&[NAMES_JANE, NAMES_UNA][..], "Dr Jane Smith", "does not say clearly that Dr Una Brown takes over"),
        (&[NAMES_JANE, OTHER_ADDRESS], "Dr Jane Smith", "holds another e-mail address for Dr Jane Smith"),
        (&[NAMES_JANE, PA_DECLINES], "Dr Jane Smith", "holds a nominee for this trust, and now it declines"),
        (&[NAMES_JANE, HOLDS_LONGER], "Dr Jane Smith", "holds a nominee for this trust, and now it asks for time"),
        (&[DECLINES, NAMES_UNA], "declined", "has declined before, and now names somebody"),
        (&[DECLINES, HOLDS_LONGER], "declined", "has declined before, and now asks for time"),
        // Two corrections of the same name cross.
        (
            &[NAMES_JANE, UNA_FOR_JANE, SAM_FOR_JANE],
            "Dr Una Brown",
            "it replaces Jane Smith, but the register holds Dr Una Brown",
        ),
        // Read in another order than they were written.
        (&[on(NAMES_UNA, 25), NAMES_JANE], "Dr Una Brown", "older than the answer in the register"),
        (&[on(NAMES_JANE, 25), DECLINES], "Dr Jane Smith", "older than the answer in the register"),
        (&[on(DECLINES, 25), NAMES_JANE], "declined", "older than the answer in the register"),
        (&[on(NAMES_JANE, 25), WITH_A_NUMBER], "Dr Jane Smith", "older than the answer in the register"),
    ] {
        follows(said, in_force, &Asked(doubt));
    }
}

#[test]
fn older_mail_that_adds_nothing_is_history_and_nobody_is_bothered() {
    for (said, in_force) in [
        (&[on(NAMES_JANE, 25), HOLDS][..], "Dr Jane Smith"),
        (&[on(NAMES_JANE, 25), SAME_AGAIN], "Dr Jane Smith"),
        (&[on(DECLINES, 25), HOLDS], "declined"),
        (&[on(DECLINES, 25), PA_DECLINES], "declined"),
        (&[on(HOLDS_LONGER, 25), HOLDS], "will answer by 2016-10-14"),
    ] {
        follows(said, in_force, &Then::Past);
    }
}

#[test]
fn a_question_is_the_teams_whatever_was_answered() {
    follows(&[ASKS], "nothing", &Then::Question);
    follows(&[NAMES_JANE, ASKS], "Dr Jane Smith", &Then::Question);
    follows(&[DECLINES, ASKS], "declined", &Then::Question);
}

#[test]
fn the_history_of_all_that_was_said_stays() {
    let mut house = House::new(Mode::Live);
    for says in [HOLDS, NAMES_JANE, UNA_FOR_JANE] {
        house.reads(says);
    }
    let desk = &house.desk;
    let versions = house.store.view::<_, StoreError>(|tx| history::of_trust(tx, desk.id(), &code("RR8"))).unwrap();
    let said: Vec<(String, bool)> = versions
        .iter()
        .map(|version| (version.held.answer.words(), matches!(version.held.answer, Answer::Holding(_))))
        .collect();
    let words: Vec<&str> = said.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words, ["Dr Una Brown", "Dr Jane Smith", "will answer by 2016-10-07"]);
    assert_eq!(versions[0].replaces, Some(versions[1].held.id));
}

const HERS: &str = "jane.smith@leedsth.nhs.uk";
const AT_HOMES: &str = "jane.smith1970@mail.example";
const HIS: &str = "marcus.tinsley@leedsth.nhs.uk";

/// After Jane was recorded, this person writes this: is her answer still in force, and who is not written to any more?
const WITHDRAWALS: &[(&str, &str, bool, &[&str])] = &[
    (JANE, "Hello, please remove me from your list of Lead Healthcare Scientists.\n\nJane Smith", false, &[HERS]),
    (JANE, "Hi\n\nI am no longer the Lead Healthcare Scientist for Leeds.\n\nJane", false, &[HERS]),
    (
        JANE,
        "Dear CSO team\n\nPlease take my name off the list of lead healthcare scientists. I never agreed to this.\n\nDr Jane Smith",
        false,
        &[HERS],
    ),
    (JANE, "Please do not contact me again.\n\nJane Smith", false, &[HERS]),
    (
        AT_HOME,
        "Please remove me, Jane Smith, as the Lead Healthcare Scientist for Leeds Teaching Hospitals. I have retired.\n\nJane Smith",
        false,
        &[HERS, AT_HOMES],
    ),
    (AT_HOME, "Please remove me as Lead Healthcare Scientist, I have retired.\n\nJane Smith", false, &[HERS, AT_HOMES]),
    (
        MD,
        "Dr Jane Smith has left the trust and is no longer our Lead Healthcare Scientist. We will let you know her successor in \
             due course.\n\nMarcus Tinsley",
        false,
        &[HERS],
    ),
    (MD, "Please withdraw our nomination of Dr Jane Smith.\n\nMarcus Tinsley", false, &[HERS]),
    // Who asks for themselves takes nobody else out.
    (MD, "Please stop emailing me about this. I do not want any more reminders.\n\nMarcus Tinsley", true, &[HIS]),
    (MD, "I retired from Leeds in July. Please remove me from your mailing list.\n\nMarcus Tinsley", true, &[HIS]),
];

#[test]
fn a_withdrawal_takes_effect_before_anybody_reviews_it() {
    for &(from, text, still_held, barred) in WITHDRAWALS {
        let mut house = House::new(Mode::Live);
        house.reads(NAMES_JANE);
        let (id, state) = house.reads((from, 22, text));
        assert_eq!(state, MessageState::AwaitingReview, "{text}");
        assert_eq!(house.in_force() != "nothing", still_held, "{text}");
        for address in [HERS, HIS, AT_HOMES] {
            assert_eq!(house.barred(address), barred.contains(&address), "{address}: {text}");
        }
        for mail in house.outbox() {
            let to = mail.mail.to.address.as_str();
            let goes = mail.state == OutboxState::Queued;
            assert!(!goes || !barred.contains(&to), "a mail to {to} goes out: {text}");
            assert!(!goes || still_held || mail.letter == "receipt", "what was withdrawn is confirmed: {text}");
        }
        if !still_held {
            let again = house.reads(on(SAME_AGAIN, 24));
            assert_eq!(again.1, MessageState::AwaitingReview, "she comes back only through a person: {text}");
        }
        let undone = crate::flow::review::reject(
            &mut house.store,
            &house.desk,
            id,
            crate::flow::review::Instead::Query,
            crate::flow::review::Withdrawn::Reinstated,
            "pat",
            now(),
        )
        .unwrap();
        assert_eq!(undone.reinstated.is_some(), !still_held, "{text}");
        assert_eq!(house.in_force(), "Dr Jane Smith", "{text}");
        assert!(![HERS, HIS, AT_HOMES].iter().any(|address| house.barred(address)), "{text}");
    }
}

#[test]
fn a_trust_that_asks_not_to_be_written_to_is_not_and_its_answer_counts_all_the_same() {
    let mut house = House::new(Mode::Live);
    let text =
        "Please do not contact this trust again about Lead Healthcare Scientists.\n\nMarcus Tinsley\nMedical Director";
    let (_, state) = house.reads((MD, 22, text));
    assert_eq!(state, MessageState::AwaitingReview);
    assert!(house.trust_barred());
    let outbox = house.outbox();
    assert_eq!((outbox.len(), outbox[0].state), (1, OutboxState::Held), "not even the receipt goes out by itself");

    let mut house = House::new(Mode::Live);
    let text = "We do not employ any healthcare scientists and will not be nominating a Lead Healthcare Scientist. Please send us no \
                further reminders.\n\nMarcus Tinsley\nMedical Director";
    let (_, state) = house.reads((MD, 22, text));
    assert_eq!((state, house.in_force().as_str()), (MessageState::Answer, "declined"));
    assert!(house.trust_barred());
}

#[test]
fn mail_that_was_queued_before_its_reader_asked_not_to_be_written_to_waits_for_a_person() {
    let mut house = House::new(Mode::Live);
    house.reads(on(NAMES_JANE, 32));
    let confirmation = house.outbox().remove(0);
    assert_eq!(confirmation.state, OutboxState::Queued);
    house.reads((MD, 32, "Please do not contact me again.\n\nMarcus Tinsley"));
    let desk = &house.desk;
    let outdated = house
        .store
        .view::<_, StoreError>(|tx| outbox::outdated(tx, desk, &mails::item(tx, desk.id(), confirmation.id)?))
        .unwrap();
    assert!(
        matches!(outdated, Some(outbox::Outdated::Ask(why)) if why.contains("not to be written to")),
        "{outdated:?}"
    );
}
