//! The machine-readable parts of a bounce in, a delivery report out (RFC 3464, RFC 3462).

use super::headers::one_line;
use super::parts::Contents;
use super::{DeliveryReport, ReportedRecipient};
use crate::domain::EmailAddress;

/// More recipients than this are not kept.
const MOST_RECIPIENTS: usize = 500;
/// More lines of returned headers than this are not looked at.
const MOST_HEADER_LINES: usize = 2_000;

/// Reads the report, if there is one.
pub(super) fn read(contents: &Contents) -> Option<DeliveryReport> {
    let status = contents.delivery_status.as_deref()?;
    let mut report = DeliveryReport { recipients: recipients(status), ..DeliveryReport::default() };
    if let Some(returned) = &contents.returned {
        let fields = fields(returned.lines().take(MOST_HEADER_LINES).take_while(|line| !line.trim().is_empty()));
        report.original_message_id = value(&fields, "message-id").map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
        report.original_reference = value(&fields, "x-cso-ref");
    }
    Some(report)
}

/// The groups of fields after the first, one for each recipient.
fn recipients(status: &str) -> Vec<ReportedRecipient> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for line in status.lines() {
        if line.trim().is_empty() {
            groups.push(Vec::new());
        } else if let Some(group) = groups.last_mut() {
            group.push(line);
        }
    }
    groups.iter().filter_map(|group| recipient(group)).take(MOST_RECIPIENTS).collect()
}

/// One recipient: the address that we wrote to (Original-Recipient) before the one it became.
fn recipient(group: &[&str]) -> Option<ReportedRecipient> {
    let fields = fields(group.iter().copied());
    let address = ["original-recipient", "final-recipient"]
        .iter()
        .find_map(|name| EmailAddress::parse(address_in(&value(&fields, name)?)).ok())?;
    let action = value(&fields, "action")?.split([' ', '(', ';']).next().unwrap_or_default().to_ascii_lowercase();
    let status = value(&fields, "status")
        .or_else(|| value(&fields, "diagnostic-code"))
        .and_then(|text| text.split_whitespace().find(|word| is_status(word)).map(str::to_owned));
    Some(ReportedRecipient { address, action, status })
}

/// `rfc822;jane@x` without its type, comments and brackets.
fn address_in(value: &str) -> &str {
    let value = value.split_once(';').map_or(value, |(_, value)| value).trim();
    value.split(char::is_whitespace).next().unwrap_or_default().trim_matches(['<', '>', '"'])
}

/// Whether a word is a status of RFC 3463: `5.1.1`.
fn is_status(word: &str) -> bool {
    let mut digits = word.split('.');
    let class = digits.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
    class
        && digits.clone().count() == 2
        && digits.all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Fields by name in lower case, folded lines joined.
fn fields<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    fields
}

fn value(fields: &[(String, String)], name: &str) -> Option<String> {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| one_line(value)).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_its_recipients_and_the_mail_it_is_about() {
        let contents = Contents {
            delivery_status: Some(
                "Reporting-MTA: dns;mx.nhs.net\r\n\r\nOriginal-Recipient: rfc822; Jane.Smith@x.nhs.uk\r\nFinal-Recipient: rfc822;\r\n \
                 jane@y.nhs.uk\r\nAction: failed\r\nStatus: 5.1.1 (bad)\r\n\r\nFinal-Recipient: rfc822;<bob@x.nhs.uk>\r\nAction: Delayed\r\n\
                 Diagnostic-Code: smtp; 451 4.4.1 timeout\r\n"
                    .into(),
            ),
            returned: Some("From: c@nhs.net\nMessage-ID:\n <abc@nhs.net>\nX-CSO-Ref: recorded/12\n\nX-CSO-Ref: forged".into()),
            ..Contents::default()
        };
        let report = read(&contents).unwrap();
        let shape: Vec<_> =
            report.recipients.iter().map(|r| (r.address.as_str(), r.action.as_str(), r.status.as_deref())).collect();
        assert_eq!(
            shape,
            [("jane.smith@x.nhs.uk", "failed", Some("5.1.1")), ("bob@x.nhs.uk", "delayed", Some("4.4.1"))]
        );
        assert_eq!(report.original_message_id.as_deref(), Some("abc@nhs.net"));
        assert_eq!(report.original_reference.as_deref(), Some("recorded/12"));
    }
}
