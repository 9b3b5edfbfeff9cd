//! Any bytes as a mail.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cso_intake_fuzz::checks::message(bytes));
