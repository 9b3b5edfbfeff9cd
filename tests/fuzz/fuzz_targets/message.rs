//! Any bytes as a mail: no panic, and the segments' lines are numbered without a gap.
#![no_main]

use cso_intake::message::{Limits, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(message) = read(bytes, &Limits::default()) {
        let numbers: Vec<u32> = message.segments.iter().flat_map(|segment| &segment.lines).map(|line| line.number).collect();
        assert!(numbers.iter().zip(1..).all(|(number, expected)| *number == expected));
    }
});
