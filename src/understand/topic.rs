//! The whole text in, whether it is about our letter at all out. The mailbox serves other programmes too.

use std::sync::LazyLock;

use super::quick::{Regex, RegexSet};
use super::{
    Context,
    cues::{any, pattern},
    fold::fold,
    page::{Page, Para, Voice},
};
use crate::message::Message;

/// What ties a message to our letter, and what ties it to something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Topic {
    /// The sender's own words name the role or one of the campaign's words.
    pub own_words: bool,
    /// They speak of the role as the trust's: `our LHS`, `your LHS letter`, not merely as somebody's post.
    pub role_spoken: bool,
    /// The subject does.
    pub in_subject: bool,
    /// It answers our letter, reminder or receipt: a tag, a quotation, a reference.
    pub answers_us: bool,
    /// A document comes along to which the sender's words point.
    pub in_file: bool,
    /// The words of nominating or of `your letter`.
    pub nominates: bool,
    /// The sender's own words are about another programme.
    pub other_words: bool,
    /// The subject or what it quotes of us is about another programme.
    pub other_frame: bool,
    /// A newsletter, advertisement, invitation, press enquiry, or other business that is nobody's answer.
    pub business: bool,
    /// A sentence of the sender's names another programme as what the mail is about, and none names our role.
    pub names_other: bool,
    /// The sender says that this is not about our letter but about another programme.
    pub denies: bool,
}

impl Topic {
    /// Whether the sender's own words or the subject say that it is about something else.
    pub(super) fn is_other(&self) -> bool {
        self.business || self.names_other || self.other_frame || self.other_words && !self.own_words
    }

    /// Whether the message is surely not about our letter.
    pub(super) fn is_unrelated(&self) -> bool {
        let ours = self.own_words || self.in_subject || self.answers_us;
        if self.business || self.names_other || self.denies {
            return true;
        }
        if self.other_frame && !self.in_subject && !self.role_spoken {
            return true;
        }
        if self.other_words && !self.own_words && !(self.in_subject || self.answers_us) {
            return true;
        }
        !ours && !self.nominates
    }
}

/// Other programmes of the office, folded.
static PROGRAMMES: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:healthcare science|health care science|hcs) week\b|\bhcsw\b",
        r"\bknowledge transfer\b|\bktps?\b",
        r"\bwise\b.{0,20}\bfellow|\bfellowships?\b|\bwise (?:programme|award)",
        r"\bhearing (?:loss|aids?)\b|\baction plan on hearing\b|\baudiology lead\b",
        r"\bamr\b|\banti-?microbial\b",
        r"\bhome oxygen\b|\boxygen (?:lead|service)\b",
        r"\bgenomic(?:s)? (?:ambassador|champion|medicine (?:centre|lead))|\b100,?000 genomes\b|\bgenomics? lead\b|\bgenomics england\b",
        r"\bconference\b.{0,40}\b(?:speaker|abstract|session)|\bspeaker (?:for|at)\b|\bposter\b|\bawards? (?:ceremony|nomination|evening)|\bscientist of the year\b|\bcso awards?\b|\bambassadors?\b",
        r"\bworkforce (?:survey|census|return)\b|\bdata collection\b|\bpoint[- ]of[- ]care testing (?:survey|lead)\b|\bpatient safety lead\b|\bsepsis lead\b|\bseven day\b|\b7[- ]day services\b",
        r"\baccreditation\b.{0,30}\b(?:lead|survey)|\biqips\b|\bstp (?:trainee|training|places|commission)|\bhsst\b|\bequivalence\b|\btrainees?\b|\bmentor(?:ing|ship)?\b|\bwork experience\b|\bplacements?\b",
        r"\bblood (?:transfusion )?(?:stock|committee)|\bsickle\b|\bscreening programme\b|\bradiotherapy (?:networks?|review)\b|\bpathology (?:consolidation|networks? data)",
    ])
});

/// Whether a folded text speaks of another programme.
pub(super) fn is_about(text: &str) -> bool {
    PROGRAMMES.is_match(text)
}

/// Mail that is nobody's answer, folded.
static BUSINESS: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\bunsubscribe\b|\byou (?:get|are receiving|received) this (?:e-?mail )?because\b|\bbulletin \d|\bnewsletter\b",
        r"\bvacancy\b|\bband 8[a-d]\b.{0,80}\bhours\b|\bnhs jobs\b|\bjob advert",
        r"\bfreedom of information act\b|\bfoi request\b|\bpress (?:query|enquiry|office)\b|\bon the record\b|\bgo to press\b",
        r"\b\d\d?% off\b|\bfree (?:trial|demo)\b|\b\d+ minute demo\b|\bterritory manager\b|\bquotation\b|\binvoice\b|\bspecial offer\b|\bour product\b|\bprice list\b",
        r"\bhow do i become\b|\bcareers? advice\b|\bwould you do if you were me\b|\bi'd love to end up\b",
        r"\bcvs?\b|\bimmediately available\b|\bbehalf of (?:my|our) clients?\b|\btalent (?:pool|pipeline)\b|\b(?:outstanding|excellent|strong|available|exceptional) candidates\b|\bexecutive search\b|\brecruitment (?:consult\w+|partners?|agency|solutions)\b|\bwebinar\b|\bquick (?:call|demo|chat)\b.{0,60}\b(?:my direct line|this week|next week|diary)\b",
        r"\bpassword\b.{0,80}\b(?:confirm|verify|prompted|expire)|\b(?:confirm|verify|prompted).{0,60}\bpassword\b|\bshared a file with you\b",
    ])
});

/// Words that tie a text to some letter of ours.
static LETTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\byour (?:letter|reminder|e-?mail|request|note|circular|message|round robin)\b|\bnominat(?:e|es|ed|ing|ion|ions)\b|\bnominee\b|\bput(?:ting)? forward\b",
    )
});

/// Other names of the same role.
static ROLE_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:lead hcs|hcs lead|lead health care scien\w+|health ?care scien(?:ce|tist) lead|lead (?:for|in) health ?care scien\w+|head of healthcare science|lead scientist for)\b",
    )
});
static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:our|your|the trust's|the|trust|\w+'s|new|as|for|of|re) (?:trust )?(?:lhs|lead healthcare scientist)(?: (?:is|will|letter|nomin\w+|for|return|role|remains|:|-|=)|[.:=]|\b.{0,10}$)|\b(?:lhs|lead healthcare scientist)(?: for \w+)?(?: (?:is|will be|=|:)|:|=)|\b(?:as|be) (?:our|the|your|its|\w+'s) (?:trust's )?(?:lhs|lead healthcare scientist)\b",
    )
});

/// Reads what a message is about.
pub(super) fn read(message: &Message, page: &Page, signed: &[bool], context: &Context<'_>) -> Topic {
    let body = super::said::body(page.own(), signed);
    let own = page.text_of(Voice::Own);
    let subject = bare_subject(&message.headers.subject);
    let ours = page.text_of(Voice::Ours);
    let documents =
        message.attachments.iter().any(|file| !file.inline_picture && !file.media_type.starts_with("image/"));
    let files: String = message.attachments.iter().map(|file| format!("{}\n", fold(&file.name))).collect();
    let about =
        |text: &str| ROLE_NAMES.is_match(text) || context.campaign.words.iter().any(|word| has_word(text, word));
    // `Lead scientist` is many people's post and other programmes' word too: by itself it ties nothing to our letter.
    let surely = |text: &str| text.replace("lead scientist", "");
    let letter = about(&surely(ours));
    let framed = letter || about(&surely(&subject));
    let outside = message.headers.from.as_ref().is_some_and(|from| {
        let domain = from.address.domain();
        !domain.ends_with("nhs.net")
            && !domain.ends_with("nhs.uk")
            && context.register.by_domain(domain).next().is_none()
    });
    let cites = message
        .headers
        .in_reply_to
        .iter()
        .chain(&message.headers.references)
        .any(|id| id.contains("lhs") || id.contains("cso") || names_campaign(id, context));
    let other_words = PROGRAMMES.is_match(&body);
    let ours_other = PROGRAMMES.is_match(ours);
    let own_surely = about(&surely(&body));
    let own_about = about(&body);
    Topic {
        own_words: if framed || !(outside || other_words) { own_about } else { own_surely },
        role_spoken: SPOKEN.is_match(&body),
        in_subject: about(&subject) || context.campaign.tag.trust_in(&message.headers.subject).is_some(),
        answers_us: letter || about(&surely(page.text_of(Voice::Thread))) || cites && !ours_other,
        in_file: documents && ["attach", "enclos", "scan"].iter().any(|word| body.contains(word)),
        nominates: LETTER.is_match(&body) || about(&files) || documents && body.contains("attach"),
        other_words,
        other_frame: (PROGRAMMES.is_match(&subject) || ours_other) && !about(&subject) && !letter,
        business: business(message, own, &subject, framed && !outside),
        denies: other_words && NOT_ABOUT.is_match(&body),
        names_other: !(if framed { own_about } else { own_surely }) && names_other(page.own(), signed),
    }
}

/// Our Message-IDs begin with the campaign's id.
fn names_campaign(id: &str, context: &Context<'_>) -> bool {
    id.strip_prefix(context.campaign.id.0.as_str()).is_some_and(|rest| rest.starts_with('.'))
}

/// `This is about the 7 Day Services survey`, `your request for a Freedom to Speak Up Guardian`.
fn names_other(own: &[Para], signed: &[bool]) -> bool {
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:about|regarding|concerning|re:?|in respect of|with regard to|in (?:reply|response|answer) to|count \w+ in for|request for|(?:nominat\w+|put forward|propos\w+|nominee|lead|candidate|entry|return|interest)\b.{0,80}\b(?:for|as|to|in)) (?:the|our|your|a|an|one of|this year's|next year's|its|named)\b",
        )
    });
    let kept = own.iter().zip(signed).filter(|(_, signed)| !**signed);
    kept.flat_map(|(para, _)| para.sentences())
        .any(|sentence| (PROGRAMMES.is_match(sentence) || OTHER_ROLES.is_match(sentence)) && FRAME.is_match(sentence))
}

/// `It's not about the LHS`: the sender says that this is something else.
static NOT_ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:not|nothing|isn't|unrelated)\b[^.;\n]{0,20}\b(?:about|to do with|regarding|connected with|related to|to) (?:the |your |our |this )?(?:lhs|lead healthcare scien\w+|letter|nomination)\b",
    )
});

/// Other roles that every trust is asked to name somebody for.
static OTHER_ROLES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:freedom to speak up|speak up guardian|caldicott|siro|senior information risk|guardian of safe working|medication safety officer|medical devices? safety officer|mdso\b",
        r"|eprr|emergency preparedness|infection prevention|dipc\b|responsible officer|safeguarding lead|dementia lead|end of life lead|learning disabilit\w+ lead|mental health (?:lead|champion)",
        r"|getting it right first time|girft|carter (?:lead|review)|sustainability lead|apprenticeship|research (?:lead|champion)|clinical research network|chief (?:clinical )?information officer|ccio\b",
        r"|cancer alliance|stroke lead|maternity (?:safety )?champion|organ donation|flu (?:lead|champion|fighter)|equality lead|patient experience lead|nhs ambassador|staff survey|peer review(?:er)?s?|advisory (?:group|board|panel)|working group|task and finish|steering group|reference group)"
    ))
});

/// The subject without `RE:`, `FW:` and the like, folded.
pub(super) fn bare_subject(subject: &str) -> String {
    static FRONT: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?:\s*(?:re|fw|fwd|aw|wg|sv|tr|rv|antwort|ref)\s*(?:\[\d+\])?\s*:\s*)+"));
    let folded = fold(subject);
    FRONT.replace(folded.trim(), "").into_owned()
}

pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|tail| tail.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(|c| c.is_alphanumeric() && c != 's')
    })
}

/// In an answer to our letter a word of business is only a word: `a 6% vacancy factor`.
fn business(message: &Message, own: &str, subject: &str, framed: bool) -> bool {
    let list = message.headers.get("list-id").is_some() || message.headers.get("list-unsubscribe").is_some();
    let diary = message.attachments.iter().any(|file| file.media_type == "text/calendar") && own.contains("when:")
        || own.contains("*~*~*~*~*");
    let invitation = diary
        || subject.starts_with("updated invitation")
        || subject.starts_with("invitation:")
        || subject.starts_with("accepted:")
        || subject.starts_with("declined:")
        || subject.starts_with("canceled:")
        || subject.starts_with("tentative:");
    list || invitation || BUSINESS.is_match(subject) || !framed && BUSINESS.is_match(own)
}
