//! What a mail says, in a line for the team: the words of its writer, taken from the mail as it was kept.

use crate::domain::{Class, MessageId, Reading};
use crate::flow::Desk;
use crate::message::{self, Segment, SegmentKind};
use crate::store::{StoreError, Tx, messages};

/// Of what a person has to decide on so much is shown, and the whole mail by a command.
const SHORT: usize = 240;
/// A question has more room.
const LONG: usize = 700;

/// The words by which a message was read as it was, in quotation marks; else its first ones.
pub(super) fn says(tx: &Tx<'_>, desk: &Desk, id: MessageId, reading: Option<&Reading>) -> Result<String, StoreError> {
    let Some(own) = own_segments(tx, desk, id)? else { return Ok("its words were not kept".to_owned()) };
    let lines: Vec<(u32, &str)> =
        own.iter().flat_map(|segment| &segment.lines).map(|line| (line.number, line.text.trim())).collect();
    let from =
        reading.and_then(line_of).filter(|number| lines.iter().any(|(own, text)| own == number && !text.is_empty()));
    let words =
        joined(lines.iter().filter(|(number, _)| from.is_none_or(|from| *number >= from)).map(|(_, text)| *text));
    Ok(if words.is_empty() { "it has no words of its own".to_owned() } else { format!("\"{}\"", cut(&words, SHORT)) })
}

/// The question in a message: the sentence that was read as one where the mail says other things too, else all that its writer says.
pub(super) fn asks(tx: &Tx<'_>, desk: &Desk, id: MessageId, reading: Option<&Reading>) -> Result<String, StoreError> {
    let question = reading.and_then(|reading| reading.question.as_ref()).map(|question| question.value.as_str());
    if let Some(question) = question.filter(|_| reading.is_some_and(|reading| reading.class != Class::Query)) {
        return Ok(cut(question, LONG));
    }
    let own = own_segments(tx, desk, id)?.unwrap_or_default();
    let words = joined(own.iter().flat_map(|segment| &segment.lines).map(|line| line.text.as_str()));
    let words = if words.is_empty() { question.unwrap_or("its words were not kept") } else { &words };
    Ok(cut(words, LONG))
}

/// The line on which the lead, the question or the day stands, if it stands in the body.
fn line_of(reading: &Reading) -> Option<u32> {
    let lead = reading.nominees.first().map(|nominee| &nominee.name.place);
    let question = reading.question.as_ref().map(|question| &question.place);
    let until = reading.until.as_ref().map(|until| &until.place);
    [lead, question, until]
        .into_iter()
        .flatten()
        .find(|place| place.part == "body" && place.line > 0)
        .map(|place| place.line)
}

/// The parts of a mail that its writer wrote, without the signature; none if the mail was not kept.
fn own_segments(tx: &Tx<'_>, desk: &Desk, id: MessageId) -> Result<Option<Vec<Segment>>, StoreError> {
    let Some(bytes) = messages::original(tx, desk.id(), id)? else { return Ok(None) };
    let Ok(message) = message::read(&bytes, &desk.limits()) else { return Ok(None) };
    let is_own = |segment: &Segment| segment.kind == SegmentKind::Fresh && segment.depth == 0 && !segment.ours;
    Ok(Some(message.segments.into_iter().filter(is_own).collect()))
}

/// Lines as running text; what begins and ends a mail by custom is left out.
fn joined<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut words = String::new();
    for line in lines.map(str::trim).filter(|line| !line.is_empty() && !is_custom(line)) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&line.replace('\t', ", "));
        if words.len() > 8 * LONG {
            break;
        }
    }
    words
}

/// `Dear colleague,` `Many thanks`: three words at most that open or close a mail.
fn is_custom(line: &str) -> bool {
    const OPENINGS: [&str; 8] =
        ["dear", "hi", "hello", "good morning", "good afternoon", "kind regards", "regards", "many thanks"];
    let lower = line.to_lowercase();
    lower.split_whitespace().count() <= 4 && OPENINGS.iter().any(|opening| lower.starts_with(opening))
}

/// Cut after a word.
fn cut(words: &str, longest: usize) -> String {
    if words.chars().count() <= longest {
        return words.to_owned();
    }
    let short: String = words.chars().take(longest).collect();
    let short = short.rsplit_once(' ').map_or(short.as_str(), |(whole, _)| whole);
    format!("{} …", short.trim_end_matches([',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_leaves_out_greetings_and_is_cut_after_a_word() {
        let lines = ["Dear colleagues,", "", "Our lead is", "Dr Jane\tSmith.", "Kind regards"];
        assert_eq!(joined(lines.into_iter()), "Our lead is Dr Jane, Smith.");
        assert_eq!(cut("one two three", 9), "one two …");
        assert_eq!(cut("one two", 7), "one two");
        assert_eq!(cut(&"x".repeat(9), 3), "xxx …");
    }
}
