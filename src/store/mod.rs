//! SQLite: the ledger of messages, trusts, nominations, outbox and audit. One function per statement.
