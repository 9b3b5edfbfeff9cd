//! What a trust says in, the mail in which it says it out: few texts, each of which says one thing clearly.

use jiff::Timestamp;
use jiff::civil::Date;

use super::cast::{Cast, Player};
use crate::domain::calendar::date_words;

/// What a mail of a trust means. The oracle goes by this, not by what the reader made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It names its lead with an address.
    Names,
    /// It names its deputy director, a contact, as the lead.
    NamesDeputy,
    /// It names another lead in place of the first.
    NamesSuccessor,
    /// It names its lead without an address.
    NamesWithoutAddress,
    /// It has no healthcare scientists.
    Declines,
    /// It needs time, perhaps until a day.
    AsksForTime(Option<Date>),
    /// It has a question.
    Asks,
    /// Two people, and nobody can tell which.
    IsUnclear,
    /// Its lead is to be taken off.
    Withdraws,
    /// Its deputy, who was named, is to be taken off.
    WithdrawsDeputy,
    /// A machine: the director is out of office, perhaps until a day.
    IsAway(Option<Date>),
}

/// A mail as it comes in.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    /// Which trust of the cast.
    pub trust: usize,
    /// What it means; nothing for a report that a mail came back.
    pub says: Option<Says>,
    /// Who wrote it; of a report, which address failed.
    pub from: String,
    /// The Message-ID that a report cites.
    pub cited: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The mail.
pub(super) fn mail(trust: usize, cast: &Cast, from: &Player, says: Says, number: usize, at: Timestamp) -> Mail {
    let (subject, headers) = match says {
        Says::IsAway(_) => (
            "Automatic reply: Lead Healthcare Scientists (LHS) [LHS16]",
            "Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n",
        ),
        _ => ("RE: Lead Healthcare Scientists (LHS) [LHS16]", ""),
    };
    let text = text(cast, from, says);
    let (name, email, code) = (from.name, &from.email, &cast.code);
    let bytes = format!(
        "From: {name} <{email}>\r\nTo: england.cso@nhs.net\r\nSubject: {subject}\r\nDate: {}\r\n\
         Message-ID: <m{number}.{code}@{}>\r\n{headers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        rfc_date(at),
        cast.domain
    );
    Mail { trust, says: Some(says), from: email.to_string(), cited: None, bytes: bytes.into_bytes() }
}

fn text(cast: &Cast, from: &Player, says: Says) -> String {
    let writer = from.name;
    let sign = |text: String| format!("Dear colleagues\r\n\r\n{text}\r\n\r\n{writer}");
    let names = |who: &Player| sign(format!("Our Lead Healthcare Scientist is Dr {}, {}.", who.name, who.email));
    match says {
        Says::Names => names(&cast.lead),
        Says::NamesDeputy => names(&cast.deputy),
        Says::NamesSuccessor => names(&cast.successor),
        Says::NamesWithoutAddress => sign(format!("Our Lead Healthcare Scientist is Dr {}.", cast.lead.name)),
        Says::Declines => sign("We have no healthcare scientists at this trust, so we have nobody to nominate.".into()),
        Says::AsksForTime(Some(day)) => sign(format!("We need until {} to send you our nomination.", date_words(day))),
        Says::AsksForTime(None) => sign("We are still deciding and will send you our nomination in due course.".into()),
        Says::Asks => sign("Could you tell us whether the lead has to be a member of the trust board?".into()),
        Says::IsUnclear => sign(format!(
            "It will be either Dr {} or Dr {} as Lead Healthcare Scientist.",
            cast.lead.name, cast.successor.name
        )),
        Says::Withdraws => withdrawal(&cast.lead, sign),
        Says::WithdrawsDeputy => withdrawal(&cast.deputy, sign),
        Says::IsAway(Some(day)) => {
            format!("I am out of the office until {} with limited access to email.\r\n\r\n{writer}", date_words(day))
        }
        Says::IsAway(None) => {
            format!("I am currently out of the office with limited access to email.\r\n\r\n{writer}")
        }
    }
}

fn withdrawal(who: &Player, sign: impl Fn(String) -> String) -> String {
    sign(format!("Please withdraw Dr {} as our Lead Healthcare Scientist.", who.name))
}

/// A report that a mail never arrives.
pub(super) fn bounce(trust: usize, cast: &Cast, address: &str, cited: &str, at: Timestamp) -> Mail {
    let domain = cast.domain;
    let bytes = format!(
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@{domain}>\r\nTo: england.cso@nhs.net\r\n\
         Subject: Undeliverable: Lead Healthcare Scientists\r\nDate: {}\r\nMessage-ID: <ndr-{}@{domain}>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nDelivery has failed to these recipients: {address}. \
         The email address couldn't be found.\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;mx.{domain}\r\n\r\n\
         Final-Recipient: rfc822;{address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: england.cso@nhs.net\r\nTo: {address}\r\n\
         Message-ID: <{cited}>\r\n\r\n--b--\r\n",
        rfc_date(at),
        cited.replace('@', "-")
    );
    Mail { trust, says: None, from: address.to_owned(), cited: Some(cited.to_owned()), bytes: bytes.into_bytes() }
}

fn rfc_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
