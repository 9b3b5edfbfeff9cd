//! Any bytes as an HTML body.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cso_intake_fuzz::checks::body(bytes));
