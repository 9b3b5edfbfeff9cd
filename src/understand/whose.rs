//! Whose the numbers and addresses are: sentences, tables and signatures, and what must come of them.

use super::own_words::{mail, reply};
use crate::domain::Reading;

const SIGNATURE: &str = "\n\nPat Ainsworth\nMedical Director\n0113 496 0100\n";

/// `Jane 0111 0222; John 0333`, in national numbers without their blanks.
fn told(reading: &Reading) -> String {
    let people = reading.nominees.iter().map(|nominee| {
        let numbers = nominee.phones.iter().map(|phone| phone.value.as_str().replace("+44", "0"));
        let given = nominee.name.value.split(' ').next().unwrap_or("").to_owned();
        std::iter::once(given).chain(numbers).collect::<Vec<_>>().join(" ")
    });
    people.collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)], read: impl Fn(&str) -> Reading) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let told = told(&read(text));
            (told != *expected).then(|| format!("{text}\n    {told}\n    {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn numbers_beside_one_nominee_are_hers_or_nobodys() {
    let front = "Our Lead Healthcare Scientist is Dr Jane Frost, Head of Pathology, jane.frost@leedsth.nhs.uk";
    let cases = [
        (". You can ring her on 01632 960 111 or, out of hours, 07700 900 111.", "Jane 01632960111 07700900111"),
        (". Her mobile is 07700 900 111. My own number is 01632 960 900.", "Jane 07700900111"),
        (". Her secretary is Ann Dole, 01632 960 112, and her own line is 01632 960 111.", "Jane 01632960111"),
        ("; PA 01632 960 112; mobile 07700 900 111.", "Jane 07700900111"),
        (". Switchboard 01632 960 000; direct 01632 960 111.", "Jane 01632960111"),
        (", ext 4471 via switchboard (01632 960 000).", "Jane 01632960000;ext=4471"),
        (". She shares my office, so the same number as mine.", "Jane 01134960100"),
        (". Please contact her through me on 01632 960 900.", "Jane"),
        (". Queries about this to me on 01632 960 900 please.", "Jane"),
        (". Tel 01632 960 111 or 01632 960 112 (secretary, Ann).", "Jane 01632960111"),
        (", bleep 4471 via switchboard 01632 960 000, office 01632 960 111.", "Jane 01632960111"),
        (".\nPA: Ann Dole, 01632 960 112\nDirect line: 01632 960 111", "Jane 01632960111"),
        (". The department has set up a line for her, 01632 960 111.", "Jane 01632960111"),
    ];
    check(&cases, |text| reply(&format!("{front}{text}{SIGNATURE}")));
}

#[test]
fn two_people_have_a_number_each() {
    let front = "Our Lead Healthcare Scientist is Jane Frost, with Gary Moore as deputy. E-mails: jane.frost@leedsth.nhs.uk, gary.moore@leedsth.nhs.uk. ";
    let cases = [
        ("Phones: 01632 960 111 (Jane), 01632 960 222 (Gary).", "Jane 01632960111; Gary 01632960222"),
        ("Their direct lines are 01632 960 111 and 01632 960 222 respectively.", "Jane 01632960111; Gary 01632960222"),
        ("The former is on 01632 960 111, the latter on 01632 960 222.", "Jane 01632960111; Gary 01632960222"),
        ("Both are on 01632 960 333.", "Jane 01632960333; Gary 01632960333"),
    ];
    check(&cases, |text| reply(&format!("{front}{text}{SIGNATURE}")));
}

#[test]
fn a_table_with_a_column_a_person_gives_each_their_own() {
    let each = "Jane 01632960111 07700900111; Gary 01632960222";
    let cases = [
        (
            "\tLead\tDeputy\tPA to the Lead\nName\tJane Frost\tGary Moore\tAnn Dole\nE-mail\tjane.frost@leedsth.nhs.uk\tgary.moore@leedsth.nhs.uk\tann.dole@leedsth.nhs.uk\nTel\t01632 960 111\t01632 960 222\t01632 960 112\nMobile\t07700 900 111",
            each,
        ),
        (
            "            Lead                       Deputy\nName        Jane Frost                 Gary Moore\nEmail       jane.frost@leedsth.nhs.uk  gary.moore@leedsth.nhs.uk\nPhone       01632 960 111              01632 960 222\nMobile      07700 900 111",
            each,
        ),
        (
            "| | Jane Frost (Lead) | Gary Moore (Deputy) |\n| Email | jane.frost@leedsth.nhs.uk | gary.moore@leedsth.nhs.uk |\n| Tel | 01632 960 111 | 01632 960 222 |\n| Mobile | 07700 900 111 | |",
            each,
        ),
        (
            "Name\tJane Frost\tGary Moore\nRole\tLead Healthcare Scientist\tDeputy\nEmail\tjane.frost@leedsth.nhs.uk\tgary.moore@leedsth.nhs.uk\nTel\t01632 960 111\t01632 960 222\nMobile\t07700 900 111",
            each,
        ),
    ];
    check(&cases, |text| reply(&format!("Here are our details.\n\n{text}\n{SIGNATURE}")));
}

#[test]
fn a_nominee_who_writes_has_what_they_say_and_what_stands_below() {
    let cases = [
        (
            "My direct line is 01632 960 111 and my mobile 07700 900 111. My secretary is on 01632 960 112.\n\nJane Frost\nHead of Pathology",
            "Jane 01632960111 07700900111",
        ),
        (
            "Dr Ann Dole, our Medical Director (01632 960 112), has agreed. You can get me on 01632 960 111.\n\nJane Frost\nHead of Pathology",
            "Jane 01632960111",
        ),
        (
            "Details below.\n\nJane Frost\nHead of Pathology\nTel 01632 960 111 | Mobile 07700 900 111 | Switchboard 01632 960 000\nPA: Ann Dole (01632 960 112)",
            "Jane 01632960111 07700900111",
        ),
    ];
    check(&cases, |text| {
        mail(
            "Jane Frost <jane.frost@leedsth.nhs.uk>",
            "RE: Lead Healthcare Scientists (LHS)",
            &format!("I am happy to be the Lead Healthcare Scientist for Leeds. {text}"),
        )
    });
}
