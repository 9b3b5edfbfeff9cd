//! A PDF in, its pages out. The box asks `pdftotext` first, which keeps columns; this reader serves where there is none.

use super::{Block, Limits, Unread, page};

/// Lines of this width or more, in characters, may have been cut by a program that counts.
const WIDE: usize = 70;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Block>, Unread> {
    use pdf_extract::{Document, Error, OutputError};
    let document = Document::load_mem(bytes).map_err(|error| match error {
        Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => Unread::Encrypted,
        _ => Unread::Broken,
    })?;
    if document.is_encrypted() {
        return Err(Unread::Encrypted);
    }
    let count = document.get_pages().len();
    if count == 0 {
        return Err(Unread::Broken);
    }
    let texts = match pdf_extract::extract_text_from_mem_by_pages(bytes) {
        Ok(texts) => texts,
        Err(OutputError::PdfError(Error::Decryption(_))) => return Err(Unread::Encrypted),
        Err(_) => return Err(Unread::Broken),
    };
    Ok(pages(texts.iter().map(String::as_str), limits))
}

/// The texts of pages as blocks.
pub(super) fn pages<'a>(texts: impl Iterator<Item = &'a str>, limits: &Limits) -> Vec<Block> {
    let pages = (1..).zip(texts.take(limits.pages));
    let blocks = pages.map(|(number, text): (u32, &str)| of_page(number, text));
    blocks.filter(|block| block.lines.iter().any(|line| !line.text.trim().is_empty())).collect()
}

/// One page. Three blanks or more within a line part columns, which become cells.
fn of_page(number: u32, text: &str) -> Block {
    let mut block = page::block(&format!("page {number}"), &whole(text));
    for line in &mut block.lines {
        let trimmed = line.text.trim();
        let columns: Vec<&str> = trimmed.split("   ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        line.text = if columns.len() > 1 { columns.join("\t") } else { trimmed.to_owned() };
    }
    block
}

/// Lines that a program cut at a fixed width, in the middle of words, made whole again.
fn whole(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let width = |line: &str| line.chars().count();
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let full = lines.iter().filter(|line| width(line) == widest).count();
    let counted = widest >= WIDE && full > 1;
    let mut out = String::with_capacity(text.len());
    let mut previous: Option<&str> = None;
    for line in lines {
        if let Some(previous) = previous {
            let within_a_word = previous.ends_with(char::is_alphabetic) && line.starts_with(char::is_lowercase);
            if !(counted && width(previous) == widest && within_a_word) {
                out.push('\n');
            }
        }
        out.push_str(line);
        previous = Some(line);
    }
    out
}
