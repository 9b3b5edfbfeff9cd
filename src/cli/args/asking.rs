//! `invite`, `remind` and `campaign` on the command line.

use clap::{ArgGroup, Args as ClapArgs, Subcommand};
use jiff::Zoned;
use jiff::civil::Date;

use super::By;
use super::values::moment;
use crate::domain::OdsCode;

/// `invite`
#[derive(Debug, ClapArgs)]
#[command(
    group = ArgGroup::new("what").required(true).args(["preview", "send", "mark_sent", "unmark"]),
    after_help = "\
A trust is reminded only after the letter went out to it: by --send, or by other means and then marked with --mark-sent.
In mode observe the letters are only written down; in mode approve they wait for `cso-intake outbox release`; in mode live
they go out within the sending hours. Each is asked about again before it leaves: a trust that answers meanwhile gets none.

  cso-intake invite --preview                       who would get the letter, and who not and why
  cso-intake invite --send RR8 RHQ                  to these two
  cso-intake invite --send --yes                    to every trust that has not had it
  cso-intake invite --mark-sent 2016-09-13          it went by post to all of them that day
  cso-intake invite --unmark RR8                    take that back"
)]
pub struct Invite {
    /// Show to whom the letter would go, and to whom not and why; changes nothing
    #[arg(long)]
    pub preview: bool,
    /// Write the letter to each trust that has not had it
    #[arg(long)]
    pub send: bool,
    /// Mark trusts as written to on this day by other means
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub mark_sent: Option<Date>,
    /// Take the mark of the trusts named back
    #[arg(long, requires = "trusts")]
    pub unmark: bool,
    /// The trusts, such as RR8 (default: all)
    #[arg(value_parser = OdsCode::parse, value_name = "ODS")]
    pub trusts: Vec<OdsCode>,
    /// Do not ask whether it is meant
    #[arg(long)]
    pub yes: bool,
    /// Who decides
    #[command(flatten)]
    pub by: By,
}

/// `remind`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The service writes and sends reminders on its own; this shows what it would do. One line a trust: the round, when, to whom and
why, or why there is none.")]
pub struct Remind {
    /// Show for every trust whether and when it will be reminded, and why or why not; changes nothing
    #[arg(long, required = true)]
    pub preview: bool,
    /// As at this moment, London time, such as 2016-10-04T09:00 (default: now)
    #[arg(long, value_parser = moment, value_name = "MOMENT")]
    pub at: Option<Zoned>,
    /// For machines
    #[arg(long)]
    pub json: bool,
}

/// `campaign`
#[derive(Debug, Subcommand)]
pub enum Campaign {
    /// The deadline in force, those before it, and the rounds of reminders
    Show {
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Move the deadline; reminders are planned anew
    #[command(after_help = "\
Reminders that wait and name the deadline before are dropped, invitations that wait are written anew, and each trust that has not
answered is reminded of the new one in every round. To take it back, move it back with the same command.")]
    Extend {
        /// The new deadline, London time: \"2016-10-21 17:00\", \"2016-10-21 5pm\"
        #[arg(value_parser = moment, value_name = "MOMENT")]
        to: Zoned,
        /// Do not ask whether it is meant
        #[arg(long)]
        yes: bool,
        /// Who decides
        #[command(flatten)]
        by: By,
    },
}
