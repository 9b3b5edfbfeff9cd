//! A [`Message`] in, its text as paragraphs out: hard wraps undone, each paragraph knowing whose words it holds and where it stood.
//!
//! A mail is no longer than [`MOST`] to us and a paragraph no longer than [`LONGEST`]; what a paragraph holds is looked for once.

use std::{cell::OnceCell, ops::Range, rc::Rc, sync::LazyLock};

use super::quick::Regex;
use super::{
    contact::{self, EmailHit, PhoneHit},
    cues::pattern,
    filed,
    fold::fold,
    label::{self, Label, Labelled},
    people::{self, NameHit, Names},
    roster::Person,
    sentences::sentences,
};

use super::lines::{clean, paragraphs};
use crate::{
    domain::{Campaign, Place},
    message::{Author, Line, Message, Segment, SegmentKind},
};

/// So many bytes of the sender's own words are read.
pub(super) const MOST: usize = 32 << 10;
/// So many bytes of all that is quoted or attached are read.
const MOST_QUOTED: usize = 48 << 10;
/// So many mails of a thread are read.
const MAILS: usize = 32;

/// A longer paragraph is read in pieces, so that looking around a place in it stays cheap.
pub(super) const LONGEST: usize = 3000;

/// Whose words a zone holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The sender's, of today.
    Own,
    /// Somebody's from the trust, earlier: answered or forwarded.
    Thread,
    /// Ours.
    Ours,
    /// A file that came along.
    File,
}

/// One paragraph, list item or row.
#[derive(Clone, Debug)]
pub(super) struct Para {
    /// Its text on one line.
    pub text: String,
    /// The same, folded for comparison.
    pub folded: String,
    /// Its cells, when it is a row of a table or a line with tabs.
    pub cells: Vec<String>,
    /// What the cells are, when a row of headings stands above.
    pub heads: Vec<Option<Label>>,
    /// Whether it stands in what the message reader took for a signature.
    pub signed: bool,
    /// The column of its first cell in a sheet, counted from 1; 0 elsewhere.
    pub(super) column: u32,
    pub(super) part: Rc<str>,
    pub(super) starts: Vec<Start>,
    pub(super) held: Held,
}

/// Where in a paragraph a line of the mail begins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    /// The byte of the paragraph's text.
    pub at: usize,
    /// The line's number.
    pub line: u32,
    /// So many of the line's characters stand before it: blanks, or the piece before this one.
    pub before: u32,
}

/// What was found in a paragraph, looked for when first asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    names: OnceCell<Names>,
    emails: OnceCell<Vec<EmailHit>>,
    phones: OnceCell<Vec<PhoneHit>>,
    labels: OnceCell<Vec<Labelled>>,
    sentences: OnceCell<Vec<String>>,
}

impl Para {
    /// Takes the next paragraph in as the value of this one, which is a label.
    pub(super) fn take_value(&mut self, value: Self) {
        let label = self.text.clone();
        self.text.push(' ');
        let shift = self.text.len();
        self.starts.extend(value.starts.into_iter().map(|start| Start { at: shift + start.at, ..start }));
        self.text.push_str(&value.text);
        self.folded = fold(&self.text);
        self.cells = vec![label, value.text];
        self.held = Held::default();
    }

    /// Whether it stands in a file.
    pub(super) fn is_filed(&self) -> bool {
        self.part.starts_with("attachment ")
    }

    /// The names in it.
    pub(super) fn names(&self) -> &[NameHit] {
        &self.all_names().whole
    }

    /// The given names in it that stand alone.
    pub(super) fn given_names(&self) -> &[(Range<usize>, String)] {
        &self.all_names().given
    }

    fn all_names(&self) -> &Names {
        self.held.names.get_or_init(|| people::names(&self.text))
    }

    /// The addresses in it.
    pub(super) fn emails(&self) -> &[EmailHit] {
        self.held.emails.get_or_init(|| contact::emails(&self.text))
    }

    /// The telephone numbers in it.
    pub(super) fn phones(&self) -> &[PhoneHit] {
        self.held.phones.get_or_init(|| contact::phones_beside(&self.text, self.emails()))
    }

    /// Its sentences, folded.
    pub(super) fn sentences(&self) -> &[String] {
        self.held.sentences.get_or_init(|| sentences(&self.text))
    }

    /// The labelled values in it.
    pub(super) fn labels(&self) -> &[Labelled] {
        self.held.labels.get_or_init(|| label::labels(self))
    }

    /// The place of a value that stands at these bytes of the text; of one that goes on in the next line, its part in the first.
    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let line = self.line_at(start);
        let next = self.starts.iter().map(|next| next.at).find(|at| *at > line.at);
        let end = next.map_or(end, |next| end.min(next.saturating_sub(1))).max(start);
        let count = |to: usize| self.text.get(line.at..to).map_or(0, characters).saturating_add(line.before);
        let part = match filed::cell(self, start) {
            Some(name) => format!("{}, cell {name}{}", self.part, line.line),
            None => self.part.to_string(),
        };
        Place { part, line: line.line, span: (count(start), count(end)) }
    }

    /// Where the line begins in which this byte of the text stands.
    pub(super) fn line_at(&self, at: usize) -> Start {
        self.starts.iter().rev().find(|start| start.at <= at).copied().unwrap_or_default()
    }
}

pub(super) fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// What one person wrote at one time.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    /// Whose words.
    pub voice: Voice,
    /// The author of a quoted mail, as far as it says.
    pub author: Option<Author>,
    /// Whether it was forwarded rather than answered.
    pub forwarded: bool,
    /// Whether its header says that it was sent to our mailbox.
    pub to_us: bool,
    /// Its paragraphs.
    pub paras: Vec<Para>,
    /// The people in it, once somebody has asked for them.
    pub people: OnceCell<Vec<Person>>,
}

/// The whole text of a message.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Zones in the order of the mail; the sender's own words are one zone, the first.
    pub zones: Vec<Zone>,
    /// Whether the mail is longer than what is read.
    pub cut: bool,
    /// Whether the text of files stands among the sender's own words.
    pub opened: bool,
    /// The text of each voice, once somebody has asked for it.
    texts: [OnceCell<String>; 4],
}

impl Page {
    /// Lays a message out.
    pub(super) fn of(message: &Message, campaign: &Campaign) -> Self {
        let mut own = Zone {
            voice: Voice::Own,
            author: None,
            forwarded: false,
            to_us: false,
            paras: Vec::new(),
            people: OnceCell::new(),
        };
        let mut zones: Vec<Zone> = Vec::new();
        let (mut left, mut quoted_left) = (MOST, MOST_QUOTED);
        let mut cut = false;
        for segment in &message.segments {
            match segment.kind {
                SegmentKind::Disclaimer | SegmentKind::Banner => {}
                // What is quoted beyond the limit is not looked at.
                SegmentKind::Header | SegmentKind::Quoted if quoted_left == 0 => {
                    cut |= segment.kind == SegmentKind::Quoted;
                }
                SegmentKind::Header => zones.push(Zone {
                    voice: voice(segment, campaign),
                    author: segment.author.clone(),
                    forwarded: segment.forwarded,
                    to_us: to_us(segment, campaign),
                    paras: Vec::new(),
                    people: OnceCell::new(),
                }),
                SegmentKind::Fresh | SegmentKind::Signature if segment.depth == 0 => {
                    let signed = segment.kind == SegmentKind::Signature;
                    let (lines, whole) = within(&segment.lines, &mut left);
                    cut |= !whole;
                    own.paras.extend(paragraphs(lines, "body", signed));
                }
                _ => {
                    let (lines, whole) = within(&segment.lines, &mut quoted_left);
                    cut |= !whole;
                    quoted(&mut zones, segment, lines, campaign);
                }
            }
        }
        zones.retain(|zone| !zone.paras.is_empty());
        cut |= zones.len() > MAILS;
        zones.truncate(MAILS);
        for file in message.attachments.iter().filter(|file| !file.blocks.is_empty()) {
            let (zone, whole) = filed::zone(file, &mut quoted_left);
            cut |= !whole;
            zones.push(zone);
        }
        zones.insert(0, own);
        Self::new(zones, cut)
    }

    /// These zones as a page.
    pub(super) fn new(zones: Vec<Zone>, cut: bool) -> Self {
        Self { zones, cut, opened: false, texts: Default::default() }
    }

    /// The sender's own words.
    pub(super) fn own(&self) -> &[Para] {
        self.zones.first().map_or(&[], |zone| zone.paras.as_slice())
    }

    /// Puts the subject before the sender's own words, when it holds the answer.
    pub(super) fn lead_with(&mut self, subject: Para) {
        if let Some(own) = self.zones.first_mut() {
            own.paras.insert(0, subject);
        }
        self.texts = Default::default();
    }

    /// The zones of one voice, in order.
    pub(super) fn voiced(&self, voice: Voice) -> impl Iterator<Item = &Zone> {
        self.zones.iter().filter(move |zone| zone.voice == voice)
    }

    /// All text of one voice, folded, a line a paragraph.
    pub(super) fn text_of(&self, voice: Voice) -> &str {
        let [own, thread, ours, file] = &self.texts;
        let held = match voice {
            Voice::Own => own,
            Voice::Thread => thread,
            Voice::Ours => ours,
            Voice::File => file,
        };
        held.get_or_init(|| self.joined(voice))
    }

    fn joined(&self, voice: Voice) -> String {
        let mut text = String::new();
        for para in self.voiced(voice).flat_map(|zone| &zone.paras) {
            text.push_str(&para.folded);
            text.push('\n');
        }
        text
    }
}

/// The lines that fit into what is left to read, and whether that is all of them. A line that is too long is read in part.
pub(super) fn within<'a>(lines: &'a [Line], left: &mut usize) -> (&'a [Line], bool) {
    let mut count = 0;
    let mut whole = true;
    for line in lines {
        if *left == 0 {
            break;
        }
        whole &= line.text.len() <= *left;
        *left = left.saturating_sub(line.text.len().max(1));
        count += 1;
    }
    (lines.get(..count).unwrap_or(lines), whole && count == lines.len())
}

fn quoted(zones: &mut Vec<Zone>, segment: &Segment, lines: &[Line], campaign: &Campaign) {
    let signed = segment.kind == SegmentKind::Signature;
    let paras = paragraphs(lines, "quoted mail", signed);
    let voice = voice(segment, campaign);
    match zones.last_mut() {
        Some(last) if last.voice == voice && (last.paras.is_empty() || last.author == segment.author) => {
            last.paras.extend(paras);
            if last.author.is_none() {
                last.author.clone_from(&segment.author);
            }
        }
        _ => zones.push(Zone {
            voice,
            author: segment.author.clone(),
            forwarded: segment.forwarded,
            to_us: false,
            paras,
            people: OnceCell::new(),
        }),
    }
}

/// Whose words a quotation holds: ours, when the message reader knows them or our mailbox stands over them. What is quoted without a word
/// about its author is what is being answered, and that is ours.
fn voice(segment: &Segment, campaign: &Campaign) -> Voice {
    let our_address = |author: &Author| {
        author.address.as_ref().is_some_and(|own| *own == campaign.mailbox || campaign.aliases.contains(own))
    };
    let our_name = |author: &Author| {
        let name = fold(&author.name);
        name.contains("cso") || name.contains("chief scientific officer") || name == fold(&campaign.sender_name)
    };
    let ours = segment.ours || segment.author.as_ref().is_none_or(|author| our_address(author) || our_name(author));
    if ours { Voice::Ours } else { Voice::Thread }
}

/// Whether a block of headers names our mailbox as the recipient.
fn to_us(segment: &Segment, campaign: &Campaign) -> bool {
    segment.lines.iter().any(|line| {
        let folded = fold(&line.text);
        folded.trim_start_matches(['*', ' ', '>']).starts_with("to:") && folded.contains(campaign.mailbox.as_str())
    })
}

/// The subject as a paragraph of the sender's own, without `Re:`, our tag and `(EOM)`.
pub(super) fn subject(text: &str) -> Option<Para> {
    static FRONT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:\s*(?:re|fw|fwd|aw|wg)\s*:\s*)+"));
    static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s*(?:\(eom\)|\beom|\[[A-Z0-9]+-[A-Z0-9]+\])\s*$"));
    let front = FRONT.find(text).map_or(0, |found| found.end());
    let end = END.find(text).map_or(text.len(), |found| found.start());
    let text = clean(text.get(front..end)?);
    (!text.trim().is_empty()).then(|| Para {
        folded: fold(&text),
        text,
        cells: Vec::new(),
        heads: Vec::new(),
        signed: false,
        column: 0,
        part: "header Subject".into(),
        starts: vec![Start::default()],
        held: Held::default(),
    })
}
