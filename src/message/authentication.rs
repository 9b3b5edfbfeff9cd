//! The Authentication-Results headers in, what our own servers found out about the sender, out (RFC 8601).

use super::{Authentication, Headers, Verdict};

/// What the topmost header of a server that we trust says. Headers below it, and those of other servers, may be forged
/// and do not count.
///
/// `trusted` holds authserv-ids. Exchange writes none; its header counts if one of the domains that it puts between the
/// results (`..; contoso.com; dkim=..`: the recipient's) is trusted. Newer Exchange leaves these out too: such a header
/// counts only if `trusted` holds the word `exchange`, which is safe where every mail passes through Exchange Online.
///
/// A mail with two From headers (RFC 5322 section 3.6 allows one) fails whatever was found out: nobody can tell which of
/// them was looked at (RFC 7489 section 6.6.1).
#[must_use]
pub fn authentication(headers: &Headers, trusted: &[String]) -> Authentication {
    if headers.every("from").nth(1).is_some() {
        return Authentication { dmarc: Verdict::Fail, ..Authentication::default() };
    }
    let Some(value) = headers.every("authentication-results").find(|value| is_trusted(value, trusted)) else {
        return Authentication::default();
    };
    let mut found = Authentication::default();
    let from = headers.from.as_ref().map(|from| from.address.domain());
    for result in results(&without_comments(value)) {
        match result.method.as_str() {
            "dmarc" => found.dmarc = dmarc(&result, from),
            "spf" => found.spf = result.verdict,
            "dkim" if found.dkim != Verdict::Pass => found.dkim = result.verdict,
            // Exchange's own sum of all checks on the From address.
            "compauth" if result.verdict == Verdict::Fail && found.dmarc != Verdict::Pass => {
                found.dmarc = Verdict::Fail;
            }
            _ => {}
        }
    }
    found
}

/// DMARC speaks of the domain in From; a pass for another domain says nothing.
fn dmarc(result: &MethodResult, from: Option<&str>) -> Verdict {
    let other = result.header_from.as_deref().zip(from).is_some_and(|(checked, from)| {
        let within = |domain: &str, parent: &str| crate::domain::trust::is_within(domain, parent);
        !within(from, checked) && !within(checked, from)
    });
    if other && result.verdict == Verdict::Pass { Verdict::Inconclusive } else { result.verdict }
}

/// Whether a server that we trust wrote the header.
fn is_trusted(value: &str, trusted: &[String]) -> bool {
    let is_one = |id: &str| trusted.iter().any(|own| own.eq_ignore_ascii_case(id));
    let value = without_comments(value);
    let mut clauses = value.split(';').map(str::trim);
    let first = clauses.next().unwrap_or_default();
    if first.contains('=') {
        let mut named = clauses.filter(|clause| !clause.is_empty() && !clause.contains('=')).peekable();
        return if named.peek().is_none() { is_one("exchange") } else { named.any(is_one) };
    }
    // An id may be followed by a version.
    is_one(first.split_whitespace().next().unwrap_or_default())
}

struct MethodResult {
    method: String,
    verdict: Verdict,
    header_from: Option<String>,
}

/// The results of a header without comments: `dmarc=pass header.from=x.nhs.uk`.
fn results(value: &str) -> impl Iterator<Item = MethodResult> + '_ {
    value.split(';').filter_map(|clause| {
        let mut words = clause.split_whitespace();
        let (method, result) = words.next()?.split_once('=')?;
        let header_from = words.filter_map(|word| word.split_once('=')).find(|(name, _)| *name == "header.from");
        Some(MethodResult {
            method: method.split('/').next().unwrap_or_default().to_ascii_lowercase(),
            verdict: verdict(result),
            header_from: header_from.map(|(_, domain)| domain.trim_matches(['"', '<', '>']).to_ascii_lowercase()),
        })
    })
}

/// The verdict that a result stands for (RFC 8601 section 2.7).
fn verdict(result: &str) -> Verdict {
    match result.to_ascii_lowercase().as_str() {
        "pass" => Verdict::Pass,
        "fail" | "softfail" | "hardfail" | "policy" => Verdict::Fail,
        _ => Verdict::Inconclusive,
    }
}

/// The value without its comments, which nest.
fn without_comments(value: &str) -> String {
    let mut depth = 0_u32;
    value
        .chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, Mailbox};

    fn checked(values: &[&str], trusted: &[&str]) -> Authentication {
        let all = values.iter().map(|value| ("authentication-results".to_owned(), (*value).to_owned()));
        let address = EmailAddress::parse("jane@leedsth.nhs.uk").unwrap();
        let headers =
            Headers { all: all.collect(), from: Some(Mailbox { name: String::new(), address }), ..Headers::default() };
        authentication(&headers, &trusted.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>())
    }

    const EXCHANGE: &str = "spf=fail (sender IP is 203.0.113.77) smtp.mailfrom=leedsth.nhs.uk; england.cso.nhs.net; \
        dkim=none (message not signed) header.d=none;england.cso.nhs.net; dmarc=fail action=quarantine \
        header.from=leedsth.nhs.uk;compauth=fail reason=000";
    const RFC: &str = "mx.nhs.net 1; dkim=pass (2048-bit; ok) header.d=leedsth.nhs.uk; spf=pass smtp.mailfrom=x; \
        dmarc=pass (p=reject) header.from=leedsth.nhs.uk";
    const FORGED: &str = "mail.sender.example; dmarc=pass header.from=leedsth.nhs.uk";

    #[test]
    fn both_forms_are_read() {
        let (pass, fail) = (Verdict::Pass, Verdict::Fail);
        assert_eq!(checked(&[RFC], &["MX.nhs.net"]), Authentication { dmarc: pass, spf: pass, dkim: pass });
        let read = checked(&[EXCHANGE], &["england.cso.nhs.net"]);
        assert_eq!(read, Authentication { dmarc: fail, spf: fail, dkim: Verdict::Inconclusive });
    }

    #[test]
    fn only_the_topmost_trusted_header_counts() {
        assert_eq!(checked(&[EXCHANGE, FORGED], &["england.cso.nhs.net"]).dmarc, Verdict::Fail);
        assert_eq!(checked(&[FORGED], &["mx.nhs.net"]).dmarc, Verdict::Unsaid);
        assert_eq!(checked(&[EXCHANGE, RFC], &["mx.nhs.net", "england.cso.nhs.net"]).dmarc, Verdict::Fail);
        assert_eq!(checked(&[RFC], &[]).dmarc, Verdict::Unsaid);
    }

    #[test]
    fn a_header_without_any_id_counts_only_where_exchange_is_trusted() {
        let bare = "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=x; dkim=pass header.d=x;dmarc=pass action=none header.from=leedsth.nhs.uk";
        assert_eq!(checked(&[bare], &["mx.nhs.net"]).dmarc, Verdict::Unsaid);
        assert_eq!(checked(&[bare], &["exchange"]).dmarc, Verdict::Pass);
    }

    #[test]
    fn two_from_headers_fail() {
        let all = [("from", "a@b.uk"), ("from", "c@d.uk"), ("authentication-results", RFC)];
        let headers = Headers { all: all.map(|(n, v)| (n.to_owned(), v.to_owned())).into(), ..Headers::default() };
        assert_eq!(authentication(&headers, &["mx.nhs.net".to_owned()]).dmarc, Verdict::Fail);
    }

    #[test]
    fn a_pass_for_another_domain_says_nothing() {
        let other = "mx.nhs.net; dmarc=pass header.from=evil.example";
        assert_eq!(checked(&[other], &["mx.nhs.net"]).dmarc, Verdict::Inconclusive);
    }
}
