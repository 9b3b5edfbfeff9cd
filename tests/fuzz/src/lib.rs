//! The checks the fuzz targets share with `cargo test`.

pub mod checks;

/// The body of a mail that serves as a seed, or the text itself.
pub fn below_headers(text: &str) -> &str {
    let is_mail = ["From", "Received", "Return-Path", "Delivered-To", "MIME", "Date", "X-", "To:"]
        .iter()
        .any(|start| text.starts_with(start));
    let blank = text.find("\r\n\r\n").map(|at| at + 4).or_else(|| text.find("\n\n").map(|at| at + 2));
    blank.filter(|_| is_mail).and_then(|at| text.get(at..)).unwrap_or(text)
}
