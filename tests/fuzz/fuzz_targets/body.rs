//! Any bytes as an HTML body.
#![no_main]

use cso_intake::message::{Limits, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut mail = b"From: a@leedsth.nhs.uk\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".to_vec();
    mail.extend_from_slice(bytes);
    let _ = read(&mail, &Limits::default());
});
