//! Mail OUT: one [`OutgoingMail`](crate::domain::outbox::OutgoingMail) at a time, to an SMTP server or into files.
