//! The real program on an installation of its own: what `init` writes in a temporary directory, a Maildir, files for the
//! post, no server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::rig::{repository, short_dir};

/// How long any command may take before it counts as hanging.
const LIMIT: u32 = 60;

/// Runs a program, ends it after a time, and says on the last line of standard error how much memory it had at most.
const MEASURE: &str = "\
import resource, subprocess, sys
limit, command = int(sys.argv[1]), sys.argv[2:]
try:
    code = subprocess.run(command, timeout=limit).returncode
except subprocess.TimeoutExpired:
    sys.exit('HANGS: not done after %d s' % limit)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)";

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// From what the system gives.
    pub fn from(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Everything it said.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The program without a configuration, with nothing of this machine's environment.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cso-intake"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("USER", "jo").stdin(Stdio::null());
    command
}

/// A file of the fixtures.
pub fn fixture(name: &str) -> PathBuf {
    repository().join("fixtures").join(name)
}

/// The files of a directory of the fixtures with this ending, by name.
pub fn fixtures(directory: &str, ending: &str) -> Vec<PathBuf> {
    files_in(&fixture(directory), ending)
}

/// The files of a directory with this ending, by name.
pub fn files_in(directory: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .collect();
    files.sort();
    files
}

/// A reply that nobody would ask about, from Leeds.
pub fn nomination(id: &str, name: &str) -> String {
    let local = name.to_lowercase().replace(' ', ".");
    format!(
        "From: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\n\
         Subject: RE: Lead Healthcare Scientists (LHS)\nDate: Tue, 20 Sep 2016 10:00:00 +0100\n\
         Message-ID: <{id}@leedsth.nhs.uk>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\
         Our Lead Healthcare Scientist is Dr {name}, {local}@leedsth.nhs.uk.\n\nMarcus Tinsley\nMedical Director\n"
    )
}

/// An installation of the program.
pub struct Office {
    dir: TempDir,
}

impl Office {
    /// As `init` leaves it: mode observe, an empty Maildir, no trusts.
    pub fn new() -> Self {
        let office = Self { dir: short_dir() };
        let ran = Ran::from(&program().arg("init").arg(office.dir.path()).output().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        office
    }

    /// With the register of the fixtures, in this mode.
    pub fn in_mode(mode: &str) -> Self {
        let office = Self::new();
        office.set("mode = \"observe\"", &format!("mode = \"{mode}\""));
        office.set("deadline_confirmed = false", "deadline_confirmed = true");
        office.ok(&["trusts", "import", fixture("register/trusts.csv").to_str().unwrap()]);
        office
    }

    /// A path in its directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The configuration's path.
    pub fn config(&self) -> PathBuf {
        self.path("cso-intake.toml")
    }

    /// Changes the configuration.
    pub fn set(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.config()).unwrap();
        assert!(text.contains(from), "the configuration has no `{from}`");
        fs::write(self.config(), text.replacen(from, to, 1)).unwrap();
    }

    /// Puts a file into its directory.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Delivers a mail; the number is its place in the order of arrival.
    pub fn deliver(&self, number: usize, name: &str, mail: impl AsRef<[u8]>) {
        self.write(&format!("mail/new/{}.{name}", 1_475_000_000 + number), mail);
    }

    /// The program with this configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.arg("--config").arg(self.config()).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(&self.command(arguments).output().unwrap())
    }

    /// Runs a command that must succeed and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    /// Runs a command that must fail with code 1 and returns what it said on standard error.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {ran:?}");
        ran.err
    }

    /// Runs a command and says how many MiB of memory it had at most. A command that hangs is ended.
    pub fn measured(&self, arguments: &[&str]) -> (Ran, u64) {
        let program = env!("CARGO_BIN_EXE_cso-intake");
        let mut command = Command::new("python3");
        command.args(["-c", MEASURE, &LIMIT.to_string(), program, "--config"]).arg(self.config()).args(arguments);
        let ran = Ran::from(&command.stdin(Stdio::null()).output().expect("python3 is missing: run `make deps`"));
        let last = ran.err.lines().last().unwrap_or_default();
        let kib: u64 = last.trim().parse().unwrap_or_else(|_| panic!("{arguments:?}: {last}"));
        (ran, kib / 1024)
    }

    /// `status --json`.
    pub fn status(&self) -> Value {
        serde_json::from_str(&self.ok(&["status", "--json"])).unwrap()
    }

    /// How many messages are in a state.
    pub fn messages_in(&self, state: &str) -> u64 {
        self.status()["messages"]["by_state"][state].as_u64().unwrap()
    }

    /// How many mails of the outbox are in a state.
    pub fn mails_in(&self, state: &str) -> u64 {
        self.status()["outbox"]["by_state"][state].as_u64().unwrap()
    }

    /// How many trusts are in a state.
    pub fn trusts_in(&self, state: &str) -> u64 {
        self.status()["trusts"]["by_state"][state].as_u64().unwrap()
    }

    /// Both sums of the ledger, made again from what it prints.
    pub fn sums_add_up(&self) {
        let status = self.status();
        assert_eq!(status["adds_up"], true, "{status}");
        for part in ["trusts", "messages", "outbox"] {
            let sum: u64 = status[part]["by_state"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
            assert_eq!(Some(sum), status[part]["total"].as_u64(), "{part}: {status}");
        }
    }

    /// The line of `status --messages` for each message, in the order of their numbers.
    pub fn ledger(&self) -> Vec<String> {
        let printed = self.ok(&["status", "--messages"]);
        printed.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect()
    }

    /// The mails that went out, by name.
    pub fn sent(&self) -> Vec<(String, Vec<u8>)> {
        if !self.path("sent").exists() {
            return Vec::new();
        }
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        files_in(&self.path("sent"), "eml").iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
    }
}
