//! What a server says that it can do (CAPABILITY), once after the login. What it does not name is not used.

use async_imap::imap_proto::{Capability, Response};

use super::talk::{Question, Talk};
use crate::mailbox::MailboxError;

/// The extensions that make a difference here. Without any of them everything but filing works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It tells when something comes in (RFC 2177).
    pub idle: bool,
    /// It moves a message in one step (RFC 6851).
    pub moves: bool,
    /// It says which UID a message got in its new folder (RFC 4315).
    pub uid_plus: bool,
    /// It marks folders by their use (RFC 6154). Some that do not say so do it all the same.
    pub special_use: bool,
    /// LIST takes options (RFC 5258).
    pub list_extended: bool,
    /// It tells where the user's folders begin (RFC 2342).
    pub namespace: bool,
    /// It takes literals without being asked (RFC 7888).
    pub literal_plus: bool,
    /// It has an answer to what has changed since (RFC 7162).
    pub condstore: bool,
}

/// Asks for them.
///
/// # Errors
/// When the line breaks. A server that refuses can do nothing.
pub async fn ask(talk: &mut Talk) -> Result<Capabilities, MailboxError> {
    let mut found = Capabilities::default();
    let answer = talk
        .ask(Question::short("CAPABILITY", "CAPABILITY"), |response| {
            if let Response::Capabilities(capabilities) = response {
                for capability in capabilities {
                    if let Capability::Atom(name) = capability {
                        found.add(name);
                    }
                }
            }
        })
        .await;
    match answer {
        Ok(()) | Err(MailboxError::Refused { .. }) => Ok(found),
        Err(lost) => Err(lost),
    }
}

impl Capabilities {
    fn add(&mut self, name: &str) {
        let known = match name.to_ascii_uppercase().as_str() {
            "IDLE" => &mut self.idle,
            "MOVE" => &mut self.moves,
            "UIDPLUS" => &mut self.uid_plus,
            "SPECIAL-USE" => &mut self.special_use,
            "LIST-EXTENDED" => &mut self.list_extended,
            "NAMESPACE" => &mut self.namespace,
            "LITERAL+" => &mut self.literal_plus,
            "CONDSTORE" | "QRESYNC" => &mut self.condstore,
            _ => return,
        };
        *known = true;
    }
}
