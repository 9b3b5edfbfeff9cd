//! Any bytes as winmail.dat.
#![no_main]

use cso_intake_fuzz::files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    files::read_as("winmail.dat", [b"\x78\x9f\x3e\x22\x01\x00".as_slice(), bytes].concat());
});
