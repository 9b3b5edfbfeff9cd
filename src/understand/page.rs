//! A [`Message`] in, its text as paragraphs out: hard wraps undone, each paragraph knowing whose words it holds and where it stood.
//!
//! A mail is no longer than [`MOST`] to us; a longer one is read in part, and says so.

use std::{cell::OnceCell, sync::LazyLock};

use regex::Regex;

pub(super) use super::para::Para;
use super::{
    cues::pattern,
    fold::{floor, fold},
    para::{Held, pieces},
    roster::Person,
    table,
};
use crate::{
    domain::Campaign,
    message::{Author, Line, Message, Segment, SegmentKind},
};

/// So many bytes of the sender's own words are read.
const MOST: usize = 32 << 10;
/// So many bytes of all that is quoted or attached are read.
const MOST_QUOTED: usize = 48 << 10;
/// So many mails of a thread are read.
const MAILS: usize = 32;

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
        // A diary entry says what somebody means to do, not what was answered.
        for file in message.attachments.iter().filter(|file| file.media_type != "text/calendar") {
            if let Some(text) = &file.text {
                zones.push(file_zone(&file.name, text, &mut quoted_left));
            }
        }
        zones.insert(0, own);
        Self { zones, cut }
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
    }

    /// The zones of one voice, in order.
    pub(super) fn voiced(&self, voice: Voice) -> impl Iterator<Item = &Zone> {
        self.zones.iter().filter(move |zone| zone.voice == voice)
    }

    /// All text of one voice, folded, a line a paragraph.
    pub(super) fn text_of(&self, voice: Voice) -> String {
        let mut text = String::new();
        for para in self.voiced(voice).flat_map(|zone| &zone.paras) {
            text.push_str(&para.folded);
            text.push('\n');
        }
        text
    }
}

/// The lines that fit into what is left to read, and whether that is all of them. A line that is too long is read in part.
fn within<'a>(lines: &'a [Line], left: &mut usize) -> (&'a [Line], bool) {
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

fn file_zone(name: &str, text: &str, left: &mut usize) -> Zone {
    let commas = |line: &str| line.matches(',').count();
    let columns = text.lines().next().map_or(0, commas);
    let table = columns >= 3 && text.lines().filter(|line| !line.trim().is_empty()).all(|line| commas(line) >= columns);
    let line = |(number, text): (u32, &str)| {
        let cells: Vec<String> = if table {
            text.split(',').map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
        } else {
            Vec::new()
        };
        let text = if table { cells.join(" ") } else { text.to_owned() };
        Line { text, cells, number, quote_depth: 0 }
    };
    let within = |(_, text): &(u32, &str)| {
        let fits = *left > 0;
        *left = left.saturating_sub(text.len().max(1));
        fits
    };
    let lines: Vec<Line> = (1..).zip(text.lines()).take_while(within).map(line).collect();
    let part = format!("attachment {name}");
    Zone {
        voice: Voice::File,
        author: None,
        forwarded: false,
        to_us: false,
        paras: paragraphs(&lines, &part, false),
        people: OnceCell::new(),
    }
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
        part: "header Subject".to_owned(),
        starts: vec![(0, 0)],
        indent: 0,
        held: Held::default(),
    })
}

/// Lines to paragraphs: empty lines part them, hard wraps are undone.
fn paragraphs(lines: &[Line], part: &str, signed: bool) -> Vec<Para> {
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    let mut paras: Vec<Para> = Vec::new();
    let mut gap = true;
    let mut previous = "";
    for line in lines {
        let text = line.text.get(..floor(&line.text, MOST)).unwrap_or(&line.text).trim();
        if text.is_empty() || is_tail(text) {
            gap = true;
            continue;
        }
        match paras.last_mut() {
            Some(last) if !gap && width <= 84 && line.cells.is_empty() && wraps(previous, text) => {
                last.text.push(' ');
                last.starts.push((last.text.len(), line.number));
                last.text.push_str(&clean(text));
            }
            _ => paras.push(Para {
                text: clean(text),
                folded: String::new(),
                cells: cells(line),
                heads: Vec::new(),
                signed,
                part: part.to_owned(),
                starts: vec![(0, line.number)],
                indent: 0,
                held: Held::default(),
            }),
        }
        gap = false;
        previous = text;
    }
    let mut paras: Vec<Para> = paras.into_iter().flat_map(|para| pieces(para, MOST)).collect();
    for para in &mut paras {
        para.folded = fold(&para.text);
    }
    table::plain(paras)
}

fn cells(line: &Line) -> Vec<String> {
    if !line.cells.is_empty() {
        return line.cells.iter().map(|cell| clean(cell.trim())).collect();
    }
    if line.text.trim().contains('\t') {
        let parts = line.text.trim().split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        return parts.map(clean).collect();
    }
    Vec::new()
}

/// Lines that a telephone writes by itself.
fn is_tail(text: &str) -> bool {
    let folded = fold(text);
    folded.len() < 80
        && [
            "sent from my ",
            "get outlook for",
            "sent from outlook",
            "sent from samsung",
            "sent from mail for",
            "sent from yahoo",
            "sent using ",
            "sent via ",
            "sent with ",
        ]
        .iter()
        .any(|start| folded.starts_with(start))
}

/// Tabs and odd spaces become spaces, invisible characters go.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

/// Whether a line goes on in the next one.
fn wraps(previous: &str, next: &str) -> bool {
    let first = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    let full = previous.chars().count() + 1 + first > 64;
    let goes_on = next.starts_with(char::is_lowercase) || !previous.ends_with(['.', '!', '?', ':']);
    let words = previous.split_whitespace().count();
    let labelled = |line: &str| {
        line.contains('\t') || line.split_once(':').is_some_and(|(label, _)| label.len() <= 24 && !label.contains(". "))
    };
    full && goes_on
        && !(previous.contains('|') && next.starts_with(char::is_uppercase))
        && words >= 6
        && !next.starts_with(['-', '*', '•', '|', '('])
        && !labelled(next)
        && !labelled(previous)
}
