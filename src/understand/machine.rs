//! A mail without automatic headers in, whether its words are a machine's all the same: a ticket, a challenge, a notice that somebody is away or has left.

use std::sync::LazyLock;

use super::quick::{Regex, RegexSet};
use super::{
    cues::{any, pattern},
    fold::fold,
    page::{Page, Voice},
    sign,
};
use crate::message::Message;

/// Whether the words are a machine's.
pub(super) fn speaks(message: &Message, page: &Page) -> bool {
    let own = page.text_of(Voice::Own);
    let subject = fold(&message.headers.subject);
    is_ticket(message, own, &subject) || is_challenge(own) || is_absence(page, own)
}

/// Whether a person's answer came through a ticket system, whose headers and frame are a machine's.
pub(super) fn carries_an_answer(own: &str) -> bool {
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:type|write|enter) your reply above\b|\b(?:reply|write) above this line\b|\byour (?:request|ticket|case|enquiry)\b[^.\n]{0,40}\b(?:has been|was) (?:updated|answered|solved|resolved|closed)\b",
        )
    });
    static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:our|the trust's) (?:nominated )?(?:lead healthcare scientist|lhs|nominee)\b[^.?\n]{0,40}\b(?:is|will be)\b|\b(?:is|as|be) our (?:lead healthcare scientist|lhs)\b|\b(?:we|trust) (?:\w+ ){0,3}nominates? \w",
        )
    });
    FRAME.is_match(own) && ANSWER.is_match(own)
}

/// `CASE0093317 - opened on your behalf`, from a desk or portal.
fn is_ticket(message: &Message, own: &str, subject: &str) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:case|ticket|incident|request|call|enquiry|query|inc|req|sr|ritm|cs|sd|ref|reference|id)(?: ?(?:no|number|id|ref)\b\.?)?[ :#=-]*[a-z]{0,5}[-/]?[0-9]{4,}",
        )
    });
    static MACHINE: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\b(?:opened|logged|created|raised|registered|received|recorded|assigned|allocated|updated|resolved|closed)\b",
            r"\b(?:assignment group|short description|priority|state\s+new|status\s*:|service desk|help ?desk|portal|on your behalf|track (?:the|your)|add comments|by (?:answering|replying to) this e-?mail|do not reply|ref:msg|our team will|working days)\b",
        ])
    });
    static DESK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:portal|desk|helpdesk|support|no-?reply|donotreply|do-not-reply|system|notifications?|tickets?|servicenow|hornbill|enquiries|pals|customer|workflow|automated|robot)\b",
        )
    });
    let in_subject = NUMBER.is_match(subject);
    if !in_subject && !NUMBER.is_match(own) {
        return false;
    }
    let from = message.headers.from.as_ref().map(|from| fold(&format!("{} {}", from.name, from.address)));
    let desk = from.is_some_and(|from| DESK.is_match(&from));
    let signs = MACHINE.count(&format!("{subject}\n{own}"));
    desk && signs >= 1 || in_subject && signs >= 2
}

/// `Your message is being held; to prove that you are a person ...`.
fn is_challenge(own: &str) -> bool {
    static HELD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:is being held|has been (?:held|quarantined)|mail quarantine|held (?:in|pending)|awaiting (?:your )?(?:confirmation|verification)|not had mail from|spam (?:filter|protection)|challenge)\b",
        )
    });
    static PROVE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:prove (?:that )?you|confirm (?:that )?you(?:r message|'re| are)|verify (?:that )?you|not a (?:robot|machine|spammer)|will (?:then )?be (?:delivered|released|deleted)|to (?:release|deliver) (?:it|this|your)|answer this message within|click (?:here|the link|below))\b",
        )
    });
    HELD.is_match(own) && PROVE.is_match(own)
}

/// An absence note or a notice that somebody has left: it sends the reader on to others, greets nobody and does not speak of our letter.
fn is_absence(page: &Page, own: &str) -> bool {
    static GONE: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\b(?:i|he|she|who|dr \w+|mr \w+|mrs \w+|ms \w+|prof \w+)?\W{0,2}(?:no longer work(?:s|ing)?|(?:have|has|had)(?: now| since| recently)? (?:left|retired)|retired (?:from|on|at|in)|left (?:the trust|the organisation|[a-z]+ (?:hospitals?|trust|nhs))|am (?:now )?(?:retired|leaving))\b",
            r"\b(?:i am|i'm|i will be|i shall be|i'll be|currently|am|(?:caught|reached|missed|found) me(?: while| when| whilst)?) (?:\w+ ){0,3}(?:away|on leave|on (?:annual|sick|maternity|paternity|study|special|parental|adoption|sabbatical|compassionate) leave|annual leave|out of (?:the )?office|on holiday|on secondment|abroad|not at work)\b|\btaking (?:annual |some )?leave\b",
        ])
    });
    static READS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:mailbox|mail ?box|account|address|messages?|mails?|e-?mails?|inbox)\b[^.\n]{0,60}\b(?:not|nobody|no one|no longer|never|only)\b[^.\n]{0,20}\b(?:read|monitored|checked|passed|forwarded|looked|answered|seen|in use|active|redirected|picked)\b|\b(?:next be|be|start|resume) reading\b|\b(?:not|n't|without|no|limited) (?:be )?(?:reading|checking|picking up|looking at|see(?:ing)?|access to)\b|\b(?:mailbox|account|address) (?:will|is|has)(?: be| been| being)? (?:closed|deleted|shut|switched off)|\b(?:return(?:ing)?|back)\b[^.\n]{0,40}\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:return(?:ing)?|back)\b[^.\n]{0,30}\b[0-9]{1,2}(?:st|nd|rd|th)?\b",
        )
    });
    static SENDS_ON: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:\bplease (?:contact|e-?mail|write to|direct|redirect|address|send|forward|speak to|ring|call|get in touch)\b|\bcontact (?:dr|mr|mrs|ms|prof|my|the)\b|\bfor [^:\n]{3,60}: \S|\b(?:matters|queries|enquiries|correspondence|issues|business): |\b(?:may|can|should|must) be (?:put|addressed|sent|directed|made|referred) to\b|\bis now (?:dr|mr|mrs|ms|miss|prof|professor)\b|\bmy (?:successor|replacement)\b|\bin my absence\b|\burgent(?:ly)?\b|\b(?:can'?t|cannot|will not|won'?t) wait\b|\b(?:go|best) (?:straight|direct(?:ly)?) to\b|\bin an emergency\b)",
        )
    });
    static TO_US: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bnominat|\byour (?:letter|request|circular)\b|\bput(?:ting)? forward\b|\b(?:our|as|be|is|new|the trust's) (?:the |our |your )?(?:lhs|lead healthcare scientist)\b|\bi would suggest\b|\b(?:your|the|this) (?:list|database|records?|circulation)\b|\bnot (?:the|an?) (?:machine|automat\w+|auto-?reply|robot)|\bthis is me\b|\b(?:name|names|nominee|nomination|answer)\b[^.\n]{0,30}\b(?:by|on|will|shall|before|within)\b|\byou its name\b",
        )
    });
    static MATTERS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:lhs|lead healthcare scientist|healthcare science)s?(?: and \w+)? (?:matters|queries|enquiries|correspondence|issues|business|work)\b",
        )
    });
    let greets = page.own().iter().any(|para| {
        sign::is_greeting(para) && para.folded.split_whitespace().count() > 1 && !para.folded.starts_with("hello")
    });
    !greets
        && GONE.is_match(own)
        && READS.is_match(own)
        && SENDS_ON.is_match(own)
        && !TO_US.is_match(&MATTERS.replace_all(own, ""))
}
