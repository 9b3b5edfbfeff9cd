//! The sender's own paragraphs in, the place where the signature begins out.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    cues::pattern,
    fold::{fold, letters},
    label::{self, Label},
    likeness::likeness,
    page::Para,
    people::{self, Name},
};

static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:with |and |in |my |our |all |many |very |kind |kindest |best |warm |warmest |good )*(?:regards|wishes|rgds|regs|kr|brgds|br|bw|vbw|sincerely|faithfully|truly|yours|yours sincerely|yours faithfully|yours truly|yours aye|yours ever|sincerely yours|the best|best|thanks|thank you|many thanks|thx|ta|cheers|kind thoughts|warmly|every good wish)\b(?: (?:again|in advance|and (?:kind |best )?(?:regards|wishes)|and thanks|to you all|everso|very much|in anticipation|indeed|for now))*[ ,.!-]*(?P<rest>[\p{L} .'-]{0,24})$",
    )
});
static PROSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:has|have|is|will|was|would|am|are|had|can|should)\b"));
static POSTSCRIPT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^p\.? ?p?\.? ?s\.?\b[ .:,-]"));

/// Which paragraphs are the sender's signature: a flag for each.
pub(super) fn signature(paras: &[Para], sender: Option<&Name>) -> Vec<bool> {
    let mut flags = vec![false; paras.len()];
    let mut on = false;
    let details = details(paras, sender);
    for (index, para) in paras.iter().enumerate() {
        if POSTSCRIPT.is_match(&para.folded) {
            on = false;
        } else if !on
            && index > 0
            && (opens(paras, index, sender, &details)
                || begins_signed(paras, index) && !details.get(index).copied().unwrap_or(false))
        {
            on = true;
        }
        if let Some(flag) = flags.get_mut(index) {
            *flag = on;
        }
    }
    flags
}

/// Whether the message reader's signature begins at this paragraph.
fn begins_signed(paras: &[Para], index: usize) -> bool {
    let signed = |at: usize| paras.get(at).is_some_and(|para| para.signed);
    signed(index) && !index.checked_sub(1).is_some_and(signed)
}

fn opens(paras: &[Para], index: usize, sender: Option<&Name>, details: &[bool]) -> bool {
    let Some(para) = paras.get(index) else { return false };
    if is_sender(para, sender) {
        return !details.get(index + 1).copied().unwrap_or(false);
    }
    if para.folded.trim() == "--" || para.folded.trim() == "-- " {
        return true;
    }
    let Some(found) = SIGN_OFF.captures(&para.folded) else { return false };
    let rest = found.name("rest").map_or("", |rest| rest.as_str().trim());
    let last_words = rest.is_empty() || rest.split_whitespace().count() <= 2;
    // A nominee's block may follow thanks; it is a signature only when no name of somebody else opens it.
    last_words && !details.get(index + 1).copied().unwrap_or(false)
}

/// For each paragraph whether details of somebody else stand in it or follow: a labelled name, or a name with an address that looks like it.
fn details(paras: &[Para], sender: Option<&Name>) -> Vec<bool> {
    let mut follow = false;
    let mut flags: Vec<bool> = (0..paras.len())
        .rev()
        .map(|index| {
            follow = follow || is_detail(paras, index, sender);
            follow
        })
        .collect();
    flags.reverse();
    flags
}

fn is_detail(paras: &[Para], index: usize, sender: Option<&Name>) -> bool {
    let Some(para) = paras.get(index) else { return false };
    let own = |name: &Name| sender.is_some_and(|sender| sender.fits(name));
    let labelled = || {
        para.labels().iter().any(|column| {
            let value = para.text.get(column.value.clone()).unwrap_or("");
            matches!(column.label, Label::Lead | Label::Deputy | Label::Surname | Label::Name)
                && !label::is_blank(value)
                && people::find(value).iter().all(|hit| !own(&hit.name))
                && value.chars().any(char::is_uppercase)
        })
    };
    let near = paras.get(index..(index + 5).min(paras.len())).unwrap_or_default();
    let addressed =
        |name: &Name| near.iter().flat_map(Para::emails).take(NEAR).any(|mail| likeness(name, &mail.address) >= 3);
    let aside = |range: &std::ops::Range<usize>| {
        ASIDE.is_match(&fold(para.text.get(..range.start).unwrap_or("")))
            || ASIDE.is_match(&fold(para.text.get(range.end..).unwrap_or("")))
    };
    para.text.chars().count() < 200 && labelled()
        || para
            .names()
            .iter()
            .take(NEAR)
            .any(|hit| !own(&hit.name) && hit.name.is_full() && addressed(&hit.name) && !aside(&hit.range))
}

/// So many names and addresses of a paragraph are looked at.
const NEAR: usize = 20;

/// Words that make a name in a signature somebody else's helper or boss.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:pa|p\.a\.|ea|secretary|sec|assistant|diary|pp|p\.p\.|for|to|office of|behalf of|business manager|support|manager)\b",
    )
});

/// Whether a short paragraph is the sender's name, given name or initials, perhaps with a post after it.
fn is_sender(para: &Para, sender: Option<&Name>) -> bool {
    let Some(sender) = sender else { return false };
    if para.cells.len() > 1 || para.text.chars().count() > 200 {
        return false;
    }
    let head = para.text.split([',', '|', '(', '–', '•', ':', '/', '❁', '\t']).next().unwrap_or("");
    let head = head.split(" - ").next().unwrap_or("").trim();
    let head = head.trim_start_matches("pp ").trim_start_matches('~').trim();
    if head.is_empty()
        || head.contains('@')
        || para.folded.starts_with("dear")
        || PROSE.is_match(&para.folded) && para.text.chars().count() > head.chars().count() + 12
    {
        return false;
    }
    let words: Vec<String> = head
        .split_whitespace()
        .filter(|word| people::title_of(word).is_none())
        .map(letters)
        .filter(|word| !word.is_empty())
        .collect();
    let own: Vec<String> = sender.full().split([' ', '-']).map(letters).filter(|word| !word.is_empty()).collect();
    let given = sender.given.first().map(|given| letters(given)).unwrap_or_default();
    let family = letters(&sender.family);
    let joined = words.concat();
    let alone = para.text.chars().count() <= head.chars().count() + 4;
    match words.as_slice() {
        [] => false,
        [one] if one.len() <= 3 => {
            let initials: String = own.iter().filter_map(|word| word.chars().next()).collect();
            alone
                && (initials.starts_with(one.as_str())
                    || *one == given
                    || one.starts_with(initials.as_str()) && initials.len() >= 2)
                || alone && *one == "x"
        }
        [one] => alone && (people::same_given(one, &given) || *one == family && para.text.chars().count() < 40),
        [one, kiss] if kiss.len() == 1 && alone && people::same_given(one, &given) => true,
        _ => {
            let known = words
                .iter()
                .filter(|word| own.contains(word) || **word == family || people::same_given(word, &given))
                .count();
            let surname_said = joined.contains(&family) && !family.is_empty();
            surname_said
                && known * 2 >= words.len()
                && words.first().is_some_and(|word| {
                    people::same_given(word, &given)
                        || given.starts_with(word.chars().next().unwrap_or('#'))
                        || *word == family
                })
        }
    }
}

/// Whether a paragraph is only a greeting: `Dear Fiona,`.
pub(super) fn is_greeting(para: &Para) -> bool {
    static GREETING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:dear|hi|hello|hiya|hey|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|to whom|fao|greetings)\b[^.:;!?]{0,60}[,.!:-]?$",
        )
    });
    let folded = &para.folded;
    folded.chars().count() <= 60 && !folded.contains('@') && GREETING.is_match(folded.trim())
}
