use super::super::Author;
use super::*;

fn split(name: &str, text: &str) -> Vec<(SegmentKind, String)> {
    let lines = text.lines().zip(1..).map(|(text, number)| Line { text: text.to_owned(), number, ..Line::default() });
    let segment = Segment {
        kind: SegmentKind::Fresh,
        author: Some(Author { name: name.to_owned(), address: None }),
        depth: 0,
        ours: false,
        forwarded: false,
        lines: lines.collect(),
    };
    split_off(vec![segment], &[]).into_iter().map(|part| (part.kind, part.text())).collect()
}

fn signature(name: &str, text: &str) -> String {
    split(name, text)
        .into_iter()
        .filter(|(kind, _)| *kind == SegmentKind::Signature)
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_signature_after_a_closing_is_found() {
    let text =
        "Our LHS is Jane Jones.\n\nKind regards,\n\nSimon\n\nDr Simon Hallworth\nMedical Director\nTel 020 7946 0100";
    assert_eq!(signature("Hallworth, Simon", text), "Simon\n\nDr Simon Hallworth\nMedical Director\nTel 020 7946 0100");
    let text = "Our LHS is Jane Jones.\nMany thanks Simon\nMedical Director";
    assert_eq!(signature("", text), "Medical Director");
}

#[test]
fn a_signature_after_the_delimiter_is_found() {
    let text = "You wanted our lead: Jane Jones.\n\n-- \nHannah Youngs, Manager\nLowestoft | 01632 960800";
    assert!(signature("", text).starts_with("-- \nHannah"));
}

#[test]
fn a_signature_that_begins_with_the_senders_name_is_found() {
    let text = "It is Jane Jones, jane.jones@x.nhs.uk\n\nLeila Forsdyke\nAssociate Medical Director, Imperial College";
    assert_eq!(signature("Forsdyke, Leila", text), "Leila Forsdyke\nAssociate Medical Director, Imperial College");
    let text = "It is Jane Jones.\nDo come.\n\nSimon\n\nDr Simon Gray | Medical Director | Nottingham | 0115 496 0100";
    assert!(signature("Simon Gray", text).starts_with("Simon\n"));
    assert_eq!(signature("Linford, Caspar", "Philip has been told.\n\nCL"), "CL");
}

#[test]
fn short_and_unaccented_names_sign_too() {
    let cases = [
        ("Gruffydd-Amin, Teleri", "LHS => Jane Jones, 0113 496 0123\n\nTGA", "TGA"),
        ("Sian-Louise Prothero", "It is Jane Jones.\n\nSiân-Louise\nExecutive PA", "Siân-Louise\nExecutive PA"),
        ("Joanne Whalley", "It is Jane Jones.\n\nJo", "Jo"),
        (
            "Nuttall, Giselle",
            "jane@x.uk\nG Nuttall\n\nSent from my BlackBerry 10 smartphone on the EE network, thank you.",
            "G Nuttall\n\nSent",
        ),
    ];
    for (name, text, expected) in cases {
        assert!(signature(name, text).starts_with(expected), "{text}: {}", signature(name, text));
    }
}

#[test]
fn details_of_a_nominee_are_no_signature() {
    for text in [
        "Many thanks\nName: Jane Jones\nJob title: Head of Physics",
        "Our nominee is:\nJane Jones\nHead of Physics\n0113 496 0123",
        "Thanks\nOur nominated lead is Jane Jones who runs the physics department here in Leeds.",
    ] {
        assert_eq!(signature("Simon Gray", text), "", "{text}");
    }
}

#[test]
fn a_postscript_is_fresh_again() {
    let parts = split("Simon Gray", "It is Jane.\n\nRegards\nSimon\n\nPS her number is 0113 496 0123");
    assert_eq!(parts.last().unwrap(), &(SegmentKind::Fresh, "PS her number is 0113 496 0123".to_owned()));
}

#[test]
fn devices_sign_too() {
    for device in [
        "Sent from my iPhone",
        "Sent from my Samsung Galaxy smartphone.",
        "Get Outlook for iOS<https://aka.ms/x>",
        "Sent from my BlackBerry 10 smartphone on the EE network.",
    ] {
        assert_eq!(signature("", &format!("Jane Jones it is\n\n{device}")), device);
    }
}

#[test]
fn notices_and_banners_are_told_apart() {
    let text = "CAUTION: This email originated from outside of the organisation. Do not click links or open attachments.\n\n\
        Jane Jones.\n\n****************\n\nThis message may contain confidential information. If you are not the intended recipient please inform the\n\
        sender that you have received the message in error before deleting it.\nThank you for your co-operation.\n\n\
        NHSmail is the secure email and directory service available for all NHS staff in England and Scotland\n\n****************";
    let kinds: Vec<_> = split("", text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [SegmentKind::Banner, SegmentKind::Fresh, SegmentKind::Disclaimer]);
    for text in [
        "[EXTERNAL]",
        "EXTERNAL EMAIL: think before you click links",
        "This message originated from outside of your organisation",
        "*** This email is from an external source, take care with attachments ***",
    ] {
        assert_eq!(split("", &format!("{text}\n\nJane"))[0].0, SegmentKind::Banner, "{text}");
    }
}

#[test]
fn what_the_sender_says_about_outside_is_no_banner() {
    let text = "She works outside the trust on Fridays and is external examiner at Leeds.";
    assert_eq!(split("", text)[0].0, SegmentKind::Fresh);
}
