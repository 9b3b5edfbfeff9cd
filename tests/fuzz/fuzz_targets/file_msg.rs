//! Any bytes as a mail that Outlook saved.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mark: Vec<u8> = "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    files::read_as("a.msg", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), bytes, &mark].concat());
});
