//! Any bytes as an archive.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.docx", [b"PK\x03\x04".as_slice(), bytes, b"word/document.xml"].concat());
});
