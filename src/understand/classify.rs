//! The sender's words and the nominees found in, the class of the message out.

use std::sync::LazyLock;

use super::{
    cues::pattern,
    earlier::{Effect, WITHDRAWS},
    fold::fold,
    nominee::{Candidate, Choice, Origin},
    page::{Page, Voice},
    questions::{only_asked_about, questions},
    quick::Regex,
    said::Words,
    topic::Topic,
};
use crate::domain::{Change, Class};

/// What is known of an earlier answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    /// An earlier mail of the sender's, quoted below, named somebody else.
    pub named_before: bool,
    /// Our confirmation is quoted.
    pub confirmed: bool,
    /// What today's words do to it.
    pub effect: Effect,
}

/// The class of a message that a person wrote. A promise or a refusal is noted without anybody's seeing it, so it is one only if nothing
/// else stands beside it: who also names somebody, or speaks of an earlier answer, is taken to nominate or correct, and a person looks.
pub(super) fn class(topic: &Topic, words: &Words, choice: &Choice, page: &Page, past: Past) -> Class {
    let class = likeliest(topic, words, choice, page, past);
    if !matches!(class, Class::Holding | Class::Decline) {
        return class;
    }
    let own = choice.origin == Origin::Own && choice.firm && !not_yet(words, choice);
    let chosen = own
        && choice
            .leads
            .iter()
            .any(|lead| lead.standing.chosen > 0 && lead.person.name.is_full() && !lead.person.emails.is_empty());
    let earlier = words.earlier > 0 && (!choice.out.is_empty() || past.confirmed || past.named_before);
    match (earlier, chosen && !words.name_to_come) {
        (true, _) => Class::Correction,
        (false, true) => Class::Nomination,
        (false, false) => class,
    }
}

fn likeliest(topic: &Topic, words: &Words, choice: &Choice, page: &Page, past: Past) -> Class {
    // Whoever refuses in answer to our letter refuses it, whatever else they were asked for.
    let refuses = topic.answers_us && words.decline > 0;
    if topic.is_unrelated() && (topic.business || topic.denies || !topic.role_spoken && !refuses)
        || thanks_only(words, choice, page, past)
    {
        return Class::Unrelated;
    }
    if corrects(words, choice, page, past) {
        return Class::Correction;
    }
    names_somebody(words, choice, page).unwrap_or_else(|| without_a_name(topic, words, choice, page))
}

/// Whether an earlier answer is changed or taken back.
fn corrects(words: &Words, choice: &Choice, page: &Page, past: Past) -> bool {
    let named = !choice.leads.is_empty();
    let changes = words.earlier > 0 && words.change > 0
        || past.named_before && (words.change > 0 || named)
        || past.confirmed && (words.change > 0 || named && choice.firm)
        || past.effect != Effect::None;
    let withdraws = words.earlier > 0 && WITHDRAWS.is_match(page.text_of(Voice::Own)) && !named;
    let declines = words.decline > 1 || words.decline == 1 && choice.out.is_empty() && !past.confirmed;
    withdraws && (words.decline == 0 || !choice.out.is_empty() || past.confirmed)
        || changes && (named || !declines && !not_yet(words, choice))
}

/// Whether a name is promised, and nobody is put in the place before it comes.
fn waits(words: &Words, choice: &Choice) -> bool {
    let placed = choice.leads.iter().any(|lead| {
        let said = lead.standing.chosen + lead.standing.role + lead.standing.asserted > 0;
        said && lead.person.name.is_full()
            || lead.standing.role > 0
            || !lead.person.phones.is_empty()
            || !lead.person.emails.is_empty()
    });
    words.name_to_come && (words.promise || choice.origin != Origin::Own) || words.promise && !placed
}

fn detailed(choice: &Choice) -> bool {
    choice.leads.iter().any(|lead| !lead.person.emails.is_empty() || !lead.person.phones.is_empty())
}

fn addressed(lead: &Candidate) -> bool {
    lead.person.email().is_some_and(|(_, alike)| *alike >= 2)
}

/// The class of a message that names people; none when the names do not tell.
fn names_somebody(words: &Words, choice: &Choice, page: &Page) -> Option<Class> {
    let open = !not_yet(words, choice);
    let promised_below = choice.origin == Origin::Thread && words.promise;
    let only_refuses = words.trust_declines && words.decline > 0 && !detailed(choice) && choice.out.is_empty();
    let held = waits(words, choice) || promised_below || only_refuses;
    if !choice.leads.is_empty() && choice.firm && open && !held {
        return Some(Class::Nomination);
    }
    let calls_back = words.call_back && words.query > 0;
    if !choice.firm && (calls_back || only_asked_about(page, choice)) {
        return Some(Class::Query);
    }
    let likely = |lead: &Candidate| addressed(lead) && lead.standing.role + lead.standing.asserted > 0;
    if choice.leads.iter().any(likely) && open && !held && words.decline == 0 {
        return Some(Class::Nomination);
    }
    // Two people, each with an address of their own, and the choice left to us: a person has to decide, not only to answer.
    let several = choice.leads.len() > 1 && choice.leads.iter().all(addressed);
    (several && open && words.decline == 0).then_some(Class::Nomination)
}

/// The class of a message by what it says when nobody is plainly named.
fn without_a_name(topic: &Topic, words: &Words, choice: &Choice, page: &Page) -> Class {
    let named = !choice.leads.is_empty();
    let questions = if words.to_others { 0 } else { questions(page.own()) };
    if words.decline > 0 && 2 * words.decline >= words.holding && (questions == 0 || words.decline > 1) {
        return Class::Decline;
    }
    if topic.in_file && !named && words.decline == 0 && questions == 0 {
        return Class::Nomination;
    }
    if words.holding >= 2 && (questions == 0 || words.promise && questions == 1) {
        return Class::Holding;
    }
    let unasked = named && choice.firm && detailed(choice) && not_yet(words, choice) && !waits(words, choice);
    if unasked && questions == 0 {
        return Class::Nomination;
    }
    if !words.to_others && (questions > 0 || words.query > 1 || words.query > 0 && !detailed(choice)) {
        return Class::Query;
    }
    if words.holding >= 2 || words.to_others && !named && !has_file(page) {
        return Class::Holding;
    }
    let silent = topic.nominates || topic.own_words;
    if named || has_file(page) || silent { Class::Nomination } else { Class::Query }
}

/// Thanks for our receipt or confirmation that says nothing new: no address, number or full name, nothing promised, asked or changed.
fn thanks_only(words: &Words, choice: &Choice, page: &Page, past: Past) -> bool {
    static THANKS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:thank(?:s| you)\b[^.!?\n]{0,40}\b(?:letting (?:me|us) know|confirm\w*|acknowledg\w*|quick (?:reply|response)|receipt|update)|thanks|thank you|received with thanks|much appreciated|nothing (?:you need|more|further|else))\b",
        )
    });
    static ACKNOWLEDGES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\bthank you for (?:yours\b|(?:your|the|this) (?:nomination|reply|response|answer|e-?mail|message)\b)|\bwe have (?:now )?(?:received|recorded|noted|added|registered)\b|\bhas been (?:received|recorded|noted|added)\b",
        )
    });
    let own = page.text_of(Voice::Own);
    let quiet = words.decline == 0 && words.holding == 0 && words.change == 0 && words.query == 0 && !words.not_yet;
    let details =
        page.own().iter().any(|para| !para.signed && (!para.emails().is_empty() || !para.phones().is_empty()));
    let brief =
        page.own().iter().filter(|para| !para.signed).map(|para| para.text.split_whitespace().count()).sum::<usize>()
            <= 60;
    let new_names = choice.leads.iter().any(|lead| {
        let name = &lead.person.name;
        name.is_full() && own.contains(fold(&name.family).as_str())
    });
    let acknowledged = past.confirmed
        || page.voiced(Voice::Ours).flat_map(|zone| &zone.paras).any(|para| ACKNOWLEDGES.is_match(&para.folded));
    acknowledged && brief && quiet && !details && !new_names && questions(page.own()) == 0 && THANKS.is_match(own)
}

/// Whether the names are said not to be a nomination, and not only those of people who are out.
pub(super) fn not_yet(words: &Words, choice: &Choice) -> bool {
    let chosen = choice.leads.iter().any(|lead| lead.standing.chosen > 0 && lead.standing.role > 0);
    let settled = chosen && !choice.out.is_empty();
    words.not_yet && !settled
}

fn has_file(page: &Page) -> bool {
    page.text_of(Voice::Own).contains("attach")
}

/// How a correction changes the earlier answer.
pub(super) fn change(choice: &Choice, body: &str, effect: Effect) -> Change {
    match effect {
        Effect::Amended | Effect::Swapped => return Change::Amend,
        Effect::Added => return Change::Add,
        Effect::None => {}
    }
    let before = choice.out.first().map(super::people::Name::full);
    if choice.leads.is_empty() {
        return Change::Withdraw(before);
    }
    static TAKES_OVER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:replac\w+|successor|succeed\w*|supersed\w+|in (?:his|her|their) place|in place of|instead of|tak(?:es?|ing|en) over|steps? in|new (?:lead|lhs|nominee)|(?:his|her|their|the) role has passed)\b",
        )
    });
    if TAKES_OVER.is_match(body) {
        return Change::Replace(before);
    }
    let amends = ["number", "e-mail", "email", "address", "spelt", "spelling", "typo", "title"]
        .iter()
        .any(|word| body.contains(word))
        && choice.out.is_empty();
    if amends { Change::Amend } else { Change::Replace(before) }
}
