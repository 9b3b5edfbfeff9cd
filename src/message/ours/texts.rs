//! The texts that the mailbox has sent. Whoever changes a letter adds the new wording here; old wordings stay, for old
//! mail is read again.

use std::sync::LazyLock;

use regex::Regex;

/// The letter of 13 September 2016.
pub(super) const LETTER: &str = "\
Dear Colleagues,
Lead Healthcare Scientists (LHS)
Leadership is a key theme in the Five Year Forward View and has been identified across the system as a critical enabler \
of high quality care. To deliver the transformational changes the NHS seeks we need to focus, with our partners, on \
making better use of technology, further developing leadership and supporting scientific research and innovation.
The Healthcare Science workforce provides the scientific backbone of NHS and Public Health services, working across \
laboratory sciences, physiological sciences, bioinformatics, medical physics and clinical engineering. This 50,000 \
strong workforce underpins 80% of all diagnoses and makes a direct contribution to patient care.
To allow us to do this we would like to identify a Lead Healthcare Scientist for each provider Trust across England, \
many of whom will already be in place. A role descriptor is attached which will help you identify the appropriate \
individual.
Could you please confirm their name and contact details so that they can join our network and take advantage of the \
opportunities we are developing for them.
Please send your response to, england.cso@nhs.net by cop Friday 11th October.
We look forward to receiving your response.
Yours sincerely,
Fiona Carragher MSc FRCPath EuSpLM CSci
Deputy Chief Scientific Officer
NHS England";

/// The reminder of October 2016.
pub(super) const REMINDER: &str = "\
Dear Medical Director,
On 13 September we asked each provider trust to name its Lead Healthcare Scientist. We have not yet had a reply from \
your trust. Please reply to this email with their name, job title, email address and telephone number by 5pm on \
11 October 2016.
Chief Scientific Officer's team
NHS England
Skipton House, 80 London Road, London SE1 6LH
england.cso@nhs.net";

/// What our receipts, acknowledgements and reminders say around the facts of each; a piece on each line.
pub(super) const PIECES: &[&str] = &[
    "Thank you for your email. We have recorded this person as the Lead Healthcare Scientist for",
    "If any of this is wrong, or changes later, please reply to this email with the right details so that we can correct our record. If it is all correct, you do not need to reply.",
    "This replaces",
    "whom we had recorded before",
    "We have also recorded, as deputy or second contact:",
    "Thank you for your email. We have recorded",
    "Thank you for your answer by",
    "as the Lead Healthcare Scientist for",
    "To complete the record we still need the",
    "with these four lines filled in. We have put in what we already have; if any of it is wrong, please correct it in your reply.",
    "Please reply to this email by",
    "with these four lines filled in",
    "We have received your email of",
    "We have received your email about the Lead Healthcare Scientist for",
    "You do not need to send it again.",
    "A member of the team will read it and answer you.",
    "A member of the team will read it. We will write to you if we need anything else.",
    "This is a receipt only: it does not confirm that any name or contact details have been recorded.",
    "Your email also asks us something. A member of the team will read it and answer you separately.",
    "Thank you for your email. We have noted that",
    "is not naming a Lead Healthcare Scientist. If this is wrong, or changes later, please reply to this email so that we can correct our record.",
    "will name its Lead Healthcare Scientist",
    "We have asked for answers by",
    "When you know who it is, please reply to this email with these four lines filled in:",
    "This email about",
    "was prepared automatically in answer to yours. You can reply to it. Please keep",
    "in the subject",
    "Kind regards Chief Scientific Officer's team NHS England england.cso@nhs.net",
    "Dear colleague",
    "whom we had recorded before (your trust's answer of",
    "This brings up to date your trust's answer of",
    "This replaces your trust's answer of",
    "which asked for more time.",
    // The invitation and the reminders.
    "We ask every NHS provider trust in England to name one person as its Lead Healthcare Scientist. Please tell us by",
    "How to answer Please reply to this email with these four lines filled in: You may forward this email to a colleague who can answer for your trust. It has everything that they need.",
    "If you cannot name anybody now Please reply in one sentence:",
    "Tell us that your trust has no healthcare scientists",
    "Tell us that you need more time, and until when",
    "Why we ask Healthcare scientists work in laboratories, in physiological measurement, in medical physics, in clinical engineering and in bioinformatics. Most diagnoses rest on what they do. We want to know one person in every trust who speaks for them, so that their work has a voice in the plans of the NHS and news of research, training and funding reaches the people it is meant for.",
    "Who a Lead Healthcare Scientist is A Lead Healthcare Scientist is an experienced healthcare scientist who gives professional leadership to all healthcare scientists of a trust, across its departments. Many trusts have such a person already, under this title or another one; a new post is not needed. The role descriptor attached to this email",
    "What we do with the details The Chief Scientific Officer's team uses the details to keep in touch with the Lead Healthcare Scientists as a network. To have them corrected or removed at any time, reply to this email. Kind regards",
    "was prepared automatically. You can reply to it. Please keep",
    "We wrote about this to",
    "That is after our deadline, so we are writing to you instead.",
    "but our email could not be delivered. We are writing to you instead.",
    "Thank you for your answer. For",
    "as Lead Healthcare Scientist, but no email address or direct telephone number or job title.",
    "to name its Lead Healthcare Scientist. We wrote again on",
    "to name its Lead Healthcare Scientist. We have not had an answer yet.",
    "Your trust told us that it needs more time, until",
    "We have not had an answer since. Please answer by",
    "Your answer is still welcome, and still needed: please send it as soon as you can. If your answer and this email have crossed, thank you: you need do nothing more.",
    "We asked for answers by 5pm on",
    "Please answer today, by",
    "Please answer by tomorrow, 5pm on",
    "Please reply to this email with these four lines filled in. We have put in what we already have; if any of it is wrong, please correct it in your reply.",
    // The letters to the team: a colleague may send one on, or answer it.
    "Mail to trusts has stopped until they do. Please tell whoever looks after the service.",
    "Trusts that had answered by the end of each day",
    "Addresses that mail could not be delivered to",
    "Other mail from trusts, not about this campaign",
    "Every trust is in one state, every message too.",
    "When the folders were last read to their end",
    "No mail has gone out to trusts since",
    "None of them is lost, and none will go out twice. When you have looked into it, let them go out again:",
    "None of them is lost, and none will go out twice. They go out as soon as the server takes mail again.",
    "has not been read to its end since the service started",
    "Mail stays in the mailbox and is read as soon as that works again; nothing is lost. Until then no answer is recorded and no reminder is sent.",
    "was prepared automatically for the team of",
    "All of it is as at",
    "ERROR: the sums do not add up",
    "Trusts that have answered, by region",
    "Trusts without a contact that works",
];

/// Words that show a text of ours to hold facts already recorded, so that lines between its own are ours as well. A
/// campaign may word its letters anew: whatever tells people what we have is taken for such a text.
static RECORDED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    Regex::new(concat!(
        r"(?i)\bwe (?:have (?:also |now )?recorded|already have|(?:currently |already |now )?hold)\b|\b(?:what|details|entry|name) (?:that )?we (?:already )?(?:have|hold|recorded)\b",
        r"|\bour records?\b|\bfollowing entry\b|\b(?:you|your trust|your colleague) (?:told|gave|sent) us\b|\bto confirm (?:it|this|that (?:it|this) is)\b"
    ))
    .expect("a constant pattern")
});

/// Whether a text of ours tells what we have recorded.
pub(super) fn holds_facts(text: &str) -> bool {
    RECORDED.is_match(text)
}

/// A sentence of ours that says what is missing: `but no email address.`, `we still need the job title of Jane Smith.`
static MISSING: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    Regex::new(r"(?i)\b(?:scientist, but no|we still need the) ([a-z ,]{5,80}?)(?: of [^:]{1,200}?)?\. ")
        .expect("a constant pattern")
});

/// What is missing as our letters name it, and the line of the form that gives it.
static GIVEN: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    [
        ("email address", r"(?im)^[\s*_>•-]*e-?mail(?: address)?[\s*_]*:[^\n]*\w@\w"),
        ("direct telephone number", r"(?im)^[\s*_>•-]*direct line[\s*_]*:[^\n]*\d{3}"),
        ("job title", r"(?im)^[\s*_>•-]*job title[\s*_]*:[\s*_]*\p{L}{2}"),
    ]
    .into_iter()
    .map(|(name, line)| {
        #[expect(clippy::expect_used, reason = "a constant pattern")]
        (name, Regex::new(line).expect("a constant pattern"))
    })
    .collect()
});

/// Whether somebody must have filled in the form in a text of ours, if anything stands there: it went out
/// empty, or the form gives what the text says is missing.
pub(super) fn is_theirs(text: &str) -> bool {
    let line = text.split_whitespace().filter(|word| *word != ">").collect::<Vec<_>>().join(" ") + " ";
    // This reminder tells what the trust has said, and its form is empty.
    if line.contains("Your trust told us that it needs more time") && line.contains("with these four lines filled in") {
        return true;
    }
    let missing = MISSING.captures(&line).and_then(|found| found.get(1));
    missing.is_some_and(|missing| {
        GIVEN.iter().any(|(name, given)| missing.as_str().to_lowercase().contains(name) && given.is_match(text))
    })
}
