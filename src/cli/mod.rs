//! The command line: arguments, then one file per command. Only screen.rs prints.

mod answer;
mod args;
mod campaign;
mod check;
mod chosen;
mod demo;
mod digest;
mod doctor;
mod export;
mod extract;
mod file;
mod init;
mod invite;
mod ledger;
mod login;
mod marked;
mod merger;
mod outbox;
mod preview;
mod remind;
mod reread;
mod review;
mod run;
mod screen;
mod setup;
mod simulate;
mod status;
mod trusts;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use check::Scope;
use chosen::Chosen;

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
    let chosen = Chosen { file: args.config, campaign: args.campaign };
    let config = &chosen.file;
    match args.command {
        Command::Init { dir } => init::run(&dir),
        Command::Check { online } => check::run(&chosen, if online { Scope::Online } else { Scope::Here }),
        Command::Doctor { json, send_test } => {
            let form = if json { doctor::Form::Json } else { doctor::Form::Lines };
            let test = send_test
                .map_or(doctor::TestMail::None, |to| to.map_or(doctor::TestMail::ToMailbox, doctor::TestMail::To));
            doctor::run(config, form, &test)
        }
        Command::Run { once } => run::run(config, once),
        Command::Login => login::run(config),
        Command::Demo { dir } => demo::run(&dir),
        Command::Extract(extract) => extract::run(&extract),
        Command::Status { json, messages, fail_if_stale, plan } => {
            status::run(&chosen, &status::Wanted { json, messages, fresh: fail_if_stale, plan })
        }
        Command::Invite(invite) => invite::run(&chosen, &invite),
        Command::Remind(remind) => remind::run(&chosen, &remind),
        Command::Campaign(command) => campaign::run(&chosen, command),
        Command::Preview { letter, html } => {
            let body = if html { preview::Body::Html } else { preview::Body::Text };
            preview::run(&chosen, &letter, body)
        }
        Command::Trusts(command) => trusts::run(&chosen, command),
        Command::Answer(command) => answer::run(&chosen, command),
        Command::Review(command) => review::run(&chosen, command),
        Command::Reread(command) => reread::run(&chosen, &command),
        Command::Digest(args) => digest::run(&chosen, &args),
        Command::Export(command) => export::run(&chosen, command),
        Command::ReadFiles => Ok(crate::sandbox::serve()),
        Command::Simulate(args) => simulate::run(&args),
        Command::Outbox(command) => outbox::run(&chosen, command),
    }
}
