//! The lines of a quotation of ours in, those of them that are a form which somebody has filled in out.
//!
//! Our letters end with lines to fill in (`Name:`, `Job title:`, `Email:`, `Direct line:`). Many people answer on the quoted
//! lines themselves, whatever the letter round them says, so the form is known by its labels and not by our wording.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::super::Line;

#[expect(clippy::expect_used, reason = "a constant pattern")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// A label of the form with what stands after it on the same line.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)^[\s*_>•·▪-]*(?:\(?[0-9a-z][.)]\s*)?(?:",
        r"(?P<name>(?:full )?name(?: of (?:the |your |our )?(?:trust's )?(?:lead healthcare scientist|lead|lhs|nominee|person|individual))?|(?:your |our |the )?(?:lead healthcare scientist|lhs|nominee)(?:'s name)?)",
        r"|(?P<job>job ?title|job|post(?: held)?|position|role)|(?P<mail>e-?mail(?: address)?)|(?P<line>direct (?:line|dial)|tel(?:ephone)?(?: (?:number|no))?|phone(?: number)?|contact number|mobile)",
        r"|(?P<more>deputy|second contact|completed by|form completed by|trust|organisation|ods code|title|department|date))",
        r"(?:\s*\([^)]{0,40}\))?[\s*_]*[:\t][\s*_]*(?P<value>.*)$"
    ))
});

/// A value, not dots to write on and not a hint: `[please complete]`.
static VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^[^\[(<]*\p{L}{2}"));

/// So many lines without a label may stand between two of a form.
const BETWEEN: usize = 2;

/// The first form with a name filled in: from its first label to its last value.
pub(super) fn filled(lines: &[Line]) -> Option<Range<usize>> {
    let mut from = 0;
    while from < lines.len() {
        let (range, named, labels) = run(lines, from)?;
        if named && labels >= 3 {
            return Some(range);
        }
        from = range.end;
    }
    None
}

/// The next run of labelled lines, whether a name is filled in, and how many labels for a name, post, address or number it has.
fn run(lines: &[Line], from: usize) -> Option<(Range<usize>, bool, usize)> {
    let labelled = |at: usize| lines.get(at).and_then(|line| LABEL.captures(&line.text));
    let start = (from..lines.len()).find(|at| labelled(*at).is_some())?;
    let (mut end, mut at, mut named, mut labels, mut loose) = (start, start, false, 0, 0);
    // A label whose value stands on the line after it.
    let mut open = None;
    while let Some(line) = lines.get(at) {
        if let Some(found) = labelled(at) {
            let value = found.name("value").map_or("", |value| value.as_str());
            let is_name = found.name("name").is_some();
            labels += usize::from(found.name("more").is_none());
            named |= is_name && VALUE.is_match(value);
            open = value.trim().is_empty().then_some(is_name);
            (end, loose) = (at + 1, 0);
        } else if line.text.trim().is_empty() {
            open = None;
        } else {
            if let Some(is_name) = open.take() {
                named |= is_name && VALUE.is_match(&line.text);
                end = at + 1;
            } else {
                loose += 1;
            }
        }
        if loose > BETWEEN {
            break;
        }
        at += 1;
    }
    Some((start..end.max(start + 1), named, labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.lines().map(|text| Line { text: text.to_owned(), ..Line::default() }).collect()
    }

    #[test]
    fn a_form_is_known_by_its_labels_once_a_name_is_filled_in() {
        let letter = "Please complete:\n\nName of Lead Healthcare Scientist: Dr Jane Roe\nJob title: Head of Audiology\nE-mail: jane@x.nhs.uk\nDirect line:\n\nThank you.";
        assert_eq!(filled(&lines(letter)), Some(2..6));
        let below = "Name:\nDr Jane Roe\nJob title:\nHead\nDirect line:\n0113 496 0123\nThank you";
        assert_eq!(filled(&lines(below)), Some(0..6));
        let none = "Name: None - not applicable\nJob title: -\nEmail: -\nDirect line: -";
        assert_eq!(filled(&lines(none)), Some(0..4));
    }

    #[test]
    fn an_empty_form_or_a_sentence_is_none() {
        let empty = "Name:\nJob title:\nEmail:\nDirect line:\n\nThank you.";
        let dots = "Name: ..........\nJob title: ______\nEmail: [please complete]\nDirect line: ...";
        let prose = "We ask for a name: it is needed\nfor our list.\nThank you.";
        for text in [empty, dots, prose] {
            assert_eq!(filled(&lines(text)), None, "{text}");
        }
    }
}
