//! Any bytes as a compound file, which a mail that Outlook saved is: the fixtures are the seeds.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mark: Vec<u8> = "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    files::read_as("a.msg", [bytes, &mark].concat());
});
