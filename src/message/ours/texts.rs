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
