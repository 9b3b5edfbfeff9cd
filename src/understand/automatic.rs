//! Mail that a machine wrote: delivery reports, out-of-office notes, tickets, receipts (RFC 3464, RFC 3834, Microsoft's headers, and wordings).

use std::sync::LazyLock;

use super::quick::{Regex, RegexSet};
use super::{
    Context, contact,
    cues::{any, pattern},
    dates,
    fold::fold,
    machine,
    page::{Page, Voice},
};
use crate::{
    domain::{Class, EmailAddress, FailedRecipient, OutOfOffice, Reading},
    message::Message,
};

/// The reading of a message that no person wrote; none if a person may have.
pub(super) fn read(message: &Message, page: &Page, context: &Context<'_>) -> Option<Reading> {
    if is_receipt(message, page) {
        return Some(Reading::of(Class::AutoReply));
    }
    if is_bounce(message, page) {
        return Some(bounce(message, page, context));
    }
    is_auto_reply(message, page).then(|| {
        let mut reading = Reading::of(Class::AutoReply);
        reading.out_of_office = Some(out_of_office(message, page, context));
        reading
    })
}

fn subject(message: &Message) -> String {
    fold(&message.headers.subject)
}

/// Read and delivery receipts (RFC 8098, Exchange's `Read:`).
fn is_receipt(message: &Message, page: &Page) -> bool {
    static READ: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?s)^\s*(?:this is a (?:return|read) receipt|your message\b.{0,600}?\bwas (?:read|deleted|displayed|opened) (?:on|without|at)|.{0,200}\bno guarantee that the message has been read)",
        )
    });
    static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:read|not read|delivered|relayed|read receipt|return receipt(?: \(displayed\))?|gelesen|expanded):? ",
        )
    });
    let own = page.text_of(Voice::Own);
    let may_notice = ["receipt", "your message", "no guarantee"].iter().any(|words| own.contains(words));
    let noticed = may_notice && own.len() < 1500 && READ.is_match(own);
    let content_type = fold(message.headers.get("content-type").unwrap_or(""));
    let delivered = message.report.as_ref().is_some_and(|report| {
        !report.recipients.is_empty()
            && report
                .recipients
                .iter()
                .all(|recipient| matches!(recipient.action.as_str(), "delivered" | "relayed" | "expanded"))
    });
    noticed
        || delivered
        || content_type.contains("disposition-notification")
        || (RECEIPT.is_match(&subject(message)) && (from_machine(message) || is_automatic(message)))
}

static DAEMON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"mailer-?daemon|postmaster|microsoftexchange|mail delivery (?:sub)?system|mail gateway|maildelivery|mail administrator|mdaemon|bounce|smtp gateway|system administrator|delivery@|mail-daemon",
    )
});

fn from_machine(message: &Message) -> bool {
    let from = message.headers.from.as_ref().map(|from| format!("{} {}", fold(&from.name), from.address));
    let raw = fold(message.headers.get("from").unwrap_or(""));
    from.is_some_and(|from| DAEMON.is_match(&from)) || DAEMON.is_match(&raw)
}

fn null_path(message: &Message) -> bool {
    message.headers.get("return-path").is_some_and(|path| matches!(path.trim(), "<>" | ""))
}

static FAILURE: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\bundeliver(?:ed|able)\b|\bdelivery (?:has )?(?:failed|failure|incomplete|delayed|status notification)|\bfailure notice\b|\breturned mail\b|\bmail delivery (?:failed|failure)|\bnon-?delivery|\bdelayed mail\b|\bmessage .{0,40}delayed\b",
        r"\b(?:could ?n[o']t|could not|was not|wasn't|has not been|not yet been|unable to|cannot|can't) (?:be )?deliver(?:ed)?\b|\bwasn't able to deliver|\bdelivery to the following|\bfollowing address(?:es)? (?:had|failed)|\bwas rejected\b|\bhas been rejected\b|\bmessage (?:was )?blocked\b",
        r"\b[45][0-9]{2}[ -]#?[45]\.[0-9]{1,3}\.[0-9]{1,3}\b|\(#[45]\.[0-9]\.[0-9]\)|\bstatus code: [45]\b",
        r"\bmailbox (?:is )?(?:full|unavailable|over quota|not found)|\buser unknown\b|\bno such user\b|\baddress not found\b|\bunrouteable address\b|\brecipient (?:address )?rejected|\brecipnotfound",
    ])
});

fn is_bounce(message: &Message, page: &Page) -> bool {
    if message.report.as_ref().is_some_and(|report| {
        report.recipients.iter().any(|recipient| matches!(recipient.action.as_str(), "failed" | "delayed"))
    }) {
        return true;
    }
    if message.headers.get("x-failed-recipients").is_some() {
        return true;
    }
    let needed = match (from_machine(message), null_path(message) && is_automatic(message)) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => return false,
    };
    let text = format!("{}\n{}", subject(message), all_text(page));
    FAILURE.count(&text) >= needed
}

fn all_text(page: &Page) -> String {
    [Voice::Own, Voice::Thread, Voice::Ours].map(|voice| page.text_of(voice)).concat()
}

fn bounce(message: &Message, page: &Page, context: &Context<'_>) -> Reading {
    let mut reading = Reading::of(Class::Bounce);
    if let Some(report) = &message.report {
        for recipient in report
            .recipients
            .iter()
            .filter(|recipient| recipient.action != "delivered" && recipient.action != "relayed")
        {
            reading
                .failed_recipients
                .push(FailedRecipient { address: recipient.address.clone(), status: recipient.status.clone() });
        }
        if !report.recipients.is_empty() {
            reading.permanent = Some(report.recipients.iter().any(|recipient| recipient.action == "failed"));
        }
    }
    let text = all_text(page);
    if reading.failed_recipients.is_empty() {
        let named = message
            .headers
            .every("x-failed-recipients")
            .flat_map(|value| contact::emails(value).into_iter().map(|hit| hit.address).collect::<Vec<_>>());
        let mut addresses: Vec<EmailAddress> = named.collect();
        if addresses.is_empty() {
            addresses = failed_in_text(message, &text, context);
        }
        let status = status_in(&text);
        reading.failed_recipients =
            addresses.into_iter().map(|address| FailedRecipient { address, status: status.clone() }).collect();
    }
    reading.permanent = reading.permanent.or_else(|| Some(is_final(&subject(message), &text)));
    reading
}

/// The addresses before the returned message, not our own nor the daemon's.
fn failed_in_text(message: &Message, text: &str, context: &Context<'_>) -> Vec<EmailAddress> {
    static RETURNED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:original message headers|below this line is a copy|this is a copy of the message|-+ ?original message|included below|return-path:|received: from|diagnostic information)",
        )
    });
    let head = RETURNED.find(text).and_then(|found| text.get(..found.start())).unwrap_or(text);
    let pick = |part: &str| {
        let mut out: Vec<EmailAddress> = Vec::new();
        for hit in contact::emails(part) {
            let ours = hit.address == context.campaign.mailbox || context.campaign.aliases.contains(&hit.address);
            let daemon = DAEMON.is_match(hit.address.as_str())
                || message.headers.from.as_ref().is_some_and(|from| from.address == hit.address);
            if !ours && !daemon && !out.contains(&hit.address) {
                out.push(hit.address);
            }
        }
        out.truncate(20);
        out
    };
    let found = pick(head);
    if found.is_empty() { pick(text).into_iter().take(1).collect() } else { found }
}

fn status_in(text: &str) -> Option<String> {
    static STATUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([45]\.[0-9]{1,3}\.[0-9]{1,3})\b"));
    STATUS.find(text).map(|found| found.as_str().to_owned())
}

/// Whether the server has given up, as opposed to a warning while it still tries.
fn is_final(subject: &str, text: &str) -> bool {
    static TRIES: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\bwarning\b.{0,60}\b(?:delay|not yet|retr)|\bwarning only\b|\bdelayed\b|\bdelivery (?:is |has been )?delayed|\bstill being retried|\bwill be retried|\bwill (?:continue to|keep) (?:try|retry|attempt)|\bdelivery attempts will continue|\bnot yet been delivered|\bhas been delayed|\bwill try again|\bcontinue trying|\bno action is required|\bdo not need to resend|\btemporarily|\bserver will (?:keep|continue)|\bstill trying\b",
        ])
    });
    static GAVE_UP: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\bgiv(?:en|ing) up\b|\bpermanent\b|\bdelivery has failed\b|\bdelivery failed\b|\bfailure notice\b|\bundeliverable\b|\bfinal(?:ly)?\b.{0,20}\bfail|\bwill be deleted from queue|\bcannot send message for|\bno further attempts|\bmessage has (?:not been|been returned)|\bretry time(?:out)? (?:exceeded|expired)|\bexpired\b|\bcouldn't be delivered|\bcould not be delivered for \d+ days|\btoo long in queue|\bstatus notification \(failure\)",
        ])
    });
    let tries = TRIES.is_match(subject) || TRIES.is_match(text);
    let warning = subject.contains("warning") || subject.contains("delay") || subject.contains("still being retried");
    if tries && (warning || !GAVE_UP.is_match(subject) && !GAVE_UP.is_match(text)) {
        return false;
    }
    !warning
}

/// RFC 3834 and its forerunners, and Exchange's own. A rule's loop header alone only says that a rule forwarded the mail.
fn is_automatic(message: &Message) -> bool {
    let auto = message.headers.get("auto-submitted").is_some_and(|value| {
        let value = fold(value);
        !value.trim().starts_with("no") && !value.trim().starts_with("auto-forwarded")
    });
    let precedence = message.headers.get("precedence").map(fold).unwrap_or_default();
    auto || ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply", "x-vacation"]
        .iter()
        .any(|name| message.headers.get(name).is_some())
        || precedence.contains("auto_reply")
        || precedence.contains("auto-reply")
}

/// Subjects that a machine puts in front.
static AUTO_SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder|acknowledge?ment)|auto:|out of (?:the )?office|ooo\b|on (?:annual |maternity |sick )?leave\b|away from (?:the )?office|maternity leave|.{2,50} is (?:out of|away from) the office|mailbox (?:not monitored|closed)|.{0,40}no longer (?:monitored|in use)|change of e-?mail|my e-?mail address has changed|abwesenheit)",
    )
});

/// What absence notes and ticket machines say, each worth a point.
static AUTO_WORDS: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:i am|i'm|i will be|i shall be|he is|she is|currently|we are) (?:currently |now |presently )?(?:out of (?:the )?office|away(?: from| until| on| for)?|on (?:annual |maternity |paternity |adoption |sick |study |special |extended |compassionate )?leave|not in (?:the )?office|on holiday|travelling|out of the country|out on leave)\b|\bout of office\b|\bi shall be somewhere\b",
        r"\b(?:return(?:ing)?|back)(?: to work| to the office| in the office| at my desk| at work)?(?: in [a-z]+)? (?:on|in|until|from|by) (?:the )?(?:mon|tue|wed|thu|fri|sat|sun|[0-9]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\breturning [0-9a-z]+|\buntil (?:mon|tue|wed|thu|fri|sun|[0-9])",
        r"\b(?:no|not|limited|without|intermittent|little) (?:have )?(?:any )?access to (?:my )?(?:e-?mails?|messages|mail)|\bnot (?:be )?(?:reading|checking|picking up|monitoring|looking at)\b|\bno phone, no laptop\b|\bwill have no access\b|\bwill not be (?:reading|checking|monitored)",
        r"\b(?:if (?:it|your (?:query|message|e-?mail|enquiry|call|matter)|this) (?:is urgent|requires|needs|can'?t wait|cannot wait)|for urgent|urgent (?:clinical )?(?:matters|queries|enquiries)|in my absence|in the meantime,? please contact|please contact .{2,60} (?:in my absence|instead|directly))",
        r"\b(?:automat(?:ed|ic|ically)|auto-?generated|auto-?reply|auto-?response|system generated|computer generated)\b",
        r"\b(?:do not|don'?t|no need to|please do not) (?:reply|respond|answer) (?:to )?(?:this|it|directly)|\bnot monitored\b|\bno longer (?:monitored|in use|active|work(?:s|ing)? (?:for|at|here))|\baccount will be (?:deleted|closed)|\bmessages are not forwarded\b|\bnobody looks at\b|\bno-?reply\b",
        r"\b(?:has been|have been|was|is) (?:logged|received and logged|registered|assigned|allocated)\b|\byou will receive a (?:response|reply) within\b|\b(?:ticket|case|reference|incident|enquiry|call) (?:number|no|ref|id|reference)\b|\bwrite above this line\b|\breply above this line\b|\bworking days\b.{0,40}\b(?:respond|reply|response)|\bwill (?:get back to you|respond|reply) (?:within|in) \w+ (?:\([0-9]+\) )?(?:working )?days",
        r"\beveryone who writes\b|\bonly notification you will receive\b|\bgets this once\b|\bthis is an automatic\b|\bthank you for your (?:e-?mail|message)[.,]",
        r"\b(?:my|the) (?:new )?e-?mail (?:address )?(?:has changed|is now|will be)|\bplease (?:update|amend) your (?:address|records|contacts)|\b(?:retired|left) (?:from )?(?:the trust|the organisation|east|west|on)\b.{0,60}\baddress|\bi will (?:respond|reply|deal with) .{0,40}(?:when i return|on my return)",
    ])
});

fn is_auto_reply(message: &Message, page: &Page) -> bool {
    let own = page.text_of(Voice::Own);
    if machine::carries_an_answer(own) {
        return false;
    }
    if machine::speaks(message, page) {
        return true;
    }
    let points = || AUTO_WORDS.count(own);
    let speaks = speaks_of_the_letter(own);
    if is_automatic(message) {
        return !speaks || AUTO_WORDS.is_match(own);
    }
    let suppress = message.headers.get("x-auto-response-suppress").is_some();
    let subject = AUTO_SUBJECT.is_match(&subject(message));
    if subject || suppress {
        return (!speaks || subject) && AUTO_WORDS.is_match(own);
    }
    if speaks || PROMISES_A_NAME.is_match(own) {
        return false;
    }
    let (points, brief) = (points(), own.split_whitespace().count() <= 60);
    points >= 3 || points >= 2 && brief && OPENS.is_match(own.trim_start())
}

/// How a note of absence or of a machine begins.
static OPENS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:dear|hi|hello)\b[^\n]{0,30}\n)?\W*(?:thank you for (?:your|contacting|getting)|thanks for your (?:e-?mail|message)|i am (?:currently |now )?(?:out of|away|on (?:annual|maternity|sick|study)|not in)|i'm (?:currently )?(?:out of|away|on (?:annual|maternity))|this is an auto|your (?:e-?mail|message|enquiry|request|correspondence) has been)",
    )
});

/// A name is promised: no machine does that.
static PROMISES_A_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:will|shall|'ll)\b[^.\n]{0,40}\b(?:its|our|a|the|his|her|their) (?:name|nominee|nomination|answer)\b|\bnot (?:the|an?) (?:machine|auto\w*|robot)\b",
    )
});

/// Whether a person answers our letter in it.
fn speaks_of_the_letter(own: &str) -> bool {
    static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bnominat(?:e|ed|ing|ion)\b|\byour letter\b|\bput(?:ting)? forward\b|\bour (?:lhs|lead healthcare scientist)\b|\b(?:lhs|lead healthcare scientist)\b",
        )
    });
    SPEAKS.is_match(own)
}

fn out_of_office(message: &Message, page: &Page, context: &Context<'_>) -> OutOfOffice {
    let own = page.text_of(Voice::Own);
    let text = format!("{}\n{own}", subject(message));
    let from = message.headers.from.as_ref().map(|from| from.address.clone());
    let alternatives: Vec<EmailAddress> = contact::emails(own)
        .into_iter()
        .map(|hit| hit.address)
        .filter(|address| Some(address) != from.as_ref() && *address != context.campaign.mailbox)
        .collect();
    OutOfOffice { back: dates::back(&text, context.received), alternative: alternatives.into_iter().next() }
}
