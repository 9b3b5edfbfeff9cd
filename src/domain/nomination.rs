//! How a trust's answer changes when another message speaks for it: the state machine behind the register.
//!
//! ```text
//!               named (clear)        declined       holding
//! nothing       record               record         record
//! holding       record               record         record (a later date)
//! declined      ask a person (1)     record again   ask a person (1)
//! named A       A again: record      ask a person   ask a person
//!               other: ask, unless it is a clear correction
//! ```
//! (1) Who has declined may think better of it: from the same writer it is recorded.
//! A withdrawal suspends the person at once, whatever else is unclear, and then a person looks. Mail that is older than the answer in
//! force goes to a person, unless it says nothing that this answer does not say: then it is history.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    AnswerId, Change, Class, Disposition, Doubt, EmailAddress, Nominee, PhoneNumber, Reading, Role, Stop, Title,
};

/// A person as the register holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Lead or deputy.
    pub role: Role,
    /// The name in natural case.
    pub name: String,
    /// `Dr`, `Prof`, ...
    pub title: Option<Title>,
    /// The post.
    pub job_title: Option<String>,
    /// The address.
    pub email: Option<EmailAddress>,
    /// The person's lines.
    pub phones: Vec<PhoneNumber>,
}

impl Person {
    /// The name with its title: `Dr Jane Smith`.
    #[must_use]
    pub fn addressed(&self) -> String {
        self.title.map_or_else(|| self.name.clone(), |title| format!("{title} {}", self.name))
    }

    /// Whether the two are the same person by name: case, full stops, hyphens and spaces do not matter.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        plain(&self.name) == plain(name)
    }
}

impl From<&Nominee> for Person {
    fn from(nominee: &Nominee) -> Self {
        Self {
            role: nominee.role,
            name: nominee.name.value.clone(),
            title: nominee.title.as_ref().map(|title| title.value),
            job_title: nominee.job_title.as_ref().map(|job| job.value.clone()),
            email: nominee.email.as_ref().map(|email| email.value.clone()),
            phones: nominee.phones.iter().map(|phone| phone.value.clone()).collect(),
        }
    }
}

/// What a trust has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It named somebody; the lead comes first.
    Named(Vec<Person>),
    /// It has no LHS, or refuses.
    Declined,
    /// It will answer, perhaps by a day it named.
    Holding(Option<Date>),
}

impl Answer {
    /// The name in the store.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Named(_) => "named",
            Self::Declined => "declined",
            Self::Holding(_) => "holding",
        }
    }

    /// The lead, when one is named.
    #[must_use]
    pub fn lead(&self) -> Option<&Person> {
        match self {
            Self::Named(people) => people.iter().find(|person| person.role == Role::Lead),
            Self::Declined | Self::Holding(_) => None,
        }
    }

    /// Whether both name a lead, and the same one.
    #[must_use]
    pub fn names_the_lead_of(&self, other: &Self) -> bool {
        matches!((self.lead(), other.lead()), (Some(lead), Some(other)) if lead.is_named(&other.name))
    }

    /// What it says, as a person reads it: `Dr Jane Smith`, `declined`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Named(_) => self.lead().map_or_else(|| "nobody as lead".to_owned(), Person::addressed),
            Self::Declined => "declined".to_owned(),
            Self::Holding(Some(until)) => format!("will answer by {until}"),
            Self::Holding(None) => "will answer later".to_owned(),
        }
    }
}

/// The answer in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its version.
    pub id: AnswerId,
    /// What it says.
    pub answer: Answer,
    /// When the trust said it.
    pub said: Timestamp,
}

/// What to do with what a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Record this; it takes the place of what is held.
    Record(Answer),
    /// It was said before what is held, which says as much and more: it belongs to the history only.
    Past(Answer),
    /// Nothing to record (a question, a machine's note, another programme's mail).
    Nothing,
    /// A person decides.
    Review {
        /// Why.
        doubts: Vec<Doubt>,
        /// Whether the answer in force is withdrawn at once.
        withdraw: bool,
    },
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// The one who gave the answer in force.
    TheSame,
    /// Somebody else, or nobody knows.
    Another,
}

/// What follows from a reading, given the answer in force.
#[must_use]
pub fn step(held: Option<&Held>, reading: &Reading, said: Timestamp, writer: Writer) -> Step {
    let review = |doubts| Step::Review { doubts, withdraw: withdraws(held, reading) };
    if reading.disposition == Some(Disposition::Review) {
        return review(reading.doubts.clone());
    }
    let answer = match reading.class {
        Class::Nomination | Class::Correction => Answer::Named(reading.nominees.iter().map(Person::from).collect()),
        Class::Decline => Answer::Declined,
        Class::Holding => Answer::Holding(reading.until.as_ref().map(|until| until.value)),
        Class::Query | Class::AutoReply | Class::Bounce | Class::Unrelated => return Step::Nothing,
    };
    if reading.trust.is_none() {
        return review(vec![Doubt::new("it is not clear for which trust this speaks")]);
    }
    if let Answer::Named(people) = &answer {
        match people.iter().filter(|person| person.role == Role::Lead).count() {
            0 => return review(vec![Doubt::new("nobody is named as the lead")]),
            1 => {}
            _ => return review(vec![Doubt::new("several people are named as the lead")]),
        }
        if reading.disposition.is_none() {
            return review(vec![Doubt::new("the reader came to no decision")]);
        }
    }
    match held {
        None => Step::Record(answer),
        Some(held) if said < held.said && adds_nothing(held, &answer) => Step::Past(answer),
        Some(held) if said < held.said => {
            review(vec![Doubt::new("this mail is older than the answer in the register, and says something too")])
        }
        Some(held) => against(held, answer, reading, writer).unwrap_or_else(|doubt| review(vec![doubt])),
    }
}

/// Whether an earlier answer says nothing that the one in force does not say: it asked for the time that is over now, declined as well,
/// or named the same lead with no other detail.
fn adds_nothing(held: &Held, earlier: &Answer) -> bool {
    match (&held.answer, earlier) {
        (Answer::Named(_) | Answer::Declined | Answer::Holding(_), Answer::Holding(_))
        | (Answer::Declined, Answer::Declined) => true,
        (Answer::Named(now), Answer::Named(then)) => {
            let known = |then: &Person| now.iter().any(|now| now.is_named(&then.name) && completes(now, then));
            held.answer.names_the_lead_of(earlier) && then.iter().all(known)
        }
        (Answer::Named(_) | Answer::Holding(_), Answer::Declined)
        | (Answer::Declined | Answer::Holding(_), Answer::Named(_)) => false,
    }
}

/// Whether the one holds every detail of the other.
fn completes(now: &Person, then: &Person) -> bool {
    (then.job_title.is_none() || now.job_title.is_some())
        && (then.email.is_none() || now.email == then.email)
        && then.phones.iter().all(|phone| now.phones.contains(phone))
}

/// The new answer against the one in force.
fn against(held: &Held, new: Answer, reading: &Reading, writer: Writer) -> Result<Step, Doubt> {
    let ask = |words: &str| Err(Doubt::new(words));
    match (&held.answer, &new) {
        (Answer::Holding(_), Answer::Named(_) | Answer::Declined | Answer::Holding(_))
        | (Answer::Declined, Answer::Declined) => Ok(Step::Record(new)),
        (Answer::Declined, Answer::Named(_) | Answer::Holding(_)) if writer == Writer::TheSame => Ok(Step::Record(new)),
        (Answer::Declined, Answer::Named(_)) => ask("the trust has declined before, and now names somebody"),
        (Answer::Declined, Answer::Holding(_)) => ask("the trust has declined before, and now asks for time"),
        (Answer::Named(_), Answer::Declined) => ask("the register holds a nominee for this trust, and now it declines"),
        (Answer::Named(_), Answer::Holding(_)) => {
            ask("the register holds a nominee for this trust, and now it asks for time")
        }
        (Answer::Named(old), Answer::Named(people)) => {
            renamed(old, people, reading).map(|people| Step::Record(Answer::Named(people)))
        }
    }
}

/// What two answers come to that were given by two trusts, once they are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Together {
    /// The earlier one says it all.
    Earlier,
    /// The later one does.
    Later,
    /// Both name the same lead, each with details that the other lacks.
    Joined(Answer),
    /// A person has to decide.
    Conflict,
}

/// The earlier answer of one trust and the later of another, when the trusts become one: as if both had been said for it, and neither
/// said that it replaces the other.
#[must_use]
pub fn together(earlier: &Answer, later: &Answer) -> Together {
    match (earlier, later) {
        (Answer::Holding(_), Answer::Named(_) | Answer::Declined | Answer::Holding(_))
        | (Answer::Declined, Answer::Declined) => Together::Later,
        (Answer::Declined, Answer::Named(_) | Answer::Holding(_))
        | (Answer::Named(_), Answer::Declined | Answer::Holding(_)) => Together::Conflict,
        (Answer::Named(old), Answer::Named(new)) => {
            let addresses = (
                earlier.lead().and_then(|lead| lead.email.as_ref()),
                later.lead().and_then(|lead| lead.email.as_ref()),
            );
            if !later.names_the_lead_of(earlier) || matches!(addresses, (Some(one), Some(other)) if one != other) {
                return Together::Conflict;
            }
            let people = merged(old, new);
            if people == *new {
                Together::Later
            } else if people == *old {
                Together::Earlier
            } else {
                Together::Joined(Answer::Named(people))
            }
        }
    }
}

/// The people of a second nomination against those in the register.
fn renamed(old: &[Person], new: &[Person], reading: &Reading) -> Result<Vec<Person>, Doubt> {
    let lead = |people: &[Person]| people.iter().find(|person| person.role == Role::Lead).cloned();
    let (Some(old_lead), Some(new_lead)) = (lead(old), lead(new)) else { return Ok(new.to_vec()) };
    let same = old_lead.is_named(&new_lead.name);
    let clear = reading.class == Class::Correction;
    if same {
        let moved = matches!((&old_lead.email, &new_lead.email), (Some(a), Some(b)) if a != b);
        if moved && !clear {
            return Err(Doubt::new(format!("the register holds another e-mail address for {}", new_lead.addressed())));
        }
        return Ok(merged(old, new));
    }
    let held = old_lead.addressed();
    match (&reading.change, clear) {
        (Some(Change::Replace(Some(name))), true) if !is_meant(&old_lead, name) => {
            Err(Doubt::new(format!("it replaces {name}, but the register holds {held}")))
        }
        (Some(Change::Replace(_)), true) => Ok(new.to_vec()),
        _ => Err(Doubt::new(format!(
            "the register holds {held} for this trust, and this mail does not say clearly that {} takes over",
            new_lead.addressed()
        ))),
    }
}

/// Whether a name in a mail (perhaps a surname only) means this person: `Smith`, `Dr Smith`, `J Smith` mean Jane Smith,
/// `Bob Smith` does not.
fn is_meant(person: &Person, name: &str) -> bool {
    let held = words(&person.name);
    let said: Vec<String> = words(name).into_iter().filter(|word| Title::parse(word).is_none()).collect();
    let given = match (held.first(), said.as_slice()) {
        (Some(held), [said, _, ..]) => held == said || said.chars().count() == 1 && held.starts_with(said.as_str()),
        _ => true,
    };
    person.is_named(name) || shares_surname(&held, &said) && given
}

/// The last words of both are the same.
fn shares_surname(one: &[String], other: &[String]) -> bool {
    other.last().is_some_and(|last| one.last() == Some(last))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The same lead again: what the new mail leaves open keeps its old value; deputies whom it does not name stay.
#[must_use]
pub fn merged(old: &[Person], new: &[Person]) -> Vec<Person> {
    let mut people: Vec<Person> = new
        .iter()
        .map(|person| match old.iter().find(|before| before.is_named(&person.name)) {
            Some(before) => Person {
                role: person.role,
                name: person.name.clone(),
                title: person.title.or(before.title),
                job_title: person.job_title.clone().or_else(|| before.job_title.clone()),
                email: person.email.clone().or_else(|| before.email.clone()),
                phones: if person.phones.is_empty() { before.phones.clone() } else { person.phones.clone() },
            },
            None => person.clone(),
        })
        .collect();
    for before in old {
        if !people.iter().any(|person| person.is_named(&before.name)) {
            people.push(before.clone());
        }
    }
    people
}

/// Whether a message takes the held lead back, so that they are not written to from now on. The surname is enough: `Liz`
/// may be Elizabeth, and a person looks at it in any case.
fn withdraws(held: Option<&Held>, reading: &Reading) -> bool {
    let Some(lead) = held.and_then(|held| held.answer.lead()) else { return false };
    let is_lead = |name: &str| lead.is_named(name) || shares_surname(&words(&lead.name), &words(name));
    let stop = reading.stop.as_ref().map(|stop| stop.value);
    match &reading.change {
        Some(Change::Withdraw(Some(name))) if reading.class == Class::Correction => is_lead(name),
        // Who asks that they themselves be left out speaks of nobody else.
        Some(Change::Withdraw(None)) if reading.class == Class::Correction => stop != Some(Stop::Writer),
        _ => stop == Some(Stop::Nominee) && reading.nominees.iter().all(|nominee| is_lead(&nominee.name.value)),
    }
}

#[cfg(test)]
mod tests;
