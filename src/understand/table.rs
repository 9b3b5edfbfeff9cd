//! Paragraphs in, the same with tables made plain out: a label and its value that stand on lines of their own become one row, and the rows
//! under a row of headings know what each cell is.

use super::{
    label::{self, Label},
    page::Para,
};

/// Makes the tables in some paragraphs plain.
pub(super) fn plain(paras: Vec<Para>) -> Vec<Para> {
    let mut paras = paired(paras);
    headed(&mut paras);
    paras
}

/// `Name`, `Dr Jane Smith`, `Job`, `Head of Pathology`, each on a line: a table that a mail program took apart.
fn paired(paras: Vec<Para>) -> Vec<Para> {
    let starts: Vec<bool> = (0..paras.len()).map(|at| begins_pair(&paras, at)).collect();
    let kinds: Vec<Label> = paras
        .iter()
        .zip(&starts)
        .filter(|(_, starts)| **starts)
        .filter_map(|(para, _)| label::label_of(&para.text))
        .collect();
    let names = |label: &Label| matches!(label, Label::Name | Label::Lead | Label::Surname);
    let details = |label: &Label| matches!(label, Label::Job | Label::Email | Label::Phone | Label::Forename);
    if !(kinds.iter().any(names) && kinds.iter().any(details)) {
        return paras;
    }
    let mut out: Vec<Para> = Vec::new();
    let mut open = false;
    for (para, starts) in paras.into_iter().zip(starts) {
        match out.last_mut() {
            Some(last) if open => last.take_value(para),
            _ => out.push(para),
        }
        open = starts && !open;
    }
    out
}

/// Whether a paragraph is nothing but a label and the next one can be its value.
fn begins_pair(paras: &[Para], at: usize) -> bool {
    let (Some(para), Some(next)) = (paras.get(at), paras.get(at + 1)) else { return false };
    let single = |para: &Para| para.cells.len() <= 1;
    let lone = para.text.chars().count() <= 40 && !para.text.contains(|c: char| c.is_ascii_digit() || c == '@');
    let value =
        || next.text.chars().count() <= 120 && label::label_of(&next.text).is_none() && label::labels(next).is_empty();
    single(para) && single(next) && lone && label::label_of(&para.text).is_some() && value()
}

/// A row of three labels or more heads the rows of as many cells that follow.
fn headed(paras: &mut [Para]) {
    let mut heads: Vec<Option<Label>> = Vec::new();
    for para in paras {
        let own: Vec<Option<Label>> = para.cells.iter().map(|cell| label::label_of(cell)).collect();
        let labels = own.iter().flatten().count();
        if own.len() >= 3 && labels >= 2 && labels * 2 >= own.len() {
            heads = own;
        } else if para.cells.len() != heads.len() {
            heads.clear();
        } else {
            para.heads.clone_from(&heads);
        }
    }
}
