//! What the campaign needs at a given moment. Pure: facts and the moment are arguments.

pub mod coverage;
