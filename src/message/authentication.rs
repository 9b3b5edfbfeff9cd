//! The Authentication-Results headers in, what our own servers found out about the sender, out (RFC 8601).

use super::{Authentication, Headers};

/// What the topmost header of a server that we trust says. Headers below it may be forged and do not count.
#[must_use]
pub fn authentication(_headers: &Headers, _trusted: &[String]) -> Authentication {
    Authentication::default()
}
