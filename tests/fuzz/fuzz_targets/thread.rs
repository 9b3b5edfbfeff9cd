//! Any text as a plain body.
#![no_main]

use cso_intake_fuzz::below_headers;
use cso_intake_fuzz::checks::thread;

libfuzzer_sys::fuzz_target!(|text: &str| thread(below_headers(text)));
