//! The words beside a name in, the post they name out: `Head of Nuclear Medicine at Heartlands` gives `Head of Nuclear Medicine`.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    cues::{ROLE, pattern},
    fold::fold,
    people::has_post_word,
    words::{DISCIPLINES, NOT_NAMES, PLACES},
};

/// Words that end a post.
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\.(?:\s|$)|[;|@=\t\[\]<>{}!?]|\s[-–—]+\s*(?:\(?[0+]|tel|mob|e-?mail|[\w.'-]+@|ext|dd)|\s//|\(?\+?\b0[0-9 ()]{6}|[\w.'+-]+@",
        r"|\s(?:at|here|who|whom|whose|has|have|is|was|will|would|shall|should|can|could|based|on|from|as (?:our|the|your|its|lead|lhs)|to be|to act|for (?:the )?(?:trust|us|you|your|this)|but|because|since|so|then|with|if|when|where|that|which|we|i|he|she|they|his|her|please|tel|tel:|mob|mobile|email|e-mail|ext|extn|bleep|direct|phone|dd|ddi|copied|cc'?d|until|currently|now|already|again|does|do|runs?|sits?|heads|leads|been|by|and (?:you|he|she|is|has|sits|will|i|we|can|a member|also)|in all|all|all:|in her|in his|[cC]ontact|to)\b",
        r"|\s\((?:tel|direct|cc|copied|he|she|who|and|x|ext|mobile|[\w.'-]+@|no|see|but|nee|née|also|from|until|now|not|based|mon|tues|wed|part)"
    ))
});

/// Disciplines and the like: what may stand after a comma, a dash or in brackets and still belong to the post.
fn belongs(text: &str) -> bool {
    static SMALL: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        HashSet::from(["and", "of", "the", "in", "for", "&", "to", "with", "our", "point", "care", "gi"])
    });
    static ROOMS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        HashSet::from([
            "lab",
            "labs",
            "laboratory",
            "laboratories",
            "service",
            "services",
            "unit",
            "section",
            "clinic",
            "general",
            "division",
            "cancer",
            "health",
            "executive",
            "faculty",
            "children's",
            "department",
        ])
    });
    let folded = fold(text);
    let words: Vec<&str> = folded.split([' ', '/', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    !words.is_empty()
        && words.len() <= 6
        && words.iter().all(|word| {
            SMALL.contains(word)
                || ROOMS.contains(word)
                || (NOT_NAMES.contains(word) && !PLACES.contains(word))
                || word.ends_with("therapy")
                || word.ends_with("ology")
                || word.ends_with("ometry")
                || word.ends_with("graphy")
                || word.ends_with("etics")
                || word.ends_with("omics")
                || word.ends_with("istry")
                || word.ends_with("technology")
        })
        && words.iter().any(|word| {
            DISCIPLINES.contains(word) || ROOMS.contains(word) || word.ends_with("ology") || word.ends_with("physics")
        })
}

/// A field in brackets: one to four words with capitals that are no person, place or remark: `(Bone Densitometry)`, `(Point of Care)`.
fn is_field(text: &str) -> bool {
    static REMARK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:he|she|they|his|her|known|as|who|tel|ext|copied|cc|based|at|from|until|interim|acting|new|not|no|see|nee|formerly|previously|also|part|full|time|direct|mobile|mon|tues?|wed|thurs?|fri|dr|prof|mr|mrs|ms|miss|lhs|lead|deputy|trust|hospital|hospitals|site|maternity|leave|email|phone|band|pa|here|me|mob|w|m|t|e)\b",
        )
    });
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let plain = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '-' | '/' | '\'' | '’'));
    (1..=4).contains(&words.len())
        && plain
        && text.starts_with(char::is_uppercase)
        && !REMARK.is_match(&folded)
        && !words.iter().any(|word| PLACES.contains(word))
        && super::people::find(text).iter().all(|hit| hit.sure == super::people::Sure::Shape)
        && !super::words::FORENAMES.contains(folded.as_str())
}

/// The post that begins at the start of a text, as a byte range; articles and `our` are left out.
pub(super) fn leading(text: &str) -> Option<Range<usize>> {
    let start = opening(text);
    let rest = text.get(start..)?;
    let limit = STOP
        .find_iter(rest)
        .map(|stop| stop.start())
        .find(|at| *at > 0 && !inside_brackets(rest, *at))
        .unwrap_or(rest.len());
    let phrase = rest.get(..limit)?;
    let mut end = first_part(phrase);
    let head = phrase.get(..end)?;
    let verb = fold(head).split_whitespace().next().is_some_and(|word| {
        [
            "heads",
            "leads",
            "runs",
            "manages",
            "was",
            "nominated",
            "named",
            "said",
            "to",
            "joins",
            "joined",
            "took",
            "takes",
            "started",
            "substantive",
        ]
        .contains(&word)
    });
    let named = super::people::find(head).iter().any(|hit| hit.name.is_full() && hit.sure > super::people::Sure::Shape);
    if verb || named || !has_post_word(head) || fold(head).split_whitespace().count() > 10 {
        return None;
    }
    while let Some(next) = one_more(phrase, end) {
        end = next;
    }
    let whole = phrase.get(..end)?.trim_end_matches([' ', ',', '-', '–', '.', ':', '(']);
    let whole = without_place(whole);
    let bare = fold(whole);
    let bare = bare.split_once("'s ").map_or(bare.as_str(), |(_, rest)| rest).to_owned();
    let only_role = ROLE.find(&bare).is_some_and(|found| {
        let rest = bare.get(found.end()..).unwrap_or("");
        found.start() == 0
            && (rest.len() <= 2 || [" for", " at", " in", " of", " here"].iter().any(|word| rest.starts_with(word)))
    });
    (whole.len() > 2
        && !matches!(bare.as_str(), "lead" | "chief" | "head" | "principal" | "chair" | "reader" | "consultant")
        && !only_role
        && has_post_word(whole))
    .then(|| start..start + whole.len())
}

/// What may stand between a name and its post.
fn opening(text: &str) -> usize {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^[\s,:–—.)*†‡§#·•]*(?:(?:for|at|in) (?:us|the trust|our trust|[A-Z]{3,6})\s*,\s*)?(?:joins \w+(?: \w+)? as (?:our |the )?)?(?:<[^>]{0,60}>[\s,]*|\((?:[^()]{1,30})\)[\s,:–—-]+|now,?\s)?[\s,:–—-]*\(?(?:(?:who(?:'s| is| was| has been)?|(?:he|she|they)(?:'s| is| are)|which is|is|as|being|now|currently|presently|now|and|the trust's|trust|our own|our|the|a|an|my|your|its|current|present|post:?|(?:substantive )?post(?: held)?:?|job(?: title)?:?|day job|role:?)\s+)*",
        )
    });
    OPEN.find(text).map_or(0, |found| found.end())
}

fn inside_brackets(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or("");
    head.matches('(').count() > head.matches(')').count()
}

fn first_part(phrase: &str) -> usize {
    let mut depth = 0_i32;
    for (at, c) in phrase.char_indices() {
        match c {
            '(' => {
                if !phrase
                    .get(at + 1..)
                    .and_then(|rest| rest.split(')').next())
                    .is_some_and(|inner| belongs(inner) || is_field(inner))
                {
                    return at;
                }
                depth += 1;
            }
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            ',' if depth == 0 => return at,
            '/' if depth == 0 && phrase.get(..at).is_some_and(|head| head.ends_with(' ')) => return at,
            '–' | '—' if depth == 0 => return at,
            '-' if depth == 0 && phrase.get(..at).is_some_and(|head| head.ends_with(' ')) => return at,
            _ => {}
        }
    }
    phrase.len()
}

/// Takes in a further discipline or post after a comma, dash or slash.
fn one_more(phrase: &str, end: usize) -> Option<usize> {
    let rest = phrase.get(end..)?;
    let separator = rest.trim_start().chars().next().filter(|c| matches!(c, ',' | '-' | '–' | '—' | '/' | '('))?;
    let skip = rest.find(separator)? + separator.len_utf8();
    let tail = rest.get(skip..)?;
    let length = first_part(tail);
    let part = tail.get(..length)?;
    static FURTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^ ?(?:and |& )?(?:deputy |clinical |interim |joint |service )?(?:head|director|lead|manager) (?:of|for) ",
        )
    });
    let further = separator == ','
        && FURTHER.is_match(&fold(part))
        && !fold(part).split_whitespace().any(|word| PLACES.contains(word) && word != "head");
    let fits = if further {
        true
    } else if separator == '/' {
        has_post_word(part) && fold(part).split_whitespace().all(|word| !PLACES.contains(word) || word == "lead")
    } else {
        belongs(part) && !fold(part).contains("medical director")
    };
    (separator != '(' && fits).then_some(end + skip + length)
}

/// Cuts `for Kingston Hospital`, `in the Trust` and the like off the end.
fn without_place(text: &str) -> &str {
    static TAIL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\s(?:in|for|of|&|and) (?:the |our )?((?:[\p{L}'’.&-]+ ?){1,5})$"));
    if let Some(found) = TAIL.captures(text) {
        let place = found.get(1).is_some_and(|tail| {
            let folded = fold(tail.as_str());
            let last = folded.split_whitespace().last().unwrap_or("");
            ["hospital", "hospitals", "trust", "trusts", "infirmary", "site", "nhs", "campus", "city", "here"]
                .contains(&last)
        });
        if let (true, Some(whole)) = (place, found.get(0)) {
            return text.get(..whole.start()).unwrap_or(text);
        }
    }
    text
}

/// The post that stands right before a name: `our Chief Audiologist, ` or `pathology manager `.
pub(super) fn trailing(text: &str) -> Option<Range<usize>> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:^|[,.;:(]\s*|\b(?:our|the|my|is|be|of|as|an?)\s+)((?:[\p{L}&'’/-]+ ?){1,8}),?\s*$")
    });
    let found = OWN.captures(text)?.get(1)?;
    let phrase = found.as_str().trim_end();
    let bare = fold(phrase);
    let begins = bare.split_whitespace().next()?;
    let fits = has_post_word(phrase)
        && bare.split_whitespace().count() >= 2
        && NOT_NAMES.contains(begins)
        && bare.split_whitespace().all(|word| NOT_NAMES.contains(word) || word == "&")
        && !ROLE.is_match(&bare)
        && !bare.contains("nominat")
        && !["is", "our", "the", "be", "will", "as", "please", "that", "name", "lead"].contains(&begins);
    fits.then(|| found.start()..found.start() + phrase.len())
}

/// The value of a labelled line: all of it, but for an organisation after a comma and remarks after a stop.
pub(super) fn labelled(value: &str) -> &str {
    static END: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)[;|\t]|\.\s|\s(?:at|based)\s|\s\((?:he|she|tel|see|from|until|not)"));
    let value = END.find(value).and_then(|end| value.get(..end.start())).unwrap_or(value).trim();
    let place = value.match_indices(", ").find(|(at, _)| {
        value
            .get(at + 2..)
            .is_some_and(|tail| !belongs(tail.split(", ").next().unwrap_or(tail)) && !has_post_word(tail))
    });
    without_place(place.and_then(|(at, _)| value.get(..at)).unwrap_or(value)).trim_end_matches(['.', ','])
}
