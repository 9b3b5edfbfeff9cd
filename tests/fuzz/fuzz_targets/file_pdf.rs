//! Any bytes as what pdftotext printed.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.pdf", [b"%PDF-1.4\n".as_slice(), bytes].concat());
});
