//! HTML in, rows out: paragraphs, line breaks, list items and rows of tables, with the marks that mail programs leave
//! round quotations and signatures. A walk over tokens with an own stack: no tree, no recursion, linear.

mod effects;
mod fold;
mod tokens;
mod walk;

pub(super) use self::fold::row as table_row;
use self::walk::Walk;
use super::body::Row;

/// The rows of an HTML body; elements nested deeper than `depth` lose their meaning, not their text.
pub(super) fn rows(html: &str, depth: usize) -> Vec<Row> {
    read(html, depth).0
}

/// The same, and whether words outside a quotation are struck through.
pub(super) fn read(html: &str, depth: usize) -> (Vec<Row>, bool) {
    let mut walk = Walk::new(depth);
    let mut tokens = tokens::Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            tokens::Token::Text(text) => walk.text(text),
            tokens::Token::Open(name, attributes) => {
                if let Some(raw) =
                    ["style", "script", "title", "textarea"].iter().find(|raw| name.eq_ignore_ascii_case(raw))
                {
                    if !attributes.ends_with('/') {
                        tokens.skip_past(raw);
                    }
                } else {
                    walk.open(name, attributes);
                }
            }
            tokens::Token::Close(name) => walk.close(name),
        }
    }
    let struck = walk.has_struck;
    (walk.finish(), struck)
}

#[cfg(test)]
mod tests;
