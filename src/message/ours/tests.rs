use super::*;
use crate::domain::EmailAddress;

fn segment(kind: SegmentKind, depth: u32, author: Option<Author>, text: &str) -> Segment {
    let lines = text.lines().zip(1..).map(|(text, number)| Line { text: text.to_owned(), number, ..Line::default() });
    Segment { kind, author, depth, ours: false, forwarded: false, lines: lines.collect() }
}

fn mailbox() -> Option<Author> {
    let address = EmailAddress::parse("england.cso@nhs.net").ok();
    Some(Author { name: "ENGLAND, Cso (NHS ENGLAND)".into(), address })
}

fn shape(segments: &[Segment]) -> Vec<(SegmentKind, bool, String)> {
    segments.iter().map(|s| (s.kind, s.ours, s.text())).collect()
}

const OWN: &[&str] = &["england.cso@nhs.net"];

fn own() -> Vec<String> {
    OWN.iter().map(|one| (*one).to_owned()).collect()
}

#[test]
fn the_letter_is_recognised_by_its_author() {
    let parts = mark(vec![segment(SegmentKind::Quoted, 1, mailbox(), "Dear all,\nquite another letter")], &own(), &[]);
    assert!(parts.len() == 1 && parts[0].ours);
}

#[test]
fn the_letter_is_recognised_without_marks_and_rewrapped() {
    let text = "Jane Smith it is.\n\nDear Colleagues,\n\nLeadership is a key theme in the Five Year Forward\nView and has been \
        identified across the system as a\ncritical enabler\nof high quality care.\n\nJane Again";
    let parts = mark(vec![segment(SegmentKind::Fresh, 0, None, text)], &own(), &[]);
    let kinds: Vec<_> = parts.iter().map(|part| (part.kind, part.ours)).collect();
    assert_eq!(kinds, [(SegmentKind::Fresh, false), (SegmentKind::Quoted, true), (SegmentKind::Fresh, false)]);
    assert!(parts[1].text().starts_with("Dear Colleagues,"));
}

#[test]
fn what_is_typed_between_the_lines_of_the_letter_is_fresh() {
    let text = "Could you please confirm their name and contact details so that they can join our network\n\
        Jane Smith, 0113 496 0123\n\nPlease send your response to, england.cso@nhs.net by cop Friday 11th October.";
    let parts = mark(vec![segment(SegmentKind::Quoted, 1, mailbox(), text)], &own(), &[]);
    let shape = shape(&parts);
    assert_eq!(shape[1], (SegmentKind::Fresh, false, "Jane Smith, 0113 496 0123\n".to_owned()));
    assert!(shape[0].1 && shape[2].1);
}

#[test]
fn a_form_filled_in_inside_our_letter_is_fresh_and_a_recorded_one_is_ours() {
    let form = "When you know who it is, please reply to this email with these four lines filled in:\n\
        Name: Jane Smith\nJob title:\nEmail: j@x.nhs.uk\nDirect line: \n\nKind regards";
    let parts = mark(vec![segment(SegmentKind::Quoted, 1, mailbox(), form)], &own(), &[]);
    let fresh: Vec<_> = parts.iter().filter(|part| part.kind == SegmentKind::Fresh).map(Segment::text).collect();
    assert_eq!(fresh, ["Name: Jane Smith\nJob title:\nEmail: j@x.nhs.uk\nDirect line: \n"]);
    let recorded = "Thank you for your email. We have recorded this person as the Lead Healthcare Scientist for LEEDS (RR8):\n\
        Name: Jane Smith\nEmail: j@x.nhs.uk\nIf any of this is wrong, or changes later, please reply to this email with the right details";
    let parts = mark(vec![segment(SegmentKind::Quoted, 1, mailbox(), recorded)], &own(), &[]);
    assert!(parts.len() == 1 && parts[0].ours);
}

#[test]
fn ordinary_words_are_not_ours() {
    for text in [
        "We look forward to receiving your response.",
        "Dear Colleagues,\nLead Healthcare Scientists (LHS)\nJane Smith",
        "Our Lead Healthcare Scientist is Jane Smith and she works across laboratory sciences and medical physics.",
    ] {
        let parts = mark(vec![segment(SegmentKind::Fresh, 0, None, text)], &own(), &[]);
        assert!(parts.iter().all(|part| !part.ours), "{text}");
    }
}

/// Whoever words a letter anew adds the wording to `texts.rs`: a reply will quote it.
#[test]
fn every_sentence_of_our_letters_is_known() {
    let mut unknown = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("templates/letters")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name != "body.txt.hbs" && !(name.starts_with('_') && name.ends_with(".txt.hbs")) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap().replace("}}", "\n").replace("{{", "\n\u{1}");
            for piece in text.lines().filter(|line| !line.starts_with('\u{1}')) {
                let line = Line { text: piece.to_owned(), ..Line::default() };
                if hashes(piece).len() >= CERTAIN && !matches!(known(&line), Knowledge::Certain(_)) {
                    unknown.push(format!("{}: {piece}", path.display()));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "add to src/message/ours/texts.rs:\n{}", unknown.join("\n"));
}

#[test]
fn a_form_that_gives_what_our_text_says_is_missing_is_theirs() {
    let asks = "For Leeds (RR8) we hold Dr Jane Smith as Lead Healthcare\nScientist, but no email address or direct telephone\n\
        number.\n\nPlease reply to this email with these four lines filled in. We have put in\nwhat we already have.\n\n\
        Name: Dr Jane Smith\nJob title: Head\nEmail:";
    for (text, theirs) in [
        (format!("{asks}\nDirect line:"), false),
        (format!("{asks} j@x.nhs.uk\nDirect line:"), true),
        (format!("{asks}\nDirect line: 0113 496 0123"), true),
        ("To complete the record we still need the job title of Dr Jane Smith. We have put in what we already have\nJob title:".to_owned(), false),
        ("To complete the record we still need the job title of Dr Jane Smith. We have put in what we already have\nJob title: Head".to_owned(), true),
        ("Your trust told us that it needs more time. Please reply to this\nemail with these four lines filled in.\nName: A B".to_owned(), true),
        ("We have recorded this person as the Lead Healthcare Scientist for Leeds:\nName: A B\nEmail: a@b.nhs.uk".to_owned(), false),
    ] {
        assert_eq!(texts::is_theirs(&text), theirs, "{text}");
        let parts = mark(vec![segment(SegmentKind::Quoted, 1, mailbox(), &text)], &own(), &[]);
        assert_eq!(parts.iter().any(|part| part.kind == SegmentKind::Fresh), theirs && text.matches(':').count() > 3, "{text} {parts:?}");
    }
}
