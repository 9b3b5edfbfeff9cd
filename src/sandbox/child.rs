//! The child: shuts itself in, then reads one file after the other from its standard input and answers on its standard
//! output, until there are no more.

use std::io::{self, BufReader, BufWriter, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use super::{fence, pdftotext, wire};
use crate::message::attachment::{self, Held, Limits, Piece, Unread};

/// Is the child. Reads nothing if the limits could not be set.
#[must_use]
pub fn serve() -> ExitCode {
    let pdf = pdftotext::find();
    if fence::close().is_err() {
        return ExitCode::FAILURE;
    }
    let limits = Limits::default();
    let (mut from, mut to) = (BufReader::new(io::stdin().lock()), BufWriter::new(io::stdout().lock()));
    while let Ok(Some(file)) = wire::receive_file(&mut from) {
        #[cfg(debug_assertions)]
        drill::perhaps(&file);
        #[cfg(debug_assertions)]
        let pdf = pdf.filter(|_| !file.media_type.ends_with("x-drill-without-pdftotext"));
        let pages = |bytes: &[u8]| pdf.and_then(|program| pdftotext::run(program, bytes, &limits));
        let read = catch_unwind(AssertUnwindSafe(|| attachment::read(&file, &limits, &pages)));
        let pieces =
            read.unwrap_or_else(|_| vec![Piece { name: file.name.clone(), held: Held::Unread(Unread::Broken) }]);
        if wire::send_answer(&mut to, &pieces).and_then(|()| to.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// What a hostile file could make a reader do, on demand, to see that the fence holds. Not in the optimised program.
#[cfg(debug_assertions)]
mod drill {
    use std::io::Write as _;

    use crate::message::attachment::File;

    pub(super) fn perhaps(file: &File) {
        let Some(what) = file.media_type.strip_prefix("application/x-drill-") else { return };
        let escaped = match what {
            "hang" => loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            },
            "spin" => loop {
                std::hint::spin_loop();
            },
            "crash" => std::process::abort(),
            "panic" => std::panic::resume_unwind(Box::new("drill")),
            "hog" => {
                let mut all: Vec<Vec<u8>> = Vec::new();
                loop {
                    all.push(vec![1; 16 << 20]);
                }
            }
            "garbage" => {
                let _ = std::io::stdout().write_all(&[0xff; 64]);
                false
            }
            "connect" => std::net::TcpStream::connect("127.0.0.1:9")
                .is_err_and(|error| error.kind() != std::io::ErrorKind::PermissionDenied),
            "write" => std::fs::write(&file.name, b"escaped").is_ok(),
            "read" => std::fs::read(&file.name).is_ok(),
            _ => false,
        };
        if escaped {
            std::process::abort();
        }
    }
}
