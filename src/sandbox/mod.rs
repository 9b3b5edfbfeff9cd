//! The box: files of strangers in, their text out. The readers run in a child process of this program, started for the
//! files of one message, that may use little memory and time, open no connection and write no file. What it does wrong
//! costs one file: the child is killed, the file counts as unread, and another child reads the rest.
//!
//! parent: [`Sandbox::read`] -> wire (frames over pipes) -> child: fence (limits first), then one file after the other.

mod child;
mod fence;
mod pdftotext;
mod wire;

use std::io::{self, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

pub use self::child::serve;
use crate::message::{
    Limits, Message,
    attachment::{File, Held, Piece, Unread},
};

/// The subcommand under which this program is the child.
pub const COMMAND: &str = "read-files";

/// How long reading may take, and how often it is tried.
#[derive(Clone, Debug)]
pub struct Patience {
    /// For one file.
    pub file: Duration,
    /// For all files of a message.
    pub message: Duration,
    /// Children started for one message.
    pub children: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self { file: Duration::from_secs(10), message: Duration::from_secs(40), children: 5 }
    }
}

/// What reads files.
#[derive(Clone, Debug, Default)]
pub struct Sandbox {
    program: Option<PathBuf>,
    patience: Patience,
}

impl Sandbox {
    /// Reads no file: all of them count as unread.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads files in children of the program that is running.
    #[must_use]
    pub fn here() -> Self {
        // This name leads to the program that runs even after another was installed in its place.
        let running = Path::new("/proc/self/exe");
        let program = if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() };
        Self { program, patience: Patience::default() }
    }

    /// Reads files in children of another program.
    #[must_use]
    pub fn of(program: PathBuf, patience: Patience) -> Self {
        Self { program: Some(program), patience }
    }

    /// Reads the files of a message and puts their text into it. Without files nothing is started. What was read may
    /// hold a mail with files of its own, which are read next.
    pub fn read(&self, message: &mut Message, limits: &Limits) {
        for _ in 0..2 {
            let (places, files): (Vec<usize>, Vec<File>) = message.take_files().into_iter().unzip();
            if files.is_empty() || self.program.is_none() {
                return;
            }
            for (at, pieces) in places.into_iter().zip(self.read_files(files)) {
                message.put_in(at, pieces, limits);
            }
        }
    }

    /// What each of the files holds, in their order.
    #[must_use]
    pub fn read_files(&self, files: Vec<File>) -> Vec<Vec<Piece>> {
        let end = Instant::now() + self.patience.message;
        let mut children = self.patience.children;
        let mut running: Option<Running> = None;
        let mut all = Vec::new();
        for file in files {
            let name = file.name.clone();
            let left = end.saturating_duration_since(Instant::now());
            let answer = if left.is_zero() {
                Err(Unread::TooSlow)
            } else {
                self.ask(&mut running, &mut children, file, left.min(self.patience.file))
            };
            all.push(answer.unwrap_or_else(|why| vec![Piece { name, held: Held::Unread(why) }]));
        }
        if let Some(mut running) = running {
            running.stop();
        }
        all
    }

    /// Has one file read, by the child that is running or a new one.
    fn ask(
        &self,
        running: &mut Option<Running>,
        children: &mut u32,
        file: File,
        patience: Duration,
    ) -> Result<Vec<Piece>, Unread> {
        if running.is_none() {
            *children = children.checked_sub(1).ok_or(Unread::Failed)?;
            *running =
                self.start().map_err(|error| tracing::warn!(%error, "the reader of files could not be started")).ok();
        }
        let child = running.as_mut().ok_or(Unread::Failed)?;
        let answer = child.ask(file, patience);
        if answer.is_err()
            && let Some(mut failed) = running.take()
        {
            tracing::warn!("the reader of files was stopped; the file counts as unread");
            failed.kill();
        }
        answer
    }

    fn start(&self) -> io::Result<Running> {
        let program = self.program.as_ref().ok_or_else(|| io::Error::other("no program"))?;
        let mut child = Command::new(program)
            .arg0("cso-intake")
            .arg(COMMAND)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let (files, to_write) = channel::<File>();
        let (to_read, answers) = channel();
        if let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) {
            thread::Builder::new().name("box-in".to_owned()).spawn(move || {
                for file in to_write {
                    if wire::send_file(&mut input, &file).and_then(|()| input.flush()).is_err() {
                        return;
                    }
                }
            })?;
            thread::Builder::new().name("box-out".to_owned()).spawn(move || {
                let mut output = BufReader::new(output);
                while let Ok(Some(pieces)) = wire::receive_answer(&mut output) {
                    if to_read.send(pieces).is_err() {
                        return;
                    }
                }
            })?;
        }
        Ok(Running { child, files: Some(files), answers })
    }
}

/// A child that waits for files.
struct Running {
    child: Child,
    files: Option<Sender<File>>,
    answers: Receiver<Vec<Piece>>,
}

impl Running {
    fn ask(&mut self, file: File, patience: Duration) -> Result<Vec<Piece>, Unread> {
        let files = self.files.as_ref().ok_or(Unread::Failed)?;
        files.send(file).map_err(|_| Unread::Failed)?;
        self.answers.recv_timeout(patience).map_err(|error| match error {
            RecvTimeoutError::Timeout => Unread::TooSlow,
            RecvTimeoutError::Disconnected => Unread::Failed,
        })
    }

    /// No more files: the child ends by itself, at once, since it has answered.
    fn stop(&mut self) {
        self.files = None;
        self.kill();
    }

    /// Ends the child and whatever it started.
    fn kill(&mut self) {
        if let Some(group) = Pid::from_raw(i32::try_from(self.child.id()).unwrap_or(0)) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.kill();
        }
    }
}
