//! Any bytes as rich text.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.rtf", [b"{\\rtf1".as_slice(), bytes].concat());
});
