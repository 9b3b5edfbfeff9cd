//! A page whose own words name nobody in, the same with its files read as if their text had been typed into the mail out:
//! `Please see attached` is an answer, and what it says stands in the file. And what a clerk would ask about such a file.

use std::sync::LazyLock;

use super::{
    cues::{ROLE, pattern},
    fold::fold,
    label::Label,
    nominee::Choice,
    page::{Page, Para, Voice, Zone},
    people,
    quick::Regex,
    sender::Sender,
    sign,
};

/// The page with its files as the sender's own words, before what the sender wrote, and which paragraphs are signatures;
/// none when no file says anything.
pub(super) fn opened(page: &Page, signed: &[bool], sender: &Sender) -> Option<(Page, Vec<bool>)> {
    let mut paras: Vec<Para> = Vec::new();
    let mut flags: Vec<bool> = Vec::new();
    let files = page.voiced(Voice::File).filter(|zone| !is_own_card(zone, sender) && !is_rest_of_body(zone));
    for zone in files {
        flags.extend(signatory(&zone.paras));
        paras.extend(zone.paras.iter().cloned());
    }
    if paras.is_empty() {
        return None;
    }
    let mut zones: Vec<Zone> = page.zones.iter().filter(|zone| zone.voice != Voice::File).cloned().collect();
    let own = zones.first_mut()?;
    flags.extend_from_slice(signed);
    paras.append(&mut own.paras);
    own.paras = paras;
    own.people.take();
    let mut opened = Page::new(zones, page.cut);
    opened.opened = true;
    Some((opened, flags))
}

/// Which paragraphs of a letter are the block of whoever signed it: what stands below `Yours sincerely` on that page, or a
/// bare name at the end. Their address and number are there for an answer to them.
pub(super) fn signatory(paras: &[Para]) -> Vec<bool> {
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:yours (?:very )?(?:sincerely|faithfully|truly|ever)|(?:with )?(?:kind(?:est)? |best |warm )?(?:regards|wishes)|signed)\W*$",
        )
    });
    static PERSONAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:i|me|my|we|our)\b"));
    let mut flags = sign::signature(paras, None);
    let mut page: Option<&str> = None;
    for (para, flag) in paras.iter().zip(&mut flags) {
        if page != Some(&*para.part) || para.cells.len() > 1 {
            page = None;
        }
        if CLOSING.is_match(para.folded.trim()) {
            page = Some(&*para.part);
        }
        *flag |= page.is_some();
    }
    let speaks = paras.iter().any(|para| PERSONAL.is_match(&para.folded));
    let last = paras.len().saturating_sub(3);
    let name = paras.iter().skip(last).position(|para| para.cells.len() < 2 && people::whole(&para.text).is_some());
    if let Some(at) = name.filter(|_| speaks && last > 0) {
        flags.iter_mut().skip(last + at).for_each(|flag| *flag = true);
    }
    flags
}

/// Exchange makes a file of what an iPhone wrote below a picture or file: `ATT00001.txt`.
fn is_rest_of_body(zone: &Zone) -> bool {
    zone.paras.first().is_some_and(|para| para.part.to_ascii_lowercase().starts_with("attachment att0"))
}

/// Whether a file is the sender's own card, which comes along with every mail of theirs.
pub(super) fn is_own_card(zone: &Zone, sender: &Sender) -> bool {
    let Some(first) = zone.paras.first().filter(|first| first.folded.starts_with("name:")) else { return false };
    let value = first.text.split_once(':').map_or("", |(_, value)| value.trim());
    let named = people::whole(value).is_some_and(|name| sender.is(&name));
    let mut addresses = zone.paras.iter().flat_map(|para| para.emails());
    named || addresses.any(|hit| sender.address.as_ref() == Some(&hit.address))
}

/// Whether a form whose heading names the role gives one person's name on a line of its own, with an address or number.
pub(super) fn is_form_for(page: &Page, choice: &Choice) -> bool {
    let [lead] = choice.leads.as_slice() else { return false };
    let named = matches!(lead.person.label, Some(Label::Name | Label::Lead));
    let detailed = lead.person.email().is_some_and(|(_, alike)| *alike >= 3) || !lead.person.phones.is_empty();
    let first = lead.person.mentions.first().map_or(0, |mention| mention.para);
    let above = page.own().get(..first).unwrap_or_default().iter().rev().take(8);
    let heads = |para: &Para| para.text.chars().count() < 100 && ROLE.is_match(&para.folded);
    named && detailed && above.into_iter().any(heads)
}

/// What a clerk would ask about a nomination that stands in a file.
pub(super) fn doubts(page: &Page, choice: &Choice) -> Vec<String> {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:role descriptor|job description|job advert\w*|person specification|vacanc\w+|terms of reference|curriculum vitae|cv|resume|biography",
            r"|minutes|agenda|policy|guidance|specimen|example|sample|draft|annual report|bulletin|newsletter|structure chart|organogram|fellowship)\b"
        ))
    });
    let [lead] = choice.leads.as_slice() else { return Vec::new() };
    if !page.opened {
        return Vec::new();
    }
    let mut out = Vec::new();
    let files = || page.own().iter().filter(|para| para.is_filed());
    let short = |para: &&Para| para.text.chars().count() < 120;
    let heads = files().filter(short).take(HEADING).map(|para| &para.folded);
    if let Some(found) = heads.map(String::as_str).find_map(|head| OTHER.find(head)) {
        out.push(format!("the file calls itself something else than an answer: {}", found.as_str()));
    }
    let named = files().map(|para| fold(&para.part).replace(['_', '-', '.'], " "));
    if let Some(found) = named.take(1).find_map(|name| OTHER.find(&name).map(|found| found.as_str().to_owned())) {
        out.push(format!("the file's name says that it is something else than an answer: {found}"));
    }
    if files().any(is_not_agreed) {
        out.push("the file says that something is not agreed yet".to_owned());
    }
    let standing = &lead.standing;
    let says = standing.role + standing.chosen + standing.asserted > 0 || is_form_for(page, choice);
    let pointed = page.own().iter().any(|para| !para.is_filed() && ROLE.is_match(&para.folded));
    if !says && !pointed {
        out.push("neither the file nor the mail says that the person in the file is nominated".to_owned());
    }
    out
}

/// `Has the nominee agreed? Not yet`, in two cells or on a line.
fn is_not_agreed(para: &Para) -> bool {
    static ASKS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:agree\w*|consent\w*|approv\w+|confirm\w*|accept\w*|willing|authoris\w+|support\w*|status)\b")
    });
    static NO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^\W*(?:no|not|none|pending|tb[cad]|await\w*|to be|in progress|subject|unknown|n/?a|draft|provisional)\b",
        )
    });
    let (asked, answer) = match para.cells.as_slice() {
        [asked, answer, ..] => (fold(asked), fold(answer)),
        _ => match para.folded.rsplit_once([':', '?']) {
            Some((asked, answer)) if asked.len() < 100 => (asked.to_owned(), answer.to_owned()),
            _ => return false,
        },
    };
    ASKS.is_match(&asked) && NO.is_match(&answer)
}

/// So many short lines at the top say what a file is.
const HEADING: usize = 6;

/// Whether a file that declines says so in a sentence, and does not merely leave its form empty.
pub(super) fn declines_outright(page: &Page, signed: &[bool]) -> bool {
    let prose = |para: &&Para| para.cells.len() < 2 && para.labels().is_empty();
    let kept = page.own().iter().zip(signed).filter(|(_, signed)| !**signed).map(|(para, _)| para);
    let prose: Vec<Para> = kept.filter(prose).cloned().collect();
    super::said::trust_declines(&prose, &vec![false; prose.len()])
}
