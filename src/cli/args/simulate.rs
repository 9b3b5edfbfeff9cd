//! `simulate` on the command line.

use clap::Args as ClapArgs;
use jiff::civil::Date;

/// `simulate`
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
No mailbox, no server and no configuration are needed, and nothing is written: the database is in memory, the time is virtual.
The mails are made by the same code as those of the service. The same seed plays the same campaign.

  cso-intake simulate --seed 7                              one campaign, each mail with its time
  cso-intake simulate --from 2016-12-01 --until 2017-01-31  over Christmas
  cso-intake simulate --count 10000                         as many campaigns, and which of them broke a promise

Exit code: 0 when no promise was broken, 1 when one was")]
pub struct Simulate {
    /// What is thrown: the same number plays the same campaign
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Play so many campaigns, this seed and those after it, and print only what broke a promise
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub count: u64,
    /// The day of the letter (default: by the seed, from August 2016 to March 2017)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<Date>,
    /// The last day (default: four weeks after the deadline)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<Date>,
    /// How many trusts take part, from 1 to 12 (default: by the seed)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=12))]
    pub trusts: Option<u8>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}
