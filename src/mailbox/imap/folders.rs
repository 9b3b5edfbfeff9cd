//! What the server says of its folders in; which of them a configured name means out.
//!
//! A name that exists as it is written wins. Else it is looked for below the user's own prefix (`INBOX.`) with the server's
//! separator for `/`. Nothing else is ever taken for it; what resembles it is named in the error.

use async_imap::imap_proto::{MailboxDatum, MailboxListData, NameAttribute, Response};

use super::talk::Question;
use super::{LONGEST_LIST, Session, names};
use crate::mailbox::folder::{self, Folder, Mark};
use crate::mailbox::{Likeness, MailboxError, MissingFolder};

/// Two names that are as alike as this are probably one with a slip.
const ALIKE: f64 = 0.8;

/// Where the user's own folders begin (RFC 2342), and what stands between the levels of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Personal {
    prefix: String,
    separator: Option<char>,
}

impl Personal {
    /// A configured name as the server would have it, below the prefix.
    fn full(&self, name: &str) -> String {
        let name = self.separated(name);
        if is_inbox(&name) || name.starts_with(&self.prefix) { name } else { format!("{}{name}", self.prefix) }
    }

    /// With the server's separator.
    fn separated(&self, name: &str) -> String {
        match self.separator {
            Some(separator) => name.replace('/', separator.encode_utf8(&mut [0; 4])),
            None => name.to_owned(),
        }
    }

    /// A name of the server's as it would be configured.
    fn configured(&self, full: &str) -> String {
        let own = full.strip_prefix(&self.prefix).filter(|own| !own.is_empty()).unwrap_or(full);
        match self.separator {
            Some(separator) if separator != '/' && !own.contains('/') => own.replace(separator, "/"),
            _ => own.to_owned(),
        }
    }
}

/// One folder of a LIST.
#[derive(Clone, Debug)]
struct Line {
    /// As the server spells it.
    wire: String,
    /// As people read that.
    full: String,
    mark: Option<Mark>,
    can_be_opened: bool,
}

impl Line {
    fn read(list: &MailboxListData<'_>) -> Self {
        let wire = names::unquoted(&list.name);
        Self {
            full: names::decode(&wire),
            wire,
            mark: list.name_attributes.iter().find_map(mark_of),
            can_be_opened: !list.name_attributes.iter().any(cannot_be_opened),
        }
    }
}

/// Everything the server lists.
#[derive(Clone, Debug)]
pub struct Listing {
    lines: Vec<Line>,
    personal: Personal,
}

impl Listing {
    /// How the server spells the folder of this configured name, if it is there and can be opened.
    pub fn find(&self, name: &str) -> Option<&str> {
        let as_written = |line: &&Line| line.full == name || is_inbox(&line.full) && is_inbox(name);
        let translated = self.personal.full(name);
        let separated = self.personal.separated(name);
        let found = self
            .lines
            .iter()
            .find(as_written)
            .or_else(|| self.lines.iter().find(|line| line.full == translated))
            .or_else(|| self.lines.iter().find(|line| line.full == separated))?;
        found.can_be_opened.then_some(found.wire.as_str())
    }

    /// How a new folder of this configured name is to be spelled.
    pub fn spell_new(&self, name: &str) -> String {
        names::encode(&self.personal.full(name))
    }

    /// What can be opened, as it would be configured.
    pub fn folders(&self) -> Vec<Folder> {
        let openable = self.lines.iter().filter(|line| line.can_be_opened);
        openable.map(|line| Folder { name: self.personal.configured(&line.full), mark: line.mark }).collect()
    }

    /// What to say of a name that is not there.
    pub fn missing(&self, name: &str) -> MissingFolder {
        let folders = self.folders();
        let for_the_same = Mark::usual_for(name).and_then(|mark| folder::for_use(&folders, mark));
        let alike = || {
            let likeness = |folder: &&Folder| {
                strsim::normalized_damerau_levenshtein(&folder.name.to_lowercase(), &name.to_lowercase())
            };
            let nearest = folders.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
            nearest.filter(|nearest| likeness(nearest) >= ALIKE)
        };
        let like = for_the_same.or_else(alike);
        let like = like.map(|folder| Likeness { name: folder.name.clone(), mark: folder.mark });
        MissingFolder { name: name.to_owned(), like }
    }
}

impl Session {
    /// The folders that can be opened, as they would be configured.
    ///
    /// # Errors
    /// When the server refuses or the line breaks.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, MailboxError> {
        Ok(self.listing().await?.folders())
    }

    /// Asks for all folders, and once for where the user's own begin.
    pub(super) async fn listing(&mut self) -> Result<Listing, MailboxError> {
        let mut lines = Vec::new();
        let mut separator = None;
        let with_marks = self.can.special_use && self.can.list_extended;
        let line = if with_marks { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
        let question = Question { budget: LONGEST_LIST, ..Question::short("LIST", line) };
        self.talk
            .ask(question, |response| {
                if let Response::MailboxData(MailboxDatum::List(list)) = response {
                    let line = Line::read(list);
                    if is_inbox(&line.full) {
                        separator = list.delimiter.as_deref().and_then(|text| names::unquoted(text).chars().next());
                    }
                    lines.push(line);
                }
            })
            .await?;
        let personal = match self.personal.clone() {
            Some(known) => known,
            None => self.namespace(separator, &lines).await?,
        };
        self.personal = Some(personal.clone());
        Ok(Listing { lines, personal })
    }

    /// Where the user's own folders begin. A server that does not tell has them below INBOX when nothing stands beside it.
    async fn namespace(&mut self, separator: Option<char>, lines: &[Line]) -> Result<Personal, MailboxError> {
        let mut told = None;
        if self.can.namespace {
            self.talk.line().reworded().switch_on();
            let answer = self
                .talk
                .ask(Question::short("NAMESPACE", "NAMESPACE"), |response| {
                    if let Response::Data { outcome, .. } = response
                        && let Some(text) = outcome.information.as_deref()
                    {
                        told = told.take().or_else(|| personal_of(text));
                    }
                })
                .await;
            self.talk.line().reworded().switch_off();
            match answer {
                Ok(()) | Err(MailboxError::Refused { .. }) => {}
                Err(lost) => return Err(lost),
            }
        }
        Ok(told.unwrap_or_else(|| {
            let below = separator.map(|separator| format!("INBOX{separator}")).unwrap_or_default();
            let mut others = lines.iter().filter(|line| !is_inbox(&line.full)).peekable();
            let all_below = others.peek().is_some() && others.all(|line| line.full.starts_with(&below));
            Personal { prefix: if all_below { below } else { String::new() }, separator }
        }))
    }
}

/// The first personal namespace in `NAMESPACE (("INBOX." ".")) NIL NIL`.
fn personal_of(text: &str) -> Option<Personal> {
    let (word, rest) = text.split_at_checked("NAMESPACE ((\"".len())?;
    if !word.eq_ignore_ascii_case("NAMESPACE ((\"") {
        return None;
    }
    let (prefix, rest) = until_quote(rest)?;
    let separator = match rest.strip_prefix(" \"") {
        Some(rest) => until_quote(rest)?.0.chars().next(),
        None => None,
    };
    Some(Personal { prefix: names::decode(&prefix), separator })
}

/// A quoted string up to its closing quote, and what follows.
fn until_quote(text: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    let end = text.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    let (inner, rest) = text.split_at_checked(end)?;
    Some((names::unquoted(inner), rest.strip_prefix('"')?))
}

/// The one name that is read in any case (RFC 3501 section 5.1).
fn is_inbox(name: &str) -> bool {
    name.eq_ignore_ascii_case("INBOX")
}

fn mark_of(attribute: &NameAttribute<'_>) -> Option<Mark> {
    match attribute {
        NameAttribute::Sent => Some(Mark::Sent),
        NameAttribute::Junk => Some(Mark::Junk),
        // The name Gmail had for it before RFC 6154.
        NameAttribute::Extension(word) if word.eq_ignore_ascii_case("\\Spam") => Some(Mark::Junk),
        _ => None,
    }
}

fn cannot_be_opened(attribute: &NameAttribute<'_>) -> bool {
    match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(word) => word.eq_ignore_ascii_case("\\NonExistent"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(prefix: &str, separator: char, names: &[(&str, Option<Mark>)]) -> Listing {
        let line = |(name, mark): &(&str, Option<Mark>)| Line {
            wire: names::encode(name),
            full: (*name).to_owned(),
            mark: *mark,
            can_be_opened: true,
        };
        Listing {
            lines: names.iter().map(line).collect(),
            personal: Personal { prefix: prefix.to_owned(), separator: Some(separator) },
        }
    }

    #[test]
    fn a_name_is_translated_but_one_that_is_there_as_written_wins() {
        let cyrus = listing("INBOX.", '.', &[("INBOX", None), ("INBOX.Junk", None), ("INBOX.Archive.2016", None)]);
        assert_eq!(cyrus.find("inbox"), Some("INBOX"));
        assert_eq!(cyrus.find("Junk"), Some("INBOX.Junk"));
        assert_eq!(cyrus.find("Archive/2016"), Some("INBOX.Archive.2016"));
        assert_eq!(cyrus.find("INBOX.Junk"), Some("INBOX.Junk"));
        assert_eq!(cyrus.find("INBOX/Junk"), Some("INBOX.Junk"));
        assert_eq!(cyrus.find("Spam"), None);
        assert_eq!(cyrus.spell_new("LHS answers/2016"), "INBOX.LHS answers.2016");
        assert_eq!(cyrus.spell_new("INBOX.LHS"), "INBOX.LHS");
        let both = listing("INBOX.", '.', &[("INBOX.Junk", None), ("Junk", None)]);
        assert_eq!(both.find("Junk"), Some("Junk"));
        let exchange = listing("", '/', &[("INBOX", None), ("INBOX/Junk", None)]);
        assert_eq!(exchange.find("Junk"), None, "a folder below INBOX is another one");
    }

    #[test]
    fn names_are_told_as_they_would_be_configured() {
        let cyrus = listing("INBOX.", '.', &[("INBOX", None), ("INBOX.Sent", Some(Mark::Sent)), ("INBOX.a.b", None)]);
        let names: Vec<String> = cyrus.folders().into_iter().map(|folder| folder.name).collect();
        assert_eq!(names, ["INBOX", "Sent", "a/b"]);
        assert!(names.iter().all(|name| cyrus.find(name).is_some()));
    }

    #[test]
    fn what_resembles_a_missing_folder_is_said_and_not_taken_for_it() {
        let exchange = listing("", '/', &[("INBOX", None), ("Junk Email", Some(Mark::Junk)), ("Sent Items", None)]);
        assert_eq!(exchange.find("Junk"), None);
        assert_eq!(
            exchange.missing("Junk").to_string(),
            "there is no folder \"Junk\" in the mailbox; \"Junk Email\" is marked as junk: write that if it is meant"
        );
        assert_eq!(
            exchange.missing("sent item").to_string(),
            "there is no folder \"sent item\" in the mailbox; there is \"Sent Items\": write that if it is meant"
        );
        assert_eq!(exchange.missing("LHS").to_string(), "there is no folder \"LHS\" in the mailbox (check the name)");
    }

    #[test]
    fn namespaces_are_read() {
        let personal = |text| personal_of(text).map(|personal| (personal.prefix, personal.separator));
        let cyrus = "NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))";
        assert_eq!(personal(cyrus), Some(("INBOX.".to_owned(), Some('.'))));
        assert_eq!(personal("NAMESPACE ((\"\" \"\\\\\")) NIL NIL"), Some((String::new(), Some('\\'))));
        assert_eq!(personal("NAMESPACE ((\"\" NIL)) NIL NIL"), Some((String::new(), None)));
        assert_eq!(personal("NAMESPACE ((\"INBOX.\" \".\" \"X-P\" (\"Y\"))) NIL NIL").unwrap().0, "INBOX.");
        for nothing in ["NAMESPACE NIL NIL NIL", "Completed", "NAMESPACE ((\"INBOX", ""] {
            assert_eq!(personal_of(nothing), None, "{nothing}");
        }
    }
}
