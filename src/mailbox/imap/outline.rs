//! A message that is too large in; a mail of its headers, its texts and its small files out, in which each part that was
//! left out says so and how large it is. The server's BODYSTRUCTURE (RFC 3501 section 7.4.2) says what there is.

use async_imap::imap_proto::{AttributeValue, BodyContentCommon, BodyStructure, Response};

use super::fetch::Asked;
use super::talk::Question;
use super::{Session, uid_of};
use crate::mailbox::MailboxError;

/// The header that stands in a part that was left out, with its size in bytes as it is encoded. The reader knows it.
const LEFT_OUT: &str = "X-CSO-Not-Fetched";
/// Bytes of headers.
const HEADERS: u64 = 256 << 10;
/// Bytes of the headers of a part.
const PART_HEADERS: u64 = 16 << 10;
/// Bytes of a text.
const TEXT: u64 = 1 << 20;
/// Bytes of all that is fetched of one message.
const ALL: u64 = 4 << 20;
/// Bytes of the longest description of a message. imap_proto follows parts in parts without an end, so this is it.
const DESCRIPTION: u64 = 48 << 10;
/// Parts inside one another, and parts in all.
const DEEPEST: usize = 20;
/// Parts in all.
const MOST_PARTS: usize = 200;

/// What is written next.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// A part begins: this boundary, and the part's own headers.
    Begin { boundary: String, path: String },
    /// A part that has no parts.
    Leaf { boundary: String, path: String, kind: Kind, octets: u64 },
    /// The last part has ended.
    End { boundary: String },
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A text that the mail shows.
    Text,
    /// Anything else.
    File,
}

impl Session {
    /// What is read of a message that is too large: its bytes, or none if its structure cannot be followed.
    pub(super) async fn fetch_outline(
        &mut self,
        asked: Asked<'_>,
        max_bytes: u64,
    ) -> Result<Option<Vec<u8>>, MailboxError> {
        let Some(steps) = self.steps(asked).await? else { return Ok(None) };
        let mut bytes = self.section(asked, "HEADER", 0, HEADERS).await?;
        if !bytes.ends_with(b"\r\n\r\n") {
            return Ok(None);
        }
        let mut left = max_bytes.min(ALL);
        for step in &steps {
            match step {
                Step::Begin { boundary, path } => {
                    let headers = self.part_headers(asked, path).await?;
                    bytes.extend_from_slice(format!("--{boundary}\r\n{headers}\r\n\r\n").as_bytes());
                }
                Step::Leaf { boundary, path, kind, octets } => {
                    let headers = self.part_headers(asked, path).await?;
                    let wanted = match kind {
                        Kind::Text => TEXT.min(left).min(*octets),
                        Kind::File => *octets,
                    };
                    let begin = format!("--{boundary}\r\n{headers}");
                    bytes.extend_from_slice(begin.as_bytes());
                    if *octets > 0 && (wanted == 0 || wanted > left) {
                        bytes.extend_from_slice(format!("\r\n{LEFT_OUT}: {octets}\r\n\r\n\r\n").as_bytes());
                        continue;
                    }
                    left -= wanted;
                    bytes.extend_from_slice(b"\r\n\r\n");
                    bytes.extend_from_slice(&self.section(asked, path, wanted, wanted).await?);
                    bytes.extend_from_slice(b"\r\n");
                }
                Step::End { boundary } => bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes()),
            }
        }
        Ok(Some(bytes))
    }

    /// The headers of a part, without the blank line after them.
    async fn part_headers(&mut self, asked: Asked<'_>, path: &str) -> Result<String, MailboxError> {
        let bytes = self.section(asked, &format!("{path}.MIME"), 0, PART_HEADERS).await?;
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }

    /// How the message is put together; none if that is not known, or not of parts.
    async fn steps(&mut self, asked: Asked<'_>) -> Result<Option<Vec<Step>>, MailboxError> {
        let line = format!("UID FETCH {} (UID BODYSTRUCTURE)", asked.uid);
        let question = Question { budget: DESCRIPTION, ..Question::short("UID FETCH", &line) };
        let mut steps = None;
        self.talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && uid_of(attributes) == Some(asked.uid)
                {
                    steps = attributes.iter().find_map(|attribute| match attribute {
                        AttributeValue::BodyStructure(structure) => steps_of(structure),
                        _ => None,
                    });
                }
            })
            .await?;
        Ok(steps)
    }
}

fn steps_of(structure: &BodyStructure<'_>) -> Option<Vec<Step>> {
    let BodyStructure::Multipart { common, bodies, .. } = structure else { return None };
    let mut steps = Vec::new();
    walk(common, bodies, "", 0, &mut steps)?;
    Some(steps)
}

/// Follows the parts of a multipart; none when there are too many or one is not as it should be.
fn walk(
    common: &BodyContentCommon<'_>,
    bodies: &[BodyStructure<'_>],
    prefix: &str,
    depth: usize,
    steps: &mut Vec<Step>,
) -> Option<()> {
    let boundary = boundary(common)?;
    for (index, body) in bodies.iter().enumerate() {
        if depth > DEEPEST || steps.len() > MOST_PARTS {
            return None;
        }
        let (boundary, path) = (boundary.clone(), format!("{prefix}{}", index + 1));
        match body {
            BodyStructure::Multipart { common, bodies, .. } => {
                steps.push(Step::Begin { boundary, path: path.clone() });
                walk(common, bodies, &format!("{path}."), depth + 1, steps)?;
            }
            BodyStructure::Text { common, other, .. } => {
                let subtype = common.ty.subtype.to_ascii_lowercase();
                let shown = matches!(subtype.as_str(), "plain" | "html") && !is_attachment(common);
                let kind = if shown { Kind::Text } else { Kind::File };
                steps.push(Step::Leaf { boundary, path, kind, octets: u64::from(other.octets) });
            }
            BodyStructure::Basic { other, .. } | BodyStructure::Message { other, .. } => {
                steps.push(Step::Leaf { boundary, path, kind: Kind::File, octets: u64::from(other.octets) });
            }
        }
    }
    steps.push(Step::End { boundary });
    Some(())
}

fn boundary(common: &BodyContentCommon<'_>) -> Option<String> {
    let params = common.ty.params.as_ref()?;
    let (_, boundary) = params.iter().find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let sound = !boundary.is_empty() && !boundary.contains(|c: char| c.is_control());
    sound.then(|| boundary.clone().into_owned())
}

fn is_attachment(common: &BodyContentCommon<'_>) -> bool {
    common.disposition.as_ref().is_some_and(|how| how.ty.eq_ignore_ascii_case("attachment"))
}
