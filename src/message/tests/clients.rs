//! One answer to the letter as each mail program writes it. What the sender wrote, our letter and who wrote it must come
//! out the same from all of them.

use super::super::*;

const LETTER: &str = "Dear Colleagues, Leadership is a key theme in the Five Year Forward View and has been identified \
    across the system as a critical enabler of high quality care.";

fn html(body: &str) -> String {
    let body = body.replace("LETTER", LETTER);
    format!(
        "From: Simon Gray <simon.gray@x.nhs.uk>\r\nSubject: RE: Lead Healthcare Scientists (LHS)\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{body}"
    )
}

fn plain(body: &str) -> String {
    let wrapped = LETTER.replace("View and", "View\nand").replace("the system", "the\nsystem");
    let body = body.replace("> LETTER", &format!("> {}", wrapped.replace('\n', "\n> "))).replace("LETTER", &wrapped);
    format!(
        "From: Simon Gray <simon.gray@x.nhs.uk>\r\nSubject: RE: LHS\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    )
}

/// The sender's words without blank lines.
fn fresh(message: &Message) -> String {
    let lines =
        message.segments.iter().filter(|segment| segment.kind == SegmentKind::Fresh).flat_map(|segment| &segment.lines);
    lines.map(|line| line.text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, mail: &str) {
    let message = read(mail.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(fresh(&message), "It is Jane Smith.", "{name}: {:#?}", message.segments);
    let ours: Vec<_> = message.segments.iter().filter(|segment| segment.ours).collect();
    assert_eq!(ours.len(), 1, "{name}: {:#?}", message.segments);
    assert!(ours[0].text().contains("critical enabler"), "{name}: {:#?}", message.segments);
    assert_eq!((ours[0].kind, ours[0].depth), (SegmentKind::Quoted, 1), "{name}");
    let author = ours[0].author.as_ref().unwrap_or_else(|| panic!("{name} names no author"));
    assert!(author.name.contains("ENGLAND, Cso"), "{name}: {author:?}");
}

const HTML: &[(&str, &str)] = &[
    (
        "Outlook on the web",
        "<div id=\"divtagdefaultwrapper\" dir=\"ltr\"><p>It is Jane Smith.</p><p><br></p><div id=\"Signature\"><p>Simon Gray</p>\
             <p>Medical Director</p></div></div><hr tabindex=\"-1\" style=\"display:inline-block; width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">\
             <font face=\"Calibri\"><b>From:</b> ENGLAND, Cso (NHS ENGLAND) &lt;england.cso@nhs.net&gt;<br><b>Sent:</b> 13 September 2016 10:04<br>\
             <b>To:</b> Simon Gray<br><b>Subject:</b> LHS</font><div>&nbsp;</div></div><div>LETTER</div>",
    ),
    (
        "Outlook for iOS",
        "<body><div>It is Jane Smith.</div><br><div class=\"ms-outlook-mobile-signature\">Get <a href=\"https://aka.ms/o0ukef\">Outlook for iOS</a></div>\
             <div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\"><b>From:</b> ENGLAND, Cso (NHS ENGLAND) \
             &lt;england.cso@nhs.net&gt;<br><b>Sent:</b> Tuesday, September 13, 2016 10:04:12 AM<br><b>To:</b> Simon<br><b>Subject:</b> LHS</div><div>LETTER</div></body>",
    ),
    (
        "new Outlook",
        "<div class=\"elementToProof\">It is Jane Smith.</div><div id=\"mail-editor-reference-message-container\"><div style=\"border-width: 1pt medium medium; \
             border-style: solid none none;\"><p class=\"MsoNormal\"><b>From: </b>ENGLAND, Cso (NHS ENGLAND) &lt;england.cso@nhs.net&gt;<br><b>Date: </b>Tuesday, 13 \
             September 2016 at 10:04<br><b>To: </b>Simon Gray &lt;s@x.uk&gt;<br><b>Subject: </b>LHS</p></div><p>LETTER</p></div>",
    ),
    (
        "Outlook 2003",
        "<DIV><FONT size=2>It is Jane Smith.</FONT></DIV><BLOCKQUOTE dir=ltr style=\"MARGIN-RIGHT: 0px\"><DIV class=OutlookMessageHeader dir=ltr><FONT face=Tahoma \
             size=2>-----Original Message-----<BR><B>From:</B> ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]<BR><B>Sent:</B> 13 September 2016 10:04<BR>\
             <B>To:</B> Simon<BR><B>Subject:</B> LHS<BR><BR></FONT></DIV><DIV>LETTER</DIV></BLOCKQUOTE>",
    ),
    (
        "Word with a blue bar",
        "<p class=MsoNormal>It is Jane Smith.</p><div style='border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt'><div><div style='border:none;\
             border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net] <br>\
             <b>Sent:</b> 13 September 2016 10:04<br><b>To:</b> Simon<br><b>Subject:</b> LHS</p></div></div><p class=MsoNormal>LETTER</p></div>",
    ),
    (
        "Gmail",
        "<div dir=\"ltr\">It is Jane Smith.</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, 13 Sep 2016 at 10:04, ENGLAND, Cso \
             (NHS ENGLAND) &lt;<a href=\"mailto:england.cso@nhs.net\">england.cso@nhs.net</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" \
             style=\"margin:0px 0px 0px 0.8ex\">LETTER</blockquote></div>",
    ),
    (
        "Apple Mail",
        "<html><body>It is Jane Smith.<br class=\"\"><div><br class=\"\"><blockquote type=\"cite\" class=\"\"><div class=\"\">On 13 Sep 2016, at 10:04, ENGLAND, Cso \
             (NHS ENGLAND) &lt;<a href=\"mailto:england.cso@nhs.net\">england.cso@nhs.net</a>&gt; wrote:</div><br class=\"Apple-interchange-newline\"><div>LETTER</div>\
             </blockquote></div></body></html>",
    ),
    (
        "iOS",
        "<div>It is Jane Smith.</div><div id=\"AppleMailSignature\">Sent from my iPhone</div><div><br>On 13 Sep 2016, at 10:04, ENGLAND, Cso (NHS ENGLAND) &lt;\
             <a href=\"mailto:england.cso@nhs.net\">england.cso@nhs.net</a>&gt; wrote:<br><br></div><blockquote type=\"cite\"><div>LETTER</div></blockquote>",
    ),
    (
        "Thunderbird",
        "<p>It is Jane Smith.</p><br><div class=\"moz-cite-prefix\">On 13/09/2016 10:04, ENGLAND, Cso (NHS ENGLAND) wrote:<br></div>\
             <blockquote cite=\"mid:x\" type=\"cite\">LETTER</blockquote><br>",
    ),
    (
        "Yahoo",
        "<div>It is Jane Smith.</div><div class=\"yahoo_quoted\"><div><div><font> On Tuesday, 13 September 2016, 10:04, \"ENGLAND, Cso (NHS ENGLAND)\" \
             &lt;england.cso@nhs.net&gt; wrote:<br></font></div><br><br><div>LETTER</div></div></div>",
    ),
    (
        "Lotus Notes",
        "<font size=2>It is Jane Smith.</font><br><br><table width=100%><tr valign=top><td><font size=1><b>&quot;ENGLAND, Cso (NHS ENGLAND)&quot; \
             &lt;england.cso@nhs.net&gt;</b></font><p>13/09/2016 10:04<td><table><tr><td>To<td>simon.gray@x.nhs.uk<tr><td>cc<td><tr><td>Subject<td>LHS</table></table>\
             <br><font size=2>LETTER</font>",
    ),
    (
        "Lotus Notes 8",
        "<font size=2>It is Jane Smith.</font><br><br><font size=1>From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>&quot;ENGLAND, Cso (NHS ENGLAND)&quot; \
             &lt;england.cso@nhs.net&gt;</font><br><font size=1>To: &nbsp; </font><font>simon.gray@x.nhs.uk</font><br><font>Date: &nbsp; 13/09/2016 10:04</font><br>\
             <font>Subject: &nbsp; LHS</font><br><hr noshade><br><br>LETTER",
    ),
    (
        "Samsung",
        "<div>It is Jane Smith.</div><div id=\"composer_signature\"><div>Sent from my Samsung Galaxy smartphone.</div></div><div><br></div><div><div>-------- Original \
             message --------</div><div>From: \"ENGLAND, Cso (NHS ENGLAND)\" &lt;england.cso@nhs.net&gt; </div><div>Date: 13/09/2016  10:04  (GMT+00:00) </div><div>To: \
             Simon </div><div>Subject: LHS </div><div><br></div></div>LETTER",
    ),
    (
        "BlackBerry",
        "<div>It is Jane Smith.</div><div>Sent from my BlackBerry 10 smartphone.</div><table width=\"100%\"><tr><td><div><b>From: </b>ENGLAND, Cso (NHS ENGLAND)</div>\
             <div><b>Sent: </b>Tuesday, 13 September 2016 10:04</div><div><b>To: </b>Simon</div><div><b>Subject: </b>LHS</div></td></tr></table><div>LETTER</div>",
    ),
    (
        "GroupWise",
        "It is Jane Smith.<br><br>&gt;&gt;&gt; \"ENGLAND, Cso (NHS ENGLAND)\" &lt;england.cso@nhs.net&gt; 13/09/2016 10:04 &gt;&gt;&gt;<br>LETTER",
    ),
];

#[test]
fn html_of_every_client_is_told_apart() {
    for (name, body) in HTML {
        check(name, &html(body));
    }
}

const PLAIN: &[(&str, &str)] = &[
    (
        "Outlook",
        "It is Jane Smith.\n\nFrom: ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net] \nSent: 13 September 2016 10:04\nTo: Simon\nSubject: LHS\n\nLETTER",
    ),
    (
        "Outlook with marks",
        "It is Jane Smith.\n\n> -----Original Message-----\n> From: ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]\n> Sent: 13 September 2016 10:04\n> To: Simon\n> Subject: LHS\n>\n> LETTER",
    ),
    (
        "Gmail, wrapped",
        "It is Jane Smith.\n\nOn Tue, Sep 13, 2016 at 10:04 AM, ENGLAND, Cso (NHS ENGLAND) <\nengland.cso@nhs.net> wrote:\n\n> LETTER",
    ),
    (
        "Windows Phone",
        "It is Jane Smith.\n\nSent from my Windows Phone\n________________________________\nFrom: ENGLAND, Cso (NHS ENGLAND)<mailto:england.cso@nhs.net>\nSent: \u{200e}13/\u{200e}09/\u{200e}2016 10:04\nTo: Simon<mailto:s@x.uk>\nSubject: LHS\n\nLETTER",
    ),
    (
        "BlackBerry",
        "It is Jane Smith.\n\n  Original Message  \nFrom: ENGLAND, Cso (NHS ENGLAND)\nSent: Tuesday, 13 September 2016 10:04\nTo: Simon\nSubject: LHS\n\nLETTER",
    ),
    (
        "Lotus Notes",
        "It is Jane Smith.\n\n\"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> wrote on 13/09/2016 10:04:32:\n\n> LETTER",
    ),
    (
        "GroupWise",
        "It is Jane Smith.\n\n>>> \"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net> 13/09/2016 10:04 >>>\nLETTER",
    ),
    (
        "mutt, bottom posted",
        "On Tue, Sep 13, 2016 at 10:04:00AM +0100, ENGLAND, Cso (NHS ENGLAND) wrote:\n> LETTER\n\nIt is Jane Smith.",
    ),
    (
        "bold labels",
        "It is Jane Smith.\n\n*From:* ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]\n*Sent:* 13 September 2016 10:04\n*To:* Simon\n*Subject:* LHS\n\nLETTER",
    ),
    (
        "K-9",
        "It is Jane Smith.\n-------- Original Message --------\nFrom: \"ENGLAND, Cso (NHS ENGLAND)\" <england.cso@nhs.net>\nSent: 13 September 2016 10:04:00 BST\nTo: s@x.uk\nSubject: LHS\n\nLETTER",
    ),
];

#[test]
fn plain_text_of_every_client_is_told_apart() {
    for (name, body) in PLAIN {
        check(name, &plain(body));
    }
}

#[test]
fn a_letter_without_any_mark_is_still_ours() {
    let mail = plain("It is Jane Smith.\n\nLETTER");
    let message = read(mail.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(fresh(&message), "It is Jane Smith.");
    assert!(message.segments[1].ours);
}

#[test]
fn a_gmail_answer_between_the_quotes_is_fresh() {
    let mail = html(
        "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Tue, 13 Sep 2016 at 10:04, Jane &lt;j@x.uk&gt; wrote:<br></div>\
         <blockquote class=\"gmail_quote\">Will you do it?</blockquote><div>Yes</div><blockquote class=\"gmail_quote\">And when?</blockquote><div>Now</div></div>",
    );
    assert_eq!(fresh(&read(mail.as_bytes(), &Limits::default()).unwrap()), "Yes\nNow");
}

#[test]
fn apple_mail_around_a_file_is_one_text() {
    let mail = "From: a@b.uk\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n--A\r\nContent-Type: text/plain\r\n\r\none two\r\n\
        --A\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\nContent-Type: text/html\r\n\r\n<p>one</p>\r\n--M\r\nContent-Type: application/pdf; name=a.pdf\r\n\
        Content-Disposition: inline; filename=a.pdf\r\n\r\nx\r\n--M\r\nContent-Type: text/html\r\n\r\n<p>two</p>\r\n--M--\r\n--A--\r\n";
    let message = read(mail.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(fresh(&message), "one\ntwo");
    assert_eq!(message.attachments.len(), 1);
}
