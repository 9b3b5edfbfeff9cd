//! A [`Reading`] in, the line that `extract --json` prints out. Other programs rely on its fields.

use serde_json::{Value, json};

use crate::domain::{Found, Nominee, Reading};

/// The reading of one file as one JSON object.
#[must_use]
pub fn to_json(file: &str, reading: &Reading) -> Value {
    json!({
        "file": file,
        "class": reading.class.as_str(),
        "trust": reading.trust.as_ref().map(|trust| json!({"ods_code": trust.value.as_str(), "evidence": evidence(trust)})),
        "candidates": reading.candidates.iter().map(|trust| trust.value.as_str()).collect::<Vec<_>>(),
        "nominees": reading.nominees.iter().map(nominee).collect::<Vec<_>>(),
        "question": reading.question.is_some(),
        "disposition": reading.disposition.map(|disposition| disposition.as_str()),
        "reasons": reading.doubts.iter().map(|doubt| doubt.0.as_str()).collect::<Vec<_>>(),
        "until": reading.until.as_ref().map(|until| until.value.to_string()),
        "failed_recipients": reading.failed_recipients.iter().map(|failed| failed.address.as_str()).collect::<Vec<_>>(),
        "permanent": reading.permanent,
    })
}

fn nominee(nominee: &Nominee) -> Value {
    json!({
        "name": nominee.name.value,
        "title": nominee.title.as_ref().map(|title| title.value.to_string()),
        "job_title": nominee.job_title.as_ref().map(|job| job.value.as_str()),
        "email": nominee.email.as_ref().map(|email| email.value.as_str()),
        "phones": nominee.phones.iter().map(|phone| phone.value.as_str()).collect::<Vec<_>>(),
        "role": nominee.role,
        "evidence": {
            "name": evidence(&nominee.name),
            "job_title": nominee.job_title.as_ref().map(evidence),
            "email": nominee.email.as_ref().map(evidence),
            "phones": nominee.phones.iter().map(evidence).collect::<Vec<_>>(),
        },
    })
}

fn evidence<T>(found: &Found<T>) -> Value {
    json!({"part": found.place.part, "line": found.place.line, "span": [found.place.span.0, found.place.span.1], "rule": found.rule})
}
