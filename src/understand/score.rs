//! Gold labels and readings in, the figures of GUIDE.md out. Used by the corpus test only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Golds open to argument (GUIDE.md): the field is not counted for these.
const TRUST: &[&str] = &["v026", "v049", "w039", "w123", "w147", "w155", "w209", "w228", "w246"];
const PEOPLE: &[&str] = &[
    "v014", "v029", "w027", "w035", "w048", "w117", "w119", "w141", "w220", "w227", "w232", "w233", "w234", "w238",
    "w239", "w243", "w248",
];
const JOBS: &[&str] = &["v006", "v021", "v024", "v045", "w003", "w006", "w022", "w153"];
const CLASS: &[&str] = &["w222", "w309", "w314", "w318", "w324", "w348", "w354", "w360"];
const DISPOSITION: &[&str] = &["w120", "w124", "w217"];

const SPEAKS: &[&str] = &["nomination", "correction", "decline", "holding", "query"];

/// True positives, false positives, false negatives.
#[derive(Default)]
pub(super) struct Prf(usize, usize, usize);

impl Prf {
    fn add(&mut self, gold: &BTreeSet<String>, got: &BTreeSet<String>) {
        self.0 += gold.intersection(got).count();
        self.1 += got.difference(gold).count();
        self.2 += gold.difference(got).count();
    }

    /// The harmonic mean of precision and recall.
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    pub(super) fn f1(&self) -> f64 {
        let all = 2 * self.0 + self.1 + self.2;
        if all == 0 { 1.0 } else { 2.0 * self.0 as f64 / all as f64 }
    }
}

/// Right ones of all.
#[derive(Default)]
pub(super) struct Share(usize, usize);

impl Share {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }

    /// As a share.
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    pub(super) fn value(&self) -> f64 {
        if self.1 == 0 { 1.0 } else { self.0 as f64 / self.1 as f64 }
    }
}

/// The figures, and every miss.
#[derive(Default)]
pub(super) struct Score {
    pub class: Share,
    pub trust: Share,
    pub lead: Share,
    pub straight: Share,
    pub bounced: Share,
    pub email: Prf,
    pub phone: Prf,
    pub title: Prf,
    pub job: Prf,
    pub unsafe_ones: Vec<String>,
    pub lost: Vec<String>,
    pub acted: Vec<String>,
    pub confusion: BTreeMap<(String, String), usize>,
    pub misses: Vec<String>,
}

fn text(value: &Value, field: &str) -> String {
    value
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or("")
        .replace('’', "'")
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn people(value: &Value) -> Vec<&Value> {
    value.get("nominees").and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default()
}

fn leads(value: &Value) -> Vec<(String, String)> {
    let lead = |person: &&Value| text(person, "role") == "lead";
    people(value).into_iter().filter(lead).map(|person| (text(person, "name"), text(person, "email"))).collect()
}

fn one(value: &Value, field: &str) -> BTreeSet<String> {
    let text = text(value, field);
    if text.is_empty() { BTreeSet::new() } else { BTreeSet::from([text]) }
}

fn phones(value: &Value) -> BTreeSet<String> {
    let all = value.get("phones").and_then(Value::as_array);
    all.map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect()).unwrap_or_default()
}

impl Score {
    /// Counts one message.
    pub(super) fn add(&mut self, id: &str, gold: &Value, got: &Value) {
        let (gold_class, class) = (text(gold, "class"), text(got, "class"));
        if !CLASS.contains(&id) {
            self.class.add(gold_class == class);
            if gold_class != class {
                *self.confusion.entry((gold_class.clone(), class.clone())).or_default() += 1;
                self.misses.push(format!("{id}: class {gold_class} read as {class}"));
            }
        }
        let trust = got.get("trust").map(|trust| text(trust, "ods_code")).unwrap_or_default();
        let same_trust = text(gold, "ods_code") == trust;
        if SPEAKS.contains(&gold_class.as_str()) && !TRUST.contains(&id) {
            self.trust.add(same_trust);
            if !same_trust {
                self.misses.push(format!("{id}: trust {} read as {trust}", text(gold, "ods_code")));
            }
        }
        self.people(id, &gold_class, gold, got);
        self.safety(id, gold, got, &gold_class, &class, same_trust);
        if gold_class == "bounce" {
            let failed = got.get("failed_recipients").and_then(Value::as_array);
            let reached = failed.is_some_and(|all| {
                all.iter().any(|one| one.as_str() == gold.get("failed_recipient").and_then(Value::as_str))
            });
            self.bounced.add(class == "bounce" && reached && gold.get("permanent") == got.get("permanent"));
        }
    }

    fn people(&mut self, id: &str, class: &str, gold: &Value, got: &Value) {
        if PEOPLE.contains(&id) {
            return;
        }
        let names = |all: Vec<(String, String)>| all.into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
        let (wanted, found) = (names(leads(gold)), names(leads(got)));
        if !wanted.is_empty() && matches!(class, "nomination" | "correction") {
            self.lead.add(wanted == found);
            if wanted != found {
                self.misses.push(format!("{id}: lead {wanted:?} read as {found:?}"));
            }
        }
        let all: BTreeSet<String> =
            people(gold).into_iter().chain(people(got)).map(|person| text(person, "name")).collect();
        for name in all {
            let of = |value| {
                people(value).into_iter().find(|person| text(person, "name") == name).cloned().unwrap_or(Value::Null)
            };
            let (a, b) = (of(gold), of(got));
            self.email.add(&one(&a, "email"), &one(&b, "email"));
            self.phone.add(&phones(&a), &phones(&b));
            self.title.add(&one(&a, "title"), &one(&b, "title"));
            if !JOBS.contains(&id) {
                self.job.add(&one(&a, "job_title"), &one(&b, "job_title"));
            }
        }
    }

    fn safety(&mut self, id: &str, gold: &Value, got: &Value, gold_class: &str, class: &str, same_trust: bool) {
        let (wanted, found) = (text(gold, "disposition"), text(got, "disposition"));
        let exact = same_trust && leads(gold) == leads(got);
        if DISPOSITION.contains(&id) || PEOPLE.contains(&id) {
            return;
        }
        if wanted == "accept" {
            self.straight.add(found == "accept" && exact);
        }
        if found == "accept" && (wanted != "accept" || !exact) {
            self.unsafe_ones.push(id.to_owned());
        }
        if SPEAKS.contains(&gold_class) && matches!(class, "unrelated" | "auto_reply" | "bounce") {
            self.lost.push(id.to_owned());
        }
        let same_names = leads(gold).iter().map(|lead| &lead.0).eq(leads(got).iter().map(|lead| &lead.0));
        let incomplete = found == "incomplete"
            && (!matches!(wanted.as_str(), "incomplete" | "accept") || !same_trust || !same_names);
        let put_off = matches!(class, "decline" | "holding") && (class != gold_class || !same_trust);
        if incomplete || put_off {
            self.acted.push(id.to_owned());
        }
    }
}
