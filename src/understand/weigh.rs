//! The people of one text in, which of them it nominates out.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    cues::{ROLE, TAKES_BACK, pattern},
    label::Label,
    nominee::{Candidate, Choice, Origin},
    page::Para,
    people::Name,
    roster::Roster,
    sign,
    standing::{self, Standing},
};

/// Weighs the people of one text.
pub(super) fn weigh(roster: &Roster, paras: &[Para], skip: &[bool]) -> Choice {
    let all: Vec<Candidate> = roster
        .people
        .iter()
        .map(|person| Candidate { person: person.clone(), standing: standing::of(person, paras, skip) })
        .collect();
    let out: Vec<Name> = all
        .iter()
        .filter(|candidate| candidate.standing.out > 0 && !candidate.standing.open())
        .map(|candidate| candidate.person.name.clone())
        .collect();
    let mut choice = Choice { out, ..Choice::default() };
    let (deputies, rest): (Vec<Candidate>, Vec<Candidate>) = all
        .into_iter()
        .filter(|candidate| candidate.person.label != Some(Label::Other))
        .partition(|candidate| is_deputy(&candidate.standing));
    let mut open: Vec<Candidate> = rest.into_iter().filter(|candidate| candidate.standing.open()).collect();
    let marked = marked(&open, paras);
    if !marked.is_empty() {
        open = marked;
    }
    let top = open.iter().map(|candidate| candidate.standing.weight(&candidate.person)).max().unwrap_or(0);
    let named_role = open.iter().any(|candidate| candidate.standing.role > 0);
    let detailed = |candidate: &Candidate| candidate.person.emails.iter().any(|(_, alike)| *alike >= 2);
    let chosen = |candidate: &Candidate| {
        let weight = candidate.standing.weight(&candidate.person);
        let strong = weight >= 3 && weight + 3 >= top;
        if named_role {
            candidate.standing.role > 0 && weight + 4 >= top || detailed(candidate) && strong
        } else {
            strong || weight == top && top >= 1
        }
    };
    let (mut leads, mut others): (Vec<Candidate>, Vec<Candidate>) = open.into_iter().partition(chosen);
    let (beside, rest): (Vec<Candidate>, Vec<Candidate>) =
        others.into_iter().partition(|other| leads.iter().any(|lead| alternative(lead, other, paras)));
    leads.extend(beside);
    others = rest;
    choice.unexplained = others.iter().filter(|candidate| detailed(candidate)).count();
    choice.deputies = deputies.into_iter().filter(|candidate| candidate.standing.out == 0).collect();
    let crowd = leads.len() > 2 && !leads.iter().any(detailed);
    choice.firm = !crowd
        && (leads.iter().any(|candidate| candidate.standing.chosen > 0)
            || bare(&leads, paras, skip)
            || record(&leads, paras, skip));
    choice.origin = if leads.is_empty() { Origin::Nowhere } else { Origin::Own };
    choice.leads = leads;
    choice
}

/// Whether the text is hardly more than one person with an address: `Ruth Pennycook, lead BMS. ruth@...`.
fn bare(leads: &[Candidate], paras: &[Para], skip: &[bool]) -> bool {
    let [lead] = leads else { return false };
    let own: Vec<&Para> = paras
        .iter()
        .enumerate()
        .filter(|(index, para)| !skip.get(*index).copied().unwrap_or(false) && !sign::is_greeting(para))
        .map(|(_, para)| para)
        .collect();
    let words: usize = own.iter().map(|para| para.text.split_whitespace().count()).sum();
    let plain = own.iter().all(|para| !para.text.contains('?') && !TAKES_BACK.is_match(&para.folded));
    let opens = lead.person.mentions.first().is_some_and(|mention| {
        own.first().is_some_and(|first| {
            paras.get(mention.para).is_some_and(|para| std::ptr::eq(*first, para)) && mention.range.start < 40
        })
    });
    words <= 40
        && plain
        && opens
        && (!lead.person.emails.is_empty()
            || !lead.person.phones.is_empty()
            || lead.person.job.as_ref().is_some_and(|job| !super::job::is_executive(&job.value)))
}

/// A paragraph or block that is nothing but one person's details, in a text that names nobody else with an address and asks nothing.
fn record(leads: &[Candidate], paras: &[Para], skip: &[bool]) -> bool {
    let [lead] = leads else { return false };
    let Some(mention) = lead.person.mentions.first() else { return false };
    let Some(para) = paras.get(mention.para) else { return false };
    let alike = lead.person.email().is_some_and(|(_, alike)| *alike >= 3);
    let own = paras.iter().zip(skip).filter(|(_, skip)| !**skip).map(|(para, _)| para);
    let asks = own
        .clone()
        .flat_map(|para| standing::sentences(&para.text))
        .any(|sentence| super::certain::asks_about_them(&sentence));
    let labelled = matches!(lead.person.label, Some(Label::Name | Label::Surname | Label::Forename));
    let opens = labelled || mention.range.start <= 3;
    let verbless = labelled || !VERB.is_match(&para.folded);
    let before_asks =
        mention.para.checked_sub(1).and_then(|at| paras.get(at)).is_some_and(|para| CONTACT.is_match(&para.folded));
    alike && !asks && opens && verbless && !before_asks
}

static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|do|does|did|been|be)\b")
});

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:contact|call|telephone|ring|speak to|queries|enquiries|urgent|copy|copied|instead|absence|not)\b")
});

/// `Either A or B`, `A / B`: the two stand side by side in one paragraph.
fn alternative(lead: &Candidate, other: &Candidate, paras: &[Para]) -> bool {
    static OR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[^.;@]{0,60}(?:\bor\b|/)[^.;@]{0,60}$|^ ?(?:&|and) $"));
    lead.person.mentions.iter().any(|a| {
        other.person.mentions.iter().any(|b| {
            let (first, second) = if a.range.start < b.range.start { (a, b) } else { (b, a) };
            a.para == b.para
                && paras
                    .get(a.para)
                    .and_then(|para| para.text.get(first.range.end..second.range.start))
                    .is_some_and(|between| OR.is_match(&super::fold::fold(between)))
        })
    })
}

fn is_deputy(standing: &Standing) -> bool {
    standing.deputy > 0 && standing.deputy >= standing.role
}

/// The sign that a line under a list explains as the lead's: `* the trust's Lead Healthcare Scientist`.
fn legend(paras: &[Para]) -> Option<char> {
    static LEGEND: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\W{0,2}(?P<sign>[*†‡§#^¹²+•◊~])[ \t]*[=:–-]?[ \t]*(?P<words>\p{L}.*)$"));
    paras.iter().find_map(|para| {
        let found = LEGEND.captures(&para.folded)?;
        let words = found.name("words")?.as_str();
        let says = ROLE.find(words).is_some_and(|role| role.start() < 40) || words.trim_end_matches('.') == "lead";
        (says && words.len() < 80 && !words.contains('@'))
            .then(|| found.name("sign")?.as_str().chars().next())
            .flatten()
    })
}

/// Whether a sign stands right beside one of a person's names.
fn signed_with(candidate: &Candidate, paras: &[Para], sign: char) -> bool {
    candidate.person.mentions.iter().any(|mention| {
        paras.get(mention.para).is_some_and(|para| {
            let after = para.text.get(mention.range.end..).unwrap_or("");
            let before = para.text.get(..mention.range.start).unwrap_or("");
            let head: String = after.chars().take(4).collect();
            let tail: String = before.chars().rev().take(3).collect();
            head.trim_start_matches([' ', '(', ')', ',']).starts_with(sign)
                || tail.trim_start_matches([' ', ')', '(']).starts_with(sign)
        })
    })
}

/// One of several that a list marks: with a star, a `Y`, `LHS` in a cell of its own.
fn marked(open: &[Candidate], paras: &[Para]) -> Vec<Candidate> {
    static SAYS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:asterisk|starred|star\b|marked|ticked|tick\b|with (?:the|a) y\b|highlighted|in bold|flagged)|\* ?=|= ?lead|\(\*\)",
        )
    });
    let says = paras.iter().any(|para| SAYS.is_match(&para.folded));
    let is_mark = |cell: &str| {
        matches!(
            cell.trim().to_lowercase().as_str(),
            "*" | "**"
                | "y"
                | "yes"
                | "x"
                | "✓"
                | "✔"
                | "lhs"
                | "lead"
                | "lead healthcare scientist"
                | "lead hcs"
                | "yes - lhs"
                | "yes (lhs)"
        )
    };
    let has_mark = |candidate: &&Candidate| {
        candidate.person.mentions.iter().filter_map(|mention| paras.get(mention.para)).any(|para| {
            para.cells.len() > 1 && para.cells.iter().any(|cell| is_mark(cell))
                || says && para.text.trim_start().starts_with('*') && !para.text.trim_start().starts_with("* =")
                || says && para.text.trim_end().ends_with('*')
        })
    };
    let hits: Vec<&Candidate> = match legend(paras) {
        Some(sign) => open.iter().filter(|candidate| signed_with(candidate, paras, sign)).collect(),
        None => open.iter().filter(has_mark).collect(),
    };
    if hits.is_empty() || hits.len() == open.len() {
        return Vec::new();
    }
    let chosen = |candidate: &&Candidate| {
        let mut candidate = (*candidate).clone();
        candidate.standing.role += 1;
        candidate.standing.chosen += 1;
        candidate
    };
    hits.iter().map(chosen).collect()
}
