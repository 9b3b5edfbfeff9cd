//! A second IMAP client, a plain one, so that a test can do what colleagues do: add mail, look at flags, delete.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use super::{PASSWORD, USER};

/// A session in clear text, which loopback may have.
pub struct Imap {
    wire: BufReader<TcpStream>,
    count: u32,
}

impl Imap {
    /// Connects and logs in.
    pub fn log_in(port: u16) -> Self {
        let wire = TcpStream::connect(("127.0.0.1", port)).unwrap();
        wire.set_nodelay(true).unwrap();
        let mut client = Self { wire: BufReader::new(wire), count: 0 };
        client.line();
        client.ask(&format!("LOGIN {USER} {PASSWORD}"));
        client
    }

    /// Sends a command and gives back everything up to the OK.
    pub fn ask(&mut self, command: &str) -> String {
        let tag = self.send(command);
        self.until_ok(&tag, command)
    }

    /// Adds a mail to a folder.
    pub fn append(&mut self, folder: &str, mail: &[u8]) {
        self.append_at(folder, mail, "");
    }

    /// Adds a mail that arrived at a moment, `" 7-Oct-2016 14:00:00 +0100"`.
    pub fn append_at(&mut self, folder: &str, mail: &[u8], moment: &str) {
        let mail = super::with_crlf(mail);
        let date = if moment.is_empty() { String::new() } else { format!("\"{moment}\" ") };
        let command = format!("APPEND {folder} {date}{{{}}}", mail.len());
        let tag = self.send(&command);
        assert!(self.line().starts_with('+'), "{command}");
        self.wire.get_mut().write_all(&mail).unwrap();
        self.wire.get_mut().write_all(b"\r\n").unwrap();
        self.until_ok(&tag, &command);
    }

    /// Deletes a message of a folder for good.
    pub fn expunge(&mut self, folder: &str, uid: &str) {
        self.ask(&format!("SELECT {folder}"));
        self.ask(&format!("UID STORE {uid} +FLAGS (\\Deleted)"));
        self.ask("EXPUNGE");
        self.ask("CLOSE");
    }

    fn send(&mut self, command: &str) -> String {
        self.count += 1;
        let tag = format!("T{}", self.count);
        self.wire.get_mut().write_all(format!("{tag} {command}\r\n").as_bytes()).unwrap();
        tag
    }

    fn until_ok(&mut self, tag: &str, command: &str) -> String {
        let mut answer = String::new();
        loop {
            let line = self.line();
            if let Some(status) = line.strip_prefix(tag) {
                assert!(status.starts_with(" OK"), "{command}: {line}");
                return answer + &line;
            }
            answer += &line;
        }
    }

    fn line(&mut self) -> String {
        let mut line = Vec::new();
        let read = self.wire.read_until(b'\n', &mut line).unwrap();
        assert!(read > 0, "the IMAP server hung up");
        String::from_utf8_lossy(&line).into_owned()
    }
}
