//! The bytes of a file in, its text by the places where it stands out. Pure: no I/O, nothing is run, no reference to
//! anything outside is followed, no name of a file is used as a path.
//!
//! kind (what the bytes are, whatever the name says) -> one reader a format -> [`Piece`]s. What is wrapped up (a mail of
//! Outlook's, winmail.dat) comes out as the files inside. The readers of other people's formats may fail in ways that
//! cannot be caught: out of memory, out of stack, without end. So only the box (`sandbox`) calls [`read`].

mod archive;
mod card;
mod doc;
mod docx;
mod kind;
mod mapi;
mod odt;
mod outlook;
mod page;
mod pdf;
mod rtf;
mod sheet;
mod table;
mod tnef;
mod xml;

use serde::{Deserialize, Serialize};

pub use self::kind::{Kind, kind};
pub(super) use self::{card::card, kind::is_ignored, table::text};
use super::Line;

/// A file as it came along with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name it was given.
    pub name: String,
    /// The media type it was given.
    pub media_type: String,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
}

/// How much is read of a file. All of it is looked at before anything is unpacked, and again while it is.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a file, and of all files of a mail together.
    pub file: usize,
    /// Bytes of all that is unpacked from one file.
    pub unpacked: usize,
    /// How many times larger than packed a part may become, once it is larger than a megabyte.
    pub ratio: usize,
    /// Entries of an archive.
    pub entries: usize,
    /// Pages.
    pub pages: usize,
    /// Cells of all sheets.
    pub cells: usize,
    /// Bytes of text that are kept.
    pub text: usize,
    /// Elements, groups and files inside one another.
    pub depth: usize,
    /// Files inside one file.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 16 << 20,
            unpacked: 64 << 20,
            ratio: 200,
            entries: 2_000,
            pages: 50,
            cells: 50_000,
            text: 256 << 10,
            depth: 200,
            files: 20,
        }
    }
}

/// A run of lines that stand in one place of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The place: `page 2`, `table 1`, `sheet Heads`, `header`; empty for the text itself. Lines are numbered in it:
    /// lines of a page, rows of a table or sheet.
    pub place: String,
    /// The column of the first cell, counted from 1, where columns have names (`B`); 0 elsewhere.
    pub column: u32,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Something that was in a file: the text of the file itself, or that of a file inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The name of the file, and within which it stood: `winmail.dat: form.docx`.
    pub name: String,
    /// What it held.
    pub held: Held,
}

/// What a file held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// Text.
    Text(Vec<Block>),
    /// A mail, written out in the form of RFC 5322, without its files.
    Mail(String),
    /// Nothing that could be read.
    Unread(Unread),
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Unread {
    /// An image.
    #[error("a picture or scan")]
    Picture,
    /// Pages without text.
    #[error("pages without text, as a scanner makes them")]
    Scan,
    /// Locked with a password.
    #[error("protected with a password")]
    Encrypted,
    /// Not in order.
    #[error("damaged, or not what its name says")]
    Broken,
    /// Over a limit.
    #[error("too large")]
    TooLarge,
    /// A format nobody reads here.
    #[error("a kind of file that is not read")]
    Unknown,
    /// The file has no text.
    #[error("empty")]
    Empty,
    /// The reader was killed, or died.
    #[error("the reader failed on it")]
    Failed,
    /// The reader took too long.
    #[error("reading it took too long")]
    TooSlow,
    /// Nobody tried.
    #[error("files are not read here")]
    NotTried,
    /// The mail was too large to be fetched whole, and this was left out. About how large it is, in KiB.
    #[error("about {}, not fetched because the mail is too large", words_for(*.0))]
    NotFetched(u32),
}

/// `26 MB`, `300 KB`.
fn words_for(kibibytes: u32) -> String {
    if kibibytes < 1_024 { format!("{kibibytes} KB") } else { format!("{} MB", kibibytes / 1_024) }
}

/// Another reader of PDF: the text of the pages with form feeds between them, or none if it cannot say.
pub type PageReader<'a> = &'a dyn Fn(&[u8]) -> Option<String>;

/// Reads a file. May use much memory and time, or even crash, on a file that is made to do so.
#[must_use]
pub fn read(file: &File, limits: &Limits, pages: PageReader<'_>) -> Vec<Piece> {
    let mut reader = Reader { limits, pages, pieces: Vec::new() };
    reader.read(&file.name, file, 0);
    reader.pieces
}

/// How deep files may stand in files.
const DEEPEST_FILE: usize = 3;

struct Reader<'a> {
    limits: &'a Limits,
    pages: PageReader<'a>,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn read(&mut self, name: &str, file: &File, depth: usize) {
        let limits = self.limits;
        if self.pieces.len() >= limits.files || depth > DEEPEST_FILE || file.bytes.len() > limits.file {
            self.pieces.push(Piece { name: name.to_owned(), held: Held::Unread(Unread::TooLarge) });
            return;
        }
        let wrapped = match kind(&file.name, &file.media_type, &file.bytes) {
            Kind::Outlook => outlook::read(&file.bytes, limits),
            Kind::Tnef => tnef::read(&file.bytes, limits),
            Kind::Mail => Ok(Wrapped {
                held: Some(Held::Mail(String::from_utf8_lossy(&file.bytes).into_owned())),
                files: Vec::new(),
            }),
            kind => {
                let held = self.content(kind, &file.bytes).map_or_else(Held::Unread, Held::Text);
                self.pieces.push(Piece { name: name.to_owned(), held });
                return;
            }
        };
        match wrapped {
            Ok(Wrapped { held, files }) => {
                self.pieces.extend(held.map(|held| Piece { name: name.to_owned(), held }));
                for file in files.iter().filter(|file| !is_ignored(&file.name, &file.media_type, &file.bytes)) {
                    self.read(&format!("{name}: {}", file.name), file, depth + 1);
                }
            }
            Err(why) => self.pieces.push(Piece { name: name.to_owned(), held: Held::Unread(why) }),
        }
    }

    /// The text of a file that wraps nothing.
    fn content(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<Block>, Unread> {
        let limits = self.limits;
        let blocks = match kind {
            Kind::Doc => doc::read(bytes, limits),
            Kind::Docx => docx::read(bytes, limits),
            Kind::Sheet => sheet::read(bytes, limits),
            Kind::Odt => odt::read(bytes, limits),
            Kind::Rtf => Ok(vec![page::block("", &rtf::text(bytes, limits)?)]),
            Kind::Pdf => match (self.pages)(bytes) {
                Some(text) => Ok(pdf::pages(text.split('\u{c}'), limits)),
                None => pdf::read(bytes, limits),
            },
            Kind::Card => Ok(card(&decoded(bytes))),
            Kind::Html => Ok(html(&decoded(bytes), limits)),
            Kind::Text => Ok(text(&decoded(bytes))),
            Kind::Picture => Err(Unread::Picture),
            Kind::Locked => Err(Unread::Encrypted),
            Kind::Outlook | Kind::Tnef | Kind::Mail | Kind::Unknown => Err(Unread::Unknown),
        }?;
        let mut left = limits.text;
        let blocks = page::within(blocks, &mut left);
        if blocks.iter().flat_map(|block| &block.lines).all(|line| line.text.trim().is_empty()) {
            return Err(if kind == Kind::Pdf { Unread::Scan } else { Unread::Empty });
        }
        Ok(blocks)
    }
}

/// A mail taken out of its wrapping.
struct Wrapped {
    held: Option<Held>,
    files: Vec<File>,
}

/// The rows of HTML.
pub(super) fn html(text: &str, limits: &Limits) -> Vec<Block> {
    let rows = super::html::rows(text, limits.depth);
    let line = |(number, row): (u32, super::body::Row)| match row.cells.is_empty() {
        true => page::line(number, &row.text),
        false => page::row(number, row.cells),
    };
    vec![Block { lines: (1..).zip(rows).map(line).collect(), ..Block::default() }]
}

/// Text in UTF-8 or windows-1252.
fn decoded(bytes: &[u8]) -> String {
    super::charset::decode(bytes, None).0
}

#[cfg(test)]
mod tests;
