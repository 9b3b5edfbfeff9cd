//! Rows in, records out: a table that gives each person a column becomes one record after the other.
//!
//! `Name | Jane | John`, `Email | jane@ | john@` is read as `Name Jane`, `Email jane@`, then `Name John`, `Email john@`.

use super::{
    fold::fold,
    label::{self, Label},
    page::{Held, Para, Start, characters},
    people,
};

/// A row: the place of each cell in the paragraph's text.
type Cells = Vec<std::ops::Range<usize>>;

/// Turns the tables among some paragraphs that have a column a person.
pub(super) fn turned(paras: Vec<Para>) -> Vec<Para> {
    let rows: Vec<Cells> = paras.iter().map(row).collect();
    let mut tables: Vec<(std::ops::Range<usize>, Vec<Para>)> = Vec::new();
    let mut at = 0;
    while at < paras.len() {
        let block = block(&paras, &rows, at);
        let end = block.as_ref().map_or(at + 1, |block| block.end);
        tables.extend(block.map(|block| (at..end, block.records(&paras, &rows))));
        at = end;
    }
    if tables.is_empty() {
        return paras;
    }
    let mut out: Vec<Para> = Vec::new();
    let mut tables = tables.into_iter().peekable();
    for (at, para) in paras.into_iter().enumerate() {
        match tables.peek_mut() {
            Some((range, records)) if range.contains(&at) => {
                out.append(records);
                if at + 1 == range.end {
                    tables.next();
                }
            }
            _ => out.push(para),
        }
    }
    out
}

/// The cells of a line: of a table, or where bars or wide gaps part its text.
fn row(para: &Para) -> Cells {
    let mut out = Vec::new();
    if !para.cells.is_empty() {
        let mut from = 0;
        for cell in &para.cells {
            let at = para.text.get(from..).and_then(|rest| rest.find(cell.as_str())).map_or(from, |at| from + at);
            out.push(at..at + cell.len());
            from = at + cell.len();
        }
        return out;
    }
    if para.starts.len() != 1 || para.text.len() > 400 {
        return out;
    }
    let bars = para.text.matches('|').count() >= 2;
    let parted = |text: &str| if bars { text.find('|').map(|at| (at, 1)) } else { gap(text) };
    let mut from = 0;
    while let Some((at, width)) = para.text.get(from..).and_then(parted) {
        out.push(from..from + at);
        from += at + width;
    }
    out.push(from..para.text.len());
    for range in &mut out {
        let text = para.text.get(range.clone()).unwrap_or("");
        let front = text.len() - text.trim_start().len();
        *range = range.start + front..range.start + front.max(text.trim_end().len());
    }
    // A bar that opens or closes the line parts nothing.
    if bars && para.text.starts_with('|') {
        out.remove(0);
    }
    if bars && para.text.trim_end().ends_with('|') {
        out.pop();
    }
    out
}

/// Where two blanks or more stand, and how many.
fn gap(text: &str) -> Option<(usize, usize)> {
    let at = text.find("  ")?;
    let rest = text.get(at..)?;
    Some((at, rest.len() - rest.trim_start().len()))
}

/// A table with a column for each person.
struct Block {
    /// The row of headings above it, when there is one.
    heads: Option<usize>,
    start: usize,
    end: usize,
    columns: usize,
}

fn text<'a>(paras: &'a [Para], rows: &[Cells], at: usize, cell: usize) -> &'a str {
    rows.get(at).and_then(|row| row.get(cell)).and_then(|range| paras.get(at)?.text.get(range.clone())).unwrap_or("")
}

fn block(paras: &[Para], rows: &[Cells], at: usize) -> Option<Block> {
    let columns = rows.get(at).map(Vec::len).filter(|columns| *columns >= 2)?;
    let label = |at: usize| label::label_of(text(paras, rows, at, 0));
    let shorter = label(at + 1).is_some() && rows.get(at + 1).is_some_and(|next| next.len() == columns + 1);
    let heads = (label(at).is_none() || shorter).then_some(at);
    let start = at + usize::from(heads.is_some());
    let width = rows.get(start)?.len();
    // Without a cell above the labels the headings are one fewer.
    let fits = width >= 3 && (columns == width || heads.is_some() && columns + 1 == width);
    let end = (start..paras.len())
        .find(|row| label(*row).is_none() || !(2..=width).contains(&rows.get(*row).map_or(0, Vec::len)))
        .unwrap_or(paras.len());
    if !fits || end < start + 2 {
        return None;
    }
    let block = Block { heads, start, end, columns: width };
    block.is_of_people(paras, rows).then_some(block)
}

impl Block {
    /// Whether two cells of a row are names, or two addresses, and none of the values is a label itself.
    fn is_of_people(&self, paras: &[Para], rows: &[Cells]) -> bool {
        let filled = |at: usize, fits: fn(&str) -> bool| {
            (1..self.columns).filter(|cell| fits(text(paras, rows, at, *cell))).count() >= 2
        };
        let named = self.heads.into_iter().chain(self.start..self.end).any(|at| filled(at, is_name));
        let addressed = (self.start..self.end).any(|at| filled(at, |cell| cell.contains('@')));
        let detail = |label| !matches!(label, Label::Lead | Label::Deputy | Label::Name | Label::Fact | Label::Other);
        let nested = (self.start..self.end)
            .any(|at| (1..self.columns).any(|cell| label::label_of(text(paras, rows, at, cell)).is_some_and(detail)));
        let told = (self.start..self.end).any(|at| {
            matches!(label::label_of(text(paras, rows, at, 0)), Some(Label::Job | Label::Email | Label::Phone))
        });
        (named || addressed) && told && !nested
    }

    /// One record a column.
    fn records(&self, paras: &[Para], rows: &[Cells]) -> Vec<Para> {
        let roles = self.roles(paras, rows);
        let mut out: Vec<Para> = Vec::new();
        for column in 1..self.columns {
            let head = self.head(rows, column).filter(|(at, cell)| !text(paras, rows, *at, *cell).is_empty());
            let head_text = head.map_or("", |(at, cell)| text(paras, rows, at, cell));
            let front = match (label::label_of(head_text), roles) {
                (None, Some(at)) => text(paras, rows, at, column),
                _ => head_text,
            };
            let role = label::label_of(front);
            if role == Some(Label::Other) {
                out.extend(self.aside(paras, rows, column, front));
                continue;
            }
            if let (None, Some((at, cell))) = (label::label_of(head_text), head) {
                out.extend(named(paras, rows, at, cell, role.map_or("Name", |_| front)));
            }
            for at in (self.start..self.end).filter(|at| Some(*at) != roles) {
                let own = text(paras, rows, at, 0);
                let is_name = label::label_of(own) == Some(Label::Name);
                out.extend(piece(paras, rows, at, column, if is_name && role.is_some() { front } else { own }));
            }
        }
        out
    }

    /// The cell of the headings above a column.
    fn head(&self, rows: &[Cells], column: usize) -> Option<(usize, usize)> {
        let at = self.heads?;
        let shift = usize::from(rows.get(at).is_some_and(|row| row.len() < self.columns));
        Some((at, column.checked_sub(shift)?))
    }

    /// The row whose every cell is a role: `Role | Lead | Deputy`.
    fn roles(&self, paras: &[Para], rows: &[Cells]) -> Option<usize> {
        let role = |cell: &str| {
            matches!(label::label_of(cell), Some(Label::Lead | Label::Deputy | Label::Other)) || cell.is_empty()
        };
        (self.start..self.end).find(|at| {
            let cells = (1..self.columns).map(|cell| text(paras, rows, *at, cell));
            cells.clone().any(|cell| !cell.is_empty()) && cells.clone().all(role)
        })
    }

    /// The column of somebody who is no nominee stays one line.
    fn aside(&self, paras: &[Para], rows: &[Cells], column: usize, head: &str) -> Option<Para> {
        let mut pieces = (self.start..self.end).filter_map(|at| piece(paras, rows, at, column, ""));
        let mut whole = pieces.next()?;
        for next in pieces {
            whole.take_value(next);
        }
        let value = whole.text.clone();
        let shift = head.len() + 1;
        whole.text = format!("{head} {value}");
        whole.starts.iter_mut().for_each(|start| start.at += shift);
        whole.folded = fold(&whole.text);
        whole.cells = vec![head.to_owned(), value];
        whole.held = Held::default();
        Some(whole)
    }
}

fn is_name(cell: &str) -> bool {
    people::find(cell).first().is_some_and(|hit| hit.range.start <= 3 && hit.name.is_full() && !cell.contains('@'))
}

/// A heading that is a name, `Dr Jane Okafor (Lead)`, or holds one behind its label.
fn named(paras: &[Para], rows: &[Cells], at: usize, cell: usize, front: &str) -> Option<Para> {
    let whole = text(paras, rows, at, cell);
    let bracket = whole.strip_suffix(')').and_then(|whole| whole.rsplit_once('('));
    let role = bracket.filter(|(_, inner)| matches!(label::label_of(inner), Some(Label::Lead | Label::Deputy)));
    let plain = piece(paras, rows, at, cell, "")?;
    if let Some((name, inner)) = role {
        let mut rows = rows.to_vec();
        if let Some(range) = rows.get_mut(at).and_then(|row| row.get_mut(cell)) {
            range.end = range.start + name.trim_end().len();
        }
        return piece(paras, &rows, at, cell, inner);
    }
    if label::labels(&plain).is_empty() { piece(paras, rows, at, cell, front) } else { Some(plain) }
}

/// A cell behind its label as a row of two cells.
fn piece(paras: &[Para], rows: &[Cells], at: usize, cell: usize, front: &str) -> Option<Para> {
    let range = rows.get(at)?.get(cell).filter(|range| !range.is_empty())?.clone();
    let para = paras.get(at)?;
    let value = para.text.get(range.clone())?;
    let line = para.line_at(range.start);
    let before = para.text.get(line.at..range.start).map_or(0, characters).saturating_add(line.before);
    let (text, cells, shift) = if front.is_empty() {
        (value.to_owned(), Vec::new(), 0)
    } else {
        (format!("{front} {value}"), vec![front.to_owned(), value.to_owned()], front.len() + 1)
    };
    Some(Para {
        folded: fold(&text),
        text,
        cells,
        heads: Vec::new(),
        starts: vec![Start { at: shift, before, ..line }],
        held: Held::default(),
        ..para.clone()
    })
}
