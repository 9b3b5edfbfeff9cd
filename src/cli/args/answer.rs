//! `answer` on the command line.

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::values::{channel, deputy, person_name, title};
use crate::domain::{Channel, EmailAddress, OdsCode, PhoneNumber, Title, nomination::Person};

/// `answer`
#[derive(Debug, Subcommand)]
pub enum Answer {
    /// Record an answer that came by telephone, by letter or in a meeting
    #[command(after_help = RECORD)]
    Record(Box<Record>),
    /// Everything that a trust has answered: what, when, how, recorded by whom, and what it replaced
    Show {
        /// The trust, such as RR8
        #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE")]
        trust: OdsCode,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Take the answer in force out of force, because its nominee asks to be left out: nobody writes to them any more
    ///
    /// The trust counts as outstanding then, and is reminded. `answer undo` takes it back. For a withdrawal that came by email
    /// there is nothing to do: it took effect as it came.
    Withdraw {
        /// The trust, such as RR8
        #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE")]
        trust: OdsCode,
        /// A remark that stays with the answer
        #[arg(long)]
        note: Option<String>,
        /// Who does it
        #[command(flatten)]
        actor: Actor,
    },
    /// Take back the last that was done by hand to a trust's answer: `answer record` or `answer withdraw`
    Undo {
        /// The trust, such as RR8
        #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE")]
        trust: OdsCode,
        /// Who does it
        #[command(flatten)]
        actor: Actor,
    },
}

const RECORD: &str = "\
Examples:
  cso-intake answer record RR8 --by telephone --name \"Dr Jane Smith\" --email jane.smith@leedsth.nhs.uk
  cso-intake answer record RR8 --by telephone --phone \"0113 496 0123\"      one more detail of whoever is recorded
  cso-intake answer record RR8 --by letter --on 2016-10-04 --declined
  cso-intake answer record RR8 --by meeting --holding-until 2016-10-14 --note \"met at the regional meeting\"

Of the same lead, what you do not give keeps its value. The same answer again changes nothing. The trust is written to only
with --confirm-to, as the mode allows. `cso-intake answer undo RR8` takes it back.";

/// `answer record`
#[derive(Debug, ClapArgs)]
pub struct Record {
    /// The trust, such as RR8
    #[arg(value_parser = OdsCode::parse, value_name = "ODS_CODE")]
    pub trust: OdsCode,
    /// The lead's name, with a title or without: "Dr Jane Smith"
    #[arg(long, value_parser = person_name, conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub name: Option<(Option<Title>, String)>,
    /// Dr, Prof, Mr, Mrs, Ms, Miss
    #[arg(long, value_parser = title, conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub title: Option<Title>,
    /// The lead's post
    #[arg(long, conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub job_title: Option<String>,
    /// The lead's e-mail address
    #[arg(long, value_parser = EmailAddress::parse, conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub email: Option<EmailAddress>,
    /// A line of the lead's; may be given several times
    #[arg(long = "phone", value_parser = PhoneNumber::parse, value_name = "NUMBER",
          conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub phones: Vec<PhoneNumber>,
    /// A deputy, "Mr Tom Ellwood, Chief Physicist, tom.ellwood@leedsth.nhs.uk, 0113 496 0177"; may be given several times
    #[arg(long = "deputy", value_parser = deputy, value_name = "DETAILS",
          conflicts_with_all = ["declined", "holding", "holding_until"])]
    pub deputies: Vec<Person>,
    /// The trust names nobody
    #[arg(long, conflicts_with_all = ["holding", "holding_until"])]
    pub declined: bool,
    /// The trust will answer later
    #[arg(long)]
    pub holding: bool,
    /// The trust will answer by this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub holding_until: Option<Date>,
    /// How it came: telephone, letter, meeting, fax, email (to a colleague's own mailbox), other
    #[arg(long, value_parser = channel, value_name = "WAY")]
    pub by: Channel,
    /// The day it came, if that was not today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<Date>,
    /// A remark that stays with it and goes to nobody
    #[arg(long)]
    pub note: Option<String>,
    /// Write a mail to this address that says what was recorded
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
    pub confirm_to: Option<EmailAddress>,
    /// Although the register holds an answer of a later day
    #[arg(long)]
    pub replace: bool,
    /// Although this person was withdrawn before
    #[arg(long)]
    pub although_withdrawn: bool,
    /// Who records it
    #[command(flatten)]
    pub actor: Actor,
}

/// Who does it; `--by` says how the answer came.
#[derive(Debug, ClapArgs)]
pub struct Actor {
    /// Who does it (kept with the answer and in the audit)
    #[arg(long, env = "USER", default_value = "somebody at the command line", value_name = "NAME")]
    pub recorded_by: String,
}
