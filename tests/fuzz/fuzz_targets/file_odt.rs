//! Any bytes as the text of an OpenDocument file.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.odt", files::zipped(&[("META-INF/manifest.xml", b"<a/>"), ("content.xml", bytes)]));
});
