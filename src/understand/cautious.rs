//! Replies that no careful clerk records alone, whatever else they say.

use super::own_words::{mail, reply};
use crate::domain::{Class, Disposition, Reading};

/// What is written; none of it may be recorded without a person.
const OPEN: &[&str] = &[
    "It will be Jane Frost (jane.frost@leedsth.nhs.uk), as long as Finance agrees the backfill.\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, would be my choice but the Chief Executive favours Gary Moore.\nPat",
    "Our nominee is Jane Frost, Head of Pathology, jane.frost@leedsth.nhs.uk. She does not know yet, so please hold off contacting her.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) and Gary Moore (gary.moore@leedsth.nhs.uk) will do this between them.\nPat",
    "Until the new Head of Science arrives in January our Lead Healthcare Scientist is Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
    "Jane Frost has been our lead for years, jane.frost@leedsth.nhs.uk, though she retires at Christmas and we have not settled who follows.\nPat",
    "I gather that Jane Frost is our Lead Healthcare Scientist - jane.frost@leedsth.nhs.uk - but do check with HR.\nPat",
    "You could try Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
    "Jane Frost jane.frost@leedsth.nhs.uk may be able to help you with who our lead is.\nPat",
    "Would Jane Frost, Head of Pathology (jane.frost@leedsth.nhs.uk), count as a healthcare scientist? If so she is our lead.\nPat",
    "Subject to interview on Thursday, Jane Frost (jane.frost@leedsth.nhs.uk) will be our Lead Healthcare Scientist.\nPat",
    "Please do not record anybody for Leeds for the moment. Jane Frost (jane.frost@leedsth.nhs.uk) has been asked and is thinking it over.\nPat",
    "We nominate Jane Frost (jane.frost@leedsth.nhs.uk). She will cover Harrogate as well as Leeds, one lead for both trusts.\nPat",
    "Our lead is Jane Frost, gary.moore@leedsth.nhs.uk.\nPat",
    "Our Lead Healthcare Scientist is Dr Frost, contactable via the switchboard.\nPat",
    "Put Jane Frost or failing her Gary Moore (jane.frost@leedsth.nhs.uk, gary.moore@leedsth.nhs.uk).\nPat",
    "Our lead is Jane Frost (jane.frost@leedsth.nhs.uk). Strictly speaking Gary Moore (gary.moore@leedsth.nhs.uk) holds the title Lead Healthcare Scientist.\nPat",
    "If you need a name today then Jane Frost, jane.frost@leedsth.nhs.uk, but we would rather wait for the board.\nPat",
    "Jane Frost was going to be our Lead Healthcare Scientist (jane.frost@leedsth.nhs.uk) but has since declined.\nPat",
    "I am told Jane Frost (jane.frost@leedsth.nhs.uk) has been nominated; I am not in a position to confirm it.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) is our lead for the antimicrobial resistance programme, which I think is what you are asking about.\nPat",
    "This is about the Healthcare Science Week awards: we nominate Jane Frost, Head of Pathology, jane.frost@leedsth.nhs.uk.\nPat",
    "Our lead from 1 February will be Jane Frost (jane.frost@leedsth.nhs.uk); Gary Moore carries on until then.\nPat",
    "My suggestion would be Jane Frost, jane.frost@leedsth.nhs.uk - does that work for you?\nPat",
    "We have two good people, Jane Frost (jane.frost@leedsth.nhs.uk) and Gary Moore (gary.moore@leedsth.nhs.uk). Please choose.\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, deputises for our Lead Healthcare Scientist.\nPat",
    "For queries about this please contact Jane Frost, jane.frost@leedsth.nhs.uk. Our nomination will follow after the board on 29 September.\nPat",
    "Our Lead Healthcare Scientist, Jane Frost (jane.frost@leedsth.nhs.uk), left last month and the post is vacant.\nPat",
    "Name: Jane Frost (tbc)\nEmail: jane.frost@leedsth.nhs.uk\nPat",
    "Our lead will probably be Jane Frost (jane.frost@leedsth.nhs.uk), I will know for certain next week.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) acts as Lead Healthcare Scientist during Gary Moore's secondment.\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, has expressed an interest in being our Lead Healthcare Scientist.\nPat",
    "We are minded to nominate Jane Frost, jane.frost@leedsth.nhs.uk. Unless you hear otherwise by Friday please go ahead.\nPat",
    "Can we put forward Jane Frost, jane.frost@leedsth.nhs.uk, even though she is a pharmacist?\nPat",
    "Our Lead Healthcare Scientist is Jane Frost. Her new address is not working yet, so use gary.moore@leedsth.nhs.uk.\nPat",
    "Ours is Jane - jane.frost@leedsth.nhs.uk - or it will be once the paperwork is through.\nPat",
    "I have asked Jane Frost, jane.frost@leedsth.nhs.uk, to be our Lead Healthcare Scientist and await her reply.\nPat",
    "Lead Healthcare Scientist is shared by pathology and physics: Jane Frost, jane.frost@leedsth.nhs.uk, speaks for pathology.\nPat",
    "The Lead Healthcare Scientist post is being advertised. Jane Frost, jane.frost@leedsth.nhs.uk, is looking after it.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) is our Lead Healthcare Scientist as far as I am concerned, but you had better ask the Medical Director.\nPat",
    "Please note that Jane Frost (jane.frost@leedsth.nhs.uk) is the Lead Healthcare Scientist at Bradford, not here.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) turned it down, so we are back to square one.\nPat",
    "We would have nominated Jane Frost (jane.frost@leedsth.nhs.uk) had she stayed.\nPat",
    "Has Jane Frost (jane.frost@leedsth.nhs.uk) not already been nominated as our Lead Healthcare Scientist?\nPat",
    "Lead Healthcare Scientist: either Jane Frost or Gary Moore\nEmail: jane.frost@leedsth.nhs.uk\nPat",
];

/// The name and the role stand together, and yet nobody is named for it.
const PARTED: &[&str] = &[
    "Our LHS was Jane Frost (jane.frost@leedsth.nhs.uk) but she has gone to Hull. Gary Moore has yet to decide.\nPat",
    "Jane Frost, our previous Lead Healthcare Scientist, jane.frost@leedsth.nhs.uk, recommends that you contact the board.\nPat",
    "Please find details of our Lead Healthcare Scientist: Jane Frost, jane.frost@leedsth.nhs.uk. On reflection, scrap that, I will be in touch tomorrow.\nPat",
    "I nominate Jane Frost (jane.frost@leedsth.nhs.uk), if she comes back from her sabbatical.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) put her name forward as Lead Healthcare Scientist but the panel chose somebody else.\nPat",
    "It was going to be Jane Frost (jane.frost@leedsth.nhs.uk). Sadly it is not to be.\nPat",
    "The rumour that Jane Frost is our Lead Healthcare Scientist (jane.frost@leedsth.nhs.uk) is untrue.\nPat",
    "Jane Frost is the Lead Healthcare Scientist at Hull, not at Leeds: jane.frost@leedsth.nhs.uk.\nPat",
    "Our Lead Healthcare Scientist is Jane Frost, jane.frost@leedsth.nhs.uk, or so I thought until this morning.\nPat",
    "Lead Healthcare Scientist: Jane Frost\nEmail: jane.frost@leedsth.nhs.uk\n\n(draft, not for sending)\nPat",
    "Who told you that Jane Frost is our Lead Healthcare Scientist? jane.frost@leedsth.nhs.uk is not even her address.\nPat",
    "Jane Frost would like to be our Lead Healthcare Scientist (jane.frost@leedsth.nhs.uk).\nPat",
    "Jane Frost has asked to be considered as our Lead Healthcare Scientist, jane.frost@leedsth.nhs.uk.\nPat",
    "Up to last month our Lead Healthcare Scientist was Jane Frost, jane.frost@leedsth.nhs.uk, and from next month it is Gary Moore, gary.moore@leedsth.nhs.uk.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) has agreed to find somebody to be our Lead Healthcare Scientist.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) will act as secretary to our Lead Healthcare Scientist.\nPat",
    "Please send the role descriptor to Jane Frost, Head of Audiology, jane.frost@leedsth.nhs.uk, 0113 496 0123.\nPat",
    "Please put Jane Frost (jane.frost@leedsth.nhs.uk) on your mailing list, she is interested in the network.\nPat",
    "The Board has yet to ratify it, but Jane Frost, jane.frost@leedsth.nhs.uk, is our Lead Healthcare Scientist.\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, our Lead Healthcare Scientist, is on maternity leave and Gary Moore acts for her.\nPat",
    "Please direct all questions to Jane Frost (jane.frost@leedsth.nhs.uk), who deals with healthcare science matters here.\nPat",
    "Jane Frost is dealing with this. Her address is jane.frost@leedsth.nhs.uk.\nPat",
    "Our Chief Scientist is Jane Frost (jane.frost@leedsth.nhs.uk). Whether she is what you call a Lead Healthcare Scientist I cannot say.\nPat",
    "Jane Frost jane.frost@leedsth.nhs.uk\n\nThis is who I think you want, but please check with her first.\nPat",
    "Gary Moore told me that Jane Frost (jane.frost@leedsth.nhs.uk) is our Lead Healthcare Scientist.\nPat",
    "According to the intranet our Lead Healthcare Scientist is Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
    "In 2014 we nominated Jane Frost, jane.frost@leedsth.nhs.uk, as our Lead Healthcare Scientist.\nPat",
    "My colleague at Bradford says their Lead Healthcare Scientist is Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
    "Lead Healthcare Scientist: vacant (last holder Jane Frost, jane.frost@leedsth.nhs.uk).\nPat",
    "Name: Jane Frost\nEmail: jane.frost@leedsth.nhs.uk\nNote: she has not accepted.\nPat",
    "Name: Jane Frost\nJob title: Head of Audiology\nEmail: jane.frost@leedsth.nhs.uk\nStatus: awaiting approval\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, is acting Lead Healthcare Scientist while we recruit.\nPat",
    "We are pleased that Jane Frost (jane.frost@leedsth.nhs.uk) applied to be our Lead Healthcare Scientist. Interviews are on Friday.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk) won our healthcare scientist of the year award. She leads audiology.\nPat",
    "I am Jane Frost's secretary (jane.frost@leedsth.nhs.uk). She asked me to thank you for the letter about the Lead Healthcare Scientist.\nPat",
    "Do you mean Jane Frost, jane.frost@leedsth.nhs.uk, our Lead Healthcare Scientist for pathology, or Gary Moore who leads on physics?\nPat",
    "Jane Frost, jane.frost@leedsth.nhs.uk, Lead Healthcare Scientist, sends her apologies for the meeting on the 5th.\nPat",
    "Hi, is Jane Frost (jane.frost@leedsth.nhs.uk) still our Lead Healthcare Scientist on your list\nPat",
    "Jane Frost and I both think Tom should be Lead Healthcare Scientist. jane.frost@leedsth.nhs.uk\nPat",
    "Our Lead Healthcare Scientist should have been Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
    "Our Lead Healthcare Scientist is Jane Frost, jane.frost@leedsth.nhs.uk - but only for pathology.\nPat",
    "I would not object to Jane Frost, jane.frost@leedsth.nhs.uk, as Lead Healthcare Scientist.\nPat",
    "The union nominated Jane Frost (jane.frost@leedsth.nhs.uk) as Lead Healthcare Scientist. The Trust takes no view.\nPat",
    "Jane Frost (jane.frost@leedsth.nhs.uk), our Lead Healthcare Scientist, has been suspended.\nPat",
];

fn accepted(reading: &Reading) -> bool {
    matches!(reading.disposition, Some(Disposition::Accept | Disposition::Incomplete))
}

#[test]
fn what_leaves_anything_open_is_never_recorded_alone() {
    let all: Vec<&&str> = OPEN.iter().chain(PARTED).collect();
    let wrong: Vec<String> = all
        .iter()
        .filter_map(|body| {
            let reading = reply(body);
            let alone = accepted(&reading) || matches!(reading.class, Class::AutoReply | Class::Bounce);
            alone.then(|| {
                format!(
                    "{body}\n    {} {:?} {:?}",
                    reading.class,
                    reading.disposition,
                    reading.leads().map(|lead| &lead.name.value).collect::<Vec<_>>()
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn a_sender_from_outside_is_never_recorded_alone() {
    let body = "Our Lead Healthcare Scientist is Jane Frost, Head of Pathology, jane.frost@leedsth.nhs.uk.\n\nPat Ainsworth\nMedical Director, Leeds Teaching Hospitals NHS Trust";
    for from in [
        "Pat Ainsworth <pat.ainsworth@gmail.example.com>",
        "\"Ainsworth, Pat (LEEDS TEACHING HOSPITALS NHS TRUST)\" <pat.ainsworth@outlook.example.com>",
        "Pat Ainsworth <pat.ainsworth@leedsth-nhs.uk>",
        "Pat Ainsworth <pat.ainsworth@sth.nhs.uk>",
    ] {
        let reading = mail(from, "RE: Lead Healthcare Scientists (LHS)", body);
        assert!(!accepted(&reading), "{from}: {:?}", reading.doubts);
    }
}
