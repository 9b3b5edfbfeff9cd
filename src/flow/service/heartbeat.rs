//! The heartbeat file: the moment of the last look that read every watched folder to its end, for a monitor that looks at
//! the file's age or into it.

use std::io;
use std::path::Path;

use jiff::Timestamp;

/// Writes it anew. Whoever reads it sees the old moment or the new one, never half of one.
///
/// # Errors
/// When the directory cannot be written.
pub async fn write(path: &Path, now: Timestamp) -> io::Result<()> {
    let unfinished = path.with_added_extension("new");
    tokio::fs::write(&unfinished, format!("{}\n", now.strftime("%Y-%m-%dT%H:%M:%SZ"))).await?;
    tokio::fs::rename(&unfinished, path).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_file_holds_the_moment_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("heart.beat");
        for moment in ["2016-10-07T16:00:00.5Z", "2016-10-07T16:01:00Z"] {
            write(&path, moment.parse().unwrap()).await.unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "2016-10-07T16:01:00Z\n");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write(&dir.path().join("missing/heartbeat"), Timestamp::UNIX_EPOCH).await.is_err());
    }
}
