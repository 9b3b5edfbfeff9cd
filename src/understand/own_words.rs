//! Sentences beyond the corpus: what people write, and how a clerk reads it.

use super::tests::{campaign, limits, register};
use super::*;
use crate::domain::Disposition;
use crate::message;

const LETTER: &str = "\n\nFrom: ENGLAND, Cso (NHS ENGLAND) [mailto:england.cso@nhs.net]\nSent: 13 September 2016 10:04\nTo: Pat Ainsworth\nSubject: Lead Healthcare Scientists (LHS)\n\nDear Colleagues,\n\nWe would like to identify a Lead Healthcare Scientist for each provider Trust across England. Could you please confirm their name and contact details so that they can join our network.\n\nYours sincerely,\n\nFiona Carragher\nDeputy Chief Scientific Officer\nNHS England\n";

pub(super) fn reply(body: &str) -> Reading {
    mail(
        "Pat Ainsworth <pat.ainsworth@leedsth.nhs.uk>",
        "RE: Lead Healthcare Scientists (LHS)",
        &format!("{body}{LETTER}"),
    )
}

pub(super) fn mail(from: &str, subject: &str, body: &str) -> Reading {
    let raw = format!(
        "From: {from}\nTo: england.cso@nhs.net\nSubject: {subject}\nDate: Thu, 22 Sep 2016 09:00:00 +0100\nMessage-ID: <x@y>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}"
    );
    let message = message::read(raw.as_bytes(), &limits()).unwrap();
    let (register, campaign) = (register(), campaign());
    understand(
        &message,
        &Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 9, 22) },
    )
}

fn lead(reading: &Reading) -> String {
    reading.leads().map(|lead| lead.name.value.clone()).collect::<Vec<_>>().join(" + ")
}

/// (what is written, the lead, whether it is recorded without a person)
const NOMINATIONS: &[(&str, &str, &str)] = &[
    (
        "We nominate Dr Grace Adeleke, Head of Immunology (grace.adeleke@leedsth.nhs.uk).\n\nPat",
        "Grace Adeleke",
        "accept",
    ),
    (
        "Our lead is Helen Ward, chief BMS. helen.ward@leedsth.nhs.uk 0113 496 0222\n\nPat Ainsworth\nMedical Director\n0113 496 0100",
        "Helen Ward",
        "accept",
    ),
    (
        "Name: Mark Hill\nJob title: Head of Audiology\nEmail: mark.hill@leedsth.nhs.uk\nDirect line: 0113 496 0333",
        "Mark Hill",
        "accept",
    ),
    (
        "Please find our details below\n\nDirect line: 0113 496 0333\nEmail: tom.king@leedsth.nhs.uk\nJob title: Lead Physicist\nName: Dr Tom King\n\nRegards\nPat",
        "Tom King",
        "accept",
    ),
    (
        "Following discussion at the executive, I am writing to advise that Mrs Anita Desai-Brown, Pathology Manager, has been identified as the Trust's Lead Healthcare Scientist. Her email address is anita.desai-brown@leedsth.nhs.uk and her telephone number 0113 496 0444.\n\nYours sincerely\n\nPat Ainsworth\nMedical Director",
        "Anita Desai-Brown",
        "accept",
    ),
    (
        "Hi\n\nThe LHS for Leeds will be Peter O'Neill (peter.oneill@leedsth.nhs.uk).\n\nThanks\nPat",
        "Peter O'Neill",
        "accept",
    ),
    (
        "I would like to put forward Sarah Mac Donald who is our Lead Clinical Scientist in Virology. She can be contacted on 0113 496 0555 or by email at sarah.macdonald@leedsth.nhs.uk\n\nKind regards\n\nPat",
        "Sarah Mac Donald",
        "accept",
    ),
    (
        "Dear Fiona\n\nDr Samuel Green-Baker\nConsultant Clinical Scientist\nsamuel.green-baker@leedsth.nhs.uk\n0113 496 0666\n\nBest wishes\nPat",
        "Samuel Green-Baker",
        "accept",
    ),
    (
        "Dear Fiona, I can confirm that our Lead Healthcare Scientist is Prof Wendy Marsh OBE, wendy.marsh@leedsth.nhs.uk.\nMany thanks\nPat",
        "Wendy Marsh",
        "accept",
    ),
    (
        "Responding on behalf of Dr Jones, Medical Director. The person nominated is JONES, Bethan - Head of Cytogenetics - bethan.jones@leedsth.nhs.uk\n\nPat\nPA to Dr Jones",
        "Bethan Jones",
        "accept",
    ),
    (
        "Dr Ravi Menon has kindly agreed to take on the role of LHS for us. ravi.menon@leedsth.nhs.uk\n\nPat",
        "Ravi Menon",
        "accept",
    ),
    (
        "Nominated lead: Olga Petrova, Chief Physiologist, tel 0113 4960777, email olga.petrova@leedsth.nhs.uk\nPat",
        "Olga Petrova",
        "accept",
    ),
    (
        "The Trust's nomination is Mr Ian Wood, Head of Clinical Engineering. His contact details are: ian.wood@leedsth.nhs.uk, 0113 496 0888.\n\nRegards\n\nPat Ainsworth",
        "Ian Wood",
        "accept",
    ),
    (
        "Please note that Dr. Lucy Bell will represent the Trust as Lead Healthcare Scientist. lucy.bell@leedsth.nhs.uk\n\nPat",
        "Lucy Bell",
        "accept",
    ),
    (
        "I am happy to take this on for the Trust.\n\nRegards\n\nPat Ainsworth\nHead of Medical Physics\n0113 496 0999",
        "Pat Ainsworth",
        "accept",
    ),
    (
        "I am the Lead Healthcare Scientist for Leeds.\n\nPat Ainsworth\nHead of Medical Physics\nTel 0113 496 0999",
        "Pat Ainsworth",
        "accept",
    ),
    (
        "Please add me to the network as LHS for LTHT.\n\nPat Ainsworth | Consultant Clinical Scientist | 0113 496 0999",
        "Pat Ainsworth",
        "accept",
    ),
    (
        "Jane Frost is our Lead Healthcare Scientist. She will send you her contact details separately.\n\nPat",
        "Jane Frost",
        "incomplete",
    ),
    ("LHS: Dr Yusuf Khan, Head of Genetics, ext 24567\nPat", "Yusuf Khan", "incomplete"),
    ("Our lead will probably be Dr Yusuf Khan (yusuf.khan@leedsth.nhs.uk)\nPat", "Yusuf Khan", "review"),
    (
        "We would like to nominate Dr Yusuf Khan (yusuf.khan@leedsth.nhs.uk) and Mrs Jane Frost (jane.frost@leedsth.nhs.uk).\nPat",
        "Yusuf Khan + Jane Frost",
        "review",
    ),
    (
        "Dr Yusuf Khan (yusuf.khan@leedsth.nhs.uk) will do this, subject to agreement of his job plan.\nPat",
        "Yusuf Khan",
        "review",
    ),
    ("Our LHS is Dr Yusuf Khan, yusuf.khan@gmail.com\nPat", "Yusuf Khan", "review"),
    (
        "Our LHS is Dr Yusuf Khan, yusuf.khan@leedsth.nhs.uk. His deputy is Mrs Jane Frost, jane.frost@leedsth.nhs.uk.\nPat",
        "Yusuf Khan",
        "accept",
    ),
    (
        "Lead: Dr Yusuf Khan yusuf.khan@leedsth.nhs.uk\nDeputy: Jane Frost jane.frost@leedsth.nhs.uk\nPat",
        "Yusuf Khan",
        "accept",
    ),
    (
        "Our LHS is Dr Yusuf Khan, yusuf.khan@leedsth.nhs.uk. Please copy his PA, Jane Frost (jane.frost@leedsth.nhs.uk), into all invitations.\nPat",
        "Yusuf Khan",
        "accept",
    ),
    ("Dr Khan has retired. Our LHS is now Jane Frost, jane.frost@leedsth.nhs.uk\nPat", "Jane Frost", "accept"),
    (
        "Thanks for this. I've spoken to the exec team and we're going with Hannah Cross from Biochemistry - hannah.cross@leedsth.nhs.uk / 07700 900123.\n\nPat",
        "Hannah Cross",
        "accept",
    ),
    (
        "Our nominated Lead Healthcare Scientist is:\n\nName: Dr Emmanuel Price\nTitle: Consultant Clinical Scientist\nTelephone: 0113 496 0111\nEmail: emmanuel.price@leedsth.nhs.uk\n\nRegards\nPat\nPat Ainsworth, Medical Director, 0113 496 0100",
        "Emmanuel Price",
        "accept",
    ),
    (
        "Dear Fiona\n\nI write further to your letter of 13 September. The Trust Board has approved the appointment of Ms Claire Best as Lead Healthcare Scientist with immediate effect. Ms Best is our Head of Cardiac Investigations and may be contacted at claire.best@leedsth.nhs.uk (tel: 0113 496 0112).\n\nYours sincerely\n\nPat Ainsworth\nChief Executive",
        "Claire Best",
        "accept",
    ),
    ("Hi Fiona, it's Gary Moore. gary.moore@leedsth.nhs.uk\nP", "Gary Moore", "accept"),
    ("Gary Moore will be our LHS - email gary dot moore at leedsth dot nhs dot uk\nPat", "Gary Moore", "accept"),
    (
        "I'd like to nominate Gary Moore (copied in) who heads up Medical Physics. gary.moore@leedsth.nhs.uk\nPat",
        "Gary Moore",
        "accept",
    ),
    (
        "Dear all,\nPlease see below for Leeds:\nDr Gary Moore\nHead of Medical Physics\nE: gary.moore@leedsth.nhs.uk\nT: 0113 496 0113\nM: 07700 900 113\nKind regards,\nPat",
        "Gary Moore",
        "accept",
    ),
    (
        "Gary Moore is willing to act as the LHS for our trust. Email: gary.moore@leedsth.nhs.uk. Phone via switchboard 0113 496 0000.\nPat",
        "Gary Moore",
        "accept",
    ),
    ("LTHT LHS = gary.moore@leedsth.nhs.uk (Gary Moore, lead for audiology)\nPat", "Gary Moore", "accept"),
    ("The lead is Dr Gary Moore. Dr Moore's email is g.moore@leedsth.nhs.uk.\nPat", "Gary Moore", "accept"),
    (
        "We discussed this at DMT. Dr Moore is keen but Jane Frost has been doing it for years, so we have gone for Jane: jane.frost@leedsth.nhs.uk, 0113 496 0114.\nPat",
        "Jane Frost",
        "accept",
    ),
    (
        "Gary Moore, who was our previous lead, left in June. Jane Frost (jane.frost@leedsth.nhs.uk) has taken over as Lead Healthcare Scientist.\nPat",
        "Jane Frost",
        "accept",
    ),
    (
        "Our Medical Director Dr Gary Moore has asked me to confirm that Jane Frost, Chief Biomedical Scientist, is our LHS. jane.frost@leedsth.nhs.uk\nPat",
        "Jane Frost",
        "accept",
    ),
    (
        "For your information Jane Frost's contact number is 0113 496 0115 and she is our LHS. Email jane.frost@leedsth.nhs.uk\nPat",
        "Jane Frost",
        "accept",
    ),
    (
        "I think it should be Jane Frost (jane.frost@leedsth.nhs.uk) but let me check with the MD.\nPat",
        "Jane Frost",
        "review",
    ),
    (
        "Jane Frost (jane.frost@leedsth.nhs.uk) is acting into the role until a permanent lead is appointed in January.\nPat",
        "Jane Frost",
        "review",
    ),
    ("Can I suggest Jane Frost? jane.frost@leedsth.nhs.uk\nPat", "Jane Frost", "review"),
    (
        "Jane Frost jane.frost@leedsth.nhs.uk or Gary Moore gary.moore@leedsth.nhs.uk\nPat",
        "Jane Frost + Gary Moore",
        "review",
    ),
    (
        "My name is Pat Ainsworth and I would be delighted to be the LHS for Leeds.\n\nPat Ainsworth\nHead of Pathology\n0113 496 0116",
        "Pat Ainsworth",
        "accept",
    ),
    ("Me!\n\nPat Ainsworth\nHead of Pathology\nDD 0113 496 0116", "Pat Ainsworth", "accept"),
    (
        "I have been asked by our Medical Director to take on this role. My details are below.\n\nPat Ainsworth\nHead of Pathology\nDD 0113 496 0116",
        "Pat Ainsworth",
        "accept",
    ),
];

#[test]
fn people_are_nominated_in_many_words() {
    let mut wrong = Vec::new();
    for (body, name, disposition) in NOMINATIONS {
        let reading = reply(body);
        let got = reading.disposition.map_or("none", Disposition::as_str);
        let class = matches!(reading.class, Class::Nomination | Class::Correction);
        if !class || lead(&reading) != *name || got != *disposition {
            wrong.push(format!(
                "{body:.90?}\n    wanted {name} {disposition}\n    got    {} {got} as {} {:?}",
                lead(&reading),
                reading.class,
                reading.doubts
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), NOMINATIONS.len(), wrong.join("\n"));
}

const OTHERS: &[(&str, Class)] = &[
    ("We do not have a Lead Healthcare Scientist at this trust and have no plans to appoint one.\nPat", Class::Decline),
    ("This is not applicable to our organisation as we do not employ healthcare scientists.\nPat", Class::Decline),
    ("Thank you but we will not be nominating anyone.\nPat", Class::Decline),
    ("We are a community trust and have no healthcare scientists.\nPat", Class::Decline),
    ("Having considered the role descriptor we do not feel that this applies to us.\nPat", Class::Decline),
    ("We are unable to identify anyone suitable for this role.\nPat", Class::Decline),
    (
        "Thank you for your letter. This is being discussed and I will let you have a name by the end of next week.\nPat",
        Class::Holding,
    ),
    (
        "Dr Smith is on leave until Monday. I will ask him to respond on his return.\nPat\nPA to Dr Smith",
        Class::Holding,
    ),
    ("We are still considering who is best placed and will be in touch shortly.\nPat", Class::Holding),
    (
        "I acknowledge receipt of your letter. It has been passed to Dr Jones who will respond in due course.\nPat",
        Class::Holding,
    ),
    ("Could we please have an extension until 20 October? Interviews take place on the 18th.\nPat", Class::Holding),
    ("Nomination to follow.\nPat", Class::Holding),
    ("Please could you send me the role descriptor as it was not attached?\nPat", Class::Query),
    ("Can you tell me who our current lead is?\nPat", Class::Query),
    ("Does this have to be a clinical scientist or can it be a biomedical scientist?\nPat", Class::Query),
    ("Is this the same as the request we had from HEE last month? If so we have already replied.\nPat", Class::Query),
    ("Grateful if you could clarify the deadline, as 11 October is not a Friday.\nPat", Class::Query),
    ("Jane Frost is no longer our LHS. Please remove her from your list.\nPat", Class::Correction),
    (
        "Please replace Jane Frost, whom we nominated last month, with Dr Yusuf Khan (yusuf.khan@leedsth.nhs.uk).\nPat",
        Class::Correction,
    ),
    (
        "The email address I gave you for Jane Frost was wrong. It should be jane.frost@leedsth.nhs.uk\nPat",
        Class::Correction,
    ),
    ("Please withdraw our nomination of Dr Khan.\nPat", Class::Correction),
    (
        "I am out of the office until 3 October with no access to email. If your query is urgent please contact jane.frost@leedsth.nhs.uk.\n\nThis is an automated reply.",
        Class::AutoReply,
    ),
    (
        "I am not the right person to answer this. I have forwarded your email to Dr Jones, our Medical Director, who will reply.\nPat",
        Class::Holding,
    ),
    (
        "We have asked for expressions of interest and hope to let you know our nomination by 7 October.\nPat",
        Class::Holding,
    ),
    (
        "Apologies for the delay. Our Medical Director left last week and her replacement starts on 3 October; could you bear with us until then?\nPat",
        Class::Holding,
    ),
    ("Sorry, I do not think we have such a person. We will not be putting a name forward.\nPat", Class::Decline),
    ("Our pathology services are provided by another trust, so we have no lead to nominate.\nPat", Class::Decline),
    (
        "Dr Smith, our Medical Director, has asked me to reply. We do not yet have a name but I will let you have one next week.\nPat\nPA to Dr Smith",
        Class::Holding,
    ),
    (
        "I have been asked to respond on behalf of the trust. I will do this once the executive has met on Tuesday.\nPat",
        Class::Holding,
    ),
    ("I will take this up with our Medical Director and be in touch.\nPat", Class::Holding),
    ("I am happy to be contacted about this. Could you tell me what the role involves?\nPat", Class::Query),
    (
        "I am writing about the Lead Healthcare Scientist letter. Was there meant to be an attachment?\nPat",
        Class::Query,
    ),
    ("What does the role involve, and how much time would the person need?\nPat", Class::Query),
    (
        "Jane Frost left us on Friday. Gary Moore (gary.moore@leedsth.nhs.uk) is our new Lead Healthcare Scientist, please update your records.\nPat",
        Class::Correction,
    ),
    (
        "Please could you change the phone number you have for Jane Frost, our LHS, to 0113 496 0117.\nPat",
        Class::Correction,
    ),
    (
        "Further to my email of last week, please use Gary Moore instead of Jane Frost. gary.moore@leedsth.nhs.uk\nPat",
        Class::Correction,
    ),
    (
        "I am on annual leave, returning on Monday 26 September. For anything urgent please contact my PA on 0113 496 0118.",
        Class::AutoReply,
    ),
    (
        "Thank you for contacting the Trust. Your enquiry has been logged under reference 12345 and you will receive a response within 10 working days. Please do not reply to this email.",
        Class::AutoReply,
    ),
];

#[test]
fn other_answers_are_told_apart() {
    let mut wrong = Vec::new();
    for (body, class) in OTHERS {
        let reading = reply(body);
        if reading.class != *class {
            wrong.push(format!(
                "{body:.90?}\n    wanted {class} got {} lead {} {:?}",
                reading.class,
                lead(&reading),
                reading.doubts
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), OTHERS.len(), wrong.join("\n"));
}
