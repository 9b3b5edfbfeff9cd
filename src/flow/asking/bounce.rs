//! A delivery report in, what it says of mails of ours into the store. Whether it cites one is asked when it matters: the Message-ID
//! that the server gave a mail may be learned later than the report comes.

use crate::domain::Class;
use crate::flow::Desk;
use crate::flow::ingest::Case;
use crate::message::Verdict;
use crate::store::{StoreError, Tx, bounces};

/// More Message-IDs of a report's References than this are not kept.
const MOST_CITED: usize = 5;

/// Notes for whom a report says that a mail will never arrive. One that only says that the server still tries says nothing, and
/// one whose sender is forged neither.
pub(in crate::flow) fn note(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>) -> Result<(), StoreError> {
    let (message, reading) = (case.message, case.reading);
    let is_final = reading.permanent == Some(true) && message.authentication.dmarc != Verdict::Fail;
    if reading.class != Class::Bounce || !is_final {
        return Ok(());
    }
    let is_tried = |status: &Option<String>| status.as_deref().is_some_and(|status| status.starts_with('4'));
    let failed = reading.failed_recipients.iter().filter(|failed| !is_tried(&failed.status));
    let addresses: Vec<_> = failed.map(|failed| &failed.address).collect();
    let report = message.report.as_ref();
    let headers = &message.headers;
    let mut cited: Vec<&str> = Vec::new();
    cited.extend(report.and_then(|report| report.original_message_id.as_deref()));
    cited.extend(report.and_then(|report| report.original_reference.as_deref()));
    cited
        .extend(headers.in_reply_to.iter().chain(headers.references.iter().rev()).take(MOST_CITED).map(String::as_str));
    bounces::note(tx, desk.id(), case.id, &addresses, &cited)
}
