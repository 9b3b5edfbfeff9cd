//! Wordings and what they tell, as tables of folded patterns. A rule looks here; a new wording is one more line.

use std::sync::LazyLock;

use super::quick::{Regex, RegexSet};

#[expect(clippy::expect_used, reason = "constant patterns")]
pub(super) fn any(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns.iter().map(|text| plain(text))).expect("constant patterns")
}

#[expect(clippy::expect_used, reason = "a constant pattern")]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(&plain(text)).expect("a constant pattern")
}

/// Word boundaries, words and digits of the plain alphabet: the tables match folded text, and their automata stay small and quick.
fn plain(text: &str) -> String {
    text.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[[:word:]]").replace(r"\d", "[0-9]")
}

/// The role our letter asks about, in the words people use for it.
pub(super) static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:lead (?:for )?health ?care scien\w+|lead hcs|hcs lead|lhss?|health ?care scien(?:ce|tist) lead|lead scientists?|chief scientist|trust lead|scientific lead|science lead|named lead|lead for (?:science|scientists)|lead in healthcare science|healthcare scientist lead)\b",
    )
});

/// Words that put somebody into the role.
pub(super) static ASSERTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:nominat\w+|nominee|put(?:ting)? (?:\w+ ){0,2}?forward|put(?:ting)? (?:\w+ ){0,3}?(?:down|in|up)|propos\w+|suggest\w*|recommend\w*|appoint\w*|confirm\w*|choice|chosen|chose|gone (?:for|with)|go(?:ing)? (?:for|with)|settled on|will be|will (?:\w+ ){1,4}be|would be|should be|it'?s|that'?s|that would be|that will be|the (?:one|person|name|individual|man|woman|lady|contact)|designat\w+|act(?:s|ing)? as|serve|take (?:it|this|on|up)|taken (?:it|this|on|up)|has agreed|have agreed|agreed to|accepted|happy (?:to|for)|volunteer\w*|steps up|takes? over|taken over|it is\b|record|enter|add|register|use|swap|our(?:s)? (?:is|will)|is (?:our|the|your)|who is|name is|invited to|asked to|selected|identified|fulfil\w*|undertake\w*|represent\w*|lead(?:s)?(?: (?:is|will|for))?)\b",
    )
});

/// Doubt in the writer's own words.
pub(super) static HEDGES: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:probably|possibly|perhaps|maybe|most likely|very likely|likely to be|presumably|potentially|tentativ\w+)\b",
        r"\beither\b.{1,160}\bor\b",
        r"\b(?:to be confirmed|tbc|tba|to be agreed|to be finalised|to be decided|yet to be|not yet (?:\w+ )?(?:confirmed|agreed|decided|been|approved|identified|found|chosen|named|appointed|selected|settled)|unconfirmed|provisional\w*|in principle|for now\b|for the (?:time being|moment)|in the interim|on an interim|as (?:an )?interim|acting up|pro tem\w*|temporar\w+|stop-?gap|short[- ]term)\b",
        r"\bsubject to\b",
        r"\b(?:pencil\w*|provided (?:that )?(?:the|he|she|they|hr)|assuming|unless (?:you|he|she|they|the|i)|if (?:he|she|they) (?:agree|accept|say|is|are)\w*|once (?:he|she|they|it|the|hr|we|i)(?:'ve| have| has|'s)? (?:agree|accept|confirm|approv|been|spoke|ask|check|signed)\w*)",
        r"\b(?:haven'?t|hasn'?t|have not|has not|not yet|yet to|still (?:to|need to|have to)|(?:i|we)(?:'ll| will)? need to|without|before i|have(?:n'?t)? actually|never) (?:yet |actually |even |had (?:a |the )?(?:chance|time|opportunity) to )?(?:ask|asked|asking|speak|spoken|spoke|check|checked|checking|approach|approached|discuss|discussed|agree|agreed|confirm|confirmed|told|tell|heard|hear|talked|consult|consulted|sounded)\b",
        r"\bhad (?:a |the )?(?:chance|time|opportunity) to (?:ask|speak|check|discuss|talk)",
        r"\bi (?:would )?(?:think|believe|suspect|guess|assume|imagine|reckon|presume|suppose|understand|gather)\b(?: that)? (?:it|he|she|they|this|the|our|dr|mr|mrs|ms|prof|that|lead|lhs)\b",
        r"\bas far as i (?:know|am aware|understand)\b|\bto the best of my knowledge\b|\bnot (?:100%|entirely|completely|absolutely|quite|totally|too|so) (?:sure|certain|clear)\b|\bi'?m not sure\b|\bunsure\b|\bi may be wrong\b|\bwho(?:m)? to (?:put|nominate|choose)\b",
        r"\balongside (?:him|her|them)\b|\b(?:job[- ]?shar\w*|shar(?:e|es|ed|ing) (?:it\b|(?:the|this|that) (?:role|post|lead|job|dut\w+|work|task|position|brief|remit|load|function)|responsibilit\w+|between|out)|split (?:it|the|this|that|between)|50[:/ ]50|jointly|joint (?:lead|role|post|nomin\w+|lhs|heads|holders?|appoint\w*)|co-?leads?|rotat\w+|alternat\w+|take (?:it in )?turns|between them|between (?:the )?(?:two|three|both)|(?:between|among|amongst|by|use|using|of|offer|suggest|propose|have|got|are) (?:the |these )?(?:two|three) (?:people|names|leads|colleagues|nominees|individuals|candidates))\b",
        r"\bboth (?:trusts|organisations|hospitals trusts|of our trusts)\b|\bsame (?:name|person|individual|nominee)\b|\b(?:two|neighbouring|partner|merg\w+|three|other) trusts\b|\b(?:two|both|three) organisations\b|\bacross (?:the )?(?:two|both)\b|\bfor both\b",
        r"\b(?:take your pick|your (?:choice|call|decision|preference)|whichever|which(?:ever)? (?:of|one|would|do) (?:the|you|them)|up to you|leave (?:it|the choice) (?:to|with) you|i leave (?:it|the)|leave (?:it )?to you|you (?:may|can|could) choose|any of them|either of (?:them|these|the)|either would|both (?:are|would be) (?:willing|suitable|good|happy)|both willing|both good|coin toss|depending on)\b",
        r"\b(?:awaiting|pending|waiting (?:for|to)|subject to|needs? to be (?:approved|ratified|agreed|confirmed|signed)|to be ratified|ratif\w+|for approval|approval (?:of|by|from)|requires? (?:approval|sign))",
        r"\b(?:i am |i'm |we are |we're )?(?:recommending|proposing|suggesting|minded to|thinking of|considering|leaning towards|inclined to)\b",
        r"\b(?:my|our|a|the|one|initial|first) (?:suggestion|recommendation|proposal|thought|best guess|guess|suggestions)\b|\bwould suggest\b|\bi suggest\b|\b(?:might|could) be (?:the|our|a|an|him|her|them|dr|mr|mrs|ms|miss|prof|professor|someone|somebody|either|one|persuaded|willing|that|interested)\b|\bmay be (?:the|our|a|able|best|worth)\b|\bmay (?:well )?change\b|\bcould change\b|\bif that changes\b|\bhave in mind\b|\bwas thinking\b|\bhope to\b.{0,30}\bpersuade",
        r"\b(?:without|until|while|whilst|until such time)\b.{0,60}\b(?:returns?|is back|comes back|back from|appointed|recruit\w*|substantive|replacement)\b",
        r"\b(?:doesn'?t|does not|don'?t|do not) (?:yet )?know (?:about|yet|it|that|this)\b|\bcome as (?:news|a surprise)\b|\bnews to (?:him|her|them)\b|\bwithout (?:his|her|their) knowledge\b|\bunbeknown",
        r"\bde facto\b|\bif (?:nobody|no one|no-one)\b|\binterested in\b",
        r"\b(?:one|two|three|several|any|either) of (?:the following|these|them)\b|\bor (?:else|possibly|maybe|perhaps|if not)\b|\bfailing (?:him|her|them)\b|\bif not,? (?:then )?(?:dr|mr|mrs|ms|prof)",
    ])
});

/// Somebody is no longer it, is not it, or is taken off.
pub(super) static LEFT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bnot|\bafter|\buntil|\b(?:amend|chang|updat|switch)\w*\b[^.;]{0,60}\bfrom|\brather than|\binstead of|\bin place of|\breplac\w+|\breplacement for|\bformer(?:ly)?(?: \w+){0,4}|\bex-\w*|\bprevious(?:ly)?(?: \w+){0,4}|\bpredecessor(?: as \w+)?,?|\bsuccessor to|\bsucceeds|\bsucceed(?:ed|ing)?|\bover from|\bwithdraw\w*(?: the)?(?: nomination| name)?(?: of)?|\bremove|\bdelete|\bstrike(?: out)?|\bcross(?: out| off)|\bnothing to do with|\bneither|\bnor|\bunlike|\bnobody but|\bfollowing|\bin (?:september|july|august|october|june|may|2014|2015|2016) (?:we|i|you)\b.{0,50}|\byou (?:currently |still )?(?:hold|have|had|held|list)\b[^.;]{0,60}|\bgave you|\bsent you|\bdisregard|\bwon'?t be|\bwill not be|\bisn'?t|\bis not|\bit'?s not|\bapproach(?:ed)?|\bfirst asked|\btold you(?: \w+){0,6}|\bto thank|\bthanks to|\bthank you,?|\bbin|\bnamed|\bhear from|\bcopied (?:to|in)|\bcc'?d?(?: to)?|\bcopying|\bopposite number,?)(?: (?:our|the|my|mr|dr|old))*[ ,:'\x22(-]*$",
    )
});

/// What stands after the name of somebody who is not it.
pub(super) static LEAVES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:'s)?[ ,-]*(?:\([^)]{0,80}\)[ ,]*)?(?:(?:who|whom|whose|our|the|is|as)\b[^.;]{0,90}?,? ?)??(?:has |have |had |is |was |will be |goes |going |went |who |and |then |finally |recently |sadly |now |also |since |just |officially ){0,4}(?:retir\w+|left\b|leav(?:es|ing)|stepp?(?:ed|ing|s)? (?:down|back|aside)|went to|gone|going to|moved (?:to|on)|moves to|accepted a (?:post|job|role)|taken (?:up )?a (?:post|job|role)|declined|(?:can'?t|cannot) (?:do|take|be|commit|really|manage|act|continue|accept|fit)|unable|not (?:able|the|our|willing|available|a |going|wish|want|feel|to be)|no longer|resigned|been seconded|seconded|died|passed away|was our|were our|used to be|hasn'?t worked|has not worked|finished|isn'?t (?:able|the|our|well|available|at|in post|working|with us|one)|(?:doesn'?t|does not|won'?t|will not|wouldn'?t|didn'?t|did not) (?:want|wish|feel|agree|work|intend|think|have (?:the )?(?:time|capacity)|fit|accept|be able|be the|be our)|(?:has|have) enough|quite enough|off sick|on (?:maternity|sick|long-term|sabbatical|secondment|extended leave)|began a period|was (?:lead|lhs|the|acting|previously)|was down as|took (?:his|her|their) (?:pension|retirement)|drew (?:his|her|their) pension|as was|previously|formerly|withdraw\w*|off your list|off the list|come off|should come off|declin\w+|turned (?:it|this|us|me|the \w+|you) down|said no\b|backed out|pulled out|dropped out|changed (?:his|her|their) mind|laid (?:it|this|the \w+) down|handed (?:in|over|on)|gave (?:it|this) up|given (?:it|this) up|goes part-time|stand(?:s|ing)? down|stood down|relinquish\w*)",
    )
});

/// Another post than the one asked about, standing before a name: `our Medical Director, Dr Khoury`.
pub(super) static POST_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:medical director|chief exec(?:utive)?(?: officer)?|chief nurse|director of nursing|chief operating officer|chief medical officer|chief of staff|finance director|director of \w+ (?:&|and) \w+|hr director|director of (?:strategy|finance|operations|hr|workforce|governance|performance|estates|people)|md|ceo|cmo|coo|dcn|cno|chair(?:man|woman|ed(?: in my absence)? by)?|company secretary|board secretary|line manager|line mgr|(?:dictated|written|prepared|drafted|compiled|produced|collated|raised|put together) by|approved by|proposed by|completed by|(?:go(?:ing)?|gone|get|reach\w*|contact\w*) through|(?:support|blessing|agreement|approval|backing|encouragement|help|advice|knowledge) of|of (?:dr |mr |mrs |ms |prof )?[\p{L}'-]+(?: [\p{L}'-]+)? and of|agreed (?:by|with)|signed (?:off )?by|asked by|requested by|request(?: of)?|behalf of|cleared (?:this |it |both )?with|per|pp|p\.p\.?|bosses|boss(?: is)?|me to|talked to|spoke to|spoken to|speak to|session by|from|with)|(?:forwarded|passed|sent|given|handed|referred|delegated) (?:it|this|that|your (?:letter|e-?mail|request|message)|the (?:letter|matter|request|e-?mail)) (?:on |over |down )?(?:to|with)\b[^.;@]{0,60}|\bp\.?a\.?(?: to)?|\bea to|\basst to|\bassistant to|\bsecretary to|\bmanager to|\bto|\bfor|\b(?:his|her|my|their|the|our) (?:secretary|pa|ea|assistant|admin|administrator|office manager|secretary is|pa is)(?: please)?|\bsecretary(?: is| please)?|\bsec|\bpa|\bea|\bassistant|\bc/o|\bcare of|\bdiary|\bvia)[ ,:('-]*(?:the |our |my |mr |dr )*[ ,:('-]*$",
    )
});

/// The same standing after it: `Denise Whybrow, his PA`.
pub(super) static POST_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:'s (?:choice|pa|secretary|office|decision|request|note|behalf|diary|corridor|team)|[ ,:-]*\(?(?:is |who is |my |our |the |his |her |their |interim |acting |executive |group |trust |joint ){0,3}(?:medical director|md\b|chief exec|ceo\b|cmo\b|coo\b|chief nurse|director of nursing|chief operating|chief medical|chair(?:man|woman)?\b|pa\b|p\.a\.|ea\b|secretary\b|assistant\b|personal assistant|executive assistant|in hr\b|in finance\b|hr director|finance director|company secretary)|[ ,]*(?:\([^)]{0,40}\))?[ ,]*(?:has |have |had |is |was |will )?(?:asked me|asked that|asked us|passed (?:this|your|it|on)|forwarded|showed me|agrees|and i\b|and me\b|to answer|to reply|keeps (?:his|her|my|the|their) diary|who (?:keeps|runs|manages|looks after|organises|holds) (?:his|her|my|the|their) (?:diary|calendar|office|post|mail)|approved|signed|chaired|cut the|decided|wants|would like me|suggested|tells me|confirms|thinks|feels|knows|noted|in particular|'s wants|recommends|proposes|nominates|nominated|put my|put me|would prefer|wishes to|is happy for|is content for me|sends|is away|is on (?:annual )?leave|is off))",
    )
});

/// What makes somebody a deputy, before or after the name.
pub(super) static DEPUTY_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:deputy|deputies|second contact|secondary contact|back-?up|stand-?in|deputis\w+|reserve|alternate|number two|cover(?:s|ing)? for (?:him|her|them)|(?:his|her|their) (?:absence|stead)|second)\b(?: (?:lhs|lead|contact|is|will be|for|by|would be|please|to be|when|if|he|she|they|his|her|the|above|above:|are|away|unavailable|the trust|our|:)){0,8}[^.;\n]{0,24}$|\b(?:deputy|second contact|back-?up|stand-?in)\b[^.;@\n]{0,80}\b(?:is|will be|would be|to be) (?:our |the )?$|^\W*(?:\(?[0-9a-z][.)]+ ?)?(?:our |the )?deputy\b[^.;@\n]{0,90}[-–:]\s*$",
    )
});

pub(super) static DEPUTY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^.;\n@]{0,90}?\b(?:as|is|be|to be|act as|acting as|being) (?:her|his|the|their|our|my|a|your|nominated|lhs)? ?(?:deputy|deputise|second contact|back-?up|reserve|number two|stand-?in)\b|^[^.;\n@]{0,60}?\b(?:will|to|can|would) (?:deputise|cover for|stand in)\b|^[^.;\n]{0,60}?\b(?:deputi[sz]es|deputi[sz]ing|stands in|standing in|covers) for\b|^ ?\((?:as )?deputy\)",
    )
});

/// The sender speaks of themselves as the nominee. Each wording must be hard to say about anything else: `asked me to reply`, `I will do this
/// next week`, `happy to be contacted` and `I have been through the role descriptor` are none.
pub(super) static SELF: LazyLock<Regex> = LazyLock::new(|| {
    let role = r"(?:trust'?s? )?(?:current |new |nominated |named |designated )?(?:lead healthcare scientist|lead health care scientist|lhs|lead scientist|lead hcs|hcs lead|healthcare science lead)\b";
    let mine = r"(?:the |your |our |its |an? |this |(?:[\w&]+ ){0,4}[\w&]+'s |(?:[\w&]+ ){0,4}\w+s' )?";
    let task = r"(?:it(?: on| over)?|this(?: role| on| over)?|that|the (?:role|lead|post|position|job)|on (?:this|the) role|part in this role)\b";
    let patterns = [
        r"\b(?:that|it|this)(?:'ll| will|'d| would| should| must|'s| is| has to|'s going to| had better) (?:now )?(?:be )?(?:me|myself|yours truly)\b".to_owned(),
        r"\b(?:put|enter|record|list|register|note|add|propose|nominate) (?:me|myself)\b.{0,40}\b(?:as|for|lhs|lead|forward|down|network|on your list|on the list|to the list|to your list)\b|\bput (?:me|myself) (?:down|forward|on)\b|\b(?:naming|nominating|nominated|volunteering|volunteered|appointed|named|proposing|proposed|identified|confirmed) (?:me|myself)\b".to_owned(),
        format!(r"\bi(?:'m| am| can confirm (?:that )?i am)(?: currently| now| already| also| still| indeed| happy to be| to be| going to be| delighted to be| pleased to be| content to be| willing to be)* {mine}{role}|\bi(?:'ve| have) been {mine}{role}|\bi(?:'m| am) (?:down |listed |shown )?(?:on your list |with you )?(?:as )?{mine}{role}"),
        format!(r"\bi(?:'ll| will|'d| would| shall| should)(?: be)?(?: very| more than| quite| only too)?(?: happy| glad| delighted| pleased| willing| honoured| content| like| love)?(?: to)? (?:be|(?:be )?(?:acting|continuing|serving) as|act as|serve as|continue as|become|stand as|volunteer as) {mine}{role}"),
        format!(r"(?:\bi(?:'m| am|'d be| would be|'d| would)?|\b(?:and|but|so) (?:am|would be|will be)) ?(?:also |very |more than |quite |really |only too |be )*(?:happy|glad|delighted|willing|pleased|content|honoured|keen|prepared|like|love|able) to (?:be (?:named|nominated|listed|recorded|put (?:down|forward)|included)\b|(?:accept|do so|oblige|take part)\W*$|(?:do|take|accept|fill|fulfil|undertake|continue with|carry on with|take on|hold|assume|step into) {task}|continue\b|(?:carry|go|stay|keep) on\b|remain\b|stand\b|serve\b|act\b(?: as {mine}(?:{role}|lead))?|volunteer\b|be considered|represent (?:the|our|my))"),
        format!(r"^\W*(?:(?:yes|of course|certainly|absolutely|ok|okay|sure|no problem)\b[\w ]{{0,20}}\W+)?(?:and )?(?:very |more than |absolutely |only too )?(?:delighted|happy|glad|pleased|honoured|willing|thrilled)(?: to(?: (?:be {mine}{role}|be (?:the|your|our|this)\b[\w' ]{{0,40}}|be (?:named|nominated|listed|recorded|put (?:down|forward)|included)(?: for [\w' &]{{2,40}})?|(?:do|take|accept|fill|fulfil|undertake) {task}|act|serve|accept|continue))?)?\W*$"),
        r"\b(?:has|have|had|wants?|would like) (?:kindly )?(?:asked |invited )?me to (?:be\b|act as|take (?:it|this|on|up (?:this|the) (?:role|post|position))|do this\b|do it\b|represent|fill|fulfil|undertake|lead on this|serve|be (?:the|our|your))|\b(?:asked|invited) me to (?:be|act as|take (?:it|this) on|take on|represent|fill|fulfil|undertake|serve)".to_owned(),
        r"\bi(?:'ve| have) been (?:nominated|volunteered|appointed|put forward|identified|selected|chosen|confirmed as|designated|asked (?:by [^.\n]{1,40} )?to (?:be|act as|take on|fill|fulfil|undertake|represent|serve))\b|\bi(?:'ve| have) (?:now |gladly |happily |duly |also )?(?:accepted|agreed)(?: to (?:do|take|be|act|this|it)| (?:the|this|it|his|her)|\b\W*$)|\bi accept(?:[.!]| (?:the|this|your) (?:role|post|position|nomination|invitation)|\W*$)|\bhonoured to be asked\b|\bi(?:'ve| have) said yes\b".to_owned(),
        format!(r"\bi (?:currently |already |now |formally |still )?(?:hold|have held|have|fulfil|occupy|perform|undertake|do|fill) (?:this|the|that) (?:{role}|role|position|post)\b|\bi(?:'ve| have) (?:now )?taken (?:on (?:this|the) role|this on\b|this role|on {mine}{role}|over everything|it on\b)|\bi already do this\b|\bi (?:will|'ll|can) take (?:it|this) on\b|\bi take it (?:on|over)\b|\bas i have held the\b.{{0,40}}\brole\b|\bi have held the\b"),
        r"\bwhich i(?:'m| am| was| would be|'d be|'ll be| will be| shall be|'ve| have)? (?:been )?(?:very |more than |quite |only too |really )*(?:happy|pleased|delighted|glad|willing|honoured|content|agreed|accepted)(?: to (?:do|accept|take on|be|act)\b|\W*$)".to_owned(),
        r"\b(?:lhs|scientist|lead|nominee|nomination)\b[^.;?]{0,40}\b(?:is|will be|remains|should be|be) (?:me|myself|yours truly)\b".to_owned(),
        r"\bi(?:'ll| will|'m| am| shall)(?: now)? (?:be )?taking (?:this|it|that|the role|this role) on\b".to_owned(),
        r"\byes,? (?:that's|that is|it's|it is) me\b|^\W*(?:yes\W+)?me(?: please)?\W*$|\bme please\b|\bcount me in\b|[-–:] ?me[.! ]*$|\bnamely (?:me|myself)\b|\b(?:enter|record|put|use|add|take) my (?:own )?name\b|\bmy name (?:forward|down)\b|\b(?:under|against|beside|with) my (?:own )?name\b|\b(?:keep|keeping) (?:it|this|this one) for myself\b|\bcount me as\b|\bshe is me\b|\bhe is me\b|\bi'?m your (?:man|woman|person)\b|\bit falls to me\b|\bswap (?:him|her|them) for me\b|\bi'?ll do it\W*$|\binterested in (?:doing this|being (?:the|our|your)|taking (?:this|it) on|this role)\b|\byes,? of course i\b|\bi'?d like to do (?:it|this)\b".to_owned(),
        format!(r"\bas {mine}{role}.{{0,30}}\bi (?:am|would|will|have)\b|\b(?:answering|replying|writing),? since\b.{{0,80}}\bme as\b"),
    ];
    pattern(&patterns.map(|words| format!("(?:{words})")).join("|"))
});

/// Words before a name that put them into the role.
pub(super) static CHOSEN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:nominat\w+|nominee|put(?:s|ting)? (?:\w+ ){0,2}?forward|put(?:ting)? (?:\w+ ){0,2}?(?:down|in|up)|put\b[^.]{0,3}$|propos\w+|recommend\w*|appoint\w*|choice (?:is|was|has)|choice fell on|unanimous in|chosen|chose|gone (?:for|with)|go(?:ing)? (?:for|with)|settled on|designat\w+|record|enter|add|register|please (?:accept|use|note|have)|it'?s|it is|this is|this will be|that'?s|that'?ll be|that would be|that will be|(?:baton|role|mantle|task|torch|reins|dut(?:y|ies)|responsibilit\w+|hat|job|lead) (?:\w+ ){0,3}?(?:passed|handed|goes|go|gone|falls|moves|moved|transferred|given|passes)(?: over| on| down)? to|it'?ll be|it will be|it should (?:read|be)|it will now be|person you (?:are after|want|need|'re after|seek|require)|(?:the one|the person|the name|name) (?:you (?:want|need) )?(?:is|for)|confirm\w*|details (?:for|of)|swap\w*|replace \w+ with|in (?:his|her|their) place|answer(?: to [^.]{1,40})? is|only (?:one )?name|should be|selected|identified|volunteered|delighted to (?:say|tell|confirm)|pleased to (?:say|tell|confirm|advise)|as follows|agreed (?:on|that|upon)|(?:to be|will be|is|are|as)[^.]{0,24} (?:lhs|lead))\b|\b(?:lhs|lead healthcare scientist|healthcare scientist lead|hcs lead|lead hcs|lead scientist|healthcare science lead|our one|ours|lead|for [\w' ]{3,30}|one for [\w' ]{3,30})(?: (?:here|for|at|in|of) [\w'& ]{2,40}?)?[^.;]{0,30}(?:\bis\b|'s\b|\b(?:will|would|should|is to) (?:therefore |now |then |also |accordingly |in future )?be\b|=|:|\s-|\bhas been\b|\bremains\b|,\s*$)|\b(?:one|ours?|suggestion|nominee|choice|name|lead|lhs|candidate|response)\b[^.]{0,80}\b(?:is|will be|would be)(?: now| currently| of course)? $|\b(?:lead|one|ours)\b[^.;]{0,40}[:=] ?$|\b(?:he|she|it) (?:is|was)(?: of course)? $|\banswer\b[^.]{0,30}: $|^\W*(?:[\w' &]{2,40}) ?=|\bput $|\bpencil(?:led|ling)? (?:in )?(?:for now )?$|\bsuccessful (?:candidate|applicant) (?:is|was) $|\b(?:holder|incumbent|post-?holder)\b[^.;]{0,40}\b(?:is|remains) $|\b(?:use|take|have) (?:our |the )?$|\b(?:lhs|lead healthcare scientist|lead|nominee)\b[^.;]{0,20} to be $|\bthis will (?:\w+ ){0,4}be $|(?:^|[.!] )\W*(?:[\w'&]+ ){0,4}[\w]+(?:'s|s'|ours) (?:one |lead |nominee |person |nomination |rep |representative |choice |pick |candidate |contact )?(?:will be|would be|is|must be|should be|has to be) $|^\W*(?:[\w'&]+ ){0,4}[\w'&]+(?::| [\x{2013}-]) ?$",
    )
});

/// Words after a name that do the same.
pub(super) static CHOSEN_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[^.;?]{0,160}?(?:\bas (?:our |the |its |your |\w+'s |their )?(?:trust'?s? )?(?:nominated )?(?:lhs|lead\b)|\b(?:is|will be|to be|should be|has been|remains|be|would be|'ll be|can be|shall be) (?:confirmed|agreed) (?:as|for)\b|\b(?:is|will be|to be|should be|has been|remains|be|would be|'ll be|can be|shall be) (?:our |the |your |its |\w+'s |a |this )?(?:[\w']+ ){0,3}?(?:lhs|lead healthcare|lead scientist|lead hcs|hcs lead|lead for|nominee|nominated|nomination|designated|appointed)\b|\bhas (?:very |kindly |willingly |happily |also |now |already |been ){0,2}?(?:agreed|accepted|said yes|volunteered|taken (?:on|up|this|it)|consented|appointed)|\bha(?:s|ve) done (?:this|it)|\b(?:is|was|'s) (?:very |more than |quite |also )?(?:happy|willing|content|keen|delighted|up for it|game|pleased|thrilled) (?:to|for|with|about)?|\bshould (?:act|be)\b|\bwill (?:now )?(?:act|do (?:it|this)|serve|take (?:it|this|on|up)|be (?:the|our|your))|\bbe invited to act|\bto act as|\bit is\b|\b(?:lhs|lead healthcare scientist)\b|^,? (?:for [\w' &]{2,40},? )?please\b|\bsteps up\b|\btakes over\b|\btaken over\b|\bfor (?:this|the) (?:role|post|list|network|register)|\bis (?:the|our) (?:man|woman|person|one|lead)\b|\binstead\b)",
    )
});

/// A sentence that takes back what it seems to say.
pub(super) static TAKES_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:not|never|nobody|no one|no-one|whether|unless|without|before (?:i|we) (?:ask|say|decide|approach|put|nominate|name)\w*|neither|nor|if (?:i|we|he|she|they|the)|\w+n't|dont|wont|cant|isnt|wasnt|used to|was down as|deal with|service contact|might|may|could|perhaps|probably|possibly|either|ask(?:ing)? (?:dr|mr|mrs|ms|prof|him|her|them))\b",
    )
});

/// They have agreed, or are to do it.
pub(super) static AGREED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:has|have) (?:\w+ ){0,2}?(?:agreed|accepted|said yes|volunteered|taken (?:on|up|this|it))\b|\b(?:is|'s) (?:\w+ ){0,2}?(?:happy|willing|content|keen|delighted|up for it|game|pleased) (?:to|for|with)|\bwill (?:act|do it|be your|be our|be the|serve)\b|'ll be your\b",
    )
});
