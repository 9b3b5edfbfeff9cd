//! The sender's own words in, what they ask out.

use std::sync::LazyLock;

use super::{
    certain,
    cues::{any, pattern},
    nominee::Choice,
    page::{Page, Para},
    quick::{Regex, RegexSet},
};

/// How many questions the sender's own words hold.
pub(super) fn questions(own: &[Para]) -> usize {
    let asks = |sentence: &&String| sentence.trim_end().ends_with('?') && !is_request(sentence);
    own.iter().flat_map(Para::sentences).filter(asks).count()
}

/// `Can you put down Mr X?` asks for nothing but what the letter asked for.
pub(super) fn is_request(sentence: &str) -> bool {
    static RECORD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^|[,;] ?|\bso |\band )\W*(?:\w+ ){0,4}?(?:can|could|would|will|please) you (?:please |kindly |just |therefore )?(?:pencil|put|record|add|enter|register|note|use|list|update|amend|change|replace|take)\b",
        )
    });
    RECORD.is_match(sentence)
}

/// The sentence that asks something, if somebody must answer it.
pub(super) fn question(own: &[Para], signed: &[bool]) -> Option<(usize, String)> {
    static REQUEST: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\b(?:please|could (?:you|somebody|someone)|can (?:you|somebody|someone)|would (?:you|someone|somebody)|grateful if|pls)\b.{0,40}\b(?:re-?send|send (?:me|us|it|another|him|her)|let (?:me|us) know|tell (?:me|us)|clarify|advise)\b",
            r"\bask would someone\b|\bwould like to (?:know|see)\b",
        ])
    });
    static RHETORIC: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"^(?:ok|okay|all right|right|is that ok|hope (?:that|this)(?:'s| is) ok|isn't it|eh|who knew|remember|any (?:problems?|queries|questions)|what could)[^?]{0,30}\?$",
            r"with a number in it i think\?",
        ])
    });
    for (index, para) in own.iter().enumerate() {
        if signed.get(index).copied().unwrap_or(false) {
            continue;
        }
        // A form's own questions are answered on the spot.
        if para.is_filed() && (para.cells.len() > 1 || !para.text.trim_end().ends_with('?')) {
            continue;
        }
        for sentence in para.sentences() {
            let asked = sentence.trim_end().ends_with('?') && !RHETORIC.is_match(sentence.trim());
            if asked || REQUEST.is_match(sentence) {
                return Some((index, sentence.clone()));
            }
        }
    }
    None
}

/// `Would somebody like Dr X be what you have in mind?`: whoever is named stands in a question, and nothing proposes them.
pub(super) fn only_asked_about(page: &Page, choice: &Choice) -> bool {
    static PROPOSES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:suggest|propose|nominate|recommend|put forward|choose|chosen|choice would be|pencil)\b")
    });
    let own = || page.own().iter().flat_map(Para::sentences);
    let asked = own().any(|sentence| {
        certain::asks_about_them(sentence) || sentence.contains("in mind") && sentence.trim_end().ends_with('?')
    });
    !choice.leads.is_empty() && asked && !own().any(|sentence| PROPOSES.is_match(sentence))
}
