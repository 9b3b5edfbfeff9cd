//! A paragraph in, its label and value out: `Direct line: 0113 496 0123`, `LHS - Dr Jane Smith`, a row of two cells.

use std::{ops::Range, sync::LazyLock};

use super::page::Para;
use super::quick::Regex;

/// What a label says its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The nominee's name, the label itself saying that it is the lead.
    Lead,
    /// A deputy's name.
    Deputy,
    /// Somebody's name.
    Name,
    Surname,
    Forename,
    Title,
    Job,
    Email,
    Phone,
    /// A number that is nobody's own: fax, bleep.
    NotPhone,
    /// Somebody else: line manager, secretary, who filled it in.
    Other,
    /// Trust, site, date and the like.
    Fact,
}

/// A label with the place of its value in the paragraph's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled {
    pub label: Label,
    pub value: Range<usize>,
}

#[expect(clippy::expect_used, reason = "a constant pattern")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// Label wordings, folded; the first that matches wins.
const WORDINGS: &[(Label, &str)] = &[
    (
        Label::Other,
        r"(?:line )?(?:manager|mgr)|line man\w*|secretary|sec|pa|p\.a\.?|ea|assistant|(?:interim |acting |executive )?medical director|md|chief (?:executive|nurse|medical officer)|(?:form |return )?(?:completed|approved|proposed|submitted|authorised|signed|prepared|nominated|agreed|endorsed|seconded|sent|returned) (?:off )?by|completed|approver|proposer|sponsor|diary|cc|copy|copied|from|to|sent|subject|head of department|clinical director|for information|pa email|pa tel|secretary's \w+|(?:the )?pa'?s? (?:name|details|contact|e-?mail|tel\w*|number)[\w ]*|pa's name[\w ]*|(?:name|details) of (?:the )?(?:person|individual|colleague|officer) (?:completing|submitting|making|filling|sending|who)[\w ]*|(?:name of |the )*(?:nominator|proposer|medical director)(?:'s)?(?: (?:name|details|post|job title|e-?mail|signature))?|(?:pa|ea|secretary|assistant|personal assistant|support) (?:to|for) .{1,40}|personal assistant|previous\w*(?: \w+)*|former\w*(?: \w+)*|old(?: \w+)*",
    ),
    (
        Label::Deputy,
        r"(?:\(?[0-9a-z][.)]\)? ?)?(?:(?:our |the |trust )?deputy(?: (?:lead|lhs|contact|name|nominee|\(if any\)|lead healthcare scientist|healthcare scientist|for \w.{0,40}))?(?: ?/ ?(?:second|2nd)(?: contact)?)?|(?:second|secondary|2nd|back-?up|alternate|reserve)(?: contact| lead| name)?|dep|vice)",
    ),
    (
        Label::Lead,
        r"(?:\(?[0-9a-z][.)]\)? ?)?(?:(?:our |the |trust |new |name of |name of the |named |nominated |trust's |details of |details of the )*(?:lead(?: healthcare| health care)?(?: scientist)?(?: \(lhs\))?|lhs|lead hcs|hcs lead|nominee|nomination|nominated (?:lead|person|individual|officer)|lead contact|lead name|lead person|nominee name|nominee's name|name of (?:lhs|lead|nominee|lead healthcare scientist))(?: name| is| for (?:the )?[\w' &-]{2,40})?)",
    ),
    (
        Label::NotPhone,
        r"(?:business |work |safe haven )?fax(?: ?(?:no|number))?\.?|f|bleep(?: ?no)?\.?|pager|bleep holder|switchboard|swbd|switch",
    ),
    (Label::Surname, r"(?:lhs |lead |nominee |nominee's |contact |person's )?(?:surname|last name|family name)"),
    (
        Label::Forename,
        r"(?:lhs |lead |nominee |nominee's |contact |person's )?(?:fore|first |given |christian )names?(?:\(s\))?|forename\(s\)|given",
    ),
    (
        Label::Name,
        r"(?:full |contact |staff |person's |individual's |display |his |her |their )?name(?:\(s\))?|name of (?:individual|person|scientist|contact)|name in full|name and title|title (?:and|&|/) (?:full )?name|who|person|individual|contact person|contact|display name",
    ),
    (
        Label::Job,
        r"what|(?:(?:current |present |his |her |full |substantive |main |day )?(?:job(?: ?title| ?role|/role)?|post(?: title| held)?|position(?: held)?|designation|role|occupation|job title/role|role/job title|title/role|title/post|professional title|post/grade))(?: (?:in|at|within) (?:the |this |our )?(?:trust|hospital|organisation))?",
    ),
    (Label::Title, r"title"),
    (
        Label::Email,
        r"(?:work |contact |business |nhs |his |her |nhsmail |preferred )?(?:e-?mail|mail|e-?mail (?:address|addr|contact|id)|email/contact)|e|@|✉|mailto|smtp",
    ),
    (
        Label::Phone,
        r"(?:work |contact |business |office |his |her |direct |daytime |preferred |desk |lab |day )?(?:tel(?:ephone)?|phone|number|no|ext(?:ension|n)?|mobile|mob|cell|landline|line|dial|tel/mob)(?: ?(?:no|number|num|contact|work|mob|mobile|direct|line|tel|office))?\.?(?: ?\((?:direct|work|mobile|office|mob|home|lab|desk|direct line|day)\))?|t|m|d|dd|ddi|dl|direct|office|business|w|☎|📞|✆|tel & ext|telephone & extension|contact telephone(?: number)?|work tel|direct telephone(?: number)?",
    ),
    (
        Label::Fact,
        r"(?:name of )?(?:trust|organisation|organization|company|employer|hospital|site|base|location|address|work address|department|dept|directorate|division|service|area|specialty|speciality|discipline|profession|date|ods(?: code)?|code|ref|reference|region|starts?|start date|comments?|notes?|grade|band|qualifications|hcpc(?: no)?|subject|known as|e-mail display as|status|term|hours|working days|works|availability)(?: name)?",
    ),
];

#[expect(clippy::expect_used, reason = "constant patterns")]
static LABELS: LazyLock<regex::RegexSet> = LazyLock::new(|| {
    let whole = |words| format!(r"^(?:[-*•·▪◦–>#] *|\(?[0-9ivx]{{1,3}}[.)] *)?(?:{words})$");
    regex::RegexSet::new(WORDINGS.iter().map(|(_, words)| whole(words))).expect("constant patterns")
});
static BREAK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*(?:\.{2,}|:|=|\s[-–—]+\s|[-–—]\s|\s{3,}|\t)[\s.:=–—-]*"));

/// The label a short text is.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let folded = super::fold::fold(text);
    let trimmed = folded.trim().trim_end_matches([':', '.', ' ', '-', '–', '*', '=', '?']).trim();
    let trimmed = trimmed.strip_prefix('*').unwrap_or(trimmed).trim();
    if trimmed.is_empty() || trimmed.len() > 48 {
        return None;
    }
    if !LABELS.is_match(trimmed) {
        return None;
    }
    let first = LABELS.matches(trimmed).iter().next()?;
    WORDINGS.get(first).map(|(label, _)| *label)
}

/// The labelled values in a paragraph: one for `Label: value` or a row of two cells, several where columns of spaces part them.
pub(super) fn labels(para: &Para) -> Vec<Labelled> {
    if !para.heads.is_empty() {
        return under_heads(para);
    }
    if let [first, rest @ ..] = para.cells.as_slice()
        && let (Some(label), false) = (label_of(first), rest.is_empty())
    {
        let start = para.text.find(first.as_str()).map_or(0, |at| at + first.len());
        return vec![Labelled { label, value: trimmed(&para.text, start..para.text.len()) }];
    }
    let mut out: Vec<Labelled> = Vec::new();
    for column in columns(&para.text) {
        let Some(text) = para.text.get(column.clone()) else { continue };
        let Some((label, value)) = split(text).or_else(|| unmarked(text)) else { continue };
        out.push(Labelled { label, value: trimmed(&para.text, column.start + value.start..column.end) });
    }
    out
}

/// The cells of a row under a row of headings.
fn under_heads(para: &Para) -> Vec<Labelled> {
    let mut from = 0;
    let mut out = Vec::new();
    for (cell, head) in para.cells.iter().zip(&para.heads) {
        let Some(start) = para.text.get(from..).and_then(|rest| rest.find(cell.as_str())).map(|at| from + at) else {
            continue;
        };
        from = start + cell.len();
        if let Some(label) = head {
            out.push(Labelled { label: *label, value: trimmed(&para.text, start..from) });
        }
    }
    out
}

/// The columns of a line that holds several labels, `Title: Mr  Surname: OYELARAN`; otherwise the whole text.
fn columns(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let first_labelled = text.find(':').and_then(|at| text.get(..at)).is_some_and(|head| label_of(head).is_some());
    for (at, _) in text.match_indices(':').take(12) {
        let Some(head) = text.get(start..at).filter(|_| first_labelled) else { continue };
        let words: Vec<(usize, &str)> =
            head.match_indices(' ').map(|(space, _)| (space + 1, head.get(space + 1..).unwrap_or(""))).collect();
        let label = words.iter().rev().take(3).rfind(|(_, tail)| label_of(tail).is_some());
        if let Some((from, _)) =
            label.filter(|(from, _)| *from > 1 && head.get(..*from).is_some_and(|front| front.contains(':')))
        {
            out.push(start..start + from);
            start += from;
        }
    }
    out.push(start..text.len());
    out
}

fn split(text: &str) -> Option<(Label, Range<usize>)> {
    for found in BREAK.find_iter(text).take(4) {
        let head = text.get(..found.start())?;
        if head.len() > 60 {
            return None;
        }
        if let Some(label) = label_of(head) {
            return Some((label, found.end()..text.len()));
        }
    }
    None
}

/// `LHS Dr Ignatius Pellow`, `Tel 01632 960323`: a label without a mark after it, when the value is of its kind.
fn unmarked(text: &str) -> Option<(Label, Range<usize>)> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\(?[+0][0-9 ()-]{5}"));
    for (at, _) in text.match_indices(' ').take(3).collect::<Vec<_>>().into_iter().rev() {
        let (head, tail) = (text.get(..at)?, text.get(at..)?.trim_start());
        let Some(label) = label_of(head) else { continue };
        let fits = match label {
            Label::Lead | Label::Deputy | Label::Name => {
                tail.chars().count() < 60
                    && super::people::find(tail).first().is_some_and(|hit| hit.range.start == 0)
                    && !tail.contains(" is ")
            }
            Label::Phone | Label::NotPhone => DIGITS.is_match(tail) || is_blank(tail) && tail.len() < 12,
            Label::Email => !tail.contains(' ') && tail.contains('@') || is_blank(tail) && tail.len() < 12,
            Label::Job => head.contains(' ') && tail.chars().count() < 80 && super::people::has_post_word(tail),
            _ => false,
        };
        if fits {
            return Some((label, text.len() - tail.len()..text.len()));
        }
    }
    None
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(inner) = text.get(range.clone()) else { return range };
    let from = inner.len() - inner.trim_start_matches([' ', ':', '.', '-', '–', '=', '\u{a0}']).len();
    let to = inner.trim_end().len();
    if from >= to { range.end..range.end } else { range.start + from..range.start + to }
}

/// Whether a value says that there is none yet or none at all.
pub(super) fn is_blank(value: &str) -> bool {
    static NONE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:n/?[akr]|n\.a\.?|none|nil|tbc|tba|tbd|to be (?:confirmed|advised|announced)|unknown|not (?:known|given|stated|applicable|yet|set up|appointed|available)|vacant|pending|as above|-+|\?+|x+|awaited|to follow)(?:\b|$)",
        )
    });
    let folded = super::fold::fold(value);
    let trimmed = folded.trim();
    trimmed.is_empty() || NONE.is_match(trimmed)
}
