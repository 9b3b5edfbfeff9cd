//! The sender's own words in, whether they ask not to be written to any more or take a nominee back out. It is heeded at once, so it
//! stands apart from what kind of mail it is: a nomination may say it of its writer, a question of the whole trust.

use std::sync::LazyLock;

use super::{
    cues::pattern,
    page::{Page, Para},
    quick::Regex,
};
use crate::domain::{Found, Stop};

/// What the sender's own words ask to stop.
pub(super) fn find(page: &Page, signed: &[bool]) -> Option<Found<Stop>> {
    let own = page
        .own()
        .iter()
        .enumerate()
        .filter(|(at, para)| !signed.get(*at).copied().unwrap_or(false) && !para.is_filed());
    let found = own
        .filter_map(|(_, para)| Some(Found::new(in_para(para)?, para.place(0, para.text.len()), "a request to stop")));
    // Of several the widest counts.
    found.max_by_key(|found| found.value)
}

fn in_para(para: &Para) -> Option<Stop> {
    para.sentences().iter().filter_map(|sentence| in_sentence(sentence)).max()
}

fn in_sentence(sentence: &str) -> Option<Stop> {
    static WRITER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:strike|drop) (?:me|my (?:name|(?:contact )?details|e-?mail(?: address)?|address|data)) (?:from|off|out of)\b",
            r"|\b(?:remove|delete|unsubscribe) (?:me|my (?:name|(?:contact )?details|e-?mail(?: address)?|address|data))\b",
            r"|\btake (?:me|my (?:name|(?:contact )?details|e-?mail(?: address)?|address)) (?:off|out)\b",
            r"|\bi (?:do not|don't|no longer|would rather not|would prefer not to) (?:wish |want |need )?(?:to )?(?:be (?:contacted|written to|e-?mailed|chased|reminded|on (?:this|the|your)|included|listed)|receive|hear from|get (?:any |these ))",
            r"|^\W*(?:please )?unsubscribe\W*$"
        ))
    });
    static NOMINEE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:withdraw|rescind|retract|cancel|delete|take back)(?:ing)? (?:our|my|the|this|his|her|their) (?:\w+ )?(?:nomination|nominee|submission)\b",
            r"|\b(?:remove|withdraw|delete|strike) (?:dr|prof|professor|mr|mrs|ms|miss|her|him|them|his name|her name|their name)\b",
            r"|\btake (?:(?:dr|prof|professor|mr|mrs|ms|miss)\b[^.,;]{1,60}|her|him|them|(?:his|her|their) (?:name|details)) (?:off|out)\b"
        ))
    });
    if let Some(stop) = written_to(sentence) {
        return Some(stop);
    }
    if WRITER.is_match(sentence) {
        return Some(Stop::Writer);
    }
    NOMINEE.is_match(sentence).then_some(Stop::Nominee)
}

/// `do not contact me again`, `please stop sending us reminders`; not `do not ring me on the old number`.
fn written_to(sentence: &str) -> Option<Stop> {
    static WHOM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:do not|don't|please not|never|stop|cease|rather you did not|refrain from) (?:ever |again |please |keep |continue |continue to )?(?:contact|e-?mail|mail|writ|messag|chas|remind|send|bother)\w*(?: to)? ",
            r"(?:(?P<me>me)|(?P<us>us|this (?:trust|organisation|office|department|hospital|mailbox|team)|our (?:trust|organisation|office|hospital)|(?:these |any (?:more |further )?|further |more )?(?:reminders?|e-?mails?|letters?|messages?|chasers?)))\b",
            r"(?: (?P<after>[a-z]+))?"
        ))
    });
    static NO_MORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\b(?:we|the trust) (?:do not|don't|does not|no longer) (?:wish|want) (?:to )?(?:be (?:contacted|written to|chased|reminded)|receive|hear)",
            r"|\b(?:please|send|want|wish for|receive),? (?:me |us )?no (?:more|further) (?:e-?mails?|reminders?|letters?|correspondence|messages?|chasers?)\b"
        ))
    });
    if let Some(found) = WHOM.captures(sentence) {
        // It says where or when, and not that it should stop.
        let narrows = |word: &str| {
            [
                "on", "at", "via", "by", "until", "till", "before", "after", "if", "when", "through", "unless", "with",
                "about", "details", "to", "the", "a", "an",
            ]
            .contains(&word)
        };
        let about_this = |word: &str| word == "about" && !sentence.contains("about anything else");
        let after = found.name("after").map_or("", |word| word.as_str());
        if !narrows(after) || about_this(after) {
            return Some(if found.name("me").is_some() { Stop::Writer } else { Stop::Trust });
        }
    }
    NO_MORE.is_match(sentence).then_some(Stop::Trust)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_to_stop_and_what_does_not() {
        for (sentence, stop) in [
            ("please remove me from your list of lead healthcare scientists.", Some(Stop::Writer)),
            ("please take my name off the list", Some(Stop::Writer)),
            ("please do not contact me again.", Some(Stop::Writer)),
            ("please stop emailing me about this.", Some(Stop::Writer)),
            ("i do not wish to be contacted about this.", Some(Stop::Writer)),
            ("unsubscribe", Some(Stop::Writer)),
            ("kindly drop me from your list", Some(Stop::Writer)),
            ("could you please drop me a line to say it has arrived?", None),
            ("it does strike me as odd", None),
            ("please do not contact this trust again about lead healthcare scientists.", Some(Stop::Trust)),
            ("would you kindly stop sending us reminders.", Some(Stop::Trust)),
            ("stop sending these reminders!", Some(Stop::Trust)),
            ("please, no more emails.", Some(Stop::Trust)),
            ("please send us no further correspondence.", Some(Stop::Trust)),
            ("please withdraw our nomination of dr jane smith.", Some(Stop::Nominee)),
            ("could you take dr smith off your list", Some(Stop::Nominee)),
            ("please do not email me at the old address", None),
            ("please do not ring me before 9am", None),
            ("don't send me the form again, i have it", None),
            ("please contact me again next week", None),
            ("do not hesitate to contact me.", None),
            ("please don't hesitate to contact us again", None),
            ("don't forget to email me the minutes", None),
            ("there is no need to remind us.", None),
            ("please stop and email me first", None),
            ("do not ever contact us again", Some(Stop::Trust)),
            ("please do not contact me until october", None),
            ("our lead healthcare scientist is dr jane smith.", None),
            ("i no longer work on mondays", None),
        ] {
            assert_eq!(in_sentence(sentence), stop, "{sentence}");
        }
    }
}
