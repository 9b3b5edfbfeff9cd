use super::super::body::{Marks, Row};
use super::*;

/// Lines as `(text, quote depth)`.
fn split(subject: &str, lines: &[(&str, u32)]) -> Vec<(SegmentKind, u32, String)> {
    let rows =
        lines.iter().map(|(text, depth)| Row { text: (*text).to_owned(), quote_depth: *depth, ..Row::default() });
    segments(rows.collect(), subject).into_iter().map(|s| (s.kind, s.depth, s.text())).collect()
}

#[test]
fn answers_between_quoted_lines_are_fresh() {
    let parts = split(
        "RE: x",
        &[
            ("On 13/09/2016 10:04, CSO <c@nhs.net> wrote:", 0),
            ("Who?", 1),
            ("Jane", 0),
            ("Her number?", 1),
            ("0113", 0),
        ],
    );
    let kinds: Vec<_> = parts.iter().map(|(kind, depth, _)| (*kind, *depth)).collect();
    use SegmentKind::{Fresh, Header, Quoted};
    assert_eq!(kinds, [(Header, 1), (Quoted, 1), (Fresh, 0), (Quoted, 1), (Fresh, 0)]);
}

#[test]
fn outlook_threads_go_deeper_with_every_block() {
    let block =
        |who: &'static str| [(who, 0), ("Sent: 13 September 2016 10:04", 0), ("To: b@x.uk", 0), ("Subject: x", 0)];
    let mut lines = vec![("Please see below", 0), ("", 0)];
    lines.extend(block("From: Jane [mailto:jane@x.nhs.uk]"));
    lines.extend([("", 0), ("It is me", 0)]);
    lines.extend(block("From: CSO [mailto:c@nhs.net]"));
    lines.push(("Dear Colleagues", 0));
    let rows =
        lines.iter().map(|(text, depth)| Row { text: (*text).to_owned(), quote_depth: *depth, ..Row::default() });
    let parts = segments(rows.collect(), "FW: x");
    let shape: Vec<_> = parts
        .iter()
        .map(|s| (s.kind.as_str(), s.depth, s.forwarded, s.author.as_ref().map(|a| a.name.as_str())))
        .collect();
    assert_eq!(
        shape,
        [
            ("fresh", 0, false, None),
            ("header", 1, true, Some("Jane")),
            ("quoted", 1, true, Some("Jane")),
            ("header", 2, true, Some("CSO")),
            ("quoted", 2, true, Some("CSO")),
        ]
    );
}

#[test]
fn text_below_a_quotation_is_fresh_again() {
    let parts = split(
        "Re: x",
        &[("On 13/09/2016 10:04, CSO <c@nhs.net> wrote:", 0), ("Dear", 1), ("", 1), ("Jane Smith", 0), ("x", 0)],
    );
    assert_eq!(parts.last().unwrap(), &(SegmentKind::Fresh, 0, "Jane Smith\nx".to_owned()));
    // A box of Gmail ends what stands in it.
    let row = |text: &str, boxed| Row { text: text.to_owned(), boxed, ..Row::default() };
    let rows = vec![row("---------- Forwarded message ----------", 1), row("theirs", 1), row("mine", 0)];
    let parts = segments(rows, "Fwd: x");
    assert_eq!(parts.last().unwrap().kind, SegmentKind::Fresh);
}

#[test]
fn nested_quotes_know_their_authors() {
    let lines = [
        ("Agreed", 0),
        ("On 14 Sep 2016, at 09:00, Jane Smith <jane@x.uk> wrote:", 0),
        ("Shall I?", 1),
        ("On 13 Sep 2016, at 10:04, CSO <c@nhs.net> wrote:", 1),
        ("Dear all", 2),
    ];
    let rows =
        lines.iter().map(|(text, depth)| Row { text: (*text).to_owned(), quote_depth: *depth, ..Row::default() });
    let parts = segments(rows.collect(), "Re: x");
    let last = parts.last().unwrap();
    assert_eq!((last.depth, last.author.as_ref().unwrap().name.as_str()), (2, "CSO"));
    let middle = &parts[2];
    assert_eq!((middle.depth, middle.author.as_ref().unwrap().name.as_str()), (1, "Jane Smith"));
}

#[test]
fn ends_of_wrapped_quoted_lines_are_quoted() {
    let long = "Leadership is a key theme in the Five Year Forward View and has been";
    let parts = split(
        "Re: x",
        &[("On 13/09/2016 10:04, CSO <c@nhs.net> wrote:", 0), (long, 1), ("identified across", 0), ("the system", 1)],
    );
    assert!(parts.iter().all(|(kind, ..)| *kind != SegmentKind::Fresh), "{parts:?}");
}

#[test]
fn a_ruled_block_of_two_labels_is_believed() {
    let mut rows: Vec<Row> = ["From: Jane <jane@x.uk>", "Subject: x", "", "Hello"]
        .map(|text| Row { text: text.to_owned(), ..Row::default() })
        .into();
    rows[0].marks = Marks::RULE;
    assert_eq!(segments(rows, "RE: x")[0].kind, SegmentKind::Header);
}
