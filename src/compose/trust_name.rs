//! `LEEDS TEACHING HOSPITALS NHS TRUST` in, `Leeds Teaching Hospitals NHS Trust` out.

/// The register writes names in capitals; letters do not. A name that is not in capitals is left as it is.
///
/// ```
/// use cso_intake::compose::trust_in_words;
/// assert_eq!(trust_in_words("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST"), "Guy's and St Thomas' NHS Foundation Trust");
/// ```
#[must_use]
pub fn trust_in_words(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut words = String::with_capacity(name.len());
    for (index, word) in name.split(' ').enumerate() {
        if index > 0 {
            words.push(' ');
        }
        for (part_index, part) in word.split('-').enumerate() {
            if part_index > 0 {
                words.push('-');
            }
            words.push_str(&cased(part, index == 0 && part_index == 0));
        }
    }
    words
}

/// One word: `NHS` stays, small words are small unless they open the name, the rest begin with a capital.
fn cased(word: &str, opens: bool) -> String {
    match word {
        "NHS" => word.to_owned(),
        "OF" | "AND" | "FOR" | "UPON" | "ON" | "THE" | "WITH" | "IN" if !opens => word.to_lowercase(),
        _ => {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| format!("{first}{}", chars.as_str().to_lowercase()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_register_read_as_people_write_them() {
        for (register, words) in [
            (
                "THE NEWCASTLE UPON TYNE HOSPITALS NHS FOUNDATION TRUST",
                "The Newcastle upon Tyne Hospitals NHS Foundation Trust",
            ),
            ("UNIVERSITY HOSPITALS OF NORTH MIDLANDS NHS TRUST", "University Hospitals of North Midlands NHS Trust"),
            (
                "NORTHUMBERLAND, TYNE AND WEAR NHS FOUNDATION TRUST",
                "Northumberland, Tyne and Wear NHS Foundation Trust",
            ),
            ("ROYAL BROMPTON & HAREFIELD NHS FOUNDATION TRUST", "Royal Brompton & Harefield NHS Foundation Trust"),
            (
                "THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN, NHS FOUNDATION TRUST",
                "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust",
            ),
            ("5 BOROUGHS PARTNERSHIP NHS FOUNDATION TRUST", "5 Boroughs Partnership NHS Foundation Trust"),
            ("Stockton-on-Tees NHS Trust", "Stockton-on-Tees NHS Trust"),
            ("STOCKTON-ON-TEES NHS TRUST", "Stockton-on-Tees NHS Trust"),
            ("", ""),
        ] {
            assert_eq!(trust_in_words(register), words);
        }
    }
}
