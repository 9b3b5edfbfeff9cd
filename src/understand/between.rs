//! The sentences of a mail and its lead in, what stands between the name and the role that makes the two less than one out.
//!
//! `Jane Roe, our previous lead`, `Jane Roe would like to be our lead`, `Jane Roe will find somebody to be our lead`: both the name and the
//! role are there, and nobody is named for it. Plain words between them are let through, all these are asked about.

use std::sync::LazyLock;

use super::{
    cues::{ROLE, pattern},
    fold::before,
    name::Name,
    quick::Regex,
};

/// Words that part a name from the role.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:was|were|had been|used to|previous(?:ly)?|former(?:ly)?|outgoing|erstwhile|one-time|would (?:like|love|prefer|rather)|wants?|wanted|hop(?:es|ing)|wish(?:es)?|interested|aspires?",
        r"|considered|to find|finds?|finding|look(?:s|ing)? for|seek\w*|recruit\w*|somebody|someone|anybody|whoever|whichever|secretary to|assistant to|pa to|ea to|supports?|supporting|reports? to|reporting to",
        r"|works? (?:for|with|under|alongside)|manages|line manag\w*|helps?|assists?|instead of|rather than|wrong(?:ly)?|rumou?r\w*|never|no longer|until|till|unless|whether|neither|nor|not)\b|\bex-|n't\b",
    ))
});

/// `Was appointed as our lead` says that she is.
static APPOINTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:was|were|had been) (?:\w+ ){0,2}?(?:appointed|nominated|chosen|selected|confirmed|agreed|named|voted|elected|put forward|identified|invited|approved|asked|unanimous\w*)\b|\bnot (?:only|just)\b|\b(?:hope|hoping) (?:that |this )",
    )
});

/// What stands before the role and makes it somebody else's, or nobody's any more.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:previous|former|old|outgoing|last|retired|late|ex|then|past|assistant|vice|shadow|trainee|future|next|aspiring)\W+(?:\w+ )?$",
    )
});

/// What the sender says of their own words a moment later.
static TAKES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bor so (?:i|we)\b|\b(?:i|we) (?:had )?thought (?:until|but|that was)\b|\buntil (?:this morning|today|yesterday|recently|last|a (?:week|month))\b|\b(?:untrue|not true|mistaken)\b",
        r"|\b(?:scrap|strike|forget|cancel|ignore|belay) (?:that|the (?:above|last))\b|\b(?:scrap|forget|cancel) this\b|\bon (?:reflection|second thoughts?)\b|\bsecond thoughts\b|\bchanged (?:my|our|his|her|their) minds?\b|\bhold on\b|\bactually,? no\b",
        r"|\b(?:this is|just|only|rough) (?:a |the |my )?(?:first |rough )?draft\b|\(draft|^\W*draft\b|\bnot (?:for|to be) (?:sending|sent|circulat\w+|release)\b|\b(?:test|dummy|sample|example) (?:message|e-?mail|mail|entry|reply|only)\b|\bfor illustration\b|\bnot (?:at|for) (?:our|this) trust\b|\bnot (?:at|in|for) \w+(?:[.,:;]|$)"
    ))
});

/// Knowledge at second hand, a part of the role, a name that only comes near it, or trouble with it.
static QUALIFIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\baccording to (?:the |our |my )?(?:\w+ )?(?:intranet|website|web site|directory|chart|records?|list|hr|rumou?r)\b|\bsays (?:that )?(?:their|our|the)\b|\b(?:told|tells|informs|informed) (?:me|us) (?:that )?(?:our|the|their|it is|dr|prof|mr|mrs|ms|miss|[a-z]+ [a-z]+ is)\b",
        r"|\btheir (?:lhs|lead healthcare scientist)\b|\b(?:the )?unions?\b|\bbut only\b|\bonly (?:for|in|covers?)\b|\b(?:nearest|closest|next best)\b|\bwhat you (?:call|mean by)\b|\bso to speak\b|\bin effect\b",
        r"|\b(?:informally|unofficially|unofficial|notional|nominal)\b|\bvacant\b|\blast holder\b|\b(?:suspended|dismissed|disciplin\w+|under investigation|off sick|deceased|long[- ]term sick)\b|\bnot (?:yet )?(?:accepted|agreed|confirmed|been (?:asked|told|approved|confirmed))\b",
        r"|\b(?:has|have)n't (?:yet )?(?:accepted|agreed|confirmed|been)\b|\bappl(?:ied|ies|ying) (?:to be|for|as)\b|\b(?:applicants?|short-?listed)\b|\binterviews? (?:is|are|on|will|next|take|takes)\b|\b(?:scientist|employee|team) of the year\b",
        r"|\bsends? (?:his|her|their) apologies\b|\bdeal(?:s|ing) with (?:this|it|these)\b|\bi cannot say\b|\btakes no view\b|\bawaiting\b"
    ))
});

/// `In 2014 we nominated`: what was done then is not what is done now.
static THEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:back )?in (?:19|20)[0-9]{2}\b[^.;]{0,40}\b(?:nominated|named|gave|put forward|told|appointed)\b|\b(?:nominated|gave you|put forward)\b[^.;]{0,60}\b(?:back )?in (?:19|20)[0-9]{2}\b",
    )
});

/// `Hi, is Jane Roe still our lead on your list`: a question whose mark is missing.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:(?:hi|hello|hey|morning|afternoon|dear)\b[\w ]{0,20}\W+)?(?:is|are|does|do|did|has|have) (?:dr |prof |professor |mr |mrs |ms |miss )?",
    )
});

/// Somebody has gone, whoever it is.
static GONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:he|she|they)(?:'s| has| have|'ve)? (?:since |now |recently |just |sadly |unfortunately |already ){0,2}(?:gone|left|retired|resigned|died|passed away|stepped (?:down|back|aside)|withdrawn|declined|moved (?:to|on)|changed (?:his|her|their) mind)\b",
    )
});

/// The reasons to ask.
pub(super) fn doubts(own: &[String], about: &[&str], name: &Name, nobody_out: bool) -> Vec<&'static str> {
    let mut out = Vec::new();
    if own.iter().any(|sentence| parted(sentence, name)) {
        out.push("between the name and the role stand words that part them");
    }
    if own.iter().any(|sentence| TAKES_BACK.is_match(sentence)) {
        out.push("the sender takes back what they say");
    }
    if about.iter().any(|sentence| QUALIFIED.is_match(sentence) || THEN.is_match(sentence)) {
        out.push("what is said of the name is not quite a nomination");
    }
    if own.iter().any(|sentence| asks(sentence, name)) {
        out.push("the sentence that names them asks");
    }
    if nobody_out && about.iter().any(|sentence| GONE.is_match(sentence)) {
        out.push("somebody is said to have gone");
    }
    out
}

/// Whether a sentence opens with a verb and then the name.
fn asks(sentence: &str, name: &Name) -> bool {
    let rest = ASKS.find(sentence).and_then(|found| sentence.get(found.end()..));
    rest.is_some_and(|rest| name.called().iter().any(|part| rest.starts_with(part.as_str())))
}

/// The parts of a name stand within so many bytes.
const NEAR: usize = 48;

/// Whether the words between the name and the nearest role of a sentence part the two.
fn parted(sentence: &str, name: &Name) -> bool {
    let parts = name.called();
    let found = |from: usize, part: &str| {
        sentence.get(from..).and_then(|rest| rest.find(part)).map(|at| (from + at, from + at + part.len()))
    };
    let Some(first) = parts.iter().filter_map(|part| found(0, part)).map(|(start, _)| start).min() else {
        return false;
    };
    // The name ends with the last of its parts that stands close by; further on it may be a part of an address.
    let close = parts.iter().filter_map(|part| found(first, part)).filter(|(start, _)| *start < first + NEAR);
    let end = close.map(|(_, end)| end).max().unwrap_or(first);
    ROLE.find_iter(sentence).min_by_key(|role| role.start().abs_diff(first)).is_some_and(|role| {
        let between = if role.start() >= first {
            sentence.get(end.min(role.start())..role.start())
        } else {
            sentence.get(role.end()..first)
        };
        let between = without_brackets(between.unwrap_or(""));
        let between = APPOINTED.replace_all(&between, "");
        PARTS.is_match(&between) || BEFORE.is_match(before(sentence, role.start(), 40))
    })
}

/// What stands in brackets is an aside.
fn without_brackets(text: &str) -> String {
    static BRACKETS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\([^)]{0,160}\)"));
    BRACKETS.replace_all(text, "").into_owned()
}
