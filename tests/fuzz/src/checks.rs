//! What must hold of every mail, whatever its bytes: each check takes an input and panics where something does not hold.
//!
//! The fuzz targets feed them what a fuzzer invents; `cargo test` feeds them what fuzzers have found (fixtures/found) and
//! mails made of the pieces people write.

use std::path::Path;
use std::sync::LazyLock;

use cso_intake::domain::{Campaign, Class, Disposition, Found, Nominee, OdsCode, Place, Reading, Register, Trust};
use cso_intake::message::{Limits, Message, SegmentKind, Verdict, read};
use cso_intake::understand::{Context, to_json, understand};

/// The register of the fixtures and the campaign of the built-in configuration.
static DESK: LazyLock<(Register, Campaign, Limits)> = LazyLock::new(|| {
    let config = cso_intake::config::read(cso_intake::config::template().as_bytes(), Path::new("c.toml"), &|_| None);
    let campaign = config.unwrap().config.campaign;
    let file = include_bytes!("../../../fixtures/register/trusts.csv");
    let rows = cso_intake::register::read(file, campaign.letter_date).unwrap().rows;
    let trusts = rows.into_iter().map(|row| Trust {
        ods_code: row.trust.ods_code,
        name: row.trust.name.unwrap_or_default(),
        region: None,
        domains: row.trust.domains.unwrap_or_default(),
        contacts: Vec::new(),
    });
    let limits = Limits { trusted_authserv_ids: campaign.trusted_authserv_ids.clone(), ..Limits::default() };
    (Register::new(trusts.collect()), campaign, limits)
});

/// The check of this name, as fixtures/found has a folder and the fuzzer a target for each.
pub fn named(name: &str, input: &[u8]) {
    match name {
        "message" => message(input),
        "body" => body(input),
        "thread" => thread(&String::from_utf8_lossy(input)),
        "people" => people(&String::from_utf8_lossy(input)),
        "understand" => understood(input),
        other => panic!("no check is called {other}"),
    }
}

/// Any bytes as a mail.
pub fn message(bytes: &[u8]) {
    let Ok(message) = read(bytes, &DESK.2) else { return };
    whole(&message);
    headers_are_tame(&message);
    let again = read(bytes, &DESK.2).unwrap();
    assert_eq!(format!("{message:?}"), format!("{again:?}"), "the same bytes read twice");
    if bytes.first().is_some_and(u8::is_ascii_alphanumeric) && !bytes.starts_with(b"From ") {
        let relayed = [b"Received: from a by b; Tue, 13 Sep 2016 10:04:00 +0100\r\n", bytes].concat();
        let relayed = read(&relayed, &DESK.2).unwrap();
        assert_eq!(relayed.identity, message.identity, "a server that adds a line makes no other message of it");
    }
}

/// Any bytes as an HTML body; and any text in one keeps its words.
pub fn body(bytes: &[u8]) {
    let head = b"From: a@leedsth.nhs.uk\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    if let Ok(message) = read(&[head, bytes].concat(), &DESK.2) {
        whole(&message);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) || is_mendable(text) {
        return;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mail = [head, format!("<html><body><p>{escaped}</p></body></html>").as_bytes()].concat();
    let message = read(&mail, &DESK.2).unwrap();
    whole(&message);
    assert_eq!(ink(&joined(&message)), ink(text), "the words of a paragraph");
}

/// Any text as a plain body: no word of it is lost or doubled.
pub fn thread(text: &str) {
    let mail = format!("From: a@leedsth.nhs.uk\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
    let message = read(mail.as_bytes(), &DESK.2).unwrap();
    whole(&message);
    if !is_mendable(text) && message.faults.is_empty() {
        assert_eq!(ink(&joined(&message)), ink(text), "the words of the body");
    }
}

/// Any text as a trust's reply, read to its decision; the same from a stranger is never recorded without a person.
pub fn people(text: &str) {
    let mail = |from: &str, more: &str| {
        format!(
            "From: Ann Lee <{from}>\r\nTo: england.cso@nhs.net\r\nSubject: RE: Lead Healthcare Scientists\r\n\
             Date: Thu, 22 Sep 2016 09:00:00 +0100\r\nMessage-ID: <a@x>\r\n{more}\
             Content-Type: text/plain; charset=utf-8\r\n\r\nWe would like to nominate {text}"
        )
    };
    let (_, reading) = reading(mail("ann.lee@leedsth.nhs.uk", "").as_bytes()).unwrap();
    if !recorded(&reading) {
        return;
    }
    let strangers = [
        ("ann.lee@gmail.example.com", ""),
        ("ann.lee@leedsth-nhs.uk", ""),
        ("ann.lee@leedsth.nhs.uk", "Authentication-Results: mx.nhs.net; dmarc=fail header.from=leedsth.nhs.uk\r\n"),
        ("ann.lee@leedsth.nhs.uk", "From: Bob Hoe <bob.hoe@sth.nhs.uk>\r\n"),
    ];
    for (from, more) in strangers {
        let (_, reading) = self::reading(mail(from, more).as_bytes()).unwrap();
        assert!(!recorded(&reading), "recorded alone, though from {from} {more}");
    }
}

/// Any bytes as a mail, read to its decision.
pub fn understood(bytes: &[u8]) {
    let _ = reading(bytes);
}

/// The reading of a mail, with everything checked that must hold of it.
pub fn reading(bytes: &[u8]) -> Option<(Message, Reading)> {
    let (register, campaign, limits) = &*DESK;
    let message = read(bytes, limits).ok()?;
    let context = Context { register, campaign, received: campaign.letter_date };
    let reading = understand(&message, &context);
    assert_eq!(reading, understand(&message, &context), "the same message read twice");
    let kept = serde_json::to_string(&reading).unwrap();
    assert_eq!(serde_json::from_str::<Reading>(&kept).unwrap(), reading, "what the store keeps is what it gives back");
    let shown = to_json("x.eml", &reading);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown.to_string()).unwrap(), shown);
    decision_is_sound(&message, &reading);
    evidence_stands_where_it_says(&message, &reading);
    Some((message, reading))
}

/// Whether the program would act on its own.
fn recorded(reading: &Reading) -> bool {
    matches!(reading.disposition, Some(Disposition::Accept | Disposition::Incomplete))
}

/// The segments are the whole body: every line once, in order, in a segment of the right kind.
fn whole(message: &Message) {
    let numbers = message.segments.iter().flat_map(|segment| &segment.lines).map(|line| line.number);
    assert!(numbers.zip(1..).all(|(number, expected)| number == expected), "a line is lost, doubled or out of order");
    for segment in &message.segments {
        assert!(!segment.lines.is_empty(), "an empty segment");
        assert!(segment.kind != SegmentKind::Fresh || segment.depth == 0 && !segment.ours, "fresh, yet quoted");
        assert!(!segment.ours || segment.depth > 0, "ours, yet the sender's own");
        for line in &segment.lines {
            assert!(!line.text.contains(['\r', '\n', '\0']), "not one line: {:?}", line.text);
            let cells = line.cells.iter().all(|cell| !cell.contains(['\n', '\t']) && line.text.contains(cell.as_str()));
            assert!(cells, "cells that are not the line's: {line:?}");
        }
    }
    assert_eq!(message.identity.len(), 64);
}

/// Headers stay on their line and within their bounds: they are shown, logged and answered.
fn headers_are_tame(message: &Message) {
    let headers = &message.headers;
    let people =
        headers.from.iter().chain(&headers.sender).chain(&headers.reply_to).chain(&headers.to).chain(&headers.cc);
    let texts = people.map(|mailbox| mailbox.name.as_str()).chain([headers.subject.as_str()]);
    let texts = texts.chain(headers.message_id.as_deref()).chain(headers.all.iter().map(|(_, value)| value.as_str()));
    for text in texts {
        assert!(!text.contains(['\r', '\n', '\0']), "a line break in a header: {text:?}");
        assert!(text.len() <= 8 << 10, "a header of {} bytes", text.len());
    }
    assert!(headers.all.len() <= 500);
}

/// What is recorded without a person is certain in all it needs, and whatever is not says why.
fn decision_is_sound(message: &Message, reading: &Reading) {
    let leads = reading.leads().count();
    match reading.disposition {
        Some(Disposition::Accept | Disposition::Incomplete) => {
            assert!(reading.doubts.is_empty(), "recorded with doubts");
            assert_eq!(leads, 1, "recorded without one lead");
            assert!(reading.trust.is_some(), "recorded without a trust");
            assert!(message.faults.is_empty(), "recorded from a damaged mail: {:?}", message.faults);
            assert_ne!(message.authentication.dmarc, Verdict::Fail, "recorded from an impostor");
            let lead = reading.leads().next().unwrap();
            assert!(lead.name.value.contains(' '), "recorded under half a name: {}", lead.name.value);
            assert_eq!(lead.email.is_some(), reading.disposition == Some(Disposition::Accept));
        }
        Some(Disposition::Review) => assert!(!reading.doubts.is_empty(), "a person is asked and not told why"),
        None => assert!(!matches!(reading.class, Class::Nomination | Class::Correction), "a nomination undecided"),
    }
    let known = |code: &OdsCode| DESK.0.by_code(code).is_some();
    assert!(reading.trust.iter().chain(&reading.candidates).all(|found| known(&found.value)), "an unknown trust");
    for nominee in &reading.nominees {
        let texts = [Some(&nominee.name.value), nominee.job_title.as_ref().map(|job| &job.value)];
        for text in texts.into_iter().flatten() {
            assert!(!text.trim().is_empty() && text.trim() == text, "{text:?} is not trimmed");
            assert!(!text.chars().any(char::is_control), "{text:?} has control characters");
        }
    }
}

/// Every value's place is one of the message: the line exists and the span lies within it, on the words it speaks of.
fn evidence_stands_where_it_says(message: &Message, reading: &Reading) {
    fn place<T>(found: &Found<T>) -> &Place {
        &found.place
    }
    let of = |nominee: &Nominee| {
        let phones = nominee.phones.iter().map(place).collect::<Vec<_>>();
        let optional = [
            nominee.title.as_ref().map(place),
            nominee.job_title.as_ref().map(place),
            nominee.email.as_ref().map(place),
        ];
        [place(&nominee.name)]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(phones)
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut places: Vec<Place> = reading.nominees.iter().flat_map(of).collect();
    places.extend(reading.trust.iter().chain(&reading.candidates).map(|found| found.place.clone()));
    places.extend(reading.question.iter().map(|found| found.place.clone()));
    places.extend(reading.until.iter().map(|found| found.place.clone()));
    for place in &places {
        let (start, end) = place.span;
        assert!(start <= end, "a span that ends before it begins: {place:?}");
        if place.line > 0 && !place.part.starts_with("attachment") {
            let line = line(message, place);
            assert!(end as usize <= line.chars().count(), "{place:?} reaches beyond its line {line:?}");
        }
    }
    for email in
        reading.nominees.iter().filter_map(|nominee| nominee.email.as_ref()).filter(|email| email.place.line > 0)
    {
        let line = if email.place.part.starts_with("attachment") { "" } else { line(message, &email.place) };
        let (start, end) = email.place.span;
        let marked: String = line.chars().skip(start as usize).take((end - start) as usize).collect();
        let wanted = email.value.as_str();
        // One that is spelled out may stand beside the same written plainly.
        let spelled = email.rule.contains("spelled");
        let there = spelled || marked.to_lowercase().contains(wanted) || !line.to_lowercase().contains(wanted);
        assert!(there, "{wanted} is said to stand on {marked:?}: {:?}", email.place);
    }
    for nominee in reading.nominees.iter().filter(|nominee| nominee.name.place.line > 0) {
        let place = &nominee.name.place;
        if !place.part.starts_with("attachment") {
            let marked: String = line(message, place)
                .chars()
                .skip(place.span.0 as usize)
                .take((place.span.1 - place.span.0) as usize)
                .collect();
            let word = |text: &str| {
                text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>()
            };
            let marked = word(&marked);
            let named =
                nominee.name.value.split(' ').map(word).any(|part| marked.contains(&part) || part.starts_with(&marked));
            assert!(named, "{} is said to stand on {marked:?}: {place:?}", nominee.name.value);
        }
    }
}

/// The line a place names.
fn line<'a>(message: &'a Message, place: &Place) -> &'a str {
    let mut lines = message.segments.iter().flat_map(|segment| &segment.lines);
    let line = lines.find(|line| line.number == place.line);
    &line.unwrap_or_else(|| panic!("there is no such line: {place:?}")).text
}

fn joined(message: &Message) -> String {
    message.segments.iter().map(|segment| segment.text() + "\n").collect()
}

/// What is left of a text without blanks, quote marks and characters nobody sees.
fn ink(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}');
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '>' && !unseen(*c)).collect()
}

/// Whether mojibake might be put right in it, which changes the words on purpose.
fn is_mendable(text: &str) -> bool {
    text.contains(['Ã', 'Â', 'â', 'Å', 'Ä', '\u{fffd}'])
}
