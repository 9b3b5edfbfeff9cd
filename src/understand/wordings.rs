//! Wordings by which a trust declines, promises, asks or changes an answer, folded. [`super::said`] counts them.

use std::sync::LazyLock;

use super::{
    cues::{any, pattern},
    quick::{Regex, RegexSet},
};

/// The trust has none, the letter does not apply, or it refuses.
pub(super) static DECLINE: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:nil|null) (?:return|response|reply|submission)\b|\bname of lhs[ .:]+n/a|\bn/?a for us\b|\bnothing to (?:declare|submit|return)\b|^\W*(?:none|nobody|no-?one)\W*$",
        r"\bthere (?:won'?t|will not|isn'?t|is not|cannot|can'?t) be (?:a|an|any|one)\b|\bthere (?:is|will be) no(?:body| one| lead| lhs| nomin\w+| name)\b",
        r"\bno (?:nomination|name|nominee|return|submission)s? (?:will be|is being|is to be|are being|can be|shall be|would be|is) (?:made|submitted|sent|put forward|proposed|given|offered|returned)\b",
        r"\b(?:not|doesn'?t) consider\b[^.\n]{0,60}\b(?:applicable|apply|relevant|appropriate|necessary)\b|\b(?:not|doesn'?t|don'?t|isn'?t)\b[^.\n]{0,24}\b(?:applicable|apply|relevant|appropriate|required|wanted|needed)\b",
        r"\b(?:do(?:es)? not|don'?t|doesn'?t|will not|won'?t|wouldn'?t|not going to|no (?:intention|plans?|wish|desire) (?:of|to)|decided not to|prefer not to|rather not|unable to|not (?:be )?(?:able|in a position) to|declin\w+ to)\b[^.\n]{0,40}\b(?:nominat\w+|putting forward|put forward|putting anyone|put anyone|putting anybody|identify|propos\w+|appoint\w*|nam(?:e|ing) (?:a|an|one|any)|provid\w+ a|submit\w*|tak\w+ part|participat\w*|tak(?:e|ing) it on|hav(?:e|ing) (?:a|one|another)|designat\w+|select\w*|offer\w*)",
        r"\b(?:do(?:es)? not|don'?t|doesn'?t|has not|have not|haven'?t|hasn'?t|not (?:having|employing|got)) (?:currently |actually |really |got |having )?(?:have |having |got |employ |find )?(?:a|an|any|anyone|anybody|such|one)\b[^.\n]{0,50}\b(?:lead healthcare|lhs|healthcare scien\w+|scientist\w*|role|post|this time|fits?|suitable|describes?|describe|round)",
        r"\b(?:has|have|got|is|are|with|employs?|employing|there(?:'s| is| are))(?: accordingly| got| therefore| really| currently)*(?: got)? (?:no|nobody|no one|no-one|none|nothing)\b[^.\n]{0,60}\b(?:scientists?|put forward|nominate|propose|lead|role|offer|fits?|suitable|name|workforce|such|candidate|hcs|to put|here|described?)",
        r"\b(?:no|zero|any) (?:\w+[ ,]){0,4}(?:hcs|scientists|scientific (?:workforce|staff)|scientist workforce|healthcare scien\w+)\b[^.\n]{0,40}\b(?:payroll|employ\w*|staff|here|trust|on our)|\bno (?:healthcare scien\w+|staff in the healthcare science|lead healthcare scientist|lhs)\b|\bno longer (?:a|any) (?:lead|lhs|healthcare scien)|\bnot in place here\b|\bnone to confirm\b|\bnobody to (?:put forward|nominate|offer|name|suggest)|\bneither of us could\b|\b(?:could(?:n'?t| not)?|neither|none of us could)[^.\n]{0,20} (?:find|identify|think of) (?:anyone|anybody|a|someone|somebody)",
        r"\b(?:shan'?t|shall not|shall therefore not|will (?:\w+ ){0,2}not|would (?:\w+ ){0,1}not|cannot|can'?t|could not|not (?:now )?(?:be )?) ?(?:be )?(?:naming|nominating|putting|proposing|appointing|name|nominate|put|propose|appoint|designate|designating|taking part|take part) (?:a|an|any\w*|forward|some\w*|one)\b|\bi decline\b|\bdecline,? (?:on|for) (?:the|our|behalf)|\bdecline on\b|\b(?:shan'?t|shall not) be (?:putting|naming|making|nominating|sending|replying|taking)\b",
        r"\bsit (?:this one|it) out\b|\bcount us out\b|\bnot for us\b|\bwe (?:must|will|would|shall|have to|wish to) decline\b|\bopt(?:ing)? out\b|\bnothing from (?:us|our|the|\w+)\b|\bseparate entry\b[^.\n]{0,30}\bnot?\b|\bremove (?:us|the trust|this trust) from\b|\btake us off\b|\bcannot (?:nominate|offer|support|help with this)\b|\bput us down as not\b|\bnot think we have\b|\bnot be putting (?:a|any) names?\b|\bnot having (?:anybody|anyone|one)\b|\b(?:do not|don'?t) (?:feel|think|believe|consider)\b[^.\n]{0,40}\b(?:appl(?:y|ies)|relevant|appropriate|necessary|for us)\b|(?:\bnot|n't|n’t)(?: (?:\w+ ){0,2})be (?:making|submitting|sending|offering|putting|entering|giving|supplying|providing) (?:a|an|any|in|forward)\b|\banswer\b[^.\n]{0,40}\b(?:has to be|must be|is|will be) (?:a )?no\b|\b(?:it's|it is|that's|this is) (?:therefore )?a no\b|\ba no from\b|\b(?:can'?t|cannot) ask (?:anyone|anybody|any of)\b|\bno (?:nomination|name|nominee|return|entry) (?:from|for) (?:us|the|our|this)\b|\b(?:no ?one|no-one|nobody) (?:left|here|available|else)\b[^.\n]{0,40}\b(?:take|do|fill|able|could)\b|\b(?:has|have) not nominated\b|\bnothing to send (?:you|in)\b|\bnobody in (?:these|this|those|such)\b|\bn/a for\b|\bnot be right to (?:make|name|nominate|appoint)\b|\bnot one for (?:us|our)\b|\b(?:should not|shouldn'?t|ought not to) be on (?:this|the|your) list\b|\bgap on (?:your|the) (?:map|list)\b|\bno one to (?:put|offer|name)\b|\b(?:close|leave|count|cross|mark|put) (?:us|the trust|[\w]+) (?:off|out|blank|down as nil)\b|\bbe left (?:blank|out|off)\b|\b(?:no|not one|none|neither) of (?:the|our|them|us)\b[^.\n]{0,40}\b(?:felt able|feel able|willing|wish\w*|wants?|wanted|able to take|prepared to)\b|\bno scientific (?:staff|workforce|posts?)\b|\b(?:don'?t|do not) (?:think|believe|feel) (?:that )?(?:there is|we have|there's) (?:a|an|any|anyone|anybody|such)\b|\bnot propos(?:e|ing) to\b|\bas a nil\b|\bno[, ]+(?:we|the trust) (?:don'?t|do not|won'?t|will not)\b",
    ])
});

/// A promise that the answer will come.
pub(super) static PROMISE: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:will|shall|'ll|would|going to|aim to|hope to|intend to|expect to|should be able to|plan to)(?: then| therefore| however| also| certainly| of course| hopefully| not| now| personally)* (?:get back|be in touch|be back in touch|come back|revert|respond|reply|let you (?:know|have)|send (?:you )?(?:the|a|his|her|their|details|it|them|over|you|through|on)|write (?:again|to you|with|back)|advise you|provide (?:the|a|you|details|his|her)|forward (?:the|a|you|details|his|her|it)|have (?:something|a name|an answer|it|details|our)|give you|follow up|update you|supply|submit|nominate|contact you again|ask (?:him|her|them|dr|our|the|mr|mrs|prof)|pass (?:it|this)|discuss|pick (?:this|it) up|write with)\b",
        r"\b(?:name|names|details|nomination|response|reply|answer|confirmation|return|nominee)(?: and (?:contact )?details)? (?:will|to|shall|should|would) (?:follow|be (?:with you|sent|forwarded|provided|given|submitted)|come|reach you)|\b(?:you'?ll|you will|you should|you shall|you can expect to) (?:then )?(?:hear|get|receive|have (?:our|the|his|her|their|a|an|[\w]+'s) (?:answer|name|reply|response|nomination|details))\b|\bhear from (?:me|us|him|her|his|them) (?:with|by|shortly|soon|once|when|straight|in|direct)",
        r"\b(?:ok|okay|all right|alright|possible|acceptable|convenient|in order) (?:for us |for me |if we |if i )?(?:to )?(?:send|submit|give|let you have|provide|reply)\b[^.?\n]{0,40}\b(?:name|nomination|nominee|details|once|after|when|later|next)\b|\ba name (?:to you|with you|for you|by)\b|\b(?:not going to|won'?t|will not|cannot|can'?t) (?:make|meet) (?:the deadline|[0-9]|five|today|tomorrow|your|it by)\b|\b(?:two|three|several|some|a few) (?:names|people|candidates) in the frame\b|\bis it (?:ok|okay|all right) if (?:our|the) (?:return|answer|reply|name|response)\b|\b(?:will|shall|'ll) e-?mail (?:the|our|you|a)\b[^.?\n]{0,30}\b(?:nominee|name|details|answer)\b|\b(?:will|shall|'ll) (?:then )?(?:choose|pick|select|make (?:a|our|the) (?:choice|decision)|decide (?:by|on|at|this|next|tomorrow|then|who|which))\b|\b(?:bit|little|period) of grace\b|\bin (?:his|her|my|the|our) diary to (?:sort|do|answer|reply|look|pick)\b|\b(?:promised|promises|undertaken|undertook) to (?:come back|reply|respond|get back|write|answer|let you know|be in touch|send)\b|\bexpect (?:a|an|his|her|our|the) (?:reply|answer|response|name|nomination)\b|\b(?:will|shall|'ll) (?:then )?(?:forward|send|pass on|let you have) (?:you )?(?:their|his|her|the) (?:particulars|details|name)\b|\b(?:will|shall|'ll) (?:get|pass|send) (?:it|that|this|the (?:decision|outcome|result|answer)) (?:on |across |over |back )?to you\b|\b(?:position|able) to send (?:on |you )?(?:the|a|our) (?:name|nomination)|\b(?:miss|missed|missing|late for|beyond) (?:the |your |tomorrow'?s |today'?s )?(?:deadline|date|cut-?off)\b|\bto identify (?:somebody|someone|a suitable|an appropriate)\b|\bto reply to you (?:direct|before|by|once|when)|\b(?:may|can|could) (?:we|i) (?:please )?(?:come back|get back|revert|reply|respond|let you know)\b|\bto come up with (?:a name|somebody|someone)\b|\bbring-?forward\b|\bdiarised?\b|\b(?:could|can|may|might) (?:we|i) (?:please |possibly |kindly )?have (?:until|till|a (?:few|little|bit)|more time|an? extension|another|longer|to the)\b|\b(?:will|shall|is to|are to|would|'ll) be (?:\w+ )?(?:notified|advised|communicated|supplied|conveyed|passed|made known) to you\b|\byou (?:will|shall|'ll) be (?:told|notified|informed|advised)\b|\b(?:will|shall|'ll) (?:then |of course )?(?:confirm|let you know|tell you|advise) (?:who|which of|as soon as|once|when)\b|\b(?:will|shall|'ll|hope to|aim to|expect to|should) (?:\w+ ){0,8}?(?:get|send|let|give|find|choose|agree|decide on|settle on|come up with) (?:you )?(?:have )?(?:a|the|our|one) (?:\w+ )?(?:name|nominee|nomination|answer|decision|person)\b|\b(?:bear with (?:me|us)|leave it with (?:me|us)|give (?:me|us) (?:until|till|a (?:few|couple)|another|some)|allow (?:me|us) (?:until|a|some|more)|an extension|extension (?:to|of|until)|more time|extra time|a little longer|few more days|later date|don'?t (?:close|show) us|non-?responder)\b",
        r"\b(?:is|would|will|could) (?:the )?[0-9]{1,2}(?:st|nd|rd|th)?\b[^?\n]{0,30}\b(?:do|use|ok|okay|all right|too late|suit|possible)\b|\b(?:will|may|might|going to|shall|'ll) be (?:\w+ ){0,3}late\b|\b(?:couple of|few|two|three|another) (?:more )?(?:days|weeks?),? (?:please|more|longer|yet)\b|\bback to the drawing board\b",
        r"\bhe'?ll (?:reply|respond|be in touch|write)\b|\bshe'?ll (?:reply|respond|be in touch|write)\b|\bnot forgotten\b|\bonce i have that\b|\b(?:i|we)(?: will|'ll) (?:do (?:this|so)|take (?:this|it) up)\b|\band (?:will )?(?:be in touch|get back to you|come back to you|let you know|revert)\b|\bto follow\b",
    ])
});

/// A name is promised, or nobody is to be recorded yet.
pub(super) static NAME_TO_COME: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:will|shall|'ll|hope to|expect to|aim to) (?:then |therefore |certainly |now )?(?:give|send|let|provide|supply|submit|forward|tell|have|get|write|come back|be back|get back|be in touch|reply|revert)\b[^.?!\n]{0,60}\b(?:its|our|a|the|your) (?:name|names|nominee|nomination|answer|decision|choice)\b",
        r"\b(?:will|shall|'ll|can|hope to) (?:then |only |of course )?(?:confirm|let you know|tell you|say|advise(?: you)?) (?:you )?(?:who|which of|whom)\b|\b(?:soon as|once|when) (?:there'?s|there is|i have|we have|i get|we get) (?:a |an |the )?(?:firm |definite |clear |final )?(?:yes|answer|name|decision)\b|\b(?:pass|send|give|communicate) (?:on )?(?:the|its|their|our) (?:decision|outcome|result) (?:on )?to you\b|\b(?:do not|don'?t|not to|please not|nobody|no one|no-one|not) (?:to |be |yet |simply ){0,3}(?:enter|record|register|add|put|list)(?:ed)?\b[^.?!\n]{0,20}\b(?:anybody|anyone|any name|a name|somebody|someone|us|yet)\b",
    ])
});

/// Something still has to happen first.
pub(super) static PROCESS: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:will be|is being|are being|to be|being|is due to be|going to be|went|it goes|going) (?:discussed|considered|agreed|decided|taken|tabled|raised|circulated|put to|looked at|picked up|progressed|followed up|to)\b|\b(?:panel|board|committee|meeting|exec|interviews?|forum|executive team) (?:is|are|meets?|sits?|meeting|will|on)\b|\bworking on (?:it|this)\b|\blooking into\b|\btaking soundings\b|\bstill (?:discussing|considering|deciding|working|waiting)\b|\bcurrently (?:discussing|considering|consulting|seeking|identifying|out to|recruiting)\b|\bin the (?:process|middle) of\b|\bexpressions? of interest\b|\bnot (?:yet|there yet)\b|\bnot add anybody\b|\bjust yet\b|\bin hand\b|\bneed to (?:have a (?:chat|word)|speak|talk|discuss|consult|ask)|\bneed a word\b|\b(?:is |been |be )?tabled for\b|\bawaiting (?:his|her|their|an?|the) (?:answer|reply|decision|response)\b|\bput themselves forward\b|\bchas(?:ing|ed) (?:them|him|her|it|up|the)\b|\badvertis(?:ed|ing)\b|\binterviews?\b|\bshort-?list\w*|\bcandidates? (?:are|is|will)\b|\bcanvass\b|\btop of (?:his|her|the) pile\b",
        r"\b(?:as soon as|once) (?:we|i|it|he|she|they|the|a|this|that|exec|interviews)\b|\bby (?:the )?(?:end of|close of|mon|tue|wed|thu|fri|next|the \d)|\bin (?:a few|the next|the coming|due|the first|two|a couple)\b|\bshortly\b|\bin due course\b|\bon (?:his|her|their|my) return\b|\bbefore (?:the )?(?:deadline|\d)|\bwhen (?:he|she|they|i) (?:is|am|are|'s|get|return|come)\w*\b[^.\n]{0,20}\bback\b",
        r"\backnowledg\w+ (?:receipt|your|safe)|\breceived\W+(?:with )?(?:many )?thank|\b(?:passed|forwarded|sent|given|put) (?:it |this |your (?:letter|e-?mail|request) )?(?:on )?(?:to|with|at) (?:our|the|dr|prof|mr|mrs|ms|my|him|her|[a-z]+ )|\bapproaching (?:dr|the|our|him|her|them|colleagues|one)|\bfor action\b",
        r"\b(?:tbc|tba|to be confirmed)\b",
    ])
});

/// Only asks.
pub(super) static QUERY: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:can|could|would|will|may|might|shall|should|do|does|did|is|are|have|has|am|was|were|must|which|what|who|whom|whose|when|where|why|how)\b[^?]{2,}\?",
        r"\b(?:please|could you|can you|would you|grateful if you (?:could|would)|kindly|pls) (?:please )?(?:re-?send|send (?:me|us|it|another|a copy|over|the)|clarify|confirm (?:what|whether|if|that (?:it|this|the|you)|who|which|the (?:deadline|date))|advise|let (?:me|us) know|explain|tell (?:me|us))\b",
        r"\b(?:wonder(?:ing|ed)? (?:if|whether|what|who)|not sure (?:what|whether|who|if|which)|unclear (?:what|whether|who|if)|like to know|before (?:i|we|he|she) (?:say|decide|nominate|commit|answer|approach|ask)|a (?:quick |few )?(?:question|questions|query|queries|steer)|some questions|is this genuine|no (?:role )?(?:descriptor|attachment|attached)|(?:descriptor|attachment) (?:was|is|did|has|came|wasn'?t)|not attached|cannot open|can'?t open|would not open)\b",
    ])
});

/// `Please could somebody telephone Mrs X; she would like to know what is expected`.
pub(super) static CALL_BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?s)\b(?:please|could|can|would|will)\b[^.?!\n]{0,60}\b(?:telephone|phone|call|ring|contact|give)\b.{0,400}",
        r"\b(?:would like|wants?|wishes|needs?|like) (?:to (?:know|ask|discuss|understand|talk|check|clarify)|some|a (?:chat|word))\b|\bmessage taken by\b"
    ))
});

/// The sender says outright that a name is not a nomination.
pub(super) static NOT_YET: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:not|neither|don'?t|do not)\b.{0,60}\b(?:as (?:a|one|our) nomination|a nomination|as one\b|be taken as|treat (?:this|it) as|add (?:anybody|anyone|him|her|them|us)|record (?:him|her|them|this|anybody|anyone|any)|put (?:him|her|them|anyone|anybody) (?:down|on))",
        r"\b(?:person|one|name|candidate|individual) i have in mind\b|\bhave in mind to ask\b|\bin mind to ask\b|\bbefore i (?:ask|approach|say)\b|\bwant to be sure\b|\bnot given him an answer\b|\bnot there yet\b|\bi'?ll make a nomination when\b",
        r"\b(?:is|are|she is|he is|am) not (?:a|our|the|being put|put|to be|going to be) (?:lead healthcare scientist|lhs|lead|forward|taken|treated)|\bnot one (?:i|we)\b|\brather (?:she|he|they) did not appear\b|\bnot mine\b|\btheirs to tell\b|\bnot angling\b|\bnot put(?:ting)? (?:myself|him|her|anyone) forward",
    ])
});

/// Something said or held earlier is spoken of.
pub(super) static EARLIER: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:spelt|spelled|typed|gave you|put down|entered)\b[^.\n]{0,40}\b(?:wrong\w*|incorrectly|mistake|error)\b|\bput (?:this|it|that) right\b|\bslip of the \w+\b[^.\n]{0,60}\b(?:message|e-?mail|mail|sent)\b|\b(?:person|name|individual) (?:we|i) (?:gave|sent|named|nominated|put forward)\b",
        r"\b(?:i'm|i am|we're|we are|he is|she is|he's|she's) (?:already |currently |still )?(?:down|listed|registered|recorded|shown|on your (?:list|database|records?)) as\b",
        r"\b(?:you|nhs england) (?:currently |still |already )?(?:have|had|hold|held|list(?:ed)?|show|got|'ve got)\b.{0,60}\b(?:as|down|listed|under|on your|on the|for us|two names|me)\b|\byou(?:'ve| have) got (?:me|us)\b",
        r"\b(?:we|i|my predecessor|he|she|dr [\w'-]+|mr [\w'-]+|prof [\w'-]+)\b[^.\n]{0,30}\b(?:gave|told|sent|nominated|named|notified|submitted|replied|wrote|put (?:down|forward|my name))\b[^.\n]{0,90}\b(?:you|lhs|lead healthcare scientist|last (?:week|month)|in (?:july|august|september|october|november)|yesterday|on the \d|earlier|previously|wrong|while i was)\b",
        r"\b(?:off|from|out of) (?:your|the|our|this|whatever) (?:lhs |circulation |mailing |contact |distribution |network )?(?:list|records?|register|database|circulation)\b|\b(?:amend|update|correct|change)\w* (?:your|the|our|my) (?:lhs |circulation |mailing |contact |network )?(?:list|records?|entry|register|database)\b|\b(?:down )?on your list as\b|\bour lhs entry\b|\boff the (?:lhs )?list\b",
        r"\b(?:my|our) (?:e-?mail|message|note|reply|letter|answer)\b[^.\n]{0,12}\b(?:of|from|earlier|yesterday|this morning|this afternoon|last)\b|\bshould(?:n't| not| never) have (?:gone|been sent)\b",
        r"\b(?:my|our) (?:last|earlier|previous|first|original) (?:e-?mail|message|nomination|nominee|reply|response|return|note|submission|one)\b|\b(?:got|had) (?:the|his|her|their|my) (?:\w+ )?(?:name|surname|number|address|title|spelling) wrong\b|\b(?:disregard|ignore|bin|delete)\b[^.\n]{0,20}\b(?:e-?mail|msg|message|one|nomination|below|above|last)\b|\bfurther to (?:mine|my (?:e-?mail|earlier|message|note)|our (?:e-?mail|earlier|nomination|message)|\w+'s (?:e-?mail|message|note|nomination))\b|\bin the below\b|\bsince (?:i|we) (?:wrote|replied|nominated)|\b(?:error|mistake) in (?:the|my|our)\b|\bearlier (?:e-?mail|nomination)|\b(?:return|nomination|reply) (?:i|we) (?:made|sent|gave)\b",
        r"\bchange (?:of|to|in)(?: name| contact| details| our| the| trust| nominated)* (?:lhs|lead healthcare scientist|lead|nominee)\b|\b(?:new|replacement|successor)(?: \w+){0,2} (?:lhs|lead healthcare scientist)\b|\b(?:replacement|successor)(?:,? in the day job and)? as (?:our |the )?lhs\b|\b(?:lhs|lead healthcare scientist|nomination|nominee)\b[^.\n]{0,30}\b(?:change|replacement|update|correction|withdraw\w*|amend\w*|corrected|withdrawal)\b|\bsmall change\b|\b(?:update|correction)\b[^.\n]{0,30}\b(?:lhs|lead healthcare scientist|nomination)\b",
        r"\b(?:withdraw\w*|rescind|revoke|retract)\b|\bstep(?:s|ped|ping) down as (?:our |the )?(?:lhs|lead)|\bmy name (?:from|off)|\b(?:remove|delete) me\b|\btake me off\b|\bformerly lhs\b|\bnot your lhs\b|^correction\b|\bcorrection:|\bwrong (?:number|person|patel|name|e-?mail|address)\b|\bspelt (?:it |his |her |the )?(?:name )?wrong|\bno longer (?:our|the|your) (?:lhs|lead healthcare scientist)|\bmy new (?:number|e-?mail|address|details|job)\b|\bretired as our lhs|\bnot correct any ?more\b",
        r"\b(?:delete|remove|take|strike|withdraw|drop|replace|swap|substitute|exchange)\b[^.\n]{0,70}\b(?:as|from|off|with|for|by|out)\b[^.\n]{0,40}\b(?:lhs|lead healthcare scientist|lead|list|records?|register)\b|\bwhat (?:i|we) (?:sent|wrote|said|told you)\b|\b(?:name|names|details) (?:we|i) (?:gave|sent|submitted)\b|\byou hold (?:dr|mr|mrs|ms|miss|prof|professor|[a-z]+ )|\bwhose name\b|\b(?:scrap|scrub|cancel|forget|void)\b[^.\n]{0,30}\b(?:e-?mail|message|what|nomination|mine|last|previous)\b|\b(?:sent|went|written|submitted|nominated|entered)(?: \w+){0,3} (?:in error|by mistake|too early|too soon|prematurely)\b|\bpremature\w*\b|\b(?:slip of the|number|digits?|address)\b[^.\n]{0,40}\b(?:yesterday|last week|earlier|i gave)\b",
        r"\b(?:who|whom) (?:we|i|you) (?:currently )?(?:have|had|hold|held|nominated|named|put forward)\b|\bour (?:existing|nominated|named|substantive) (?:lhs|lead|nominee|nomination)\b|\b(?:contact )?details of (?:the|our) (?:lead|lhs)[^.\n]{0,80}\bchanged\b|\b(?:update|change|amend|correct) (?:the|our|my|his|her)? ?(?:contact|e-?mail|phone|telephone|mobile|details|number|address)\b|\bget(?:ting)? (?:e-?mails|letters|invitations)[^.\n]{0,60}\bas the\b|\bthe one below\b|\backnowledged (?:our|my) nomination\b|\breplied on the \d|\b(?:have|has) changed\b[^.\n]{0,80}\bdetails\b|\bdetails\b[^.\n]{0,160}\b(?:have|has) changed\b",
    ])
});

/// What changes it.
pub(super) static CHANGE: LazyLock<RegexSet> = LazyLock::new(|| {
    any(&[
        r"\b(?:replac\w+|instead|in (?:his|her|their) place|in place of|successor|succeed\w*|take (?:him|her|them|\w+ \w+(?:'s name)?|me) off|come off|off (?:the|your) (?:list|mailing)|swap|strike (?:out|off)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|disregard|ignore|bin the|scrub|supersed\w+|takes? over|taken over|steps? up|moved up|now be|scrap|scrub|stead|baton|hand(?:ed|ing)? (?:in|over|on)|laid (?:it|this|the \w+) down|passe[sd] to|goes part-time|becomes|relinquish\w*|gave up|given up|notice)\b",
        r"\b(?:withdraw\w*|no longer|stepp?(?:ed|ing|s)? down|retired|has left|left (?:us|the trust|last)|moved to|taken (?:up )?a (?:post|job)|hasn'?t worked|not (?:able to do it|agree)|didn'?t agree|isn'?t able|on extended leave|accepted a post|change of|from today|as of)\b",
        r"\b(?:amend|amended|update|updated|correct(?:ed|ion)?|change|changed|should (?:read|be|have)|right (?:one|address|number|spelling)|wrong|errors?|mistakes?|mistyp\w+|misspel\w+|spelt|spelled|typo|not correct|please note (?:the|my|a) (?:new|change)|new (?:number|e-?mail|address|phone|contact)|old number|move me)\b",
    ])
});

/// `No change at UCLH`: what was answered before is answered again.
pub(super) static NO_CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:no changes?\b|nothing (?:has )?changed|remains? unchanged|(?:is|are) unchanged|same (?:person )?as (?:last (?:year|time)|before)|as last year)",
    )
});
