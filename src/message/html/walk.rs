//! Tags and text one after another in, rows out: what the walk remembers between them.

use super::super::body::{Marks, Row};
use super::super::plain::is_invisible;
use super::effects::{Effects, is_block, is_void};
use super::fold;
use super::tokens::{Attributes, decoded};

/// An end tag looks for its start tag this many elements up.
const REACH: usize = 64;

struct Open<'a> {
    name: &'a str,
    effects: Effects,
}

/// A mailto: or tel: link whose text is being read.
struct Link<'a> {
    href: &'a str,
    from: usize,
}

/// The walk.
pub(super) struct Walk<'a> {
    deepest: usize,
    stack: Vec<Open<'a>>,
    /// Elements left off the stack because it is full.
    beyond: usize,
    rows: Vec<Row>,
    /// Rows of tables that are open, each with its cells.
    tables: Vec<Vec<Vec<Row>>>,
    line: String,
    blank_due: bool,
    has_text: bool,
    pending: Marks,
    link: Option<Link<'a>>,
    quote_depth: u32,
    boxed: u32,
    hidden: u32,
    struck: u32,
    /// Whether words outside a quotation were struck through.
    pub(super) has_struck: bool,
    spaced: u32,
    signed: u32,
    headed: u32,
}

impl<'a> Walk<'a> {
    pub(super) fn new(deepest: usize) -> Self {
        Self {
            deepest,
            stack: Vec::new(),
            beyond: 0,
            rows: Vec::new(),
            tables: Vec::new(),
            line: String::new(),
            blank_due: false,
            has_text: false,
            pending: Marks::NONE,
            link: None,
            quote_depth: 0,
            boxed: 0,
            hidden: 0,
            struck: 0,
            has_struck: false,
            spaced: 0,
            signed: 0,
            headed: 0,
        }
    }

    /// Takes a run of text.
    pub(super) fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        self.has_struck |= self.struck > 0 && self.quote_depth == 0 && text.chars().any(char::is_alphanumeric);
        for (index, line) in decoded(text).split('\n').enumerate() {
            if index > 0 {
                if self.spaced > 0 { self.end_line(true) } else { self.blank_due = true }
            }
            let mut rest = line;
            while let Some(first) = rest.chars().next() {
                let plain = rest.bytes().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(plain.max(first.len_utf8())).unwrap_or((rest, ""));
                if plain > 0 {
                    self.word(word);
                } else {
                    self.character(first);
                }
                rest = after;
            }
        }
    }

    /// Takes signs that are shown as they are.
    fn word(&mut self, word: &str) {
        if self.blank_due && !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.blank_due = false;
        self.has_text = true;
        self.line.push_str(word);
    }

    fn character(&mut self, c: char) {
        match c {
            ' ' | '\t' | '\r' | '\u{c}' if self.spaced == 0 => self.blank_due = true,
            '\r' => {}
            c if is_invisible(c) => {}
            '\u{a0}' => self.word(" "),
            _ => self.word(c.encode_utf8(&mut [0; 4])),
        }
    }

    /// Takes a start tag.
    pub(super) fn open(&mut self, name: &'a str, attributes: &'a str) {
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        if is("br") {
            return self.end_line(true);
        }
        if is("hr") {
            self.end_line(false);
            self.pending = self.pending.with(Marks::RULE);
            return;
        }
        if is_void(name) || (name.contains(':') && attributes.ends_with('/')) {
            return;
        }
        let attributes = Attributes::read(attributes);
        self.close_implied(name);
        if is("dd") {
            self.end_term();
        } else if is_block(name) {
            self.end_line(false);
        }
        if is("p") && !attributes.class.contains("Mso") {
            self.blank_row();
        }
        let effects = Effects::of(name, &attributes);
        if effects.rules {
            self.end_line(false);
            self.pending = self.pending.with(Marks::RULE);
        }
        if self.stack.len() >= self.deepest {
            self.beyond += 1;
            return;
        }
        self.enter(effects);
        self.stack.push(Open { name, effects });
        if is("tr") {
            self.tables.push(Vec::new());
        } else if is("td") || is("th") {
            if let Some(cells) = self.tables.last_mut() {
                cells.push(Vec::new());
            }
        } else if is("li") {
            self.bullet();
        } else if is("a") && (attributes.href.starts_with("mailto:") || attributes.href.starts_with("tel:")) {
            self.link = Some(Link { href: attributes.href, from: self.line.len() });
        }
    }

    /// Takes an end tag.
    pub(super) fn close(&mut self, name: &str) {
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        if is("br") || is("p") && !self.is_open("p") {
            return self.end_line(true);
        }
        if is("a") {
            self.end_link();
        }
        if is_block(name) && !is("dt") {
            self.end_line(is("p") && self.has_text);
        }
        if self.beyond > 0 && !is_void(name) {
            self.beyond -= 1;
            return;
        }
        if let Some(at) = self.find(name) {
            self.close_to(at);
        }
    }

    /// The rows, at the end of the text.
    pub(super) fn finish(mut self) -> Vec<Row> {
        self.end_line(false);
        self.close_to(0);
        while self.rows.last().is_some_and(|row| row.text.is_empty()) {
            self.rows.pop();
        }
        self.rows
    }

    fn is_open(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Where on the stack the element stands that an end tag closes. Cells and tables are walls for all but themselves.
    fn find(&self, name: &str) -> Option<usize> {
        if self.stack.last().is_some_and(|open| open.name.eq_ignore_ascii_case(name)) {
            return Some(self.stack.len() - 1);
        }
        let through =
            ["table", "tr", "td", "th", "tbody", "body", "html"].iter().any(|own| name.eq_ignore_ascii_case(own));
        for (at, open) in self.stack.iter().enumerate().rev().take(REACH) {
            if open.name.eq_ignore_ascii_case(name) {
                return Some(at);
            }
            if !through && ["td", "th", "table"].iter().any(|wall| open.name.eq_ignore_ascii_case(wall)) {
                return None;
            }
            if name.eq_ignore_ascii_case("p") && open.name.eq_ignore_ascii_case("blockquote") {
                return None;
            }
        }
        None
    }

    /// Closes what a start tag closes without saying so.
    fn close_implied(&mut self, name: &str) {
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        let ends: &[&str] = match () {
            () if is("td") || is("th") => &["td", "th"],
            () if is("tr") => &["tr"],
            () if is("li") => &["li"],
            () if is_block(name) => &["p"],
            () => return,
        };
        let wall: &[&str] = if is("li") { &["ul", "ol", "td", "table"] } else { &["table", "blockquote"] };
        let top = self.stack.iter().enumerate().rev().take(REACH);
        let mut found = None;
        for (at, open) in top {
            if ends.iter().any(|own| open.name.eq_ignore_ascii_case(own)) {
                found = Some(at);
                break;
            }
            if wall.iter().any(|own| open.name.eq_ignore_ascii_case(own)) || (ends == ["p"] && is_block(open.name)) {
                break;
            }
        }
        if let Some(at) = found {
            self.end_line(false);
            self.close_to(at);
        }
    }

    fn close_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let Some(open) = self.stack.pop() else { break };
            if open.effects.quotes
                || open.effects.boxes
                || open.effects.signs
                || open.effects.heads
                || open.effects.is_row
            {
                self.end_line(false);
            }
            self.leave(open.effects);
            if open.effects.is_row
                && let Some(cells) = self.tables.pop()
            {
                for row in fold::row(cells) {
                    self.put(row);
                }
            }
        }
    }

    fn enter(&mut self, effects: Effects) {
        self.quote_depth += u32::from(effects.quotes);
        self.boxed += u32::from(effects.boxes);
        self.hidden += u32::from(effects.hides);
        self.struck += u32::from(effects.strikes);
        self.spaced += u32::from(effects.keeps_space);
        self.signed += u32::from(effects.signs);
        self.headed += u32::from(effects.heads);
    }

    fn leave(&mut self, effects: Effects) {
        self.quote_depth -= u32::from(effects.quotes);
        self.boxed -= u32::from(effects.boxes);
        self.hidden -= u32::from(effects.hides);
        self.struck -= u32::from(effects.strikes);
        self.spaced -= u32::from(effects.keeps_space);
        self.signed -= u32::from(effects.signs);
        self.headed -= u32::from(effects.heads);
    }

    fn bullet(&mut self) {
        let list = self
            .stack
            .iter_mut()
            .rev()
            .take(REACH)
            .find(|open| open.name.eq_ignore_ascii_case("ul") || open.name.eq_ignore_ascii_case("ol"));
        let mark = match list.and_then(|open| open.effects.list.as_mut()) {
            Some(number) => {
                *number += 1;
                format!("{number}. ")
            }
            None => "- ".to_owned(),
        };
        if self.hidden == 0 {
            self.line.push_str(&mark);
        }
    }

    /// Adds the address or number of a link whose text does not show it.
    fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        if self.hidden > 0 {
            return;
        }
        let target = link.href.split_once(':').map_or("", |(_, target)| target);
        let target = decoded(target.split('?').next().unwrap_or_default()).replace("%20", " ").replace("%40", "@");
        let text = self.line.get(link.from..).unwrap_or_default();
        let shown =
            if link.href.starts_with("tel:") { text.chars().any(|c| c.is_ascii_digit()) } else { text.contains('@') };
        let sound = !target.trim().is_empty() && target.len() <= 320;
        if sound && !shown {
            self.line.push_str(&format!(" <{}>", target.trim()));
            self.has_text = true;
        }
    }

    /// Sets a term of a definition list before its definition: `Name: Jane Smith`.
    fn end_term(&mut self) {
        let term = self.line.trim_end().len();
        self.line.truncate(term);
        if !self.line.is_empty() && !self.line.ends_with(':') {
            self.line.push(':');
        }
        self.blank_due = !self.line.is_empty();
    }

    /// Ends the line; an empty one is kept as a blank row only where the text means one.
    fn end_line(&mut self, keeps_blank: bool) {
        self.blank_due = false;
        let kept = if self.spaced > 0 { self.line.trim_end() } else { self.line.trim() };
        if !kept.is_empty() {
            let row = self.row(kept.to_owned());
            self.put(row);
        } else if keeps_blank || self.has_text {
            self.blank_row();
        }
        self.line.clear();
        self.has_text = false;
        if let Some(link) = &mut self.link {
            link.from = 0;
        }
    }

    fn row(&mut self, text: String) -> Row {
        let mut marks = std::mem::take(&mut self.pending);
        if self.signed > 0 {
            marks = marks.with(Marks::SIGNATURE);
        }
        if self.headed > 0 {
            marks = marks.with(Marks::HEADER);
        }
        Row { text, cells: Vec::new(), quote_depth: self.quote_depth, boxed: self.boxed, marks }
    }

    /// A blank row, unless one stands there already or nothing stands before it.
    fn blank_row(&mut self) {
        let place = self.place();
        if place.last().is_some_and(|row| !row.text.is_empty()) {
            let (quote_depth, boxed) = (self.quote_depth, self.boxed);
            self.put(Row { quote_depth, boxed, ..Row::default() });
        }
    }

    fn put(&mut self, row: Row) {
        self.place().push(row);
    }

    /// Where rows go: the cell that is open, or the body.
    fn place(&mut self) -> &mut Vec<Row> {
        match self.tables.last_mut() {
            Some(cells) => {
                if cells.is_empty() {
                    cells.push(Vec::new());
                }
                // A cell was just made sure of; the body is only what the compiler needs.
                match cells.last_mut() {
                    Some(cell) => cell,
                    None => &mut self.rows,
                }
            }
            None => &mut self.rows,
        }
    }
}
