//! The cells of one row of a table in, rows out: a record where the table is data, plain rows where it is layout.

use super::super::body::Row;

/// A cell with more lines than this is layout.
const MOST_LINES: usize = 4;
/// A record longer than this, in bytes, is layout.
const LONGEST_RECORD: usize = 600;

/// Folds a row of a table into the rows that stand for it.
pub(in crate::message) fn row(cells: Vec<Vec<Row>>) -> Vec<Row> {
    let cells: Vec<Vec<Row>> = cells.into_iter().map(trimmed).collect();
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let plain = cells.iter().flatten().all(|row| row.cells.is_empty());
    let tallest = cells.iter().map(Vec::len).max().unwrap_or(0);
    let size: usize = cells.iter().flatten().map(|row| row.text.len()).sum();
    let is_layout = cells.len() < 2 || !plain || size > LONGEST_RECORD || (filled == 1 && tallest > 1) || filled == 0;
    if is_layout {
        return cells.into_iter().flatten().collect();
    }
    let same_height = filled > 1 && tallest > 1 && cells.iter().all(|cell| cell.is_empty() || cell.len() == tallest);
    if same_height {
        return side_by_side(&cells, tallest);
    }
    if tallest > MOST_LINES {
        return cells.into_iter().flatten().collect();
    }
    let texts = cells.iter().map(|cell| cell.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join(" / "));
    record(texts.collect(), cells.iter().flatten().next())
}

/// A cell without the empty rows round and inside it.
fn trimmed(cell: Vec<Row>) -> Vec<Row> {
    let several = cell.iter().filter(|row| !row.text.is_empty()).count() > MOST_LINES;
    cell.into_iter().filter(|row| several || !row.text.is_empty()).collect()
}

/// Columns of equally many lines, read across: labels on the left, values on the right.
fn side_by_side(cells: &[Vec<Row>], height: usize) -> Vec<Row> {
    (0..height)
        .flat_map(|at| {
            let texts = cells.iter().map(|cell| cell.get(at).map(|row| row.text.clone()).unwrap_or_default());
            record(texts.collect(), cells.iter().find_map(|cell| cell.get(at)))
        })
        .collect()
}

/// One row with these cells, marked like the first row that went into it.
fn record(texts: Vec<String>, like: Option<&Row>) -> Vec<Row> {
    let (quote_depth, boxed, marks) = like.map(|row| (row.quote_depth, row.boxed, row.marks)).unwrap_or_default();
    vec![Row { text: texts.join("\t"), cells: texts, quote_depth, boxed, marks }]
}
