//! Any bytes as a card.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("a.vcf", [b"BEGIN:VCARD\n".as_slice(), bytes].concat());
});
