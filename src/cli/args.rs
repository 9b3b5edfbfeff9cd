//! What may be written on the command line, and what `--help` says of it.

mod answer;
mod asking;
mod digest;
mod export;
mod outbox;
mod review;
mod simulate;
mod trusts;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::compose::LETTERS;
use crate::config::length_of_time;
use crate::domain::{CampaignId, Class, EmailAddress, OdsCode, PhoneNumber, Title};
use crate::flow::review::Edits;
pub use answer::{Answer, Record};
pub use asking::{Campaign, Invite, Remind};
pub use digest::Digest;
pub use export::{Export, Wanted};
pub use outbox::Outbox;
pub use review::Review;
pub use simulate::Simulate;
pub use trusts::{Merge, Trusts};
use values::{answer_class, campaign_id, title};

/// Reads trusts' e-mailed nominations of their Lead Healthcare Scientist and keeps the register.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "\
First steps:
  cso-intake demo                        see the whole thing work, no server and no configuration needed
  cso-intake init && cso-intake check    a commented configuration, and what is wrong with it
  cso-intake trusts import FILE          the trusts that were written to
  cso-intake run --once                  read the mailbox once, record, deliver
  cso-intake status                      who has answered, what waits for you"
)]
pub struct Args {
    /// The configuration file
    #[arg(
        long,
        short,
        global = true,
        default_value = "cso-intake.toml",
        env = "CSO_INTAKE_CONFIG",
        value_name = "FILE"
    )]
    pub config: PathBuf,

    /// The campaign that is meant, where the configuration has several
    #[arg(long, global = true, env = "CSO_INTAKE_CAMPAIGN", value_name = "ID", value_parser = campaign_id)]
    pub campaign: Option<CampaignId>,

    /// How log lines are written to standard error
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented configuration to start from
    Init {
        /// The directory to write it to
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Look for every fault of configuration, templates and register, and say which weekday the deadline is
    Check {
        /// Also connect to the mailbox: which folders there are, and whether every watched one is among them
        #[arg(long)]
        online: bool,
    },
    /// Try every step of the way mail goes, and say which fails and what to do about it; changes nothing
    #[command(
        after_help = "Exit code: 0 when no step fails, 1 when one does, 2 wrong arguments. Secrets are never printed."
    )]
    Doctor {
        /// For machines
        #[arg(long)]
        json: bool,
        /// Also SEND one test mail, outside any campaign, to this address (default: the mailbox itself), and look where it
        /// and its copy go
        #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
        send_test: Option<Option<EmailAddress>>,
    },
    /// Watch the mailbox: read, record, acknowledge
    Run {
        /// Read the mailbox once, deliver what is due, and end
        #[arg(long)]
        once: bool,
    },
    /// Sign in as the person on whose behalf the mailbox is read (grant = "refresh_token"), and keep the refresh token
    Login,
    /// Show the whole thing on invented replies: a Maildir in, SQLite, mail written to files
    Demo {
        /// The directory to lay it out in
        #[arg(default_value = "demo")]
        dir: PathBuf,
    },
    /// Read messages and say what is in them; touches nothing
    Extract(Extract),
    /// Who has answered, what waits for a person, what stands in the outbox
    #[command(after_help = STATUS_CODES)]
    Status {
        /// For machines
        #[arg(long)]
        json: bool,
        /// Every message on a line
        #[arg(long)]
        messages: bool,
        /// For a monitor: fail, and say which, when a watched folder was not read to its end within this time, such as 30m
        #[arg(long, value_name = "TIME", value_parser = length_of_time)]
        fail_if_stale: Option<Duration>,
        /// The mail to trusts that is planned within this time if nobody answers, such as 30d
        #[arg(long, value_name = "TIME", value_parser = length_of_time)]
        plan: Option<Duration>,
    },
    /// Show a letter as the templates make it, with invented people in it
    Preview {
        /// Which one
        #[arg(value_parser = PossibleValuesParser::new(LETTERS))]
        letter: String,
        /// The HTML page, to be opened in a browser, and not subject and text
        #[arg(long)]
        html: bool,
    },
    /// The letter to each trust's contact, or the mark that it went out by other means
    Invite(Invite),
    /// Whom the service will remind, when, and why not the others
    Remind(Remind),
    /// The deadline: show or move it
    #[command(subcommand)]
    Campaign(Campaign),
    /// The register of trusts
    #[command(subcommand)]
    Trusts(Trusts),
    /// Messages that wait for a person
    #[command(subcommand)]
    Review(Review),
    /// What trusts have answered: record what came another way than by mail, see what was said before
    #[command(subcommand)]
    Answer(Answer),
    /// Read the mail of the ledger again with the reader and register of today, and say what would be different
    Reread(Reread),
    /// Tell the team where the campaign stands: what the digest would say, or write it now
    Digest(Digest),
    /// The register for other programs: CSV, XLSX, vCards, a list of addresses
    #[command(subcommand)]
    Export(Export),
    /// Be the box that reads attached files: files on standard input, their text on standard output
    #[command(hide = true)]
    ReadFiles,
    /// A whole campaign in virtual time: each mail that would be sent and when
    Simulate(Simulate),
    /// Mail to trusts: what waits, what went out, what is unknown
    #[command(subcommand)]
    Outbox(Outbox),
}

/// What a monitor makes of `status`.
const STATUS_CODES: &str = "\
Exit code:
  0  all is well
  1  a watched folder is stale (--fail-if-stale), the sums do not add up, or the state could not be read
  2  wrong arguments";

/// `extract`
#[derive(Debug, ClapArgs)]
pub struct Extract {
    /// The trusts: ODS etr.csv or the team's own CSV
    #[arg(long, value_name = "FILE")]
    pub trusts: PathBuf,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// With --json: also the whole body, split by who wrote what
    #[arg(long, requires = "json")]
    pub segments: bool,
    /// The day as at which the register file is read (default: the campaign's letter)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_at: Option<Date>,
    /// The messages (.eml), one or more
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Who decides; the audit keeps it.
#[derive(Debug, ClapArgs)]
pub struct By {
    /// Who decides (kept in the audit)
    #[arg(long, env = "USER", default_value = "somebody at the command line")]
    pub by: String,
}

/// What a person puts right.
#[derive(Debug, ClapArgs)]
pub struct EditArgs {
    /// The trust it speaks for, such as RR8
    #[arg(long, value_parser = OdsCode::parse)]
    pub trust: Option<OdsCode>,
    /// What it is: nomination, decline, holding
    #[arg(long = "as", value_parser = answer_class)]
    pub class: Option<Class>,
    /// The lead's name; a name that was read keeps that person's details
    #[arg(long)]
    pub name: Option<String>,
    /// Dr, Prof, Mr, Mrs, Ms, Miss
    #[arg(long, value_parser = title)]
    pub title: Option<Title>,
    /// The lead's post
    #[arg(long)]
    pub job_title: Option<String>,
    /// The lead's e-mail address
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: Option<EmailAddress>,
    /// A line of the lead's; may be given several times
    #[arg(long = "phone", value_parser = PhoneNumber::parse)]
    pub phones: Vec<PhoneNumber>,
    /// The day that a holding answer names
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<Date>,
}

impl From<EditArgs> for Edits {
    fn from(args: EditArgs) -> Self {
        let EditArgs { trust, class, name, title, job_title, email, phones, until } = args;
        Self { trust, class, name, title, job_title, email, phones, until }
    }
}

/// `reread`
#[derive(Debug, ClapArgs)]
pub struct Reread {
    /// Read other programmes' mail, of which only the place was kept: it is fetched again from the mailbox
    #[arg(long)]
    pub unrelated: bool,
    /// Change what would be different, as `review replay` does
    #[arg(long)]
    pub apply: bool,
    /// Who decides
    #[command(flatten)]
    pub by: By,
}
