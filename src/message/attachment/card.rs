//! vCards (2.1, RFC 2426, RFC 6350) in, their fields as labelled lines out: `Name: Dr Jane Smith`.

use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::{Block, page};
use crate::message::charset;

/// So many cards of a file are read.
const MOST_CARDS: usize = 50;

/// Reads the cards in a text, each as a block.
pub(in crate::message) fn card(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fields: Option<Fields> = None;
    for line in unfolded(text) {
        let Some(property) = property(&line) else { continue };
        match (property.name.as_str(), &mut fields) {
            ("BEGIN", _) if property.value.eq_ignore_ascii_case("VCARD") => fields = Some(Fields::default()),
            ("END", _) => {
                if let Some(fields) = fields.take().filter(|_| blocks.len() < MOST_CARDS) {
                    blocks.push(fields.block(blocks.len() + 1));
                }
            }
            (_, Some(fields)) => fields.take(&property),
            (_, None) => {}
        }
    }
    // A card cut off is still somebody's.
    blocks.extend(fields.map(|fields| fields.block(1)));
    if let [only] = blocks.as_mut_slice() {
        only.place.clear();
    }
    blocks
}

/// Lines put together again: a line that begins with a blank goes on the one before; in 2.1 so does the line after a `=`.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut soft = false;
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        match lines.last_mut() {
            Some(last) if soft => last.push_str(line.trim_start()),
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line.get(1..).unwrap_or_default()),
            _ => lines.push(line.to_owned()),
        }
        let quoted = lines.last().is_some_and(|last| {
            let head = last.split(':').next().unwrap_or_default().to_ascii_uppercase();
            head.contains("QUOTED-PRINTABLE")
        });
        soft = quoted && line.ends_with('=');
        if soft && let Some(last) = lines.last_mut() {
            last.pop();
        }
    }
    lines
}

/// `group.NAME;parameters:value`
struct Property {
    name: String,
    parameters: String,
    value: String,
}

fn property(line: &str) -> Option<Property> {
    // A colon within quotation marks belongs to a parameter.
    let mut quoted = false;
    let colon = line.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == ':' && !quoted).then_some(at)
    })?;
    let (head, value) = line.split_at_checked(colon)?;
    let value = value.strip_prefix(':')?;
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    let name = name.rsplit('.').next().unwrap_or(name).trim().to_ascii_uppercase();
    let parameters = parameters.to_ascii_uppercase();
    let value = if parameters.contains("QUOTED-PRINTABLE") {
        let label = parameters.split(';').find_map(|own| own.strip_prefix("CHARSET="));
        let bytes = quoted_printable_decode(value.as_bytes()).unwrap_or_else(|| value.as_bytes().to_vec());
        charset::decode(&bytes, label).0
    } else {
        value.to_owned()
    };
    Some(Property { name, parameters, value })
}

/// What a card says, as lines with labels.
#[derive(Default)]
struct Fields {
    full: Option<String>,
    parts: Option<String>,
    lines: Vec<String>,
}

impl Fields {
    fn take(&mut self, property: &Property) {
        let value = unescaped(&property.value);
        if value.is_empty() {
            return;
        }
        let is = |kind: &str| property.parameters.split([';', '=', ',', '"']).any(|own| own == kind);
        match property.name.as_str() {
            "FN" => self.full = Some(value),
            "N" => self.parts = Some(from_parts(&property.value)),
            "TITLE" => self.lines.push(format!("Job title: {value}")),
            "ROLE" => self.lines.push(format!("Role: {value}")),
            "ORG" => {
                let units: Vec<&str> =
                    property.value.split(';').map(str::trim).filter(|unit| !unit.is_empty()).collect();
                self.lines.push(format!("Organisation: {}", unescaped(&units.join(", "))));
            }
            "EMAIL" => self.lines.push(format!("E-mail: {}", value.trim_start_matches("mailto:"))),
            "TEL" => {
                let number = value.trim_start_matches("tel:");
                let label = if is("FAX") {
                    "Fax"
                } else if is("PAGER") {
                    "Bleep"
                } else if is("CELL") {
                    "Mobile"
                } else {
                    "Telephone"
                };
                self.lines.push(format!("{label}: {number}"));
            }
            "NOTE" => self.lines.push(format!("Note: {value}")),
            _ => {}
        }
    }

    fn block(self, number: usize) -> Block {
        let name = match (self.full, self.parts) {
            // The title stands in N alone now and then.
            (Some(full), Some(parts)) if parts.contains(&full) => Some(parts),
            (full, parts) => full.or(parts),
        };
        let text: Vec<String> = name.map(|name| format!("Name: {name}")).into_iter().chain(self.lines).collect();
        page::block(&format!("card {number}"), &text.join("\n"))
    }
}

/// `Smith;Jane;Anne;Dr;` in the order in which it is spoken.
fn from_parts(value: &str) -> String {
    let parts: Vec<String> = value.split(';').map(unescaped).collect();
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let words = [part(3), part(1), part(2), part(0)];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn unescaped(value: &str) -> String {
    let value = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    value.replace("\\\\", "\\").split_whitespace().collect::<Vec<_>>().join(" ")
}
