//! Any text as a trust's reply, read to its decision.
#![no_main]

use cso_intake_fuzz::below_headers;
use cso_intake_fuzz::checks::people;

libfuzzer_sys::fuzz_target!(|text: &str| people(below_headers(text)));
