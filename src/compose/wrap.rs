//! Rendered text in, text with lines that a mail can carry out.

/// Lines up to this stay as they are (RFC 5322 section 2.1.1 asks for 78 at most).
const LONGEST: usize = 78;
/// Longer ones are wrapped here, so that two levels of quotation still fit.
const WIDTH: usize = 72;

/// Wraps long paragraphs at spaces, takes blanks off line ends, leaves one empty line between paragraphs and one line feed at
/// the end. A line that opens with a label (`Job title: ...`) stays whole: it is a record to read back, or a form to fill in.
/// An item of a list (`- ...`) goes on below its first word.
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push('\n');
            blank = false;
        }
        if line.chars().count() <= LONGEST || is_labelled(line) {
            out.push_str(line);
            out.push('\n');
        } else {
            push_paragraph(&mut out, line);
        }
    }
    out
}

/// Whether a line opens with a short label: letters and spaces, then a colon.
fn is_labelled(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(label, _)| label.len() <= 12 && label.chars().all(|c| c.is_alphabetic() || c == ' '))
}

fn push_paragraph(out: &mut String, paragraph: &str) {
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    let mut length = 0;
    for word in glued(paragraph) {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > WIDTH {
            out.push('\n');
            out.push_str(indent);
            length = indent.len();
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(&word);
        length += word_length;
    }
    out.push('\n');
}

/// The words of a paragraph; one that ends in a colon stays with the word before it, so that no line a value makes can look like
/// a label (`Email: ...`) to whoever reads the reply.
fn glued(paragraph: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in paragraph.split_whitespace() {
        match words.last_mut() {
            Some(before) if word.ends_with(':') => {
                before.push(' ');
                before.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_are_wrapped_and_labelled_lines_stay_whole() {
        let text = format!("{}\n\n\n\nJob title: {}\nEmail: \n\n", "word ".repeat(40), "post ".repeat(30));
        let wrapped = wrapped(&text);
        assert!(wrapped.lines().all(|line| line.len() <= 72 || line.starts_with("Job title:")));
        assert!(wrapped.contains("word\n\nJob title: post"));
        assert!(wrapped.ends_with("\nEmail:\n"));
        assert!(!wrapped.contains("\n\n\n"));
    }

    #[test]
    fn an_item_of_a_list_goes_on_below_its_first_word() {
        let wrapped = wrapped(&format!("- {}\n- short", "word ".repeat(20)));
        assert_eq!(wrapped, format!("- {}word\n  {}word\n- short\n", "word ".repeat(13), "word ".repeat(5)));
    }

    #[test]
    fn a_word_longer_than_a_line_is_not_broken() {
        let address = format!("{}@leedsth.nhs.uk", "a".repeat(90));
        assert_eq!(wrapped(&format!("write to {address} please")), format!("write to\n{address}\nplease\n"));
    }
}
