//! The people of the register as vCards, version 3.0 (RFC 2426; what Outlook and most telephones read) or 4.0 (RFC 6350): one card
//! a person, lines folded at 75 octets, CRLF at the line ends.

use super::guard::one_line;
use super::{Entry, Register};
use crate::domain::nomination::Person;
use crate::domain::{PhoneNumber, Role};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardVersion {
    /// RFC 2426.
    V3,
    /// RFC 6350.
    V4,
}

/// A line has so many octets at most, the break not counted.
const LONGEST_LINE: usize = 75;

/// Words that open a family name of several words.
const PARTICLES: &[&str] = &[
    "van", "von", "vande", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "lo", "al", "el",
    "bin", "ibn", "ben", "ter", "ten", "zu", "st", "st.",
];

/// The bytes of the file.
#[must_use]
pub fn vcards(register: &Register, version: CardVersion) -> Vec<u8> {
    let mut cards = String::new();
    for (entry, person) in register.people() {
        for line in card(register, entry, person, version) {
            fold(&mut cards, &line);
        }
    }
    cards.into_bytes()
}

fn card(register: &Register, entry: &Entry, person: &Person, version: CardVersion) -> Vec<String> {
    let name = one_line(&person.name);
    let (family, given) = split(&name);
    let title = person.title.map(|title| title.to_string()).unwrap_or_default();
    let role = match person.role {
        Role::Lead => "Lead Healthcare Scientist",
        Role::Deputy => "Deputy or second contact",
    };
    let number = match version {
        CardVersion::V3 => "3.0",
        CardVersion::V4 => "4.0",
    };
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        format!("VERSION:{number}"),
        uid(register, entry, &name, version),
        format!("FN:{}", escaped(&one_line(&person.addressed()))),
        format!("N:{};{};;{};", escaped(&family), escaped(&given), escaped(&title)),
        format!("ORG:{}", escaped(&one_line(&entry.trust_name))),
        format!("ROLE:{}", escaped(role)),
    ];
    lines.extend(person.job_title.iter().map(|job| format!("TITLE:{}", escaped(&one_line(job)))));
    lines.extend(person.email.iter().map(|email| match version {
        CardVersion::V3 => format!("EMAIL;TYPE=INTERNET,WORK:{}", escaped(email.as_str())),
        CardVersion::V4 => format!("EMAIL;TYPE=work:{}", escaped(email.as_str())),
    }));
    lines.extend(person.phones.iter().map(|phone| telephone(phone, version)));
    let region = entry.region.iter().map(|region| format!(", {}", one_line(region))).collect::<String>();
    lines.push(format!("NOTE:{}", escaped(&format!("Trust {}{region}", entry.ods_code))));
    lines.push(format!("CATEGORIES:{}", escaped(&one_line(&register.name))));
    if let Some(answer) = &entry.answer {
        lines.push(match version {
            CardVersion::V3 => format!("REV:{}", answer.recorded.strftime("%Y-%m-%dT%H:%M:%SZ")),
            CardVersion::V4 => format!("REV:{}", answer.recorded.strftime("%Y%m%dT%H%M%SZ")),
        });
    }
    lines.push("END:VCARD".to_owned());
    lines
}

/// The same for the same person of the same trust, so that a card read in again updates the one that is there.
fn uid(register: &Register, entry: &Entry, name: &str, version: CardVersion) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_lowercase().collect() } else { "-".to_owned() }).collect();
    let id = escaped(&format!("{}.{}.{plain}", register.campaign, entry.ods_code));
    match version {
        CardVersion::V3 => format!("UID:{id}"),
        CardVersion::V4 => format!("UID;VALUE=text:{id}"),
    }
}

/// As the telephone dials it. Mobile numbers of the United Kingdom begin with 7, but for 70 and 76 (personal and pagers).
fn telephone(phone: &PhoneNumber, version: CardVersion) -> String {
    let number = phone.as_str();
    let is_mobile = number.starts_with("+447") && !["+4470", "+4476"].iter().any(|start| number.starts_with(start));
    match (version, is_mobile) {
        (CardVersion::V3, true) => format!("TEL;TYPE=CELL,VOICE:{}", in_words(number)),
        (CardVersion::V3, false) => format!("TEL;TYPE=WORK,VOICE:{}", in_words(number)),
        (CardVersion::V4, true) => format!("TEL;VALUE=uri;TYPE=\"cell,voice\":tel:{number}"),
        (CardVersion::V4, false) => format!("TEL;VALUE=uri;TYPE=\"work,voice\":tel:{number}"),
    }
}

/// `+441134960123 ext 451`.
fn in_words(number: &str) -> String {
    number.replace(";ext=", " ext ")
}

/// Family name and given names of a British name: the last word, and the particles before it.
fn split(name: &str) -> (String, String) {
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let mut cut = words.len().saturating_sub(1);
    while cut > 1 && words.get(cut - 1).is_some_and(|word| PARTICLES.contains(&word.to_lowercase().as_str())) {
        cut -= 1;
    }
    let (given, family) = words.split_at_checked(cut).unwrap_or((&[], &[]));
    (family.join(" "), given.join(" "))
}

/// A text value: backslash, comma, semicolon and line break mean something in it (RFC 6350 section 3.4).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n")
}

/// Adds a line, folded between characters: what goes on begins with a space, which counts.
fn fold(cards: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST_LINE {
            cards.push_str("\r\n ");
            length = 1;
        }
        cards.push(c);
        length += c.len_utf8();
    }
    cards.push_str("\r\n");
}
