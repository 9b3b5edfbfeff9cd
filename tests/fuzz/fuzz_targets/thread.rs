//! Any text as a plain body: no line of it is lost or doubled.
#![no_main]

use cso_intake::message::{Limits, read};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mail = format!("From: a@leedsth.nhs.uk\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
    if let Ok(message) = read(mail.as_bytes(), &Limits::default()) {
        let numbers: Vec<u32> = message.segments.iter().flat_map(|segment| &segment.lines).map(|line| line.number).collect();
        assert!(numbers.iter().zip(1..).all(|(number, expected)| *number == expected));
    }
});
