//! The proof that nothing is lost or sent twice: the program itself between real servers, while everything around it breaks.
//!
//! Each file is one proof. In `cargo test` each runs in a short form; `make soak` sets CSO_SOAK=long, and prints the figures
//! that stand in docs/reliability.md. Where chance breaks things, the seed is said when the test fails, and CSO_SOAK_SEED
//! brings the same throws again.

mod clock;
mod disk;
mod kill;
mod line;
mod locked;
mod mails;
mod refuses;
mod steady;
mod token;
mod uidvalidity;

/// How long a proof runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Short,
    Long,
}

impl Length {
    /// As the environment asks.
    fn asked() -> Self {
        if crate::rig::environment("CSO_SOAK").as_deref() == Some("long") { Self::Long } else { Self::Short }
    }

    /// One of two.
    fn pick<T>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// A line for the table in docs/reliability.md.
fn figure(proof: &str, done: &str, outcome: &str) {
    eprintln!("| {proof} | {done} | {outcome} |");
}
