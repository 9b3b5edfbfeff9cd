//! `init`: a commented configuration to start from.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::screen;
use crate::config;

/// Writes the configuration. An existing one is never overwritten.
pub fn run(dir: &Path) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    let path = dir.join("cso-intake.toml");
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| format!("{} cannot be written (an existing one is never overwritten)", path.display()))?;
    file.write_all(config::template().as_bytes()).with_context(|| format!("{} cannot be written", path.display()))?;
    for folder in ["cur", "new", "tmp"] {
        let folder = dir.join("mail").join(folder);
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    screen::line(format!("wrote {} and an empty Maildir {}", path.display(), dir.join("mail").display()));
    screen::line(format!("next: edit it, then `cso-intake --config {} check`", path.display()));
    Ok(ExitCode::SUCCESS)
}
