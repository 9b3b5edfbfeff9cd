//! Every letter as a snapshot of the whole mail, and what holds for all of them.

use super::letters::BUILT_IN;
use super::sample::{declined, frame, holding, incomplete, person, receipt, recorded};
use super::*;

/// The mail as a person would open it: subject, text, HTML.
pub(super) fn whole(letter: &Letter) -> String {
    let mail = Letters::built_in().render(letter).unwrap();
    format!("Subject: {}\n\n{}\n{:=<78}\n{}", mail.subject, mail.text, "", mail.html)
}

fn plain() -> Recorded {
    Recorded {
        frame: Frame { greeting_name: None, ..frame() },
        nominee: person(1),
        deputies: Vec::new(),
        replaced: None,
        question_pending: false,
        ..recorded()
    }
}

#[test]
fn recorded_names_what_was_recorded() {
    insta::assert_snapshot!(whole(&Letter::Recorded(plain())));
}

#[test]
fn recorded_with_deputies_a_predecessor_and_a_question() {
    insta::assert_snapshot!(whole(&Letter::Recorded(recorded())));
}

#[test]
fn recorded_without_job_title_and_telephone_says_that_they_were_not_given() {
    let nominee = Person { job_title: None, ..person(0) };
    insta::assert_snapshot!(whole(&Letter::Recorded(Recorded { nominee, ..plain() })));
}

#[test]
fn incomplete_asks_for_the_email_address() {
    let nominee = Person { email: None, ..person(1) };
    let recorded = Recorded { nominee, ..plain() };
    insta::assert_snapshot!(whole(&Letter::Incomplete(Incomplete { recorded, missing: vec![Detail::Email] })));
}

#[test]
fn incomplete_with_everything_else_known() {
    insta::assert_snapshot!(whole(&Letter::Incomplete(incomplete())));
}

#[test]
fn incomplete_after_the_deadline_names_no_date() {
    let recorded = Recorded {
        frame: Frame { deadline_words: None, ..frame() },
        nominee: Person { addressed: "Jane Smith".to_owned(), ..Person::default() },
        ..plain()
    };
    let missing = vec![Detail::JobTitle, Detail::Email, Detail::Telephone];
    insta::assert_snapshot!(whole(&Letter::Incomplete(Incomplete { recorded, missing })));
}

#[test]
fn receipt_for_an_answer() {
    insta::assert_snapshot!(whole(&Letter::Receipt(receipt())));
}

#[test]
fn receipt_for_a_question() {
    insta::assert_snapshot!(whole(&Letter::Receipt(Receipt { question_pending: true, ..receipt() })));
}

#[test]
fn receipt_when_the_trust_is_not_known() {
    let frame = Frame { tag: None, greeting_name: None, ..frame() };
    insta::assert_snapshot!(whole(&Letter::Receipt(Receipt { frame, trust_name: None, ..receipt() })));
}

#[test]
fn declined_is_noted() {
    insta::assert_snapshot!(whole(&Letter::Declined(Declined {
        question_pending: false,
        replaced: None,
        ..declined()
    })));
}

#[test]
fn a_later_answer_is_confirmed_with_the_one_it_replaces() {
    let text = |letter: Letter| {
        let text = Letters::built_in().render(&letter).unwrap().text;
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let recorded = |earlier| Recorded { replaced: Some(sample::replaced(earlier)), ..plain() };
    let day = "your trust's answer of Wednesday 14 September 2016";
    for (earlier, words) in [
        (
            Earlier::Named("Mr John Brown".to_owned()),
            format!("This replaces Mr John Brown, whom we had recorded before ({day})."),
        ),
        (Earlier::Same, format!("This brings up to date {day}.")),
        (Earlier::Declined, format!("This replaces {day}, which named nobody.")),
        (Earlier::Holding, format!("This replaces {day}, which asked for more time.")),
    ] {
        let whole = recorded(earlier);
        assert!(text(Letter::Recorded(whole.clone())).contains(&words), "{words}");
        let declined = Declined { replaced: whole.replaced.clone(), ..declined() };
        assert!(text(Letter::Declined(declined)).contains(&words), "{words}");
        let letter = Letter::Incomplete(Incomplete { recorded: whole, missing: vec![Detail::Email] });
        assert!(text(letter).contains(&words), "{words}");
    }
}

#[test]
fn holding_with_a_date() {
    insta::assert_snapshot!(whole(&Letter::Holding(HoldingNoted { question_pending: false, ..holding() })));
}

#[test]
fn holding_without_a_date_and_with_a_question() {
    insta::assert_snapshot!(whole(&Letter::Holding(HoldingNoted { until_words: None, ..holding() })));
}

#[test]
fn subjects_are_one_short_line_that_ends_in_the_tag() {
    for letter in sample::samples() {
        let subject = Letters::built_in().render(&letter).unwrap().subject;
        assert!(subject.len() < 78, "{subject}");
        assert!(!subject.contains(['\r', '\n']));
        if let Some(tag) = letter.words().unwrap().get("tag").and_then(serde_json::Value::as_str) {
            assert!(subject.ends_with(&format!(" {tag}")), "{subject}");
        }
    }
}

#[test]
fn a_hostile_name_is_text_in_html_and_one_line_in_text() {
    let name = "<script>alert(1)</script>\r\nBcc: everyone@nhs.net\r\n\r\nEmail: eve@evil.example\u{202e} \"&'";
    let nominee = Person { addressed: name.to_owned(), job_title: Some("<img src=x>".to_owned()), ..person(1) };
    let recorded = Recorded { frame: Frame { tag: Some(name.to_owned()), ..frame() }, nominee, ..recorded() };
    let missing = vec![Detail::Email];
    for letter in [Letter::Recorded(recorded.clone()), Letter::Incomplete(Incomplete { recorded, missing })] {
        let mail = Letters::built_in().render(&letter).unwrap();
        assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
        assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;/script&gt; Bcc: everyone@nhs.net"));
        assert!(
            !mail.text.lines().any(|line| line.starts_with("Bcc:") || line.starts_with("Email: eve")),
            "{}",
            mail.text
        );
        assert!(!mail.subject.contains(['\r', '\n', '\u{202e}']));
        assert!(!mail.text.contains('\u{202e}') && !mail.html.contains('\u{202e}'));
    }
}

#[test]
fn a_name_that_looks_like_a_template_stays_what_it_is() {
    let nominee = Person { addressed: "{{mailbox}} {{#each}} {{> _footer}}".to_owned(), ..person(1) };
    let mail = Letters::built_in().render(&Letter::Recorded(Recorded { nominee, ..recorded() })).unwrap();
    assert!(mail.text.contains("Name:       {{mailbox}} {{#each}} {{> _footer}}"), "{}", mail.text);
}

#[test]
fn a_name_of_a_megabyte_makes_a_short_mail() {
    let huge = "Wilhelmina ".repeat(1 << 17);
    let nominee = Person {
        addressed: huge.clone(),
        job_title: Some(huge.clone()),
        email: Some(huge.clone()),
        phones: vec!["0113 496 0123".to_owned(); 100_000],
    };
    let recorded = Recorded {
        nominee: nominee.clone(),
        deputies: vec![nominee],
        trust_name: huge.clone(),
        replaced: Some(Replaced { said_words: huge.clone(), earlier: Earlier::Named(huge) }),
        ..recorded()
    };
    let mail = Letters::built_in().render(&Letter::Recorded(recorded)).unwrap();
    assert!(mail.text.len() < 100_000 && mail.html.len() < 100_000);
    assert!(mail.subject.len() < 78);
}

#[test]
fn text_lines_fit_a_mail() {
    for letter in sample::samples() {
        let mail = Letters::built_in().render(&letter).unwrap();
        assert!(mail.text.lines().all(|line| line.chars().count() <= 78), "{}", mail.text);
        assert!(!mail.text.contains("\n\n\n") && !mail.text.contains(" \n"), "{:?}", mail.text);
    }
}

#[test]
fn html_names_its_language_and_fetches_nothing() {
    for letter in sample::samples() {
        let html = Letters::built_in().render(&letter).unwrap().html;
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
        assert_eq!(html.matches("<h1>").count(), 1);
        assert_eq!(html.matches("<table>").count(), html.matches("<caption>").count());
        let scoped = html.matches("<th scope=\"row\">").count() + html.matches("<th scope=\"col\">").count();
        assert_eq!(html.matches("<th").count(), scoped);
        // A picture comes with the mail and has words for who cannot see it; a link is followed only when it is chosen.
        let html = html.replace("<img src=\"cid:", "").replace("<a href=\"http", "");
        for outside in ["http", "src=", "url(", "@import", "<script", "<link", "<img"] {
            assert!(!html.contains(outside), "{outside}");
        }
        assert_eq!(html.matches("cid:").count(), 0);
    }
}

#[test]
fn headings_are_in_order_and_no_table_is_there_for_looks() {
    for letter in sample::samples() {
        let page = scraper::Html::parse_document(&Letters::built_in().render(&letter).unwrap().html);
        let headings = scraper::Selector::parse("h1, h2, h3, h4").unwrap();
        let mut above = 0;
        for heading in page.select(&headings) {
            let level: usize = heading.value().name().trim_start_matches('h').parse().unwrap();
            assert!(level <= above + 1, "{}: {}", letter.name(), heading.html());
            above = level;
            assert!(!heading.text().collect::<String>().trim().is_empty());
        }
        let rows = scraper::Selector::parse("tr").unwrap();
        let header = scraper::Selector::parse("th").unwrap();
        assert!(page.select(&rows).all(|row| row.select(&header).next().is_some()), "{}", letter.name());
        let pictures = scraper::Selector::parse("img").unwrap();
        assert!(page.select(&pictures).all(|picture| picture.attr("alt").is_some_and(|alt| alt.len() > 20)));
    }
}

#[test]
fn text_and_html_say_the_same() {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for letter in sample::samples() {
        let mail = Letters::built_in().render(&letter).unwrap();
        let page = scraper::Html::parse_document(&mail.html);
        let paragraphs = scraper::Selector::parse("p, td, li, th[scope=row], h3").unwrap();
        let text = squeezed(&mail.text);
        for paragraph in page.select(&paragraphs) {
            let words = squeezed(&paragraph.text().collect::<String>());
            let words = words.trim_start_matches("To decide: decide message");
            assert!(text.contains(words), "`{words}` is not in the text of `{}`: {text}", letter.name());
        }
    }
}

/// docs/letters.md shows one of each. Whoever words a letter anew puts there what `cso-intake preview` prints.
#[test]
fn the_page_of_letters_shows_each_as_it_is() {
    let page = std::fs::read_to_string("docs/letters.md").unwrap();
    for name in LETTERS {
        let mail = Letters::built_in().render(&sample(name).unwrap()).unwrap();
        let shown = format!("```\nSubject: {}\n\n{}\n```\n", mail.subject, mail.text.trim_end());
        assert!(page.contains(&shown), "docs/letters.md does not show `{name}` as it is:\n{shown}");
    }
}

#[test]
fn no_letter_contracts_or_shouts() {
    let contraction =
        regex::Regex::new(r"(?i)\b\w+(n['’]t|['’](ll|re|ve|d|m))\b|\b(it|that|there|what|who|let|here)['’]s\b")
            .unwrap();
    assert!(["don't", "we’ll", "You're", "it's", "can't", "I'm"].iter().all(|word| contraction.is_match(word)));
    assert!(!contraction.is_match("Chief Scientific Officer's team"));
    for (file, source) in BUILT_IN {
        assert!(!contraction.is_match(source), "{file}: {:?}", contraction.find(source));
        for word in ["cop ", "asap", "e.g.", "i.e.", "!</p>", "please note"] {
            assert!(!source.to_lowercase().contains(word), "{file}: {word}");
        }
    }
}

#[test]
fn the_built_in_templates_have_no_fault() {
    assert_eq!(Letters::built_in().check(), []);
    assert_eq!(Letters::built_in().wrong_weekdays(&deadline()), []);
}

#[test]
fn a_nominee_is_shown_with_numbers_as_british_readers_write_them() {
    use crate::domain::{EmailAddress, Found, Nominee, PhoneNumber, Place, Role, Title};
    let place = || Place::header("From");
    let nominee = Nominee {
        name: Found::new("Jane Smith".to_owned(), place(), "test"),
        title: Some(Found::new(Title::Prof, place(), "test")),
        job_title: None,
        email: Some(Found::new(EmailAddress::parse("Jane.Smith@leedsth.nhs.uk").unwrap(), place(), "test")),
        phones: vec![Found::new(PhoneNumber::parse("+44 113 496 0123 x451").unwrap(), place(), "test")],
        role: Role::Lead,
    };
    let person = Person::from(&nominee);
    assert_eq!(person.addressed, "Prof Jane Smith");
    assert_eq!(person.email.as_deref(), Some("jane.smith@leedsth.nhs.uk"));
    assert_eq!(person.phones, ["0113 496 0123 ext 451"]);
}

/// 5pm on Tuesday 11 October 2016.
pub(super) fn deadline() -> jiff::Zoned {
    jiff::civil::date(2016, 10, 11).at(17, 0, 0, 0).in_tz("Europe/London").unwrap()
}
