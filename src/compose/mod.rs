//! Template + typed context -> the subject, text and HTML of a mail. Pure; templates are compiled in.
