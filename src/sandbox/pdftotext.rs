//! `pdftotext` of poppler-utils, where it is installed: the box's only other child. It has the box's limits and fence,
//! reads from a pipe and writes to one.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::message::attachment::Limits;

/// Where it is.
pub(super) fn find() -> Option<&'static Path> {
    ["/usr/bin/pdftotext", "/usr/local/bin/pdftotext"].into_iter().map(Path::new).find(|path| path.is_file())
}

/// The text of a PDF, its columns kept, pages ended by form feeds; none if it cannot read the file.
pub(super) fn run(program: &Path, bytes: &[u8], limits: &Limits) -> Option<String> {
    let last = limits.pages.to_string();
    let mut child = Command::new(program)
        .args(["-layout", "-enc", "UTF-8", "-l", &last, "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .ok()?;
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let most = u64::try_from(limits.unpacked).ok()?;
    let mut text = Vec::new();
    thread::scope(|scope| {
        scope.spawn(move || {
            // It may have had enough before the end.
            let _ = input.write_all(bytes);
        });
        output.take(most).read_to_end(&mut text).ok()
    })?;
    let ended = child.wait().ok()?;
    ended.success().then(|| String::from_utf8_lossy(&text).into_owned())
}
