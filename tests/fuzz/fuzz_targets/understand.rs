//! Any bytes as a mail, read to its decision.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cso_intake_fuzz::checks::understood(bytes));
