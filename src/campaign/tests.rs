//! Reminders as a sceptic would try them: one trust at a time against the letter of the rules, and then any sequence of events.

mod deferred;
mod digest;
mod eligible;
mod lines;
mod office;
mod rounds;
mod sequences;
