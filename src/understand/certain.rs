//! A nomination that names one lead in, what a careful clerk would still ask before recording it alone out. Each rule is a reason of its own.

use std::sync::LazyLock;

use jiff::{ToSpan, civil::Date};
use regex::{Regex, RegexSet};

use super::{
    contact,
    cues::{AGREED, HEDGES, ROLE, any, pattern},
    dates,
    fold::{fold, letters},
    likeness::likeness,
    nominee::{Candidate, Choice, Origin},
    page::{Page, Para, Voice, Zone},
    people::{self, Name},
    standing::sentences,
    topic::is_about,
    words::{FORENAMES, NOT_NAMES},
};

/// What the rules look at.
pub(super) struct Ground<'a> {
    pub page: &'a Page,
    /// Which of the sender's own paragraphs are the signature.
    pub signed: &'a [bool],
    pub choice: &'a Choice,
    pub received: Date,
    /// The sender's own name.
    pub sender: Option<&'a Name>,
    /// Whether the message changes an earlier answer.
    pub corrects: bool,
    /// The subject, folded, without `Re:`.
    pub subject: &'a str,
}

/// The reasons not to record the one lead without a person.
pub(super) fn doubts(ground: &Ground<'_>) -> Vec<String> {
    let [lead] = ground.choice.leads.as_slice() else { return Vec::new() };
    let own: Vec<String> = own_sentences(ground);
    let mut out: Vec<&str> = Vec::new();
    if own.iter().any(|sentence| HOLD_BACK.is_match(sentence)) {
        out.push("the sender asks that somebody be not recorded");
    }
    if leaves_it_open(&own) {
        out.push("the sender's own words leave it open");
    }
    if own.iter().any(|sentence| STILL_TO_COME.is_match(sentence)) {
        out.push("the sender says that the answer is still to come");
    }
    let about = about_the_lead(&own, &lead.person.name);
    if about.iter().any(|sentence| is_conditional(sentence)) {
        out.push("a condition is attached to the nomination");
    }
    if about.iter().any(|sentence| CONTRAST.is_match(sentence)) {
        out.push("the sentence that names them takes something back");
    }
    if about.iter().any(|sentence| FOR_A_WHILE.is_match(sentence) && !AWAY.is_match(sentence)) {
        out.push("the nomination seems to be for a while only");
    }
    let called = |sentence: &str| names_them(sentence, &lead.person.name);
    if own.iter().any(|sentence| called(sentence) && COUNTERFACTUAL.is_match(sentence)) {
        out.push("the sentence that names them speaks of what did not happen");
    }
    if own.iter().any(|sentence| called(sentence) && sentence.trim_end().ends_with('?') && !REQUEST.is_match(sentence))
    {
        out.push("the nominee is named in a question");
    }
    if own.iter().any(|sentence| called(sentence) && ASKED.is_match(sentence))
        && !own.iter().any(|sentence| AGREED.is_match(sentence) || WILLING.is_match(sentence))
    {
        out.push("the nominee was asked, and it is not said that they agreed");
    }
    if about.iter().any(|sentence| asks_about_them(sentence)) {
        out.push("the sender asks whether the person would do");
    }
    if about.iter().any(|sentence| is_still_to_come(sentence, ground.received)) {
        out.push("the change lies in the future");
    }
    let strict = |text: &str| text.contains("lead healthcare scientist") || text.contains("lhs");
    if !own.iter().any(|sentence| strict(sentence))
        && (own.iter().any(|sentence| is_about(sentence) && OF_NAMING.is_match(sentence)) || is_about(ground.subject))
    {
        out.push("the message speaks of another programme");
    }
    if own.iter().any(|sentence| DISAGREES.is_match(sentence)) {
        out.push("not everybody at the trust seems to agree");
    }
    if ground.page.voiced(Voice::Thread).any(|zone| wavers(zone, lead)) {
        out.push("the nominee's own words below are not a plain yes");
    }
    if ground.choice.origin == Origin::File && from_a_calendar(lead) {
        out.push("the name stands only in a diary entry");
    }
    let sender = ground.sender.is_some_and(|sender| sender.fits(&lead.person.name));
    if sender && ground.choice.origin == Origin::Own && lead.standing.chosen == 0 {
        out.push("the only person named is the sender, who does not say that it is they");
    }
    if ground.corrects && about.iter().any(|sentence| BESIDES.is_match(sentence)) {
        out.push("it is not said whether the new name replaces the old one");
    }
    if own.iter().any(|sentence| UNSURE.is_match(sentence)) {
        out.push("the sender is not sure");
    }
    if lead.person.email().is_none() && stray_address(ground) {
        out.push("an address in the text is nobody's");
    }
    out.extend(name_doubt(lead));
    out.extend(address_doubt(lead));
    out.into_iter().map(str::to_owned).collect()
}

/// The sender's sentences, the signature left out, folded.
fn own_sentences(ground: &Ground<'_>) -> Vec<String> {
    let kept = ground.page.own().iter().zip(ground.signed).filter(|(_, signed)| !**signed);
    kept.flat_map(|(para, _)| sentences(&para.text)).collect()
}

/// Words by which people are named for something.
static OF_NAMING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:nominat\w+|nominee|lead\b|put(?:ting)? (?:\w+ )?forward|propos\w+|candidate|programme|survey|return|count \w+ in|interest\w*|about|regarding|apply|application|as (?:our|its|the))",
    )
});

/// Somebody is named beside the one before.
static BESIDES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:as well|in addition|additional\w*|alongside|besides|a second name)\b"));

/// The sender's own doubt, whatever it is about.
static UNSURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i am|i'm|im|we are|we're|he is|she is|not) (?:not )?(?:\w+ ){0,2}(?:sure|certain|convinced) (?:who|whether|if|that|about|which|he|she|it|they)\b|\bunsure\b|\bno idea (?:who|whether|if|which)\b",
    )
});

/// `..., but the board would rather wait`: a second thought beside the choice.
static CONTRAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:but|though|although|however|yet|while|whereas|only)\b[^.;]{0,70}\b(?:favou?rs?|prefers?|wants?|thinks?|(?:would|had|'d) rather|wait|waiting|settled|decided|undecided|declin\w+|refus\w+|doubt\w*|insist\w*",
        r"|objects?|someone else|somebody else|another (?:name|person|candidate)|vacant|retir(?:es?|ing|ement)|leav(?:es|ing)|unwilling|reluctant|hesita\w+|persuad\w+|convinc\w+|no longer|said no|turned)\b",
        r"|\bif (?:you|we|one|i) (?:really |absolutely )?(?:need|want|must|have to|insist|require|had to|am pressed|are pressed)\b[^.;]{0,40}\b(?:name|somebody|someone|one|choose|say|pick|answer)\b"
    ))
});

/// `Until the new head arrives`, `she retires at Christmas`.
static FOR_A_WHILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:until|till|pending|whilst|while|for as long as)\b[^.;]{0,80}\b(?:arriv\w+|starts?|joins?|appoint\w*|takes? up|new|in place|permanent\w*|substantive|successor|replacement|christmas|easter|summer|spring|january|february|march|april|recruit\w*|vacan\w+|advert\w*|interview\w*)\b",
        r"|\b(?:he|she|they|who)(?: is| are| will|'s|'ll)?(?: \w+)? (?:retires?|retiring|leaves?|leaving|stepping down|steps down|moving on|moves on|finish(?:es|ing)|go(?:es|ing) (?:to|on))\b[^.;]{0,40}\b(?:at|in|on|next|soon|shortly|end|month|year|christmas|spring|summer|autumn|secondment|maternity)\b",
        r"|\b(?:stop-?gap|caretak\w+|holding the fort|minding|keeping the (?:seat|chair) warm|for the present|for the time being|meanwhile|meantime|pro tem)\b"
    ))
});

/// Leave and holidays are no reason to ask.
static AWAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:on (?:annual |study )?leave|holiday|away|back on|abroad|conference|out of (?:the )?office)\b")
});

/// Knowledge at second hand, and what the sender cannot vouch for.
static HEARSAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:i am|i'm|we are|i was|i've been|have been) (?:told|informed|given to understand|led to believe)|i hear|apparently|it (?:seems|appears|looks like|would seem|would appear)|by all accounts|rumou?r|(?:not (?:in a position|able)|unable|cannot|can't|could not|couldn't) (?:to )?(?:confirm|say for|vouch|speak for)|(?:please )?(?:do )?check with|you (?:could|might|may) (?:try|ask|want to try)|worth (?:trying|asking)|for what it'?s worth|off the top of my head|from memory|my understanding|strictly speaking|in theory|on paper|nominally|in name only|as far as (?:i am|i'm|we are) concerned|had better (?:ask|check)|you should ask|(?:expressed|shown|indicated|registered) (?:an |some |her |his |their )?interest|interested in being|has applied|have applied|applied for|shared (?:by|between|among\w*|across)|square one|await\w* (?:his|her|their|the|a|an)? ?(?:reply|answer|response|decision|confirmation|agreement|word))\b|\bwould have (?:nominated|named|put|chosen|been|proposed|suggested|asked)\b",
    )
});

/// Whether words of doubt stand in a sentence that no later one settles.
fn leaves_it_open(own: &[String]) -> bool {
    static SETTLES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:in the end|eventually|settled (?:on|upon)|(?:has|have|is|are|was|been) now\b|now (?:been )?(?:confirmed|approved|agreed|decided)|(?:met|meeting)\b.{0,60}\b(?:approved|agreed|decided)|as final|final (?:answer|decision|choice)|no longer needed|a permanent one|is permanent|for certain|definite(?:ly)?)\b",
        )
    });
    static UNREAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:would|could|might|may|should) have\b"));
    let settled = own.iter().rposition(|sentence| SETTLES.is_match(sentence)).unwrap_or(0);
    own.iter().enumerate().any(|(at, sentence)| {
        at >= settled
            && (HEARSAY.is_match(sentence) || HEDGES.is_match(&sentence.replace("by return", "")))
            && !UNREAL.is_match(sentence)
            && !SETTLES.is_match(sentence)
    })
}

/// `Please do not enter anybody yet`, `he should NOT be put on the list`: whoever is meant, a person must look.
static HOLD_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:not|n't|nobody|no one|no-one|never|without) (?:yet |to |be |being |have |been |yet be |to be |simply |just ){0,4}",
        r"(?:enter(?:ed|ing)?|record(?:ed|ing)?|register(?:ed|ing)?|add(?:ed|ing)?|list(?:ed)?|(?:put|take|taken|write|written) (?:\w+ )?(?:down|on|in)|publish(?:ed|ing)?",
        r"|announc(?:e|ed|ing)|circulat(?:e|ed|ing)|treat(?:ed)?|regard(?:ed)?|count(?:ed)?|act(?:ed)? (?:on|upon)|process(?:ed)?|approach(?:ed)?|tell|told|mention(?:ed)?)\b",
        r"|\b(?:hold off|hold fire|keep (?:this|it) (?:to yourself|confidential|between us)|off the record|in confidence|embargo\w*|sit tight|stand by)\b"
    ))
});

/// `I shall write again on Monday with a name`.
static STILL_TO_COME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:will|shall|'ll|going to|hope to|expect to|aim to|plan to|need to|have to)\b[^.?!]{0,40}\b(?:write|come back|get back|be in touch|revert|reply|respond|confirm|let you know|tell you|send you)\b",
        r"[^.?!]{0,60}\b(?:(?:with|of|about|have) (?:a|the|our|its|his|her|their) (?:name|nomination|nominee|answer|decision|choice)|a name|who (?:it|that) (?:is|will)|once|as soon as|when (?:i|we|he|she|they|it)|after (?:the|our|that|his|her)|whether|if)\b",
        r"|\b(?:name|nomination|nominee|answer|decision|formal (?:reply|response|letter|confirmation)|confirmation)\b[^.?!]{0,30}\b(?:will|to|should|shall) (?:follow|come|be (?:sent|confirmed|given|made))\b",
        r"|\bthink (?:about|over) (?:it|this)\b|\bthink it over\b|\bsleep on it\b|\btime to (?:think|consider|decide)\b|\bas (?:it|things) (?:looks?|stands?)\b|\bon present (?:showing|form)\b|\bat (?:this|the present) (?:stage|moment|point)\b"
    ))
});

/// `Provided she gets the time`; offers of help (`if you need anything`) are none.
fn is_conditional(sentence: &str) -> bool {
    static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:if|provided|providing|unless|as long as|so long as|on condition|on the understanding|subject to|depending|dependent on|conditional|contingent|assuming|in the event|failing that|except that|with the proviso)\b(?P<rest>[^.;!?]{0,60})",
        )
    });
    static OFFER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^ ?(?:that'?s |this is |it'?s |it is )?(?:you|there|any|anything|anyone|required|needed|necessary|possible|not\b|urgent|of (?:any )?(?:help|use|interest)|helpful|ok|okay|useful|i can|i may|we can|preferred|only|so\b|wanted)",
        )
    });
    let of_the_role = TAKING.is_match(sentence) || ROLE.is_match(sentence) || PROPOSES.is_match(sentence);
    of_the_role
        && CONDITION
            .captures_iter(sentence)
            .any(|found| !OFFER.is_match(found.name("rest").map_or("", |rest| rest.as_str())))
}

/// `Would that do?`, `is she the sort of person you have in mind?`
fn asks_about_them(sentence: &str) -> bool {
    static FITNESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:he|she|they|him|her|them|someone|somebody|such|that|this|it)\b.{0,80}\b(?:would do|will do|suit\w*|fit|eligible|qualif\w+|acceptable|appropriate|right|enough|count|allowed|what you|who you|have in mind|be all right|be ok|be okay|work|the sort|senior)\b|^(?:does|would|is|will) (?:it|that|this|he|she|they)\b[^?]{0,12}\?",
        )
    });
    sentence.trim_end().ends_with('?') && FITNESS.is_match(sentence)
}

/// `On 1 December ... becomes our lead`, `carry on with Rafe until then`.
fn is_still_to_come(sentence: &str, received: Date) -> bool {
    static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\buntil (?:then|that (?:date|day|time))\b|\b(?:in the meantime|meanwhile|till then|before then)\b.{0,60}\b(?:write to|contact|carry on|continue|use|remains|stays|keep)\b|\b(?:carry on|continue|go on|stay|remain)\b[^.]{0,40}\b(?:until|till)\b",
        )
    });
    static STARTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:becomes?|will become|takes? (?:over|up|it on|this on)|will take|steps? (?:up|in)|begins?|starts?|with effect from|w\.?e\.?f\.?|effective|from|joins?|arrives?)\b",
        )
    });
    let distant = || {
        dates::last(sentence, received).is_some_and(|date| date > received.saturating_add(14.days()))
            && STARTS.is_match(sentence)
            && ROLE.is_match(sentence)
    };
    UNTIL.is_match(sentence) || distant()
}

/// Others at the trust want somebody else.
static DISAGREES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:disagree[sd]?\b|against (?:my|our|his|her|their) (?:advice|wish\w*)|not everyone|not everybody|(?:some|others) (?:of us )?(?:feel|think|would prefer|would rather|say)|would (?:have )?prefer(?:red)? (?:that )?(?:it|somebody|someone|dr|mr|mrs|ms|prof)|opinion is divided|split on|cannot agree|can't agree|could not agree|couldn't agree|overrul\w+|under protest|reluctant\w*|objects?\b|objected|contested|disput\w+)",
    )
});

/// Whether a mail below is the nominee's own and says less than a plain yes.
fn wavers(zone: &Zone, lead: &Candidate) -> bool {
    let author = zone.author.as_ref().and_then(|author| people::whole(&author.name));
    let own = zone.author.as_ref().and_then(|author| author.address.as_ref());
    let theirs = author.is_some_and(|author| author.fits(&lead.person.name) || turned(&author, &lead.person.name))
        || own.is_some_and(|own| lead.person.emails.iter().any(|(found, _)| found.value == *own));
    let conditional = |para: &Para| {
        sentences(&para.text)
            .iter()
            .map(|sentence| sentence.replace("thinking of me", ""))
            .any(|sentence| RELUCTANT.is_match(&sentence) || HEDGES.is_match(&sentence) || is_conditional(&sentence))
    };
    theirs && zone.paras.iter().any(conditional)
}

/// Words for putting somebody forward.
static PROPOSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:suggest\w*|nominat\w+|propos\w+|recommend\w*|put (?:\w+ )?forward|appoint\w*|name|choose|offer)\b")
});

/// Words for taking the role on.
static TAKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:take|taking|do (?:it|this)|accept|act|agree\w*|happy|willing|content|say yes|on board|serve|be (?:the|your|our))\b",
    )
});

/// What somebody says who would rather not.
static RELUCTANT: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\botherwise\b|\b(?:i'?d|i had|i would|would) (?:much )?(?:rather|prefer)\b|\brather you asked\b|\bask (?:somebody|someone|anyone) else\b",
        r"\bi (?:really |simply |just |honestly )?(?:can'?t|cannot|couldn'?t|won'?t)\b|\bnot (?:for me|me\b|able|the right|in a position)|\bhave to (?:pass|decline|say no)|\bmust (?:pass|decline)\b|\bno,? thank|\bone thing too many\b|\btoo much on\b|\bnot sure\b|\bnot convinced\b",
        r"\bbefore i (?:am|say|agree|accept|decide|commit)\b|\blet me think\b|\bneed to (?:think|check|ask|clear)\b|\bthink about it\b",
    ])
});

fn turned(a: &Name, b: &Name) -> bool {
    let sorted = |name: &Name| {
        let mut words: Vec<String> = name.full().split(' ').map(letters).collect();
        words.sort();
        words
    };
    sorted(a) == sorted(b)
}

/// `Could you please record ...?` is a request, no question.
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:could|can|would|will|may i ask) (?:you|somebody|someone|the team|your team|whoever)\b|\bplease (?:could|can|would) you\b|\bwould you mind\b",
    )
});

/// They said yes.
static WILLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:yes|agree[sd]|accept(?:s|ed)|happy|delighted|willing|glad|consent(?:s|ed)|pleased|honoured|said he would|said she would|will do it)\b",
    )
});

/// `We would have nominated her`.
static COUNTERFACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:would|could|might|should) have (?:nominated|named|put|chosen|proposed|suggested|asked|gone|picked)\b|\b(?:was|were) (?:going|about|due) to be\b",
    )
});

/// Somebody was asked to be it.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:have|has|had|'ve|am|are|is|was|were|been|being|i|we) (?:now |just |also |since )?(?:ask(?:ed|ing)|approach(?:ed|ing)|invit(?:ed|ing)|sound(?:ed|ing)(?: out)?)\b[^.;]{0,80}\b(?:to (?:be|act|take|do|serve|consider|represent|stand)|about (?:this|it|the role)|whether)\b",
    )
});

/// Whether a sentence calls somebody by a part of their name.
fn names_them(sentence: &str, name: &Name) -> bool {
    name.given
        .iter()
        .take(1)
        .chain([&name.family])
        .map(|part| fold(part))
        .any(|part| part.len() > 1 && sentence.contains(part.as_str()))
}

/// The sentences that name the lead or speak of them by a pronoun.
fn about_the_lead<'a>(own: &'a [String], name: &Name) -> Vec<&'a str> {
    static PRONOUN: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:he|she|they|him|her|them|his|their|it|this|that|whom?|whose)\b"));
    let parts: Vec<String> = name.given.iter().take(1).chain([&name.family]).map(|part| fold(part)).collect();
    let named = |sentence: &str| parts.iter().any(|part| part.len() > 1 && sentence.contains(part.as_str()));
    let mut on = false;
    let mut out = Vec::new();
    for sentence in own {
        on |= named(sentence);
        if named(sentence) || ROLE.is_match(sentence) || on && PRONOUN.is_match(sentence) {
            out.push(sentence.as_str());
        }
    }
    out
}

/// A diary entry says what somebody means to do, not what was decided.
fn from_a_calendar(lead: &Candidate) -> bool {
    let part = fold(&lead.person.place.part);
    part.ends_with(".ics") || part.contains("calendar")
}

/// A name of which it is not plain which half is the surname, or that holds words which are none.
fn name_doubt(lead: &Candidate) -> Option<&'static str> {
    let name = &lead.person.name;
    let known = |word: &str| FORENAMES.contains(fold(word).as_str());
    let first = name.given.first().map(String::as_str).unwrap_or_default();
    let alike = lead.person.email().map_or(0, |(_, alike)| *alike);
    let plain = name.given.iter().all(|word| {
        let folded = fold(word);
        !NOT_NAMES.contains(folded.as_str()) || FORENAMES.contains(folded.as_str()) || folded.len() == 1
    });
    let reversed = lead.person.email().is_some_and(|(found, _)| {
        let local: Vec<String> = found.value.local().split(['.', '_']).map(letters).collect();
        matches!(local.as_slice(), [a, b] if *a == letters(&name.family) && *b == letters(first) && a != b)
    });
    if !plain || reversed || !known(first) && known(&name.family) && alike < 4 {
        return Some("it is not plain which part of the nominee's name is the surname");
    }
    None
}

/// Whether the text gives an address that fits nobody it names, where the lead has none.
fn stray_address(ground: &Ground<'_>) -> bool {
    let paras: Vec<&Para> =
        ground.page.own().iter().zip(ground.signed).filter(|(_, signed)| !**signed).map(|(para, _)| para).collect();
    let mut names: Vec<Name> = paras.iter().flat_map(|para| people::find(&para.text)).map(|hit| hit.name).collect();
    names.extend(ground.sender.cloned());
    let desk = |local: &str| !local.contains('.');
    paras.iter().flat_map(|para| contact::emails(&para.text)).any(|hit| {
        !hit.disowned && !desk(hit.address.local()) && !names.iter().any(|name| likeness(name, &hit.address) >= 3)
    })
}

/// An address that we put together ourselves must hold the whole name.
fn address_doubt(lead: &Candidate) -> Option<&'static str> {
    let (found, alike) = lead.person.email()?;
    (found.rule.contains("spelled") && *alike < 4).then_some("the nominee's address is spelled out and not certain")
}
