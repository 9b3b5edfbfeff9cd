//! Everything that needs a real server or the real program, in one binary: mail in, mail out.
//!
//! rig starts Dovecot and an SMTP server on loopback, each test its own, and ends them with it. If they are missing the
//! tests fail and say what to run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod attachments;
mod bad_input;
mod bad_mail;
mod campaign;
mod cli;
mod corpus;
mod crash;
mod filing;
mod look;
mod mailbox;
mod oauth;
mod office;
mod post;
mod rig;
mod score;
mod sending;
mod service;
mod several;
mod soak;
mod team;
#[cfg(target_os = "linux")]
mod unit;
