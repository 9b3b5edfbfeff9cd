//! A [`Reading`] as `extract --json` prints it. Other programs rely on this shape; keep it stable.

use serde_json::{Value, json};

use crate::domain::{Nominee, Reading};

/// One message: what it was read as, with the evidence.
#[must_use]
pub fn to_json(file: &str, reading: &Reading) -> Value {
    json!({
        "file": file,
        "class": reading.class,
        "trust": reading.trust.as_ref().map(|trust| json!({
            "ods_code": trust.value,
            "evidence": { "place": trust.place, "rule": trust.rule },
        })),
        "nominees": reading.nominees.iter().map(nominee).collect::<Vec<_>>(),
        "question": reading.question.is_some(),
        "disposition": reading.disposition,
        "reasons": reading.doubts,
        "failed_recipients": reading.failed_recipients.iter().map(|failed| &failed.address).collect::<Vec<_>>(),
        "permanent": reading.permanent,
    })
}

fn nominee(nominee: &Nominee) -> Value {
    let evidence = |found: &crate::domain::Place, rule: &str| json!({ "place": found, "rule": rule });
    json!({
        "name": nominee.name.value,
        "title": nominee.title.as_ref().map(|title| title.value),
        "job_title": nominee.job_title.as_ref().map(|job| &job.value),
        "email": nominee.email.as_ref().map(|email| &email.value),
        "phones": nominee.phones.iter().map(|phone| &phone.value).collect::<Vec<_>>(),
        "role": nominee.role,
        "evidence": {
            "name": evidence(&nominee.name.place, &nominee.name.rule),
            "title": nominee.title.as_ref().map(|found| evidence(&found.place, &found.rule)),
            "job_title": nominee.job_title.as_ref().map(|found| evidence(&found.place, &found.rule)),
            "email": nominee.email.as_ref().map(|found| evidence(&found.place, &found.rule)),
            "phones": nominee.phones.iter().map(|found| evidence(&found.place, &found.rule)).collect::<Vec<_>>(),
        },
    })
}
