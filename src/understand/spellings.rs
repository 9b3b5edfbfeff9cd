//! The ways in which numbers, addresses and posts are written, and what must come of them.

use super::contact::{Line, emails, phones_beside};
use super::job::{leading, trailing, within};

fn numbers(text: &str) -> Vec<String> {
    let voice = phones_beside(text, &emails(text)).into_iter().filter(|hit| hit.line == Line::Voice);
    voice.map(|hit| hit.number.as_str().to_owned()).collect()
}

fn addresses(text: &str) -> Vec<String> {
    emails(text).into_iter().filter(|hit| !hit.disowned).map(|hit| hit.address.as_str().to_owned()).collect()
}

#[test]
fn numbers_are_read_in_every_british_spelling() {
    for (text, expected) in [
        ("Tel (0113) 496 0123", "+441134960123"),
        ("T: +44 (0)113 496 0123", "+441134960123"),
        ("00 44 113 496 0123", "+441134960123"),
        ("01632/960123", "+441632960123"),
        ("01632-960-123 x4471", "+441632960123;ext=4471"),
        ("0113 496 0100, then 4471#", "+441134960100;ext=4471"),
        ("switchboard 0113 496 0100 ext 4471", "+441134960100;ext=4471"),
        ("O113 496 o123", "+441134960123"),
        ("0113.496.0123", "+441134960123"),
        ("oh one one three, four nine six, oh one two three", "+441134960123"),
    ] {
        assert_eq!(numbers(text), [expected], "{text}");
    }
    assert_eq!(numbers("01632 960123/4"), ["+441632960123", "+441632960124"]);
    assert_eq!(numbers("0113 496 0123 or 07700 900456"), ["+441134960123", "+447700900456"]);
}

#[test]
fn numbers_that_lean_on_the_one_before_are_completed() {
    for (text, expected) in [
        ("01632 960 123 or 960 124", &["+441632960123", "+441632960124"][..]),
        ("01632 960 123/960 124", &["+441632960123", "+441632960124"]),
        ("0113 496 0123, 496 0124", &["+441134960123", "+441134960124"]),
        ("0113 496 0123 / 0124", &["+441134960123", "+441134960124"]),
        ("020 7946 0123 or 7946 0124", &["+442079460123", "+442079460124"]),
        ("0113 496 0100 exts 4471 and 4472", &["+441134960100;ext=4471", "+441134960100;ext=4472"]),
        ("0113 496 0100 ext. 4471/4472", &["+441134960100;ext=4471", "+441134960100;ext=4472"]),
        ("0113 496 0123 07700 900 456", &["+441134960123", "+447700900456"]),
        ("01632 960 123 from 12 noon", &["+441632960123"]),
    ] {
        assert_eq!(numbers(text), expected, "{text}");
    }
}

#[test]
fn an_extension_is_the_numbers_own_unless_it_is_its_name_inside() {
    for (text, expected) in [
        ("01632 960 123 - extension 4471", "+441632960123;ext=4471"),
        ("01632 960 000 and ask for extension 4471", "+441632960000;ext=4471"),
        ("ext 4471 (via 01632 960 000)", "+441632960000;ext=4471"),
        ("01632 960 123 (ext. 6123 internally)", "+441632960123"),
        ("01632 960 123 (internal ext 6123)", "+441632960123"),
        ("01632 960 123, x6123 from inside", "+441632960123"),
    ] {
        assert_eq!(numbers(text), [expected], "{text}");
    }
    assert!(numbers("ext 4471").is_empty());
}

#[test]
fn fax_bleep_switchboard_and_old_numbers_are_nobodys_line() {
    for text in [
        "Fax: 0113 496 0199",
        "bleep 0113 496 0199",
        "switchboard 0113 496 0100",
        "0113 496 0100 (switchboard)",
        "not 0113 496 0199",
        "rather than the Pathology office (0113 496 0199)",
        "0113 496 0199 (secretary)",
        "our office on 0113 496 0199",
        "Messages may be left with the department on 0113 496 0199",
        "Enquiries: 0113 496 0199",
        "has changed from 0113 496 0199",
        "on 13/09/2016 10:04",
    ] {
        assert!(numbers(text).is_empty(), "{text}: {:?}", numbers(text));
    }
}

#[test]
fn addresses_are_read_however_they_are_broken_or_spelt() {
    for text in [
        "jane.smith@leedsth.nhs.uk.",
        "<mailto:jane.smith@leedsth.nhs.uk>",
        "jane . smith @ leedsth . nhs . uk",
        "jane.smith@ leedsth.nhs.uk",
        "jane.smith@leedsth.nhs .uk",
        "jane dot smith at leedsth dot nhs dot uk",
        "jane.smith (at) leedsth.nhs.uk",
        "Jane.Smith[at]leedsth[dot]nhs[dot]uk",
        "jane.smith@@leedsth.nhs.uk",
    ] {
        assert_eq!(addresses(text), ["jane.smith@leedsth.nhs.uk"], "{text}");
    }
    assert!(addresses("please see Jane at leedsth.nhs.uk").is_empty());
    assert!(addresses("instead of jane.smith@leedsth.nhs.uk").is_empty());
}

#[test]
fn a_domain_written_once_serves_both() {
    for text in ["jane.smith@ and john.bell@leedsth.nhs.uk", "jane.smith / john.bell@leedsth.nhs.uk"] {
        assert_eq!(addresses(text), ["jane.smith@leedsth.nhs.uk", "john.bell@leedsth.nhs.uk"], "{text}");
    }
}

fn after(text: &str) -> &str {
    leading(text).and_then(|range| text.get(range)).unwrap_or("")
}

#[test]
fn a_post_goes_on_as_long_as_its_words_do() {
    for (text, expected) in [
        (", Head of Medical Physics, on 0113 496 0123.", "Head of Medical Physics"),
        (", Chief Cardiac Physiologist, telephone 01632 960123", "Chief Cardiac Physiologist"),
        (" (Head of Audiology)", "Head of Audiology"),
        (
            " is our Consultant Clinical Scientist in Audiology and is happy to",
            "Consultant Clinical Scientist in Audiology",
        ),
        (", who is currently Acting Head of Clinical Engineering at Leeds", "Acting Head of Clinical Engineering"),
        (
            ", Consultant Clinical Scientist (Bone Densitometry), jane@",
            "Consultant Clinical Scientist (Bone Densitometry)",
        ),
        (
            ", Clinical Scientist and Deputy Head of Radiotherapy Physics and you",
            "Clinical Scientist and Deputy Head of Radiotherapy Physics",
        ),
        (" - Lead Clinical Technologist - Renal - 01632", "Lead Clinical Technologist - Renal"),
        (", Consultant Biochemist / Clinical Lead Pathology", "Consultant Biochemist / Clinical Lead Pathology"),
        (
            ", Trust Lead for Healthcare Science and Head of Genetics.",
            "Trust Lead for Healthcare Science and Head of Genetics",
        ),
        (", Head of Audiology for Kingston Hospital", "Head of Audiology"),
    ] {
        assert_eq!(after(text), expected, "{text}");
    }
}

#[test]
fn the_role_verbs_and_bare_ranks_are_no_post() {
    for text in [
        " to be its Lead Healthcare Scientist",
        " as our Lead Healthcare Scientist for the Trust.",
        ", Trust Lead Healthcare Scientist",
        " heads our genetics laboratory",
        " (lead)",
        ", Level 3 Jenner Building",
    ] {
        assert_eq!(after(text), "", "{text}");
    }
}

#[test]
fn a_post_is_found_further_on_in_the_sentence() {
    let sentence = " already sits on our board as Head of Cellular Pathology so";
    assert_eq!(within(sentence).and_then(|range| sentence.get(range)), Some("Head of Cellular Pathology"));
    let before = "I nominate our pathology manager ";
    assert_eq!(trailing(before).and_then(|range| before.get(range)), Some("pathology manager"));
}
