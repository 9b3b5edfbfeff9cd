//! The command line: arguments, then one file per command.
