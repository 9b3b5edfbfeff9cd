//! The folders of a mailbox as they are named in the configuration, with what they are for.

/// What a folder is for (RFC 6154), as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// What was sent.
    Sent,
    /// What was taken for junk.
    Junk,
}

impl Mark {
    /// As a person reads it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sent => "sent mail",
            Self::Junk => "junk",
        }
    }

    /// The names that such folders usually have, the likeliest first: Exchange's, those of other servers, older ones.
    fn usual_names(self) -> &'static [&'static str] {
        match self {
            Self::Sent => &["Sent Items", "Sent", "Sent Messages", "Sent Mail"],
            Self::Junk => &["Junk Email", "Junk", "Junk E-mail", "Junk Mail", "Spam", "Bulk Mail"],
        }
    }

    /// What a folder of this name is usually for.
    pub(super) fn usual_for(name: &str) -> Option<Self> {
        [Self::Sent, Self::Junk]
            .into_iter()
            .find(|mark| mark.usual_names().iter().any(|usual| usual.eq_ignore_ascii_case(name)))
    }
}

/// A folder that is there and can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name as the configuration would have it: below the user's own prefix, `/` between the levels.
    pub name: String,
    /// What the server says it is for.
    pub mark: Option<Mark>,
}

/// The folder that is for this: the marked one, else the one of the usual name.
#[must_use]
pub fn for_use(folders: &[Folder], mark: Mark) -> Option<&Folder> {
    folders.iter().find(|folder| folder.mark == Some(mark)).or_else(|| {
        let named = |usual: &&str| folders.iter().find(|folder| folder.name.eq_ignore_ascii_case(usual));
        mark.usual_names().iter().find_map(named)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, mark: Option<Mark>) -> Folder {
        Folder { name: name.to_owned(), mark }
    }

    #[test]
    fn the_mark_counts_more_than_the_name() {
        let folders = [folder("Sent", None), folder("Gesendet", Some(Mark::Sent)), folder("Spam", None)];
        assert_eq!(for_use(&folders, Mark::Sent), Some(&folders[1]));
        assert_eq!(for_use(&folders, Mark::Junk), Some(&folders[2]));
        assert_eq!(for_use(&folders[..1], Mark::Sent), Some(&folders[0]));
        assert_eq!(for_use(&folders[..1], Mark::Junk), None);
    }
}
