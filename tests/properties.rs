//! What must hold of every mail: of those in the fixtures, of what fuzzing has found, and of mails made of the pieces people write.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "fuzz/src/checks.rs"]
mod checks;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

/// The files below a folder of the fixtures, with their folder's name.
fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { files.push((name.clone(), path)) }
        }
    }
    files.sort();
    files
}

/// Whether a check holds of a file; what it complains of is printed.
fn fails(file: &Path, check: impl FnOnce(&[u8]) + std::panic::UnwindSafe) -> bool {
    let bytes = fs::read(file).unwrap();
    std::panic::catch_unwind(|| check(&bytes)).is_err()
}

#[test]
fn what_fuzzing_found_is_found_no_more() {
    let found = files("found").into_iter().filter(|(check, _)| check != "found");
    let failed: Vec<_> =
        found.filter(|(check, path)| fails(path, |bytes| checks::named(check, bytes))).map(|(_, path)| path).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_mail_of_the_fixtures_keeps_what_must_hold() {
    let mails = ["corpus", "mail", "bad", "demo"].into_iter().flat_map(files);
    let mails = mails.map(|(_, path)| path).filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let all = |bytes: &[u8]| {
        checks::message(bytes);
        checks::understood(bytes);
    };
    let failed: Vec<PathBuf> = mails.filter(|path| fails(path, all)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

const NAMES: &[&str] = &[
    "Dr Jane Frost",
    "FROST, Jane",
    "Prof. Siân O’Neill-Price",
    "Mr J. P. van der Berg",
    "jane frost",
    "Dr Frost",
    "Hill, Mark (Dr)",
    "Robert \"Bob\" McAllister MBE",
    "Ngozi Adichie PhD FRCPath",
    "St John Smith",
    "Li Wei",
    "Great Ormond Street Hospital",
];
const PIECES: &[&str] = &[
    "Dear Fiona,\n\n",
    "Hi all\n",
    "\n",
    "\n\n",
    "We nominate {} as our Lead Healthcare Scientist.\n",
    "Our LHS is {}, Head of Medical Physics",
    " (jane.frost@leedsth.nhs.uk)",
    ", 0113 496 0123 ext. 4471",
    "\nTel: +44 (0)113 496 0123 / 07700 900123\n",
    "Fax 0113 496 0199\n",
    "Name: {}\nJob title: Head of Audiology\nEmail: jane.frost@leedsth.nhs.uk\nDirect line: 01632 960123\n",
    "Name\tJob title\tEmail\n{}\tHead of Genetics\tjane@leedsth.nhs.uk\n",
    "Lead: {}\nDeputy: {}\n",
    "{} is no longer our lead; please use {} instead.\n",
    "Kind regards\n\n{}\nPA to {}, Medical Director\nLeeds Teaching Hospitals NHS Trust\nT: 0113 496 0100\n",
    "-- \n{}\n",
    "Sent from my iPhone\n",
    "\nFrom: ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]\nSent: 13 September 2016 10:04\nTo: {}\nSubject: Lead Healthcare Scientists (LHS)\n\n",
    "\n-----Original Message-----\nFrom: {}\nSent: 13 September 2016 10:04\nTo: x\nSubject: LHS\n\n",
    "On 13 Sep 2016, at 10:04, {} <jane.frost@leedsth.nhs.uk> wrote:\n",
    "> ",
    "> > ",
    ">>",
    "Begin forwarded message:\n\nFrom: {} <j@leedsth.nhs.uk>\nDate: 13 September 2016\nTo: a@b.uk\n\n",
    "________________________________\n",
    "Leadership is a key theme in the Five Year Forward View\n",
    "This email originated from outside of the organisation. Do not click links.\n",
    "*****\nThis message may contain confidential information. If you are not the intended recipient please inform the sender.\n*****\n",
    "I am out of the office until Monday 3 October. Please contact {}.\n",
    "We will let you have a name by 7 October.\n",
    "Could you tell us what the role involves?\n",
    "jane dot frost at leedsth dot nhs dot uk ",
    "or ",
    "and ",
    "not ",
    "{} (copied) ",
    "    indented {}\n",
    "\u{a0}\u{200b}",
    "SiÃ¢n ",
    "PS ",
    "it will be me.\n",
    "to be confirmed ",
    "on behalf of South Tees Hospitals NHS Foundation Trust ",
    "| ",
    "; ",
    ", ",
];

/// The body of a reply, put together from what replies are put together from.
fn reply() -> impl Strategy<Value = String> {
    let piece = (select(PIECES), select(NAMES), select(NAMES));
    prop::collection::vec(piece, 1..14).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, first, second)| piece.replacen("{}", first, 1).replacen("{}", second, 1))
            .collect()
    })
}

/// The same as the HTML that mail programs make of it.
fn rich() -> impl Strategy<Value = String> {
    let wrap = select(&[
        "<p>{}</p>",
        "<div>{}<br></div>",
        "<table><tr><td>{}</td><td>x</td></tr></table>",
        "<blockquote type=cite>{}</blockquote>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>{}",
        "<li>{}",
        "<span>{}</span>",
        "<div class=gmail_quote>{}</div>",
    ]);
    prop::collection::vec((wrap, reply()), 1..5).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(wrap, text)| wrap.replace("{}", &text.replace('<', "&lt;").replace('\n', "<br>")))
            .collect()
    })
}

proptest! {
    // The same pieces in every run: what is searched for at random is searched for by the fuzzer.
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, rng_seed: RngSeed::Fixed(2016), ..ProptestConfig::default() })]

    #[test]
    fn replies_of_many_pieces_lose_nothing_and_say_where_they_were_read(text in reply()) {
        checks::thread(&text);
        checks::people(&text);
        let mail = format!("From: Jane Frost <jane.frost@leedsth.nhs.uk>\r\nSubject: RE: LHS\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n{text}");
        checks::message(mail.as_bytes());
        checks::understood(mail.as_bytes());
    }

    #[test]
    fn replies_in_html_lose_nothing_and_say_where_they_were_read(html in rich()) {
        checks::body(html.as_bytes());
        let mail = format!("From: Jane Frost <jane.frost@nhs.net>\r\nSubject: RE: LHS\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
        checks::message(mail.as_bytes());
        checks::understood(mail.as_bytes());
    }
}
