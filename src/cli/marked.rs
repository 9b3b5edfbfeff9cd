//! A message and its reading as lines for a person: the mail with everything that was read marked where it stands.
//!
//! ```text
//!    5 | Ours has been in place since last year: Dr Agnieszka Wojciechowska-Lamb,
//!      |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ lead (named with their details)
//! ```

use crate::domain::{Found, Nominee, Place, Reading, Role, calendar::in_london};
use crate::message::{Message, Segment, attachment::Block};

/// Something that was read, and where.
struct Mark<'a> {
    place: &'a Place,
    label: String,
}

/// The mail, line by line, with the marks below the lines they belong to; what stands in headers comes first.
pub fn lines(message: &Message, reading: &Reading) -> Vec<String> {
    let marks = marks(reading);
    let headers = &message.headers;
    let mut lines = Vec::new();
    if let Some(from) = &headers.from {
        lines.push(format!("From: {} <{}>", from.name, from.address));
    }
    if let Some(sender) = &headers.sender {
        lines.push(format!("Sender: {} <{}>", sender.name, sender.address));
    }
    lines.push(format!("Subject: {}", headers.subject));
    if let Some(date) = headers.date {
        lines.push(format!("Date: {}", in_london(date).strftime("%A %-d %B %Y, %H:%M")));
    }
    lines.extend(
        marks
            .iter()
            .filter(|mark| mark.place.line == 0)
            .map(|mark| format!("     ^ {}: {}", mark.place.part, mark.label)),
    );
    for segment in &message.segments {
        lines.push(heading(segment));
        for line in &segment.lines {
            lines.push(format!("{:>4} | {}", line.number, line.text));
            let here = marks.iter().filter(|mark| mark.place.line == line.number && mark.place.part == "body");
            lines.extend(here.map(below));
        }
    }
    for attachment in message.attachments.iter().filter(|attachment| !attachment.inline_picture) {
        lines.push(format!("[attachment {} ({}, {} bytes)]", attachment.name, attachment.media_type, attachment.size));
        lines.extend(attachment.unread.map(|why| format!("     ! not read: {why}")));
        for block in &attachment.blocks {
            file(&mut lines, &marks, &attachment.name, block);
        }
    }
    lines
}

/// The text of one place in a file, with the marks that stand there.
fn file(lines: &mut Vec<String>, marks: &[Mark<'_>], name: &str, block: &Block) {
    let part = if block.place.is_empty() {
        format!("attachment {name}")
    } else {
        lines.push(format!("[{}]", block.place));
        format!("attachment {name}, {}", block.place)
    };
    let stands = |mark: &&Mark<'_>| {
        let own = mark.place.part.strip_prefix(&part);
        own.is_some_and(|rest| rest.is_empty() || rest.starts_with(", cell "))
    };
    for line in block.lines.iter().filter(|line| !line.text.trim().is_empty()) {
        lines.push(format!("{:>4} | {}", line.number, line.text.replace('\t', " ")));
        lines.extend(marks.iter().filter(stands).filter(|mark| mark.place.line == line.number).map(below));
    }
}

/// `[quoted, by Jane Smith <jane@..>, ours]`
fn heading(segment: &Segment) -> String {
    let mut heading = format!("[{}", segment.kind.as_str());
    if let Some(author) = author(segment) {
        heading.push_str(&format!(", by {author}"));
    }
    for (is, word) in [(segment.ours, "our own mail"), (segment.forwarded, "forwarded")] {
        if is {
            heading.push_str(&format!(", {word}"));
        }
    }
    heading.push(']');
    heading
}

/// Whose words a segment holds, as a header would write it.
pub fn author(segment: &Segment) -> Option<String> {
    let author = segment.author.as_ref()?;
    Some(match (&author.address, author.name.as_str()) {
        (Some(address), "") => address.to_string(),
        (Some(address), name) => format!("{name} <{address}>"),
        (None, name) => name.to_owned(),
    })
}

/// A row of carets under what was read. Tabs of the line are kept, so that the carets stand below it on any screen.
fn below(mark: &Mark<'_>) -> String {
    let (start, end) = mark.place.span;
    let width = end.saturating_sub(start).max(1) as usize;
    format!("     | {}{} {}", " ".repeat(start as usize), "^".repeat(width.min(120)), mark.label)
}

fn marks(reading: &Reading) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    mark(&mut marks, "trust", reading.trust.as_ref());
    for candidate in &reading.candidates {
        mark(&mut marks, "possible trust", Some(candidate));
    }
    for nominee in &reading.nominees {
        person(&mut marks, nominee);
    }
    mark(&mut marks, "question", reading.question.as_ref());
    mark(&mut marks, "asks for time until", reading.until.as_ref());
    marks
}

fn person<'a>(marks: &mut Vec<Mark<'a>>, nominee: &'a Nominee) {
    let role = match nominee.role {
        Role::Lead => "lead",
        Role::Deputy => "deputy",
    };
    mark(marks, role, Some(&nominee.name));
    mark(marks, "title", nominee.title.as_ref());
    mark(marks, "job title", nominee.job_title.as_ref());
    mark(marks, "e-mail", nominee.email.as_ref());
    for phone in &nominee.phones {
        mark(marks, "telephone", Some(phone));
    }
}

fn mark<'a, T>(marks: &mut Vec<Mark<'a>>, what: &str, found: Option<&'a Found<T>>) {
    if let Some(found) = found {
        marks.push(Mark { place: &found.place, label: format!("{what} ({})", found.rule) });
    }
}
