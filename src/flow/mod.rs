//! The verbs that join mailbox, understand, store, compose and post.
