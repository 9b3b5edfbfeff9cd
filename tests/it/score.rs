//! Readings against labels: how many are right, and what was done wrongly without a person. `fixtures/corpus/GUIDE.md` says
//! what the labels mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Lines of JSON by the name of their mail.
pub type Lines = BTreeMap<String, Value>;

/// The classes in which somebody speaks for a trust.
const SPEAKS: [&str; 5] = ["nomination", "correction", "decline", "holding", "query"];

/// Labels that two careful clerks may set differently; these fields are left out.
#[derive(Debug, Default)]
pub struct Arguable {
    /// The trust.
    pub trust: BTreeSet<&'static str>,
    /// Name, e-mail address and telephone numbers.
    pub people: BTreeSet<&'static str>,
    /// The job title.
    pub job: BTreeSet<&'static str>,
    /// The class.
    pub class: BTreeSet<&'static str>,
    /// The disposition.
    pub disposition: BTreeSet<&'static str>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    right: usize,
    of: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += usize::from(right);
    }

    /// From 0 to 1; nothing asked is all right.
    pub fn rate(self) -> f64 {
        rate(self.right, self.of)
    }
}

/// Precision and recall of values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    both: usize,
    extra: usize,
    missing: usize,
}

impl Found {
    fn add(&mut self, gold: &BTreeSet<String>, read: &BTreeSet<String>) {
        self.both += gold.intersection(read).count();
        self.extra += read.difference(gold).count();
        self.missing += gold.difference(read).count();
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        rate(2 * self.both, 2 * self.both + self.extra + self.missing)
    }
}

fn rate(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    if whole == 0 { 1.0 } else { number(part) / number(whole) }
}

/// What came of the comparison.
#[derive(Debug, Default)]
pub struct Score {
    /// Messages compared.
    pub messages: usize,
    /// Messages with the right class.
    pub class: Share,
    /// Of those in which somebody speaks for a trust: the right trust, or rightly none.
    pub trust: Share,
    /// Of nominations and corrections with a lead: exactly those leads.
    pub lead: Share,
    /// Of those that nobody need look at: recorded with trust, lead and e-mail address all right.
    pub straight: Share,
    /// Of bounces: the failed recipient and whether it is final.
    pub bounced: Share,
    /// `name`, `email`, `phone`, `title`, `job` and `question`.
    pub values: BTreeMap<&'static str, Found>,
    /// Messages recorded without a person.
    pub accepted: usize,
    /// Recorded although a person should have looked, or with a wrong trust, lead or address.
    pub harmful: Vec<String>,
    /// People's replies taken for a machine's or for another programme's, so that nobody would look.
    pub lost: Vec<String>,
    /// Other messages acted on alone and wrongly.
    pub acted: Vec<String>,
    /// Class as labelled, class as read, how often; wrong ones only.
    pub confusion: BTreeMap<(String, String), usize>,
    /// Everything that is not as labelled, a line each.
    pub misses: Vec<String>,
}

/// Compares every labelled message with its reading.
pub fn score(gold: &Lines, read: &Lines, arguable: &Arguable) -> Score {
    let mut score = Score::default();
    for (id, gold) in gold {
        let none = Value::Null;
        let case = Case { id, gold, read: read.get(id).unwrap_or(&none), arguable };
        case.add_to(&mut score);
    }
    score
}

/// One message, as labelled and as read.
struct Case<'a> {
    id: &'a str,
    gold: &'a Value,
    read: &'a Value,
    arguable: &'a Arguable,
}

impl Case<'_> {
    fn add_to(&self, score: &mut Score) {
        score.messages += 1;
        self.class(score);
        self.trust(score);
        if !self.arguable.people.contains(self.id) {
            self.people(score);
        }
        let own = |asked: bool| if asked { BTreeSet::from([self.id.to_owned()]) } else { BTreeSet::new() };
        let (gold, read) = (own(self.gold["question"] == true), own(self.read["question"] == true));
        score.values.entry("question").or_default().add(&gold, &read);
        self.harm(score);
        self.acted(score);
        if self.gold["class"] == "bounce" {
            score.bounced.add(self.bounce_is_right());
        }
    }

    fn miss(&self, score: &mut Score, what: &str) {
        score.misses.push(format!("{}: {what}", self.id));
    }

    fn class_is_right(&self) -> bool {
        self.gold["class"] == self.read["class"] || self.arguable.class.contains(self.id)
    }

    fn class(&self, score: &mut Score) {
        let (gold, read) = (text(&self.gold["class"]), text(&self.read["class"]));
        score.class.add(self.class_is_right());
        if !self.class_is_right() {
            self.miss(score, &format!("class {gold} read as {read}"));
            *score.confusion.entry((gold, read)).or_default() += 1;
        }
    }

    fn trust_is_right(&self) -> bool {
        self.gold["ods_code"] == self.read["trust"]["ods_code"] || self.arguable.trust.contains(self.id)
    }

    fn trust(&self, score: &mut Score) {
        if self.speaks() {
            score.trust.add(self.trust_is_right());
            if !self.trust_is_right() {
                let (gold, read) = (&self.gold["ods_code"], &self.read["trust"]["ods_code"]);
                self.miss(score, &format!("trust {gold} read as {read}"));
            }
        }
    }

    fn speaks(&self) -> bool {
        SPEAKS.iter().any(|class| self.gold["class"] == *class)
    }

    fn names_somebody(&self) -> bool {
        self.gold["class"] == "nomination" || self.gold["class"] == "correction"
    }

    fn people(&self, score: &mut Score) {
        let (gold, read) = (by_name(self.gold), by_name(self.read));
        let names = |people: &BTreeMap<String, &Value>| people.keys().cloned().collect::<BTreeSet<_>>();
        score.values.entry("name").or_default().add(&names(&gold), &names(&read));
        let leads = |of: &Value| leads(of).into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
        let (gold_leads, read_leads) = (leads(self.gold), leads(self.read));
        if self.names_somebody() && !gold_leads.is_empty() {
            score.lead.add(gold_leads == read_leads);
            if gold_leads != read_leads {
                self.miss(score, &format!("lead {gold_leads:?} read as {read_leads:?}"));
            }
        }
        for name in names(&gold).union(&names(&read)) {
            let (gold, read) = (gold.get(name).copied(), read.get(name).copied());
            for (measure, key) in [("email", "email"), ("phone", "phones"), ("title", "title"), ("job", "job_title")] {
                if measure == "job" && self.arguable.job.contains(self.id) {
                    continue;
                }
                let (gold_values, read_values) = (values(gold, key), values(read, key));
                score.values.entry(measure).or_default().add(&gold_values, &read_values);
                if gold.is_some() && read.is_some() && gold_values != read_values {
                    self.miss(score, &format!("{key} of {name}: {gold_values:?} read as {read_values:?}"));
                }
            }
        }
    }

    /// Trust, leads and their addresses as labelled.
    fn is_exact(&self) -> bool {
        self.trust_is_right() && (self.arguable.people.contains(self.id) || leads(self.gold) == leads(self.read))
    }

    fn harm(&self, score: &mut Score) {
        let accepted = self.read["disposition"] == "accept";
        let arguable = self.arguable.disposition.contains(self.id);
        if self.gold["disposition"] == "accept" {
            score.straight.add(arguable || (accepted && self.is_exact()));
        }
        if accepted {
            score.accepted += 1;
            if !(arguable || self.gold["disposition"] == "accept") || !self.is_exact() {
                score.harmful.push(self.id.to_owned());
                let why = format!("{}/{}: {}", self.gold["class"], self.gold["disposition"], self.gold["why"]);
                self.miss(score, &format!("RECORDED WRONGLY, it is {why}"));
            }
        }
    }

    fn acted(&self, score: &mut Score) {
        let machine = ["unrelated", "auto_reply", "bounce"].iter().any(|class| self.read["class"] == *class);
        if self.speaks() && (machine || self.read.is_null()) && !self.class_is_right() {
            score.lost.push(self.id.to_owned());
            self.miss(score, "LOST, nobody would look at it");
        }
        let names = |of: &Value| leads(of).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let may_ask = self.gold["disposition"] == "incomplete" || self.gold["disposition"] == "accept";
        let same_leads = self.arguable.people.contains(self.id) || names(self.gold) == names(self.read);
        let asked = self.read["disposition"] == "incomplete";
        let alone = !self.arguable.disposition.contains(self.id) && !may_ask;
        let noted = self.read["class"] == "decline" || self.read["class"] == "holding";
        if (asked && (alone || !self.trust_is_right() || !same_leads))
            || (noted && (!self.class_is_right() || !self.trust_is_right()))
        {
            score.acted.push(self.id.to_owned());
            let what = if asked { "incomplete" } else { "a decline or holding answer" };
            self.miss(score, &format!("ACTED ALONE as on {what}"));
        }
    }

    fn bounce_is_right(&self) -> bool {
        let failed = self.read["failed_recipients"].as_array().into_iter().flatten();
        let gold = norm(&self.gold["failed_recipient"]);
        self.read["class"] == "bounce"
            && failed.into_iter().any(|address| norm(address) == gold)
            && self.gold["permanent"] == self.read["permanent"]
    }
}

fn nominees(line: &Value) -> impl Iterator<Item = &Value> {
    line["nominees"].as_array().into_iter().flatten()
}

fn by_name(line: &Value) -> BTreeMap<String, &Value> {
    nominees(line).map(|person| (norm(&person["name"]), person)).collect()
}

/// Names and addresses of the leads, in their order.
fn leads(line: &Value) -> Vec<(String, String)> {
    nominees(line)
        .filter(|person| person["role"].as_str().unwrap_or("lead") == "lead")
        .map(|person| (norm(&person["name"]), norm(&person["email"])))
        .collect()
}

fn values(person: Option<&Value>, key: &str) -> BTreeSet<String> {
    let Some(value) = person.map(|person| &person[key]) else { return BTreeSet::new() };
    let one = std::slice::from_ref(value);
    let all = value.as_array().map_or(one, Vec::as_slice);
    all.iter().map(|value| norm(value).trim_end_matches('.').to_owned()).filter(|value| !value.is_empty()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("nothing").to_owned()
}

/// Compared without regard to case, width, spaces and the kinds of apostrophe and hyphen.
fn norm(value: &Value) -> String {
    let text: String = value.as_str().unwrap_or_default().nfkc().collect();
    let plain = text.replace('\u{2019}', "'").replace(['\u{2010}', '\u{2011}'], "-");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} messages", self.messages)?;
        let shares = [
            ("class", self.class),
            ("trust", self.trust),
            ("lead", self.lead),
            ("straight", self.straight),
            ("bounced", self.bounced),
        ];
        for (name, share) in shares {
            writeln!(f, "{name:<9} {:.3} ({} of {})", share.rate(), share.right, share.of)?;
        }
        for (name, found) in &self.values {
            let of = found.both + found.missing;
            writeln!(f, "{name:<9} F1 {:.3} ({} of {of} found, {} too many)", found.f1(), found.both, found.extra)?;
        }
        writeln!(f, "harmful   {} of {} accepted: {}", self.harmful.len(), self.accepted, self.harmful.join(" "))?;
        writeln!(f, "lost      {}: {}", self.lost.len(), self.lost.join(" "))?;
        writeln!(f, "acted     {}: {}", self.acted.len(), self.acted.join(" "))?;
        for ((gold, read), count) in &self.confusion {
            writeln!(f, "  {gold} read as {read}: {count}")?;
        }
        self.misses.iter().try_for_each(|miss| writeln!(f, "  {miss}"))
    }
}
