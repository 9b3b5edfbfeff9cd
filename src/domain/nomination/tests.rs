use super::*;
use crate::domain::{Found, OdsCode, Place};

fn found<T>(value: T) -> Found<T> {
    Found::new(value, Place::header("test"), "test")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn nominee(name: &str, email: Option<&str>) -> Nominee {
    Nominee {
        name: found(name.to_owned()),
        title: None,
        job_title: None,
        email: email.map(|email| found(EmailAddress::parse(email).unwrap())),
        phones: Vec::new(),
        role: Role::Lead,
    }
}

fn reading(class: Class, nominees: Vec<Nominee>) -> Reading {
    let disposition = match class {
        Class::Nomination | Class::Correction => Some(Disposition::Accept),
        _ => None,
    };
    Reading { trust: Some(found(OdsCode::parse("RR8").unwrap())), nominees, disposition, ..Reading::of(class) }
}

fn held(answer: Answer) -> Held {
    Held { id: AnswerId(1), answer, said: at(1000) }
}

fn held_jane() -> Held {
    held(Answer::Named(vec![Person::from(&nominee("Jane Smith", Some("jane.smith@leedsth.nhs.uk")))]))
}

#[test]
fn the_first_clear_answer_is_recorded() {
    let said = reading(Class::Nomination, vec![nominee("Jane Smith", None)]);
    assert!(matches!(step(None, &said, at(1), Writer::Another), Step::Record(Answer::Named(_))));
}

#[test]
fn an_answer_without_a_trust_goes_to_a_person() {
    for class in [Class::Nomination, Class::Decline, Class::Holding] {
        let said = Reading { trust: None, ..reading(class, vec![nominee("Jane Smith", None)]) };
        assert!(matches!(step(None, &said, at(1), Writer::Another), Step::Review { .. }), "{class}");
    }
}

#[test]
fn somebody_else_is_not_recorded_over_the_nominee_unless_it_is_a_clear_correction() {
    let other = vec![nominee("Ann Jones", Some("ann.jones@leedsth.nhs.uk"))];
    let said = reading(Class::Nomination, other.clone());
    assert!(matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Review { .. }));
    let said = Reading { change: Some(Change::Replace(Some("Dr Smith".into()))), ..reading(Class::Correction, other) };
    assert!(matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Record(_)));
}

#[test]
fn a_correction_of_somebody_whom_we_do_not_hold_goes_to_a_person() {
    let said = Reading {
        change: Some(Change::Replace(Some("Bob Brown".into()))),
        ..reading(Class::Correction, vec![nominee("Ann Jones", Some("ann.jones@leedsth.nhs.uk"))])
    };
    assert!(matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Review { .. }));
}

#[test]
fn an_older_mail_found_late_never_replaces_a_newer_answer() {
    let said = Reading {
        change: Some(Change::Replace(None)),
        ..reading(Class::Correction, vec![nominee("Ann Jones", Some("ann.jones@leedsth.nhs.uk"))])
    };
    assert!(matches!(step(Some(&held_jane()), &said, at(999), Writer::Another), Step::Review { .. }));
}

#[test]
fn the_same_person_again_keeps_what_the_new_mail_leaves_open() {
    let said = Reading {
        disposition: Some(Disposition::Incomplete),
        ..reading(Class::Nomination, vec![nominee("JANE SMITH", None)])
    };
    let Step::Record(answer) = step(Some(&held_jane()), &said, at(2000), Writer::Another) else {
        panic!("not recorded")
    };
    assert_eq!(answer.lead().unwrap().email.as_ref().unwrap().as_str(), "jane.smith@leedsth.nhs.uk");
}

#[test]
fn another_address_for_the_same_person_is_asked_about_unless_it_is_a_correction() {
    let moved = vec![nominee("Jane Smith", Some("jane.smith@nhs.net"))];
    assert!(matches!(
        step(Some(&held_jane()), &reading(Class::Nomination, moved.clone()), at(2000), Writer::Another),
        Step::Review { .. }
    ));
    assert!(matches!(
        step(Some(&held_jane()), &reading(Class::Correction, moved), at(2000), Writer::Another),
        Step::Record(_)
    ));
}

#[test]
fn a_withdrawal_takes_effect_before_anyone_looks() {
    let said = Reading {
        change: Some(Change::Withdraw(Some("Jane Smith".into()))),
        disposition: Some(Disposition::Review),
        doubts: vec![Doubt::new("nobody takes their place")],
        ..reading(Class::Correction, vec![])
    };
    assert!(matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Review { withdraw: true, .. }));
    let somebody_else = Reading { change: Some(Change::Withdraw(Some("Bob Brown".into()))), ..said };
    assert!(matches!(
        step(Some(&held_jane()), &somebody_else, at(2000), Writer::Another),
        Step::Review { withdraw: false, .. }
    ));
}

#[test]
fn a_decline_after_a_nomination_goes_to_a_person_and_changes_nothing() {
    let said = reading(Class::Decline, vec![]);
    assert!(matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Review { withdraw: false, .. }));
}

#[test]
fn machines_and_other_programmes_never_change_an_answer() {
    for class in [Class::AutoReply, Class::Bounce, Class::Unrelated, Class::Query] {
        assert_eq!(
            step(Some(&held_jane()), &reading(class, vec![nominee("X Y", None)]), at(2000), Writer::Another),
            Step::Nothing
        );
    }
}

#[test]
fn a_holding_answer_gives_way_to_any_clear_one() {
    let waiting = held(Answer::Holding(None));
    for class in [Class::Nomination, Class::Decline, Class::Holding] {
        let said = reading(class, vec![nominee("Jane Smith", None)]);
        assert!(matches!(step(Some(&waiting), &said, at(2000), Writer::Another), Step::Record(_)), "{class}");
    }
}

#[test]
fn somebody_else_of_the_same_surname_is_not_meant() {
    for name in ["Bob Smith", "Dr Bob Smith", "B Smith"] {
        let said = Reading {
            change: Some(Change::Replace(Some(name.into()))),
            ..reading(Class::Correction, vec![nominee("Ann Jones", Some("ann.jones@leedsth.nhs.uk"))])
        };
        assert!(
            matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Review { .. }),
            "{name} is not Jane Smith"
        );
    }
    for name in ["Smith", "Dr Smith", "J Smith", "Prof J. Smith", "Jane Mary Smith"] {
        let said = Reading {
            change: Some(Change::Replace(Some(name.into()))),
            ..reading(Class::Correction, vec![nominee("Ann Jones", Some("ann.jones@leedsth.nhs.uk"))])
        };
        assert!(
            matches!(step(Some(&held_jane()), &said, at(2000), Writer::Another), Step::Record(_)),
            "{name} is Jane Smith"
        );
    }
}

#[test]
fn an_older_mail_found_late_never_replaces_a_newer_answer_of_any_kind() {
    for newer in [Answer::Holding(None), Answer::Declined] {
        for class in [Class::Nomination, Class::Decline, Class::Holding] {
            let said = reading(class, vec![nominee("Jane Smith", None)]);
            let step = step(Some(&held(newer.clone())), &said, at(999), Writer::Another);
            assert!(matches!(step, Step::Review { .. } | Step::Past(_)), "{class}");
        }
    }
}
