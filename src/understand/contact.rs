//! Text in, the e-mail addresses in it out, each with its place and whether the words beside it say to use it. Numbers: `phones`.

use std::{ops::Range, sync::LazyLock};

pub(super) use super::phones::{Line, PhoneHit, phones_beside};
use super::quick::Regex;
use super::{
    fold::{after, before, fold},
    words::{FORENAMES, NOT_NAMES},
};
use crate::domain::EmailAddress;

/// An address as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EmailHit {
    pub range: Range<usize>,
    pub address: EmailAddress,
    /// Whether it was spelled out (`at`, `dot`) and put together by us.
    pub spelled: bool,
    /// Whether the words around it say not to use it.
    pub disowned: bool,
}

#[expect(clippy::expect_used, reason = "a constant pattern")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

static PLAIN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[\p{L}\p{N}][\p{L}\p{N}._%+'’-]*@@?[\p{L}\p{N}][\p{L}\p{N}.-]*\.\p{L}{2,24}"));
static SPACED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([\p{L}\p{N}][\p{L}\p{N}._'-]*(?: \. [\p{L}\p{N}_'-]+){0,3}) ?(?:\(at\)|\[at\]|\{at\}| at |@) ?((?:[a-z0-9-]+ ?(?:\.|\(dot\)|\[dot\]| dot ) ?){1,4}(?:uk|net|org|com))\b",
    )
});
static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b([\p{L}0-9'-]+(?: (?:dot|hyphen|dash|underscore) [\p{L}0-9'-]+){0,4}) at ([a-z0-9-]+(?: (?:dot|hyphen|dash) [a-z0-9-]+){1,4})\b",
    )
});

/// Finds the addresses in a text, leftmost first, each once per place; `<mailto:x>` after `x` counts as its own hit of the same address.
pub(super) fn emails(text: &str) -> Vec<EmailHit> {
    let mut hits: Vec<EmailHit> = Vec::new();
    let (has_sign, has_word) = (text.contains('@'), spells_at(text));
    if has_sign {
        plain_addresses(&mut hits, text);
        shared_domains(&mut hits, text);
    }
    if has_word {
        spelled_addresses(&mut hits, text);
    }
    if has_sign || has_word {
        spaced_addresses(&mut hits, text);
    }
    hits.sort_by_key(|hit| hit.range.start);
    for hit in &mut hits {
        hit.disowned = disowned(text, &hit.range);
    }
    hits
}

fn plain_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in PLAIN.find_iter(text) {
        let range = completed(text, found.range());
        let whole = text.get(range.clone()).unwrap_or("").replace("@@", "@");
        let joined: String = whole.split_whitespace().collect();
        let trimmed = joined.trim_start_matches("mailto:").trim_end_matches(['.', '-', '\'', '’']);
        if let Ok(address) = EmailAddress::parse(&trimmed.replace('’', "'")) {
            hits.push(EmailHit { address, spelled: false, disowned: false, range });
        }
    }
}

/// `jane.smith@ and john.bell@leedsth.nhs.uk`: a domain that is written once.
fn shared_domains(hits: &mut Vec<EmailHit>, text: &str) {
    static FRONT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)([\p{L}\p{N}][\p{L}\p{N}'’-]*(?:[._][\p{L}\p{N}'’-]+)+)(?:@ ?(?:,|/|&|and|or)|@? ?(?:/|&)) ?$")
    });
    let fronts: Vec<EmailHit> = hits
        .iter()
        .filter_map(|hit| {
            let head = before(text, hit.range.start, 80);
            let found = FRONT.captures(head)?.get(1)?;
            let start = hit.range.start - head.len() + found.start();
            let local = found.as_str().replace('’', "'");
            let address = EmailAddress::parse(&format!("{local}@{}", hit.address.domain())).ok()?;
            Some(EmailHit { range: start..start + found.len(), address, spelled: true, disowned: false })
        })
        .filter(|front| !hits.iter().any(|hit| overlap(&hit.range, &front.range)))
        .collect();
    hits.extend(fronts);
}

/// `jane dot smith at leedsth dot nhs dot uk`.
fn spelled_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in SPELLED.captures_iter(text) {
        let (Some(whole), Some(local), Some(domain)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let unspell = |text: &str| {
            fold(text)
                .replace(" dot ", ".")
                .replace(" hyphen ", "-")
                .replace(" dash ", "-")
                .replace(" underscore ", "_")
        };
        push(hits, whole.range(), &unspell(local.as_str()), &unspell(domain.as_str()));
    }
}

/// `jane.smith (at) leedsth . nhs . uk`.
fn spaced_addresses(hits: &mut Vec<EmailHit>, text: &str) {
    for found in SPACED.captures_iter(text) {
        let (Some(whole), Some(local), Some(domain)) = (found.get(0), found.get(1), found.get(2)) else { continue };
        let domain =
            fold(domain.as_str()).replace("(dot)", ".").replace("[dot]", ".").replace(" dot ", ".").replace(' ', "");
        push(hits, whole.range(), &local.as_str().replace(' ', ""), &domain);
    }
}

/// Whether `at` stands between blanks or brackets, as in an address spelled out.
fn spells_at(text: &str) -> bool {
    let edge = |byte: u8| matches!(byte, b' ' | b'(' | b')' | b'[' | b']' | b'{' | b'}');
    text.as_bytes().windows(4).any(|four| {
        matches!(four, [before, a, t, after] if edge(*before) && edge(*after) && a.eq_ignore_ascii_case(&b'a') && t.eq_ignore_ascii_case(&b't'))
    })
}

/// An address that a line end or a stray blank broke after `.nhs`, `.co` or `.ac` is read on to its end.
fn completed(text: &str, range: Range<usize>) -> Range<usize> {
    static REST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ ?\. ?(?:uk|net)\b|^ uk\b"));
    let head = fold(text.get(range.clone()).unwrap_or(""));
    let open = [".nhs", ".ac", ".co", ".gov", ".org", "@nhs"].iter().any(|end| head.ends_with(end));
    let rest = text.get(range.end..).filter(|_| open).and_then(|rest| REST.find(rest));
    range.start..rest.map_or(range.end, |rest| range.end + rest.end())
}

/// Whether the words around an address or number say not to use it: `(read by her secretary)`, `rather than ...`, `please do not use either`.
pub(super) fn disowned(text: &str, range: &Range<usize>) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:not|old|previous(?:ly)?|former(?:ly)?|wrong|incorrect|discontinue|ignore|disregard|typed|misspelt)(?: (?:at|on|via|to|the|her|his|their|address|one|e-?mail|using))*[ :(,]*$|\b(?:rather than|instead of|(?:do not|don'?t|never) (?:use|ring|call|write to|e-?mail)|no longer|in place of)\b[^.;:@0-9]{0,34}$",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^[)>\]]*,? ?(?:which |that |it )?(?:(?:is|was|are|gets?|will be) (?:\w+ ){0,2}?(?:read|checked|seen|opened|monitored|looked (?:at|after)) (?:by|only|once|rarely)",
            r"|(?:is|was|has|are|will|does|do|should)(?: be)?(?:n't| not| no longer| never)(?: be| been)? (?:in use|used|read|valid|right|correct|hers|his|theirs|working|work|checked|current|live)",
            r"|\(?(?:is (?:now )?)?(?:the )?(?:old|previous|former|defunct|closed|dead|wrong|not in use|no longer))"
        ))
    });
    static NEITHER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:do not|don'?t|never|not to) use (?:either|these|those|them|any of|both)\b"));
    let left = fold(before(text, range.start, 60));
    let right = fold(after(text, range.end, 70));
    let later = fold(after(text, range.end, 200));
    let neither = NEITHER.find(&later).is_some_and(|found| {
        let between = later.get(..found.start()).unwrap_or("");
        between.matches(". ").count() <= 1
    });
    BEFORE.is_match(&left) || AFTER.is_match(&right) || neither
}

/// Whether an address is an office's, not a person's: `pathology.office@`, `medical.director@`.
pub(super) fn is_generic(address: &EmailAddress) -> bool {
    address.local().split(['.', '-', '_']).any(|word| {
        matches!(
            word,
            "office"
                | "team"
                | "admin"
                | "secretary"
                | "secretaries"
                | "enquiries"
                | "enquiry"
                | "info"
                | "reception"
                | "helpdesk"
                | "support"
                | "mailbox"
                | "postmaster"
                | "director"
                | "directorate"
                | "department"
                | "dept"
                | "services"
                | "pa"
                | "contact"
                | "communications"
        )
    })
}

fn push(hits: &mut Vec<EmailHit>, range: Range<usize>, local: &str, domain: &str) {
    let known = ["nhs.uk", "nhs.net", "ac.uk", "co.uk", "org.uk", "gov.uk", ".com", ".org", ".net"];
    let bare = fold(local);
    let word = !local.contains(['.', '_']) && (NOT_NAMES.contains(bare.as_str()) || FORENAMES.contains(bare.as_str()));
    if word || !known.iter().any(|end| domain.ends_with(end)) || hits.iter().any(|hit| overlap(&hit.range, &range)) {
        return;
    }
    if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
        hits.push(EmailHit { address, spelled: true, disowned: false, range });
    }
}

pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
