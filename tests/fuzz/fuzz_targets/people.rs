//! Any text as a trust's reply, read to its decision.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use cso_intake::domain::{Campaign, OdsCode, Register, Trust};
use cso_intake::message::{Limits, read};
use cso_intake::understand::{Context, understand};

static DESK: LazyLock<(Register, Campaign)> = LazyLock::new(|| {
    let config = cso_intake::config::read(cso_intake::config::template().as_bytes(), Path::new("c.toml"), &|_| None);
    let trust = Trust {
        ods_code: OdsCode::parse("RR8").unwrap(),
        name: "LEEDS TEACHING HOSPITALS NHS TRUST".into(),
        region: None,
        domains: vec!["leedsth.nhs.uk".into()],
        contacts: vec![],
    };
    (Register::new(vec![trust]), config.unwrap().config.campaign)
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mail = format!(
        "From: Ann Lee <ann.lee@leedsth.nhs.uk>\r\nSubject: RE: Lead Healthcare Scientists\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nWe would like to nominate {text}"
    );
    if let Ok(message) = read(mail.as_bytes(), &Limits::default()) {
        let (register, campaign) = &*DESK;
        let _ = understand(&message, &Context { register, campaign, received: campaign.letter_date });
    }
});
