//! What was read in, what to do with it out. Every rule by which a person is asked stands on this page.

use std::sync::LazyLock;

use super::quick::{Regex, RegexSet};
use super::{
    Context, certain, cover,
    cues::{ROLE, any, pattern},
    earlier::Effect,
    fold::letters,
    name::Name,
    nominee::{Choice, Origin},
    page::Page,
    said::Words,
    topic::{Topic, bare_subject},
    trust::Finding,
};
use crate::{
    domain::{Class, Disposition, Doubt, EmailAddress},
    message::{Fault, Message, Verdict},
};

/// What the decision rests on.
pub(super) struct Case<'a> {
    pub message: &'a Message,
    pub context: &'a Context<'a>,
    pub class: Class,
    pub choice: &'a Choice,
    pub finding: &'a Finding,
    pub words: &'a Words,
    /// The sender's own words, folded, without the signature.
    pub body: &'a str,
    /// The whole text, and which of the sender's own paragraphs are the signature.
    pub page: &'a Page,
    pub signed: &'a [bool],
    /// What the message is about.
    pub topic: &'a Topic,
    /// The sender's own name.
    pub sender: Option<&'a Name>,
    /// What the message does to an earlier answer.
    pub effect: Effect,
    /// The files that could not be read, and why.
    pub unread: &'a [String],
}

/// The doubts about a message and what to do with it.
pub(super) fn decide(case: &Case<'_>) -> (Option<Disposition>, Vec<Doubt>) {
    let mut doubts: Vec<String> = Vec::new();
    who_sent(case, &mut doubts);
    doubts.extend(case.finding.doubts.iter().cloned());
    let nominates = matches!(case.class, Class::Nomination | Class::Correction);
    if nominates {
        if case.finding.trust.is_none() && case.finding.doubts.is_empty() {
            doubts.push("nothing in the message shows which trust it speaks for".to_owned());
        }
        who_leads(case, &mut doubts);
        how_sure(case, &mut doubts);
        details(case, &mut doubts);
        let subject = bare_subject(&case.message.headers.subject);
        let ground = certain::Ground {
            subject: &subject,
            sender: case.sender,
            from: case.message.headers.from.as_ref().map(|from| &from.address),
            corrects: case.class == Class::Correction && case.effect == Effect::None,
            page: case.page,
            signed: case.signed,
            choice: case.choice,
            received: case.context.received,
            answers_us: case.topic.answers_us || case.topic.in_subject,
        };
        doubts.extend(certain::doubts(&ground));
        doubts.extend(cover::doubts(case.page, case.choice));
        if case.topic.other_frame {
            doubts.push("the message speaks of another programme".to_owned());
        }
    }
    if matches!(case.class, Class::Holding | Class::Decline) {
        says_more(case, &mut doubts);
    }
    if nominates || matches!(case.class, Class::Decline | Class::Holding) {
        let doubt = |file| format!("details in an attachment that could not be read: {file}");
        doubts.extend(case.unread.iter().map(doubt));
    }
    if case.class == Class::Decline && case.page.opened && !cover::declines_outright(case.page, case.signed) {
        doubts.push("the file names nobody, and it is not said outright that the trust declines".to_owned());
    }
    if case.page.cut {
        doubts.push("the mail is longer than what is read".to_owned());
    }
    faults(case, &mut doubts);
    doubts.dedup();
    let doubts: Vec<Doubt> = doubts.into_iter().map(Doubt::new).collect();
    let disposition = match (nominates, doubts.is_empty()) {
        (true, true) => Some(if has_email(case) { Disposition::Accept } else { Disposition::Incomplete }),
        (true, false) => Some(Disposition::Review),
        (false, false) if case.class.speaks_for_a_trust() => Some(Disposition::Review),
        (false, _) => None,
    };
    (disposition, doubts)
}

/// The files that could not be read, each with the reason.
pub(super) fn unread(message: &Message) -> Vec<String> {
    let named = |name: &str| if name.is_empty() { "a file without a name".to_owned() } else { name.to_owned() };
    let files = message.attachments.iter();
    files.filter_map(|file| file.unread.map(|why| format!("{} ({why})", named(&file.name)))).collect()
}

fn has_email(case: &Case<'_>) -> bool {
    case.choice.leads.first().is_some_and(|lead| lead.person.email().is_some())
}

/// Authentication, lookalike domains, senders outside the trust.
fn who_sent(case: &Case<'_>, doubts: &mut Vec<String>) {
    let seen = &case.message.authentication;
    if seen.dmarc == Verdict::Fail {
        doubts.push("the sender could not be verified (DMARC failed)".to_owned());
    } else if seen.spf == Verdict::Fail && seen.dkim != Verdict::Pass && seen.dmarc != Verdict::Pass {
        doubts.push("the sender could not be verified (SPF failed)".to_owned());
    }
    let Some(from) = case.message.headers.from.as_ref().map(|from| &from.address) else {
        doubts.push("the message has no sender's address".to_owned());
        return;
    };
    let known = from.domain() == "nhs.net" || case.context.register.by_domain(from.domain()).next().is_some();
    if let Some(own) = lookalike(from, case) {
        doubts.push(format!("the sender's domain {} only looks like {own}", from.domain()));
    } else if !known && case.class.speaks_for_a_trust() {
        doubts.push("the sender writes from an address that is neither a trust's nor NHSmail".to_owned());
    } else if !case.finding.from_inside && from.domain() != "nhs.net" && case.class.speaks_for_a_trust() {
        doubts.push("the sender writes from outside the trust".to_owned());
    }
    let foreign =
        case.message.headers.reply_to.iter().find(|mailbox| mailbox.address.organisation() != from.organisation());
    if let Some(foreign) = foreign {
        doubts.push(format!("replies would go to another domain, {}", foreign.address.domain()));
    }
}

/// A domain that is not a trust's but differs from one by a letter or a hyphen: `uhcw-nhs.uk`.
fn lookalike(from: &EmailAddress, case: &Case<'_>) -> Option<String> {
    let domain = from.domain();
    if domain == "nhs.net" || case.context.register.by_domain(domain).next().is_some() {
        return None;
    }
    let flat = |text: &str| text.replace(['-', '.'], "").replace("rn", "m").replace('0', "o").replace('1', "l");
    let shape = flat(domain);
    let all =
        case.context.register.trusts().iter().flat_map(|trust| &trust.domains).map(String::as_str).chain(["nhs.net"]);
    all.into_iter()
        .find(|own| flat(own) == shape || strsim::levenshtein(own, domain) == 1 && own.len() > 8)
        .map(str::to_owned)
}

/// Exactly one lead, with a full name.
fn who_leads(case: &Case<'_>, doubts: &mut Vec<String>) {
    let leads = &case.choice.leads;
    match leads.as_slice() {
        [] if case.class == Class::Correction => {
            doubts.push("an earlier nominee is withdrawn or changed, and nobody clearly takes their place".to_owned());
        }
        // The file that nobody could read is a doubt of its own.
        [] if !case.unread.is_empty() => {}
        [] => doubts.push("nobody is named clearly as the lead".to_owned()),
        [one] if !one.person.name.is_full() => doubts.push("the nominee's full name is not given".to_owned()),
        [_] => {}
        [_, _] => doubts.push("two people are named and neither is marked as the lead".to_owned()),
        several => doubts.push(format!("{} people are named and none is marked as the lead", several.len())),
    }
    if !leads.is_empty() && !case.choice.firm {
        doubts.push("the person named is not said to be nominated".to_owned());
    }
    if case.choice.origin == Origin::Myself {
        about_the_sender(case, doubts);
    }
    if case.choice.unexplained > 0 {
        doubts.push("somebody else is named with an address of their own, and it is not said why".to_owned());
    }
    doubts.extend(case.choice.doubts.iter().cloned());
}

/// A sender who puts themselves forward: in words that are about the role, and not as somebody's assistant.
fn about_the_sender(case: &Case<'_>, doubts: &mut Vec<String>) {
    static HELPER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:pa|ea|p\.a\.|secretary|assistant|administrator)\b"));
    let brief = case.body.split_whitespace().count() <= 60;
    let speaks = ROLE.is_match(case.body) || brief || case.topic.answers_us || case.topic.in_subject;
    if !speaks || case.words.decline > 0 || case.words.promise {
        doubts.push("the sender is not said clearly to be the nominee".to_owned());
    }
    let job = case.choice.leads.first().and_then(|lead| lead.person.job.as_ref());
    if job.is_some_and(|job| HELPER.is_match(&super::fold::fold(&job.value))) {
        doubts.push("the sender signs as somebody's assistant".to_owned());
    }
}

/// The writer's own doubts.
fn how_sure(case: &Case<'_>, doubts: &mut Vec<String>) {
    if case.words.promise && case.choice.origin == Origin::Thread {
        doubts.push("the sender still promises an answer".to_owned());
    }
    if super::classify::not_yet(case.words, case.choice) {
        doubts.push("the sender says that it is not a nomination yet".to_owned());
    }
    let settled = case.choice.leads.iter().any(|lead| lead.standing.chosen > 0) && !case.choice.out.is_empty();
    let holds = case.words.trust_declines && case.class == Class::Nomination && !settled;
    if holds {
        doubts.push("the message also says that the trust has no lead".to_owned());
    }
    let vague = case.class == Class::Correction && case.effect == Effect::None && !clear_change(case);
    if vague {
        doubts.push("it is not said clearly who replaces whom".to_owned());
    }
}

/// A promise or a refusal beside which a name, a refusal or a file stands may be something else.
fn says_more(case: &Case<'_>, doubts: &mut Vec<String>) {
    let named = case.choice.leads.iter().any(|lead| lead.standing.chosen > 0 && lead.person.name.is_full());
    if named {
        doubts.push("somebody is named as well".to_owned());
    }
    if case.words.earlier > 0
        && case.topic.own_words | case.topic.in_subject
        && case.choice.out.len() + case.choice.leads.len() > 0
    {
        doubts.push("the message speaks of an earlier answer".to_owned());
    }
    if case.class == Class::Holding && case.words.decline > 0 {
        doubts.push("the message may also be a refusal".to_owned());
    }
}

/// Whether a correction says outright what changes.
fn clear_change(case: &Case<'_>) -> bool {
    static CLEAR: LazyLock<RegexSet> = LazyLock::new(|| {
        any(&[
            r"\breplac\w+|\binstead\b|\bin (?:his|her|their|its) place\b|\b(?:take|taking) (?:\w+ ){1,3}off\b|\binstead of\b|\bput\b.{0,40}\binto? (?:his|her|their|its) place\b|\bin place of\b|\bsuccessor\b|\bsucceed\w*|\bsteps? up\b|\btakes? over\b|\btaken over\b|\brather than\b",
            r"\b(?:withdraw|disregard|ignore|bin|scrub)\b|\bshould (?:read|be)\b|\bcorrect\b|\bamend\b|\bupdate\b|\bchange\b|\bright (?:one|address|number)\b|\bspelt\b|\bnot (?:dr|mr|mrs|ms|miss|prof|[a-z]+ )|\bplease use\b|\bslip\b|\bspel(?:t|led|ling)\b|\bput (?:this|it|that) right\b|\b(?:got |been )?married\b|\bmarriage\b|\b(?:name|address|e-?mail|it) is now\b|\b(?:number|line|address|e-?mail|extension|mobile|surname|title)\b[^.\n]{0,40}\b(?:has|have) changed\b|\bnew (?:number|address|e-?mail|extension|mobile|line)\b|\bfrom today\b",
        ])
    });
    CLEAR.is_match(case.body)
}

/// The nominee's own address, unmistakably theirs.
fn details(case: &Case<'_>, doubts: &mut Vec<String>) {
    let [lead] = case.choice.leads.as_slice() else { return };
    let addresses: Vec<&EmailAddress> =
        lead.person.emails.iter().filter(|(_, alike)| *alike >= 1).map(|(found, _)| &found.value).collect();
    if addresses.first().is_some_and(|first| addresses.iter().any(|address| address != first)) {
        doubts.push("two addresses are given for the nominee".to_owned());
    }
    let Some((found, alike)) = lead.person.email() else {
        missing(case, doubts);
        return;
    };
    match alike {
        0 | 1 => doubts.push("the address given does not look like the nominee's name".to_owned()),
        2 => doubts.push("the nominee's name and address are spelled differently".to_owned()),
        _ => {}
    }
    let domain = found.value.domain();
    let register = case.context.register;
    let known: Vec<_> = register.by_domain(domain).map(|trust| register.answering(&trust.ods_code)).collect();
    let own = case.finding.trust.as_ref().map(|trust| &trust.value);
    if domain != "nhs.net" && !own.is_some_and(|own| known.contains(&own)) {
        doubts.push("the nominee's address is not the trust's".to_owned());
    }
    let given = lead.person.name.given.first().map(|given| letters(given)).unwrap_or_default();
    let twin = case.choice.out.iter().find(|other| {
        other.given.first().map(|other| letters(other)) == Some(given.clone())
            && other.family != lead.person.name.family
    });
    if twin.is_some() && case.class == Class::Nomination {
        doubts.push("the nominee's name is spelled in two ways".to_owned());
    }
}

/// No address at all: asked for, unless the details stand in a file nobody can read.
fn missing(case: &Case<'_>, doubts: &mut Vec<String>) {
    static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:attach\w*|scan\w*|enclosed|details (?:are )?(?:in|on|below)|usual format|card)\b")
    });
    let plain = case.choice.own_consent
        && case.choice.leads.iter().all(|lead| lead.person.job.is_some() || !lead.person.phones.is_empty());
    if case.choice.origin == Origin::Thread && !plain {
        doubts.push("the nominee's details are not clear from the mail passed on".to_owned());
    }
    if !case.unread.is_empty() || ELSEWHERE.is_match(case.body) && case.choice.origin != Origin::File {
        doubts.push("the nominee's details stand somewhere that could not be read".to_owned());
    }
}

/// What the message reader could not read.
fn faults(case: &Case<'_>, doubts: &mut Vec<String>) {
    for fault in &case.message.faults {
        doubts.push(match fault {
            Fault::Truncated => "the message breaks off".to_owned(),
            Fault::TooManyParts => "the message has too many parts to read them all".to_owned(),
            Fault::BodyTooLong => "the message is too long to read to the end".to_owned(),
            Fault::UnknownCharset(name) => format!("the text's charset {name} is not known"),
            Fault::StruckThrough => "words of the message are struck through".to_owned(),
            Fault::TwoTexts => "the message's plain text and its HTML say different things".to_owned(),
            Fault::Partial => "only a part of the message was fetched".to_owned(),
            Fault::SeveralSenders => "the message names several senders".to_owned(),
        });
    }
}
