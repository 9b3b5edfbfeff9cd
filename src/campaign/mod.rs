//! What the campaign needs at a given moment. Pure.

pub mod dates;
