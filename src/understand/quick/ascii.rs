//! A pattern in, the pattern out that matches the same in ASCII text and nothing else.

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// The pattern for ASCII text.
pub(super) fn narrowed(pattern: &str) -> Result<String, Box<regex_syntax::Error>> {
    Ok(narrow(&regex_syntax::parse(pattern)?).to_string())
}

fn narrow(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if literal.0.is_ascii() => Hir::literal(literal.0.clone()),
        HirKind::Literal(_) => Hir::fail(),
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.intersect(&ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class.clone()),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => *other,
        }),
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(narrow(&repetition.sub)), ..repetition.clone() })
        }
        HirKind::Capture(capture) => Hir::capture(Capture { sub: Box::new(narrow(&capture.sub)), ..capture.clone() }),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(narrow).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(narrow).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrowed_pattern_says_the_same_of_ascii_text() {
        let patterns = [
            r"(?i)\bna(m)e[^.\n]{0,60}is (?P<who>\p{Lu}[\p{L}'’-]+)",
            r"(?s)^\W*(?:either|oder)\b.{1,160}?\bor\b",
            r"^(?:é|e)+$|[–-]\s*\d+",
            r"(?-u:\b)lead(?-u:\B)",
            r"[^\x00-\x7f]|x\B",
        ];
        let texts = [
            "Name of ours is Smith",
            "name. is Jones",
            "either this\nor that",
            "- 12",
            "eee",
            "leads",
            "lead",
            "xy x",
            "",
            "the name is smith-jones",
        ];
        for pattern in patterns {
            let (full, narrow) =
                (regex::Regex::new(pattern).unwrap(), regex::Regex::new(&narrowed(pattern).unwrap()).unwrap());
            for text in texts {
                let groups = |found: Option<regex::Captures<'_>>| {
                    found.map(|found| found.iter().map(|group| group.map(|group| group.range())).collect::<Vec<_>>())
                };
                assert_eq!(groups(full.captures(text)), groups(narrow.captures(text)), "{pattern} in {text}");
            }
            assert!(full.capture_names().eq(narrow.capture_names()), "{pattern}");
        }
    }
}
