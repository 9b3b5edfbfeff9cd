//! XML in, opening tags, text and closing tags out. A document type, which no office format has, is refused: so nothing
//! can be defined that grows, and nothing outside is named.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{Limits, Unread};

/// What stands in XML.
#[derive(Debug)]
pub(super) enum Token {
    /// An element begins.
    Open(Tag),
    /// The element of this local name ends.
    Close(String),
    /// Text between tags.
    Text(String),
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// The name without its prefix.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute by its local name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Walks a document and hands each token on; an empty element is opened and closed.
pub(super) fn walk(
    text: &str,
    limits: &Limits,
    mut each: impl FnMut(Token) -> Result<(), Unread>,
) -> Result<(), Unread> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| Unread::Broken)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(Unread::TooLarge);
                }
                each(Token::Open(tag(&start)))?;
            }
            Event::Empty(start) => {
                let tag = tag(&start);
                let name = tag.name.clone();
                each(Token::Open(tag))?;
                each(Token::Close(name))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Token::Close(end.local_name().as_ref().to_owned()))?;
            }
            Event::Text(text) => each(Token::Text(text.xml10_content().into_owned()))?,
            Event::CData(text) => each(Token::Text(text.xml10_content().into_owned()))?,
            Event::GeneralRef(name) => {
                let text = match name.resolve_char_ref() {
                    Ok(Some(letter)) => letter.to_string(),
                    _ => resolve_predefined_entity(&name).ok_or(Unread::Broken)?.to_owned(),
                };
                each(Token::Text(text))?;
            }
            Event::DocType(_) => return Err(Unread::Broken),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    // A document that ends within an element was cut off.
    if depth > 0 { Err(Unread::Broken) } else { Ok(()) }
}

fn tag(start: &BytesStart<'_>) -> Tag {
    let mut all = start.attributes();
    let attributes = all.with_checks(false).filter_map(Result::ok).take(64).map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
        (attribute.key.local_name().as_ref().to_owned(), value.into_owned())
    });
    Tag { name: start.local_name().as_ref().to_owned(), attributes: attributes.collect() }
}
