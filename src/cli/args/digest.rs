//! `digest`

use clap::Args as ClapArgs;
use jiff::Zoned;

use super::By;
use crate::config::moment;

/// `digest`
#[derive(Debug, ClapArgs)]
pub struct Digest {
    /// Show what it would say, and write nothing
    #[arg(long, conflicts_with = "send", required_unless_present = "send")]
    pub preview: bool,
    /// Write it into the outbox now, new things or not; the service sends it, or the next `run --once`
    #[arg(long)]
    pub send: bool,
    /// With --preview: the HTML page, to be opened in a browser, and not subject and text
    #[arg(long, requires = "preview")]
    pub html: bool,
    /// With --preview: as at this moment, London time, such as 2016-10-04T08:30, from what is known now
    #[arg(long, requires = "preview", value_parser = moment, value_name = "MOMENT")]
    pub at: Option<Zoned>,
    /// Who asks for it
    #[command(flatten)]
    pub by: By,
}
