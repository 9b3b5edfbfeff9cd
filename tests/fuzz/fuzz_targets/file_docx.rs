//! Any bytes as the text of a Word document.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.docx", files::zipped(&[("word/document.xml", bytes)]));
});
