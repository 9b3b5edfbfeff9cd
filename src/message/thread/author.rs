//! The words in which a quotation names its author in, the author out.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Author;
use crate::domain::EmailAddress;

#[expect(clippy::expect_used, reason = "a constant pattern")]
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[<\[(]?\s*(?:mailto:|smtp:)?([\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}.-]+\p{L})\s*[>\])]?")
        .expect("constant")
});

/// A name is cut here, in characters.
const LONGEST_NAME: usize = 300;

/// Reads `"Smith, Jane" <jane.smith@x>`, `Smith Jane [mailto:jane.smith@x]`, an address alone, or a name alone.
pub(super) fn read(text: &str) -> Option<Author> {
    let text = text.trim();
    let found = ADDRESS.captures(text);
    let address = found.as_ref().and_then(|found| EmailAddress::parse(found.get(1)?.as_str()).ok());
    let before = match &found {
        Some(found) => text.get(..found.get(0).map_or(0, |whole| whole.start())).unwrap_or_default(),
        None => text,
    };
    let before = before.split_once("[mailto:").map_or(before, |(name, _)| name);
    let name: String = before
        .trim_matches(|c: char| c.is_whitespace() || "\"'*_<>[],;:-".contains(c))
        .chars()
        .take(LONGEST_NAME)
        .collect();
    let name = name.strip_suffix(" via").unwrap_or(&name).to_owned();
    (address.is_some() || name.chars().any(char::is_alphabetic)).then_some(Author { name, address })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_author_is_read() {
        let cases = [
            (
                "ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]",
                "ENGLAND, Cso (NHS ENGLAND)",
                "england.cso@nhs.net",
            ),
            ("\"Smith, Jane\" <Jane.Smith@leedsth.nhs.uk>", "Smith, Jane", "jane.smith@leedsth.nhs.uk"),
            ("Jane Smith <mailto:j@x.nhs.uk>", "Jane Smith", "j@x.nhs.uk"),
            ("j.o'neill@x.nhs.uk", "", "j.o'neill@x.nhs.uk"),
            ("'Jane Smith'", "Jane Smith", ""),
            ("Jane Smith/QMC/NUH", "Jane Smith/QMC/NUH", ""),
        ];
        for (text, name, address) in cases {
            let author = read(text).unwrap();
            assert_eq!(author.name, name, "{text}");
            assert_eq!(author.address.map(String::from).unwrap_or_default(), address, "{text}");
        }
        assert_eq!(read(" - "), None);
    }
}
