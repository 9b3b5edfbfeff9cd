//! # cso-intake
//!
//! A background service for the Chief Scientific Officer's (CSO) team at NHS England. A letter asked every provider trust
//! to reply by e-mail with the name and contact details of its Lead Healthcare Scientist (LHS). The service reads the
//! shared mailbox, understands each reply as a careful clerk would, keeps the register of trusts and nominees in SQLite,
//! acknowledges, and puts before a person whatever it cannot be sure of.
//!
//! ## The way of the data
//! ```text
//!  IMAP mailbox ──► mailbox ──► message ──► understand ──► flow/ingest ──► store (SQLite)
//!  or Maildir        list,       bytes to    who, which      one              │  ledger of messages, trusts,
//!                    fetch       Message     trust, what,    transaction      │  answers, outbox, audit
//!                                 │ ▲        how sure                         ▼
//!                                 ▼ │ files to text
//!                               sandbox (a child process)
//!  trusts, team ◄── post ◄── flow/deliver ◄── outbox ◄── compose ◄── flow/acknowledge
//!  (SMTP or files)                                       templates   recorded, incomplete, receipt
//!                      people: cli (review, outbox, status) ──► flow ──► store
//! ```
//!
//! ## The rooms, in reading order
//! - [`domain`]: the words of the field as plain values: codes, addresses, trusts, people, readings, the state machines.
//! - [`clock`]: the only place that asks what time it is.
//! - [`config`]: the TOML as written, checked; every fault of it together; secrets.
//! - [`register`]: register files (ODS etr.csv, the team's CSV) to rows.
//! - [`token`]: access tokens of an identity provider, for mail in and mail out.
//! - [`mailbox`]: mail in, from an IMAP server or a Maildir; what has been dealt with, to its folder; copies of what was
//!   sent.
//! - [`message`]: bytes to a `Message`: headers, body by lines, who wrote which part, signatures, reports; `attachment`: the
//!   bytes of a file to its text.
//! - [`sandbox`]: the box: attached files to text, in a child process of this program that may do nothing else.
//! - [`understand`]: a `Message` to a `Reading`: class, trust, nominees, doubts.
//! - [`store`]: SQLite, one function a statement.
//! - [`campaign`]: what the campaign's state is at a moment, and what is due: coverage, reminders, digest.
//! - [`compose`]: templates and contexts to mails.
//! - [`export`]: the register as CSV, XLSX, vCards and a list of addresses.
//! - [`post`]: mail out, by SMTP or into files; what an answer of the server means.
//! - [`flow`]: the verbs that join them: look, sent, ingest, acknowledge, deliver, hold, filing, review, answers
//!   (recorded by hand), withdrawal (what is heeded at once), mergers (of trusts), reread, import, asking (the letter, the
//!   reminders, the deadline: what is due is written after each look, and asked about again before each try), digest, alert,
//!   service (reading and delivering side by side, what systemd hears, reload and stop), doctor. Where a mailbox serves several
//!   campaigns: office (a desk for each), belonging (whose a message is).
//!   simulate: whole campaigns in virtual time over the real store, with an oracle that keeps books of its own.
//! - [`cli`]: arguments, then one file a command.
//!
//! ## Who may know whom (tests/architecture.rs keeps it)
//! `domain` and `clock` know nothing. `config`, `register`, `message`, `campaign`, `compose`, `export` and `store` know
//! `domain`.
//! `understand` and `sandbox` know `domain` and `message`. `token` knows `domain`, `clock` and `config`. `mailbox` and `post` know
//! `domain`, `config` and `token`. `flow` knows all of those.
//! `cli` knows everything but talks to mailbox and post only through `flow`.
//!
//! ## What always holds
//! 1. `mailbox`, `store` and `post` never know each other; only `flow` joins them.
//! 2. The pure modules (`domain`, `register`, `message`, `understand`, `campaign`, `compose`, `export`) never name tokio, rusqlite,
//!    async_imap, lettre or std::fs. Time, ids and configuration are arguments. Templates are compiled in; a directory
//!    may override them and is checked at start.
//! 3. Nothing sends mail but `flow/deliver`, and only from the outbox. A row of the outbox is written in the transaction
//!    of the fact that causes it, under a key that names the fact (`receipt/<message>`, `recorded/<answer>`). Every mail
//!    has a fixed Message-ID and the same reference in X-CSO-Ref.
//!    The one exception is the doctor's test mail: `doctor --send-test` sends one mail to one address because a person asks
//!    for it, of no campaign, with no row in the outbox and a reference that is never taken for one of the outbox.
//! 4. A row is committed as `sending` before the connection carries the data. At start what is still `sending` becomes
//!    `unknown`, and only a person moves it on, or the mail itself, found in the Sent folder. So nothing arrives twice, and what may be missing is seen.
//!    Before each try it is asked whether what the mail says is still so, and whether a colleague has answered by hand.
//! 5. Identity of a message is Message-ID (without one: the subject), From, Date and a digest of its text and
//!    attachments' sizes. The same again is a duplicate and not answered; the same Message-ID with other content goes to
//!    a person.
//! 6. Every message seen is in exactly one state, every trust of the campaign too; `status` keeps the books
//!    twice and names what does not agree.
//! 7. The position in a folder moves only over messages that are in the ledger. A message that fails three times, while others
//!    of its folder can be fetched, is set aside, in the ledger, with its error. A failure of the server, the line or the
//!    database is no message's fault.
//! 8. Watched folders are opened read-only, unless mail is filed: then what has been dealt with is moved (MOVE only, the intention
//!    committed before), and nothing else is changed, no flag either. Mail before `read_from` is not read. Of unrelated mail
//!    only its place is kept.
//! 9. Every extracted value carries its evidence. What a careful clerk would ask about goes to a person, with the doubt.
//! 10. Modes: `observe` (nothing goes to trusts; the default), `approve` (a person releases each mail), `live`. The last
//!     two are refused until the deadline's date is confirmed. Answers to mail older than three days wait for a person.
//! 11. A mail answers the person who wrote it, never Reply-To or Cc; machines, lists, forged and several senders are
//!     never answered. One address gets one receipt and five mails a day on its own; more waits for a person. Nothing goes
//!     out before all watched folders and the Sent folder were looked at since the start. All sending is held until a person
//!     releases it when no folder was read for a day, when the database was restored from a backup, or when too many mails
//!     were caused within an hour.
//! 12. A withdrawal, and a wish not to be written to, takes effect at once, before anyone reviews it, whatever kind of mail says it.
//! 13. Logs name ids, never people.
//! 14. Several campaigns may share mailbox and database. A message is of one of them at most; what could be of two goes to a
//!     person once, and no answer goes out until the person has said whose it is. Each has its own ledger, position in the folders,
//!     outbox and plan; the connection, the rate, the holds and the five mails a day are the same for all.
//! 15. Nothing attached is opened outside the box, which has no network, writes no file and is stopped at its limits. What it
//!     cannot read is a doubt that names the file.
//! 16. A letter that asks (invitation, reminder) is tried only if the same letter would be written at that moment, by facts read
//!     then, and only while every watched folder was read to its end within ten minutes; of retries and of what a person released
//!     too. While the books do not agree no mail goes to trusts. The first deadline is the configuration's; once a trust was asked
//!     only a person moves it, and a reminder belongs to one deadline.

pub mod campaign;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
pub mod domain;
pub mod export;
pub mod flow;
pub mod mailbox;
pub mod message;
pub mod post;
pub mod register;
pub mod sandbox;
pub mod store;
pub mod token;
pub mod understand;
