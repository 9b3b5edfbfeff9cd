//! Any bytes as a table of values.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.csv", bytes.to_vec());
});
