//! The digest of 7 October 2016, four days before the deadline.

use jiff::{Timestamp, Zoned};

use super::office::*;
use crate::campaign::digest::{Digest, DigestFacts, Left, News, NomineeEntry, ReviewItem, TrustEntry, digest};
use crate::campaign::plan::{TrustPlan, plan};
use crate::domain::calendar::{BankHolidays, WorkingDays};
use crate::domain::ledger::{MessageState, TrustState};
use crate::domain::nomination::Answer;
use crate::domain::{MessageId, SubjectTag};

fn trust(number: usize, region: Option<&str>, state: TrustState, answered_on: Option<&str>) -> TrustEntry {
    TrustEntry {
        ods_code: code(&format!("R{number:03}")),
        name: format!("Trust {number}"),
        region: region.map(str::to_owned),
        state,
        answered_on: answered_on.map(day),
    }
}

/// 158 trusts: 143 answered, one declined, the rest open.
fn trusts() -> Vec<TrustEntry> {
    let mut trusts: Vec<TrustEntry> = (0..143)
        .map(|number| {
            let region = if number < 100 { Some("North") } else { Some("London") };
            let on = if number < 140 { "2016-09-20" } else { "2016-10-06" };
            trust(number, region, TrustState::Answered, Some(on))
        })
        .collect();
    trusts.push(trust(143, Some("London"), TrustState::Declined, None));
    trusts.extend((144..157).map(|number| trust(number, Some("South"), TrustState::Outstanding, None)));
    trusts.push(trust(157, None, TrustState::AwaitingReview, None));
    trusts
}

/// Everything a digest is made of, to be changed by each test.
struct Desk {
    tag: SubjectTag,
    deadline: Zoned,
    now: Zoned,
    days: WorkingDays,
    since: Option<Timestamp>,
    trusts: Vec<TrustEntry>,
    counted: u64,
    messages: Vec<(MessageState, u64)>,
    seen: u64,
    disagreements: Vec<String>,
    nominees: Vec<NomineeEntry>,
    plans: Vec<TrustPlan>,
    news: News,
}

impl Desk {
    fn new() -> Self {
        Self {
            tag: SubjectTag("LHS16".into()),
            deadline: at("2016-10-11T17:00"),
            now: at("2016-10-07T08:30"),
            days: WorkingDays::new(BankHolidays::built_in()),
            since: Some(at("2016-10-06T08:30").timestamp()),
            trusts: trusts(),
            counted: 158,
            messages: vec![(MessageState::Answer, 150), (MessageState::AwaitingReview, 3), (MessageState::Bounce, 2)],
            seen: 155,
            disagreements: vec![],
            nominees: vec![],
            plans: vec![],
            news: News::default(),
        }
    }

    fn digest(self) -> Digest {
        digest(DigestFacts {
            tag: &self.tag,
            letter_date: day("2016-09-13"),
            deadline: &self.deadline,
            now: &self.now,
            days: &self.days,
            since: self.since,
            trusts: &self.trusts,
            trusts_counted: self.counted,
            messages: &self.messages,
            messages_seen: self.seen,
            disagreements: &self.disagreements,
            nominees: &self.nominees,
            plans: &self.plans,
            news: self.news,
        })
    }
}

#[test]
fn the_subject_carries_the_news() {
    assert_eq!(Desk::new().digest().subject, "LHS: 143 of 158 trusts answered, 3 to review, 4 days left");
    let subject = |now: &str| Desk { now: at(now), ..Desk::new() }.digest().subject;
    assert!(subject("2016-10-10T23:59").ends_with("1 day left"));
    assert!(subject("2016-10-11T16:59").ends_with("due today"));
    assert!(subject("2016-10-11T17:00").ends_with("the deadline has passed"));
    assert!(subject("2016-10-12T00:01").ends_with("1 day after the deadline"));
    assert!(subject("2016-11-01T08:30").ends_with("21 days after the deadline"), "over the change of clocks");
    assert_eq!(Left::Days(12).words(), "12 days left");
    let year_alone = Desk { tag: SubjectTag("2016".into()), ..Desk::new() };
    assert!(year_alone.digest().subject.starts_with("2016: "));
}

#[test]
fn a_sum_that_does_not_add_up_heads_the_subject_and_shows_its_parts() {
    let sound = Desk::new().digest();
    assert!(sound.errors.is_empty() && sound.trust_sum.adds_up() && sound.message_sum.adds_up());
    assert_eq!(sound.trust_sum.words(), "158 trusts = 143 answered + 1 declined + 1 awaiting review + 13 outstanding");
    let lost = Desk { seen: 156, ..Desk::new() }.digest();
    assert_eq!(lost.subject, "ERROR LHS: 143 of 158 trusts answered, 3 to review, 4 days left");
    assert_eq!(lost.errors, ["156 messages is NOT 150 answer + 2 bounce + 3 awaiting review"]);
    let twice = Desk { counted: 157, ..Desk::new() }.digest();
    assert!(twice.errors[0].starts_with("157 trusts is NOT 143 answered"));
    let books = Desk { disagreements: vec!["1 answer too many".into()], ..Desk::new() }.digest();
    assert_eq!(books.errors, ["1 answer too many"]);
    assert!(books.subject.starts_with("ERROR ") && !books.is_empty());
}

#[test]
fn every_trust_is_in_one_region_and_those_without_come_last() {
    let digest = Desk::new().digest();
    let regions: Vec<_> = digest
        .regions
        .iter()
        .map(|region| (region.name.as_deref(), region.answered.count, region.answered.of, region.answered.percent()))
        .collect();
    assert_eq!(
        regions,
        [(Some("London"), 43, 44, 97), (Some("North"), 100, 100, 100), (Some("South"), 0, 13, 0), (None, 0, 1, 0)]
    );
    let all: usize = digest.regions.iter().flat_map(|region| &region.states).map(|(_, count)| count).sum();
    assert_eq!(all, 158);
    assert_eq!((digest.answered.percent(), digest.outstanding.len()), (90, 14));
}

#[test]
fn the_chart_has_a_bar_for_each_working_day_up_to_today() {
    let digest = Desk::new().digest();
    assert_eq!(digest.progress.len(), 19, "13 September to 7 October");
    let bar = |at: usize| (digest.progress[at].day, digest.progress[at].answered, digest.progress[at].days_left);
    assert_eq!(bar(0), (day("2016-09-13"), 0, 20));
    assert_eq!(bar(5), (day("2016-09-20"), 140, 15));
    assert_eq!(bar(18), (day("2016-10-07"), 143, 2));
    assert!(digest.progress.is_sorted_by_key(|bar| bar.answered), "it never falls");
    assert_eq!((digest.pace.last_five_days, digest.pace.missing, digest.pace.days_left), (3, 14, 2));
    let long = Desk { now: at("2017-01-04T08:30"), ..Desk::new() }.digest();
    assert!(long.progress.len() <= 18, "{}", long.progress.len());
    assert_eq!(long.progress.last().unwrap().day, day("2017-01-04"));
    assert!(long.progress.iter().any(|bar| bar.day == day("2016-12-23")), "Friday");
    let early = Desk { now: at("2016-09-12T08:30"), ..Desk::new() }.digest();
    assert!(early.progress.is_empty());
}

#[test]
fn only_nominees_recorded_since_the_last_digest_are_new() {
    let Answer::Named(people) = named(Some("jane.smith@leedsth.nhs.uk")) else { panic!() };
    let nominee = |number: usize, recorded: &str| NomineeEntry {
        trust: code(&format!("R{number:03}")),
        trust_name: format!("Trust {number}"),
        lead: people[0].clone(),
        replaced: None,
        recorded: at(recorded).timestamp(),
    };
    let nominees = vec![nominee(3, "2016-10-06T15:00"), nominee(1, "2016-10-06T08:30"), nominee(2, "2016-10-06T09:00")];
    let new: Vec<_> = Desk { nominees: nominees.clone(), ..Desk::new() }.digest().nominees;
    assert_eq!(new.iter().map(|one| one.trust.as_str()).collect::<Vec<_>>(), ["R002", "R003"]);
    assert_eq!(Desk { nominees, since: None, ..Desk::new() }.digest().nominees.len(), 3, "the first digest tells all");
}

#[test]
fn it_is_empty_only_if_there_is_nothing_to_tell() {
    let quiet = || Desk { since: Some(at("2016-10-07T08:00").timestamp()), ..Desk::new() };
    assert!(quiet().digest().is_empty());
    assert!(!Desk::new().digest().is_empty(), "three answered on the 6th");
    let review = ReviewItem {
        message: MessageId(17),
        trust: Some(code("RR8")),
        candidates: vec![],
        at: at("2016-10-06T10:00").timestamp(),
        says: "Dr Jane Smith or Dr John Brown".into(),
        unclear: vec!["two people are named and neither is marked as the lead".into()],
        link: None,
    };
    assert_eq!(review.command(), "cso-intake review show 17");
    assert!(!Desk { news: News { reviews: vec![review], ..News::default() }, ..quiet() }.digest().is_empty());
}

#[test]
fn outstanding_trusts_carry_what_comes_next_and_unreachable_ones_are_listed() {
    let office = Office::new();
    let mut records = [leeds(), leeds()];
    records[0].ods_code = code("R144");
    records[1].ods_code = code("R145");
    records[1].contacts.clear();
    let desk = Desk { plans: plan(&office.facts(), &records, &at("2016-10-07T08:30")), ..Desk::new() };
    let digest = desk.digest();
    let next = |text: &str| digest.outstanding.iter().find(|one| one.ods_code == code(text)).unwrap().next.clone();
    assert_eq!(
        next("R144").as_deref(),
        Some("round 2 at 9am on Monday 10 October 2016 to the Medical Director; nothing has been heard")
    );
    assert_eq!(next("R146"), None);
    assert_eq!(digest.unreachable.iter().map(|one| one.ods_code.as_str()).collect::<Vec<_>>(), ["R145"]);
}

proptest::proptest! {
    #[test]
    fn however_the_trusts_stand_every_one_is_counted_once(
        states in proptest::collection::vec((0usize..6, proptest::option::of("[A-C]|  "), 0i64..40), 0..200)
    ) {
        let trusts: Vec<TrustEntry> = states
            .iter()
            .enumerate()
            .map(|(number, (state, region, days))| TrustEntry {
                answered_on: Some(day("2016-09-13") + jiff::Span::new().days(*days)),
                ..trust(number, region.as_deref(), TrustState::ALL[*state], None)
            })
            .collect();
        let counted = u64::try_from(trusts.len()).unwrap();
        let digest = Desk { trusts, counted, ..Desk::new() }.digest();
        proptest::prop_assert!(digest.errors.is_empty(), "{:?}", digest.errors);
        let of = |state| digest.trust_sum.parts.iter().find(|(name, _)| *name == TrustState::words(state)).unwrap().1;
        let silent = u64::try_from(digest.outstanding.len()).unwrap();
        proptest::prop_assert_eq!(silent + of(TrustState::Answered) + of(TrustState::Declined), counted);
        let regions: usize = digest.regions.iter().map(|region| region.answered.of).sum();
        proptest::prop_assert_eq!(u64::try_from(regions).unwrap(), counted);
        proptest::prop_assert!(digest.regions.iter().filter(|region| region.name.is_none()).count() <= 1);
        proptest::prop_assert!(digest.progress.is_sorted_by_key(|bar| bar.answered));
        proptest::prop_assert!(digest.answered.percent() < 100 || digest.answered.count == digest.answered.of);
    }
}
