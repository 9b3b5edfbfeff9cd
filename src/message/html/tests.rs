use super::*;

fn texts(html: &str) -> Vec<String> {
    rows(html, 400).into_iter().map(|row| row.text).collect()
}

#[test]
fn word_paragraphs_become_lines_and_empty_ones_blank_lines() {
    let html = "<html><head><style><!-- p {x} --></style></head><body><div class=\"WordSection1\">\
        <p class=\"MsoNormal\"><span>Dear\r\n Fiona,<o:p></o:p></span></p>\
        <p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><p class=\"MsoNormal\">Jane&nbsp;Smith<br>Tel 1</p></div></body></html>";
    assert_eq!(texts(html), ["Dear Fiona,", "", "Jane Smith", "Tel 1"]);
}

#[test]
fn rows_of_a_table_keep_their_cells() {
    let html = "<p>See:</p><table><tr><th>Name</th><th>E-mail</th></tr><tr><td><p>Jane <b>Smith</b></p></td><td>\
        <a href=\"mailto:jane.smith@leedsth.nhs.uk\">mail her</a></td></tr></table>after";
    let rows = rows(html, 400);
    assert_eq!(rows[2].cells, ["Jane Smith", "mail her <jane.smith@leedsth.nhs.uk>"]);
    assert_eq!(rows[2].text, "Jane Smith\tmail her <jane.smith@leedsth.nhs.uk>");
    assert_eq!(rows[3].text, "after");
}

#[test]
fn layout_tables_are_read_as_lines_and_columns_across() {
    let layout = "<table><tr><td><img src=x></td><td>Jane Smith<br>Head of Physics<br>Leeds</td></tr></table>";
    assert_eq!(texts(layout), ["Jane Smith", "Head of Physics", "Leeds"]);
    let columns = "<table><tr><td>Tel:<br>Mail:</td><td>0113 496 0123<br>j@x.nhs.uk</td></tr></table>";
    assert_eq!(texts(columns), ["Tel:\t0113 496 0123", "Mail:\tj@x.nhs.uk"]);
    let nested = "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>";
    assert_eq!(texts(nested), ["a\tb"]);
}

#[test]
fn blockquotes_count_and_indents_do_not() {
    let html = "mine<blockquote type=\"cite\">theirs<blockquote>older</blockquote></blockquote>\
        <blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">set in</blockquote>";
    let depths: Vec<_> = rows(html, 400).into_iter().map(|row| (row.text, row.quote_depth)).collect();
    let expected = [("mine", 0), ("theirs", 1), ("older", 2), ("set in", 0)];
    assert_eq!(depths, expected.map(|(text, depth)| (text.to_owned(), depth)));
}

#[test]
fn lists_are_numbered_and_hidden_text_is_left_out() {
    let html =
        "<ol><li>one<li>two</ol><ul><li>x</li></ul><div style=\"display: none\">preheader</div><pre>a\n  b</pre>";
    assert_eq!(texts(html), ["1. one", "2. two", "- x", "a", "  b"]);
}

#[test]
fn terms_stand_before_their_definitions() {
    let html = "<dl><dt>Name</dt><dd>Jane Smith</dd><dt>Tel:<dd>0113 496 0123</dl>after";
    assert_eq!(texts(html), ["Name: Jane Smith", "Tel: 0113 496 0123", "after"]);
}

#[test]
fn a_hundred_thousand_nested_elements_keep_their_text() {
    for open in ["<div>", "<blockquote>", "<table><tr><td>", "<ul><li>", "<b>", "<p>"] {
        let html = format!("{}deep", open.repeat(100_000));
        assert!(texts(&html).iter().any(|text| text.contains("deep")), "{open}");
    }
}

#[test]
fn words_struck_through_are_noticed_outside_of_quotations() {
    let struck = |html: &str| read(html, 400).1;
    for html in [
        "<p>Our lead is <s>Alan Moor</s> Jane Frost</p>",
        "<p><span style=\"text-decoration: line-through\">Alan Moor</span> Jane Frost</p>",
        "<div><strike>Alan</strike></div>",
        "<del>Alan</del>",
    ] {
        assert!(struck(html), "{html}");
    }
    for html in [
        "<style>.del { text-decoration: line-through }</style><p>Jane Frost</p>",
        "<p>Jane Frost<s> </s></p>",
        "<blockquote type=\"cite\"><s>Alan Moor</s></blockquote>",
        "<span>Jane</span>",
    ] {
        assert!(!struck(html), "{html}");
    }
}
