//! A person in a text in, what the text says they are out: the lead, a deputy, somebody who only appears, or somebody who is out.

use super::quick::Regex;
use super::{
    cues::{
        ASSERTS, CHOSEN_AFTER, CHOSEN_BEFORE, DEPUTY_AFTER, DEPUTY_BEFORE, LEAVES, LEFT_OUT, POST_AFTER, POST_BEFORE,
        ROLE, TAKES_BACK, pattern,
    },
    fold::fold,
    label::{self, Label},
    page::Para,
    people::has_post_word,
    questions::is_request,
    roster::{Mention, Person},
    sentences::{first_stop, sentence},
};
use std::sync::LazyLock;

/// What the text says of a person, each a count of places that say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// The role's name stands by them.
    pub role: u8,
    /// Words of nominating stand by them.
    pub asserted: u8,
    /// They are put into the role outright: words of choosing stand right by them, or a label does, and nothing takes it back.
    pub chosen: u8,
    /// A label or a deputy's wording.
    pub deputy: u8,
    /// Another post, a bystander, an addressee.
    pub other: u8,
    /// Left, refused, replaced or not it.
    pub out: u8,
    /// The last mention is one that says they are in.
    pub last_in: bool,
    /// A later sentence than the one that puts them out puts them in.
    pub redeemed: bool,
    /// The sentence that puts them out: paragraph and offset.
    pub out_sentence: Option<(usize, usize)>,
}

impl Standing {
    /// Whether they may be the nominee at all.
    pub(super) fn open(&self) -> bool {
        (self.out == 0 || self.redeemed) && (self.other == 0 || self.role.saturating_add(self.asserted) >= self.other)
    }

    /// A measure to rank candidates by.
    pub(super) fn weight(&self, person: &Person) -> u8 {
        let mail = person.email().map_or(0, |(_, alike)| if *alike >= 2 { 3 } else { 1 });
        4 * self.role.min(1)
            + 2 * self.asserted.min(1)
            + mail
            + u8::from(!person.phones.is_empty())
            + u8::from(person.job.is_some())
    }
}

/// Reads what a text says of a person.
pub(super) fn of(person: &Person, paras: &[Para], skip: &[bool]) -> Standing {
    let mut standing = Standing::default();
    match person.label {
        Some(Label::Lead) => {
            standing.role += 2;
            standing.chosen += 1;
        }
        Some(Label::Deputy) => standing.deputy += 2,
        Some(Label::Other) => standing.other += 2,
        Some(Label::Name) => standing.asserted += 2,
        _ => {}
    }
    for mention in &person.mentions {
        if skip.get(mention.para).copied().unwrap_or(false) {
            continue;
        }
        mentioned(&mut standing, paras, person, mention);
    }
    standing
}

/// `who you have as deputy`: what was, not what is said now.
static HELD: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^,? ?(?:who|whom) (?:you|we|i) (?:currently )?(?:have|had|hold|held|list)"));

/// Addresses stand in for nothing but full stops that end no sentence.
fn without_addresses(text: &str) -> String {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\w.+'-]+@[\w.-]+\w|(?:https?|www)[^\s]+"));
    ADDRESS.replace_all(text, "@").into_owned()
}

fn mentioned(standing: &mut Standing, paras: &[Para], person: &Person, mention: &Mention) {
    let Some(para) = paras.get(mention.para) else { return };
    let (left, right) = sentence(&para.text, mention);
    let begins = mention.range.start.saturating_sub(left.len());
    let (left, right) = (without_addresses(&fold(left)), without_addresses(&fold(right)));
    // `To let you have the outcome` holds nobody on a list.
    let left = left.replace("let you have", "tell you");
    if is_away(&left, &right) || MISSPELT.is_match(&left) {
        return;
    }
    let agent = left.trim_end().ends_with(" by");
    let declared = !agent && DECLARED.is_match(&right) && !TAKES_BACK.is_match(first_clause(&right));
    let positive = declared || prefers(&left);
    let out = taken_or_past(&left, &right)
        || next_sentence_denies(&para.text, mention)
        || LEFT_OUT.is_match(&left) && !positive
        || leaves(&right);
    let deputy = DEPUTY_BEFORE.find(&left).is_some_and(|found| !deputy_post(found.as_str()))
        || DEPUTY_AFTER.is_match(&right) && !HELD.is_match(&right);
    let other = !positive && (POST_BEFORE.is_match(&left) || POST_AFTER.is_match(&right));
    standing.out = standing.out.saturating_add(u8::from(out));
    if out {
        standing.out_sentence = Some((mention.para, begins));
    }
    standing.deputy = standing.deputy.saturating_add(u8::from(deputy && !out));
    standing.other = standing.other.saturating_add(u8::from(other && !out));
    if out || deputy || other {
        standing.last_in = false;
        standing.redeemed &= !out;
        return;
    }
    standing.last_in = true;
    let whole = format!("{left} {right}");
    let opens = mention.range.start <= 4
        || para.text.get(..mention.range.start).is_some_and(|front| label::label_of(front).is_some());
    let heading = if opens { heading(paras, mention.para) } else { String::new() };
    let deputy_heading = label::label_of(&heading) == Some(Label::Deputy)
        || DEPUTY_TITLE.is_match(&heading)
        || heading.contains("deputy") && !ROLE.is_match(&heading) && !has_post_word(&heading.replace("lead", ""));
    if deputy_heading {
        standing.deputy = standing.deputy.saturating_add(1);
        return;
    }
    let role = ROLE.is_match(&whole) || ROLE.is_match(&heading) || label::label_of(&heading) == Some(Label::Lead);
    standing.redeemed |=
        ROLE.is_match(&whole) && standing.out > 0 && standing.out_sentence != Some((mention.para, begins));
    standing.role = standing.role.saturating_add(u8::from(role));
    let headed = announces(&heading);
    let said = CHOSEN_BEFORE.is_match(fold_tail(&left))
        || CHOSEN_AFTER.is_match(&right)
        || headed
        || announced(paras, person, mention)
        || next_sentence_chooses(&para.text, mention)
        || marked_row(para);
    standing.chosen = standing.chosen.saturating_add(u8::from(
        said && !TAKES_BACK.is_match(&clause(&left).replace("could you", "please"))
            && !TAKES_BACK.is_match(first_clause(&right))
            && !asked(&para.text, mention),
    ));
    standing.asserted =
        standing.asserted.saturating_add(u8::from(ASSERTS.is_match(&whole) || ASSERTS.is_match(&heading)));
}

/// `Take X off`, `since X hung up his dosimeter`: words on both sides of the name put the person out.
fn taken_or_past(left: &str, right: &str) -> bool {
    static DID: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^ (?:finally |sadly |recently )?(?:\w+ed|left|hung|went|gave|stood|fell|took)\b"));
    let before = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    before.ends_with("take") && first_clause(right).contains(" off")
        || before.ends_with(" since") && DID.is_match(right)
}

/// Whether the words after a name put the person out; `X, and not the Pathology Manager` does the contrary.
fn leaves(right: &str) -> bool {
    static CANNOT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[^.;?]{0,140}\b(?:cannot|can'?t|won'?t|will not|could not|couldn'?t|(?:is|are) unable to|(?:is|are) not able to|isn'?t able to|no longer wish(?:es)? to) (?:now |after all |any longer )?(?:be (?:our|the|your|a|lhs|considered|nominated)|act\b|serve\b|continue\b|take (?:it|this|on)|do (?:it|this)|stand\b|remain\b)",
        )
    });
    CANNOT.is_match(right)
        || LEAVES.find(right).is_some_and(|found| {
            !["and not the", "and not our", "and not a ", ", not the", ", not our"]
                .iter()
                .any(|end| found.as_str().ends_with(end))
        })
}

/// `..., is the Trust's Lead Healthcare Scientist`: said of the person outright, whatever stands before the name.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:,[^.;?]{0,120}, | ?\([^)]{0,80}\),?)?[ ]*(?:is|will be|has been|remains|shall be|to be|becomes) (?:now |currently |also |already )?(?:our|the|your|its|this|\w+'s|named as|appointed|nominated as|confirmed as)[^.;?,]{0,40}?\b(?:lhs|lead healthcare scientist|lead health care scientist)\b",
    )
});

/// `Annelies (not Anneliese)`: a spelling that is wrong.
pub(super) static MISSPELT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\((?:n\.?b\.?:? |and |please note,? )?not \W*$|\bnot spel(?:t|led) \W*$"));

/// `(for when Gareth is away)`: the name only says when somebody else stands in.
fn is_away(left: &str, right: &str) -> bool {
    static WHEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:when|if|while|whilst|whenever|should|in case)(?: ever)? (?:dr |prof |mr |mrs |ms |miss )?$")
    });
    static AWAY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?: is|'s| be| are| were| was)? ?(?:not (?:here|available|in|there)|away|absent|unavailable|off|on leave|on holiday|out|cannot be reached)\b",
        )
    });
    WHEN.is_match(left) && AWAY.is_match(right)
}

/// Whether a heading introduces the answer: `Our nominee is:`, `for GOSH please note:`.
fn announces(heading: &str) -> bool {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:cop(?:y|ied|ying)|cc|telephone|call|ring|contact(?:ing)?|secretar\w+|applicants?|shortlist\w*|candidates?|interest|possible|possibl\w+|options?|among them|came forward|themselves|either|consult\w*|considering|consider\w*|not|n't|instead of|previous\w*|former\w*|gave you|sent you|two people|three people|agenda|panel|volunteers?|expressions?|wrote|rota|for information)\b",
        )
    });
    static INTRODUCES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"[:;\-–]\s*$|\b(?:is|are|be|please|note|following|below|requested|follows|place)\W*$")
    });
    let speaks = ROLE.is_match(heading) || heading.contains("nominat") || INTRODUCES.is_match(heading);
    !heading.is_empty() && speaks && !OTHER.is_match(heading)
}

/// `He is UHCW's LHS`: the next sentence, about the person just named.
fn next_sentence_chooses(text: &str, mention: &Mention) -> bool {
    static PRONOUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:he|she|they)(?:'s| is| has| will|'ll| are)? "));
    let tail = text.get(mention.range.end..).unwrap_or("");
    let rest = tail.get(first_stop(tail)..).unwrap_or("").trim_start_matches(['.', '!', ')', ' ']);
    let next = fold(rest.get(..first_stop(rest)).unwrap_or(""));
    PRONOUN.is_match(&next)
        && (ROLE.is_match(&next) || super::cues::AGREED.is_match(&next))
        && !TAKES_BACK.is_match(&next)
}

/// `He is not, and never was`: the next sentence takes the person just named out.
fn next_sentence_denies(text: &str, mention: &Mention) -> bool {
    static DENIES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:but |however,? |sadly,? |unfortunately,? )?(?:he|she|they|that)(?: is|'s| was| are| has| had)?(?:n't| not| never| no longer)\b(?:[,;.]| and\b| but\b| was\b| it\b| the\b| our\b| now\b| actually\b| any\b| correct\b| right\b| so\b| lhs\b| lead\b|$)",
        )
    });
    let tail = text.get(mention.range.end..).unwrap_or("");
    let rest = tail.get(first_stop(tail)..).unwrap_or("").trim_start_matches(['.', '!', ')', ' ']);
    DENIES.is_match(&fold(rest.get(..first_stop(rest)).unwrap_or("")))
}

/// The last words of the sentence before a mention.
fn fold_tail(left: &str) -> &str {
    let tail = super::fold::before(left, left.len(), 130);
    tail.rsplit(';').next().unwrap_or(tail)
}

/// The clause right after a mention; `X, not Y` takes nothing back.
fn first_clause(right: &str) -> &str {
    let head = super::fold::after(right, 0, 70);
    let cut =
        [";", ", but ", " but ", " - ", ", not ", " not ", " (not "].iter().filter_map(|mark| head.find(mark)).min();
    cut.and_then(|at| head.get(..at)).unwrap_or(head)
}

/// The clause right before a mention: what stands before a semicolon, `but` or `that` speaks of something else.
fn clause(left: &str) -> &str {
    let tail = super::fold::before(left, left.len(), 90);
    let cut = [";", ", but ", " but ", ", and that ", " - ", ", so ", ". "]
        .iter()
        .filter_map(|mark| tail.rfind(mark).map(|at| at + mark.len()))
        .max();
    cut.and_then(|at| tail.get(at..)).unwrap_or(tail)
}

/// A row of a table with a cell that names the role.
fn marked_row(para: &Para) -> bool {
    para.cells.len() > 1 && para.cells.iter().any(|cell| ROLE.find(&fold(cell)).is_some_and(|found| found.start() < 4))
}

/// Whether the sentence of a mention is a question.
fn asked(text: &str, mention: &Mention) -> bool {
    let tail = text.get(mention.range.end..).unwrap_or("");
    let (left, _) = sentence(text, mention);
    tail.get(first_stop(tail)..).is_some_and(|rest| rest.starts_with('?')) && !is_request(&fold(left))
}

/// A form, `Name: ...`, after words about the role or the nomination.
fn announced(paras: &[Para], person: &Person, mention: &Mention) -> bool {
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bnominat|\brequested\b|\basked\b|\bcard\b|\bbelow\b|\bpasted\b|\blead (?:will be|is)\b|\bdetails\b|\bsee (?:below|table)|\bas follows\b|\bresponse\b|\breturn\b|\brecord\b",
        )
    });
    let labelled = matches!(person.label, Some(Label::Name | Label::Surname | Label::Forename));
    let start = mention.para.saturating_sub(8);
    labelled
        && paras.get(start..mention.para).unwrap_or_default().iter().any(|para| {
            (ROLE.is_match(&para.folded) || ABOUT.is_match(&para.folded))
                && !para.folded.contains("telephone:")
                && !para.folded.contains("please call")
        })
}

/// `gone for Dr X`, `nominate Mr X`: words that choose, whatever preposition they end with.
fn prefers(left: &str) -> bool {
    static CHOOSES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:go(?:ne|ing)?|went|opt(?:ed)?|plump(?:ed)?|settled|decided|agreed|landed) (?:for|with|on|upon)|\b(?:represented|led|filled|held|fulfilled|undertaken|performed|discharged|occupied|assumed|carried out|taken up) by|\b(?:nominat\w+|propos\w+|suggest\w*|recommend\w*|appoint\w*|put(?:ting)? (?:forward|in|down|up)|name[sd]?|choice (?:is|was)|replac\w+ [^.;]{2,60} (?:with|by)|(?:passed|handed|given|transferred|falls|goes|go|gone|moved|moves|passes)(?: over| on| down)? to|with immediate effect(?: by)?|belong(?:s)? to|it should read|swap(?:p\w+)? (?:(?:him|her|them) )?(?:for|with)|change (?:it )?to|amend(?:ed)? to|replaced (?:by|with)|succeeded by|taken (?:on|over) by|\b(?:wrong|right|correct|new|old) (?:\w+ ){0,2}(?:address|e-?mail|number|details|extension|mobile|title|name) for|\b(?:amend|chang|updat|switch)\w*\b[^.;]{0,60}\bfrom [^.;]{3,60} to|details (?:are |below )?(?:for|of)|above (?:are )?(?:for|of)|(?:my|his|her|their|the correct|correct|right|full|actual) name is|should be|should read|not .{2,40} but)(?: (?:our|the|mr|dr))*[ :]*$",
        )
    });
    let tail = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    CHOOSES.find_iter(left).any(|found| found.end() >= tail.len())
}

/// `Deputy Head of` is a post, not a deputy to the lead.
fn deputy_post(matched: &str) -> bool {
    let tail = matched.split_once("deputy").map_or("", |(_, tail)| tail);
    tail.split_whitespace().take(3).any(|word| {
        matches!(
            word,
            "head"
                | "director"
                | "manager"
                | "chief"
                | "medical"
                | "lead,"
                | "clinical"
                | "dean"
                | "md"
                | "coo"
                | "divisional"
                | "general"
        )
    })
}

/// A line that opens a deputy's block, whatever it goes on to say: `Deputy (for when Gareth is away)`.
static DEPUTY_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:[0-9a-z][.)] )?(?:(?:our|the|trust|nominated|named|and|his|her|their|lhs) )*(?:deputy|deputies|second(?:ary)? (?:contact|name|person)|back-?up|stand-?in|reserve|alternate|substitute|in (?:his|her|their) absence)\b(?: (?:lhs|lead|contact|lead healthcare scientist|healthcare scientist))*(?:\W*$|\W* ?[(:\u{2013}-]| for | when | if | in | to )",
    )
});

/// The heading above a block: the nearest paragraph before it that names nobody, if it ends with a colon, is a label or speaks of the role.
fn heading(paras: &[Para], index: usize) -> String {
    for step in 1..=8 {
        let Some(para) = index.checked_sub(step).and_then(|at| paras.get(at)) else { break };
        let folded = para.folded.trim();
        let item =
            folded.contains('@') || folded.chars().filter(char::is_ascii_digit).count() >= 6 && !folded.ends_with(':');
        if item {
            continue;
        }
        if DEPUTY_TITLE.is_match(folded) && folded.chars().count() <= 80 {
            return folded.to_owned();
        }
        let colon = folded.ends_with([':', ';', '-', '–']);
        let labelled = label::label_of(folded).is_some_and(|label| matches!(label, Label::Lead | Label::Deputy));
        let tail = folded.rsplit(['.', '!', '?']).find(|part| !part.trim().is_empty()).unwrap_or(folded);
        if colon
            || labelled
            || ROLE.is_match(tail)
            || folded.ends_with(" is")
            || folded.ends_with("please")
            || folded.ends_with("at")
        {
            return if colon { tail.trim().to_owned() } else { folded.to_owned() };
        }
        if step > 2 && folded.len() > 80 {
            break;
        }
    }
    String::new()
}
