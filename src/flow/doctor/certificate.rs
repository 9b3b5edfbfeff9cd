//! What a TLS library says of a connection that is not safe in, plain words and what to do about it out.

use std::path::Path;

/// What is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In plain words.
    pub words: String,
    /// What to do.
    pub advice: String,
}

/// Where the server stands in the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Its section, `[mailbox]`.
    pub section: &'static str,
    /// Its configured name.
    pub host: &'a str,
    /// Its configured `ca_file`.
    pub ca_file: Option<&'a Path>,
}

/// Reads it. `reason` is rustls' text, with whatever stands round it.
#[must_use]
pub fn plainly(reason: &str, place: Place<'_>) -> Fault {
    let Place { section, host, ca_file } = place;
    let fault = |words: String, advice: String| Fault { words, advice };
    if reason.contains("certificate expired") || reason.contains("Expired") {
        let since = days(reason, "seconds ago").map_or_else(String::new, |days| format!(" {days} ago"));
        return fault(
            format!("the server's certificate has expired{since}"),
            "whoever runs the server must renew it; if it is new, this machine's clock is ahead".to_owned(),
        );
    }
    if reason.contains("not valid yet") || reason.contains("NotValidYet") {
        let until = days(reason, "seconds in future").map_or_else(String::new, |days| format!(" for another {days}"));
        return fault(
            format!("the server's certificate is not valid yet{until}"),
            "see to this machine's clock; if it is right, whoever runs the server must replace the certificate"
                .to_owned(),
        );
    }
    if reason.contains("not valid for") || reason.contains("NotValidForName") {
        let names =
            reason.split_once("only valid for ").map_or("other names", |(_, names)| names.trim_end_matches(')'));
        return fault(
            format!("the server's certificate is not for {host} but for {}", shown(names)),
            format!("write a name that it is for under host in {section}"),
        );
    }
    if reason.contains("UnknownIssuer") || reason.contains("CaUsedAsEndEntity") || reason.contains("BadSignature") {
        return unknown_authority(section, ca_file);
    }
    if reason.contains("Revoked") {
        return fault(
            "the server's certificate has been revoked".to_owned(),
            "do not go on with this server before whoever runs it has replaced the certificate".to_owned(),
        );
    }
    if reason.contains("STARTTLS") {
        return fault(
            reason.to_owned(),
            format!("write tls = \"implicit\" and its port in {section}, or ask for STARTTLS to be switched on"),
        );
    }
    if ["InvalidContentType", "corrupt message", "InvalidMessage", "unexpected message"]
        .iter()
        .any(|it| reason.contains(it))
    {
        return fault(
            "the server does not speak TLS on this port".to_owned(),
            format!("write tls = \"starttls\" and its port in {section}, or the port on which it speaks TLS at once"),
        );
    }
    fault(reason.to_owned(), format!("see that host, port and tls in {section} are those of the server"))
}

fn unknown_authority(section: &str, ca_file: Option<&Path>) -> Fault {
    let (words, advice) = match ca_file {
        None => (
            "the authority that has signed the server's certificate is not known on this machine".to_owned(),
            format!("get that authority's certificate as a PEM file and name it as ca_file in {section}"),
        ),
        Some(path) => (
            format!(
                "the authority that has signed the server's certificate is neither known on this machine nor in {}",
                path.display()
            ),
            format!("put that authority's certificate (PEM) into the file that ca_file in {section} names"),
        ),
    };
    Fault { words, advice }
}

/// `3 days` from `... (259200 seconds ago)`.
fn days(reason: &str, unit: &str) -> Option<String> {
    let before = reason.split_once(unit)?.0.trim_end();
    let seconds: u64 = before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some(match seconds / 86_400 {
        0 => format!("{} hours", seconds / 3_600),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    })
}

/// The names of a certificate, `DnsName("mail.example.org")` as it is written.
fn shown(names: &str) -> String {
    names.replace("DnsName(\"", "").replace("IpAddress(", "").replace(['"', ')'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fault_of_a_certificate_is_told_in_plain_words() {
        let place = Place { section: "[mailbox]", host: "imap.example.org", ca_file: None };
        for (reason, words, advice) in [
            (
                "invalid peer certificate: certificate expired: verification time 1700000000 (UNIX), but certificate is not \
                 valid after 1699740800 (259200 seconds ago)",
                "the server's certificate has expired 3 days ago",
                "renew",
            ),
            (
                "invalid peer certificate: certificate not valid for name \"imap.example.org\"; certificate is only valid for \
                 DnsName(\"a.example\") or DnsName(\"b.example\")",
                "the server's certificate is not for imap.example.org but for a.example or b.example",
                "under host in [mailbox]",
            ),
            ("invalid peer certificate: UnknownIssuer", "is not known on this machine", "ca_file in [mailbox]"),
            ("received corrupt message of type InvalidContentType", "does not speak TLS", "starttls"),
            ("it does not offer STARTTLS, and nothing is sent in clear text", "STARTTLS", "implicit"),
            ("connection reset by peer", "connection reset by peer", "host, port and tls"),
        ] {
            let fault = plainly(reason, place);
            assert!(fault.words.contains(words) && fault.advice.contains(advice), "{fault:?}");
        }
        let with_file = Place { ca_file: Some(Path::new("/etc/nhs.pem")), ..place };
        assert!(plainly("UnknownIssuer", with_file).words.contains("nor in /etc/nhs.pem"));
    }
}
