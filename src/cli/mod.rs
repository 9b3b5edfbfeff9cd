//! The command line: arguments, then one file per command. Only screen.rs prints.

mod args;
mod check;
mod demo;
mod extract;
mod init;
mod ledger;
mod marked;
mod outbox;
mod preview;
mod review;
mod run;
mod screen;
mod setup;
mod status;
mod trusts;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};

/// Runs the command that the arguments name, and says how it ended: 0 done, 1 failed, 2 wrong arguments.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    setup::logging(&args);
    setup::quiet_panics();
    // Every TLS connection uses this provider. It is installed once; a second call would only say that it is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(args) {
        Ok(code) => code,
        Err(error) => screen::failure(&error),
    }
}

fn run(args: Args) -> anyhow::Result<ExitCode> {
    let config = args.config;
    match args.command {
        Command::Init { dir } => init::run(&dir),
        Command::Check => check::run(&config),
        Command::Run { once } => run::run(&config, once),
        Command::Demo { dir } => demo::run(&dir),
        Command::Extract(extract) => extract::run(&extract),
        Command::Status { json, messages, fail_if_stale } => status::run(&config, json, messages, fail_if_stale),
        Command::Preview { letter, html } => {
            let body = if html { preview::Body::Html } else { preview::Body::Text };
            preview::run(&config, &letter, body)
        }
        Command::Trusts(command) => trusts::run(&config, command),
        Command::Review(command) => review::run(&config, command),
        Command::ReadFiles => Ok(crate::sandbox::serve()),
        Command::Outbox(command) => outbox::run(&config, command),
    }
}
