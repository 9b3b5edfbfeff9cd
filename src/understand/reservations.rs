//! Wordings by which somebody takes back, leaves open or puts off what they seem to say, folded. [`super::certain`] says what each means.

use std::sync::LazyLock;

use super::cues::{any, pattern};
use super::quick::{Regex, RegexSet};

/// Words by which people are named for something.
pub(super) static OF_NAMING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:nominat\w+|nominee|lead\b|put(?:ting)? (?:\w+ )?forward|propos\w+|candidate|programme|survey|return|count \w+ in|interest\w*|about|regarding|apply|application|as (?:our|its|the))",
    )
});

/// Somebody is named beside the one before.
pub(super) static BESIDES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:as well|in addition|additional\w*|alongside|besides|a second name)\b"));

/// The sender's own doubt, whatever it is about.
pub(super) static UNSURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i am|i'm|im|we are|we're|he is|she is|not) (?:not )?(?:\w+ ){0,2}(?:sure|certain|convinced) (?:who|whether|if|that|about|which|he|she|it|they)\b|\bunsure\b|\bno idea (?:who|whether|if|which)\b",
    )
});

/// `..., but the board would rather wait`: a second thought beside the choice.
pub(super) static CONTRAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:but|though|although|however|yet|while|whereas|only)\b[^.;]{0,70}\b(?:favou?rs?|prefers?|wants?|thinks?|(?:would|had|'d) rather|wait|waiting|settled|decided|undecided|declin\w+|refus\w+|doubt\w*|insist\w*",
        r"|objects?|someone else|somebody else|another (?:name|person|candidate)|vacant|retir(?:es?|ing|ement)|leav(?:es|ing)|unwilling|reluctant|hesita\w+|persuad\w+|convinc\w+|no longer|said no|turned)\b",
        r"|\bif (?:you|we|one|i) (?:really |absolutely )?(?:need|want|must|have to|insist|require|had to|am pressed|are pressed)\b[^.;]{0,40}\b(?:name|somebody|someone|one|choose|say|pick|answer)\b"
    ))
});

/// `Until the new head arrives`, `she retires at Christmas`.
pub(super) static FOR_A_WHILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:until|till|pending|whilst|while|for as long as)\b[^.;]{0,80}\b(?:arriv\w+|starts?|joins?|appoint\w*|takes? up|new|in place|permanent\w*|substantive|successor|replacement|christmas|easter|summer|spring|january|february|march|april|recruit\w*|vacan\w+|advert\w*|interview\w*)\b",
        r"|\b(?:he|she|they|who)(?: is| are| will|'s|'ll)?(?: \w+)? (?:retires?|retiring|leaves?|leaving|stepping down|steps down|moving on|moves on|finish(?:es|ing)|go(?:es|ing) (?:to|on))\b[^.;]{0,40}\b(?:at|in|on|next|soon|shortly|end|month|year|christmas|spring|summer|autumn|secondment|maternity)\b",
        r"|\b(?:stop-?gap|caretak\w+|holding the fort|minding|keeping the (?:seat|chair) warm|for the present|for the time being|meanwhile|meantime|pro tem)\b"
    ))
});

/// Leave and holidays are no reason to ask.
pub(super) static AWAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:on (?:annual |study )?leave|holiday|away|back on|abroad|conference|out of (?:the )?office)\b")
});

/// Where somebody is to be reached for now, which says nothing of how long they have the role.
pub(super) static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:meanwhile|in the meantime|until then|for now|for the time being|till then)\b[^.;]{0,60}\b(?:on|via|through|telephoned?|phoned?|rung|ring|call(?:ed)?|reach(?:ed)?|contact(?:ed)?|get (?:him|her|them)|office is|number is|rings?|0[0-9 ]{9,})\b|\b(?:telephoned?|phoned?|rung|ring|call(?:ed)?|reach(?:ed)?|contact(?:ed)?|use (?:his|her|their|the)|get (?:him|her|them))\b[^.;]{0,60}\b(?:meanwhile|in the meantime|until then|for now|for the time being|till then)\b",
    )
});

/// Knowledge at second hand, and what the sender cannot vouch for.
pub(super) static HEARSAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:i am|i'm|we are|i was|i've been|have been) (?:told|informed|given to understand|led to believe)|i hear|apparently|it (?:seems|appears|looks like|would seem|would appear)|by all accounts|rumou?r|(?:not (?:in a position|able)|unable|cannot|can't|could not|couldn't) (?:to )?(?:confirm|say for|vouch|speak for)|(?:please )?(?:do )?check with|you (?:could|might|may) (?:try|ask|want to try)|worth (?:trying|asking)|for what it'?s worth|off the top of my head|from memory|my understanding|strictly speaking|in theory|on paper|nominally|in name only|as far as (?:i am|i'm|we are) concerned|had better (?:ask|check)|you should ask|(?:expressed|shown|indicated|registered) (?:an |some |her |his |their )?interest|interested in being|has applied|have applied|applied for|shared (?:by|between|among\w*|across)|square one|await\w* (?:his|her|their|the|a|an)? ?(?:reply|answer|response|decision|confirmation|agreement|word))\b|\bwould have (?:nominated|named|put|chosen|been|proposed|suggested|asked)\b",
    )
});

/// `Please do not enter anybody yet`, `he should NOT be put on the list`: whoever is meant, a person must look.
pub(super) static HOLD_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:not|n't|nobody|no one|no-one|never|without) (?:yet |to |be |being |have |been |yet be |to be |simply |just ){0,4}",
        r"(?:enter(?:ed|ing)?|record(?:ed|ing)?|register(?:ed|ing)?|add(?:ed|ing)?|list(?:ed)?|(?:put|take|taken|write|written) (?:\w+ )?(?:down|on|in)|publish(?:ed|ing)?",
        r"|announc(?:e|ed|ing)|circulat(?:e|ed|ing)|treat(?:ed)?|regard(?:ed)?|count(?:ed)?|act(?:ed)? (?:on|upon)|process(?:ed)?|approach(?:ed)?|tell|told|mention(?:ed)?)\b",
        r"|\b(?:hold off|hold fire|keep (?:this|it) (?:to yourself|confidential|between us)|off the record|in confidence|embargo\w*|sit tight|stand by)\b"
    ))
});

/// Nobody has the role for now.
pub(super) static NOBODY_YET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:nobody|no one|no-one|no (?:replacement|successor|substitute|name)|none|not)\b[^.;]{0,50}\b(?:chosen|lined up|identified|appointed|found|decided|agreed|in (?:his|her|their|its) (?:place|stead))\b",
        r"|\b(?:leave|leaving|left) (?:it|this|us|the (?:space|entry|line|field|name|post|role)) (?:blank|empty|vacant|open)\b|\b(?:post|role|position) is (?:now |currently )?vacant\b|\bwithout (?:an entry|a lead|a name)\b"
    ))
});

/// Somebody comes in the place of whoever goes.
pub(super) static IN_PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:in|into) (?:his|her|their|its) (?:place|stead)\b|\breplac\w+ (?:him|her|them|it|that|[\w' -]{2,40}) (?:by|with)\b|\b(?:replaced|succeeded) by\b|\b(?:instead|successor|replacement)\b|\btak(?:es?|ing|en) over\b",
    )
});

/// Somebody goes: whoever it is, the mail does not simply put the one it names in.
pub(super) static TAKEN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:step(?:s|ped|ping)?|stand(?:s|ing)?|stood) (?:back|down|aside)\b|\b(?:withdraw\w*|withdrew|rescind\w*|revok\w+|retract\w*)\b",
        r"|\b(?:remov(?:e|ed|ing)|delet(?:e|ed|ing)) (?:\w+ ){0,4}?(?:off|from|out)\b|\b(?:tak(?:e|en|ing)|strik(?:e|ing)|struck) (?:\w+ ){0,4}?(?:off|out)\b|\bcross(?:ed|ing)? (?:\w+ ){0,3}?(?:off|out)\b",
        r"|\bno longer (?:be )?(?:our|the|your|act\w*|do\w*|able|available|wish\w*|want\w*|work\w*|in post|with us)\b|\b(?:relieved|released) of (?:it|this|the)\b"
    ))
});

/// `I shall write again on Monday with a name`.
pub(super) static STILL_TO_COME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:will|shall|'ll|going to|hope to|expect to|aim to|plan to|need to|have to)\b[^.?!]{0,40}\b(?:write|come back|get back|be in touch|revert|reply|respond|confirm|let you know|tell you|send you)\b",
        r"[^.?!]{0,60}\b(?:(?:with|of|about|have) (?:a|the|our|its|his|her|their) (?:name|nomination|nominee|answer|decision|choice)|a name|who (?:it|that) (?:is|will)|once|as soon as|when (?:i|we|he|she|they|it)|after (?:the|our|that|his|her)|whether|if)\b",
        r"|\b(?:name|nomination|nominee|answer|decision|formal (?:reply|response|letter|confirmation)|confirmation)\b[^.?!]{0,30}\b(?:will|to|should|shall) (?:follow|come|be (?:sent|confirmed|given|made))\b",
        r"|\bthink (?:about|over) (?:it|this)\b|\bthink it over\b|\bsleep on it\b|\btime to (?:think|consider|decide)\b|\bas (?:it|things) (?:looks?|stands?)\b|\bon present (?:showing|form)\b"
    ))
});

/// Others at the trust want somebody else.
pub(super) static DISAGREES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:disagree[sd]?\b|against (?:my|our|his|her|their) (?:advice|wish\w*)|not everyone|not everybody|(?:some|others) (?:of us )?(?:feel|think|would prefer|would rather|say)|would (?:have )?prefer(?:red)? (?:that )?(?:it|somebody|someone|dr|mr|mrs|ms|prof)|opinion is divided|split on|cannot agree|can't agree|could not agree|couldn't agree|overrul\w+|under protest|reluctant\w*|objects?\b|objected|contested|disput\w+)",
    )
});

/// Words for putting somebody forward.
pub(super) static PROPOSES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:suggest\w*|nominat\w+|propos\w+|recommend\w*|put (?:\w+ )?forward|appoint\w*|name|choose|offer)\b")
});

/// Words for taking the role on.
pub(super) static TAKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:take|taking|do (?:it|this)|accept|act|agree\w*|happy|willing|content|say yes|on board|serve|be (?:the|your|our))\b",
    )
});

/// What somebody says who would rather not.
pub(super) static RELUCTANT: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\botherwise\b|\b(?:i'?d|i had|i would|would) (?:much )?(?:rather|prefer)\b|\brather you asked\b|\bask (?:somebody|someone|anyone) else\b",
        r"\bi (?:really |simply |just |honestly )?(?:can'?t|cannot|couldn'?t|won'?t)\b|\bnot (?:for me|me\b|able|the right|in a position)|\bhave to (?:pass|decline|say no)|\bmust (?:pass|decline)\b|\bno,? thank|\bone thing too many\b|\btoo much on\b|\bnot sure\b|\bnot convinced\b",
        r"\bbefore i (?:am|say|agree|accept|decide|commit)\b|\blet me think\b|\bneed to (?:think|check|ask|clear)\b|\bthink about it\b",
    ])
});

/// `Could you please record ...?` is a request, no question.
pub(super) static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:could|can|would|will|may i ask) (?:you|somebody|someone|the team|your team|whoever)\b|\bplease (?:could|can|would) you\b|\bwould you mind\b",
    )
});

/// They said yes.
pub(super) static WILLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:yes|agree[sd]|accept(?:s|ed)|happy|delighted|willing|glad|consent(?:s|ed)|pleased|honoured|said he would|said she would|will do it)\b",
    )
});

/// `We would have nominated her`.
pub(super) static COUNTERFACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:would|could|might|should) have (?:nominated|named|put|chosen|proposed|suggested|asked|gone|picked)\b|\b(?:was|were) (?:going|about|due) to be\b",
    )
});

/// Somebody was asked to be it.
pub(super) static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:have|has|had|'ve|am|are|is|was|were|been|being|i|we) (?:now |just |also |since )?(?:ask(?:ed|ing)|approach(?:ed|ing)|invit(?:ed|ing)|sound(?:ed|ing)(?: out)?)\b[^.;]{0,80}\b(?:to (?:be|act|take|do|serve|consider|represent|stand)|about (?:this|it|the role)|whether)\b",
    )
});
