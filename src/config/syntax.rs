//! The text of a configuration in; out come the places where it is not TOML, and a text of the same lines that is, so
//! that the rest can be checked in the same run.

use toml::de::{DeTable, Error};

use super::fault::Fault;

/// A text and what is wrong with its syntax.
pub(super) struct Syntax {
    /// The text with the broken lines mended or blanked; the numbers of lines are the same.
    pub mended: String,
    /// One fault for each broken line.
    pub faults: Vec<Fault>,
}

/// Looks for broken syntax.
pub(super) fn check(text: &str) -> Syntax {
    let (_, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = Vec::new();
    for error in &errors {
        let fault = describe(text, error);
        // One broken line can upset the parser several times; the first complaint says it best.
        if !faults.iter().any(|earlier| earlier.line == fault.line) {
            faults.push(fault);
        }
    }
    let broken: Vec<usize> = faults.iter().filter_map(|fault| fault.line).collect();
    let mended: Vec<&str> = text
        .lines()
        .enumerate()
        .map(|(index, line)| if broken.contains(&(index + 1)) { mend(line) } else { line })
        .collect();
    Syntax { mended: mended.join("\n"), faults }
}

/// The line, counted from 1, on which this byte of a text stands.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|&&b| b == b'\n').count()
}

fn describe(text: &str, error: &Error) -> Fault {
    let line = error.span().map(|span| line_at(text, span.start));
    let written = line.and_then(|line| text.lines().nth(line - 1)).unwrap_or_default().trim();
    let key = written.split_once('=').map(|(key, _)| key.trim()).filter(|key| is_bare_key(key)).unwrap_or_default();
    // What the parser expected is a help with dates and times only; otherwise the advice says it better.
    let said = error.message().replace('\n', ", ");
    let short = said.split_once(", expected").map_or(said.as_str(), |(short, _)| short);
    let dated = short.starts_with("invalid date") || short.starts_with("invalid time");
    let what = format!("this is not TOML: {}", if dated { &said } else { short });
    Fault { file: None, line, key: key.to_owned(), what, instead: advice(error.message(), written).to_owned() }
}

/// A section's name keeps its section; any other broken line is left out.
fn mend(line: &str) -> &'static str {
    let name = line.trim().trim_matches(['[', ']', ' ', '\t']);
    if !line.trim().starts_with('[') {
        return "";
    }
    match name {
        "campaign" => "[campaign]",
        "service" => "[service]",
        "mailbox" => "[mailbox]",
        "delivery" => "[delivery]",
        _ => "",
    }
}

fn is_bare_key(key: &str) -> bool {
    !key.is_empty() && key.len() <= 40 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// What most likely went wrong on a line that is not TOML. The line itself is not shown: it might hold a password.
fn advice(message: &str, line: &str) -> &'static str {
    if message.starts_with("duplicate key") {
        return "it stands on an earlier line already; keep one of the two";
    }
    if line.starts_with('[') && !line.contains('=') {
        return "write a section as [name], on a line of its own";
    }
    let value = line.split_once('=').map(|(_, value)| value.trim());
    match value {
        Some(value) if value.starts_with('"') && value.contains('\\') => {
            "in double quotation marks a backslash must be doubled; a text in single quotation marks takes it as it is"
        }
        Some(value) if value.starts_with(|c: char| c.is_ascii_digit()) && value.contains(['-', '/']) => {
            "write a date that exists, in quotation marks, year first: \"2016-10-11\" or \"2016-10-11 17:00\""
        }
        Some("") => "write the value after the equals sign, text in quotation marks",
        Some(value) if !value.starts_with(['"', '\'', '[']) => "write text in quotation marks: key = \"value\"",
        Some(_) => "see that quotation marks and brackets are closed, here and on the line before",
        None => "write each setting as key = \"value\" under a [section], and begin remarks with #",
    }
}
