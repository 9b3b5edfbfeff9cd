//! `* NAMESPACE …` (RFC 2342) in, `* OK NAMESPACE …` out: async-imap has no grammar for the first and would give the line up.
//! Switched on only while that question is asked, so that no mail is ever touched.

use tokio::io::ReadBuf;

/// How the answer begins.
const ANSWER: &[u8] = b"* NAMESPACE";
/// What it becomes.
const INSTEAD: &[u8] = b"* OK NAMESPACE";

/// What stands between the wire and its reader.
#[derive(Debug, Default)]
pub struct Reworded {
    on: bool,
    /// How much of [`ANSWER`] the line has had so far; none after its beginning.
    matched: Option<usize>,
    held: Vec<u8>,
    ready: Vec<u8>,
}

impl Reworded {
    /// From here on the answer is reworded. The wire must stand at the beginning of a line.
    pub fn switch_on(&mut self) {
        self.on = true;
        self.matched = Some(0);
    }

    /// From here on everything passes as it is.
    pub fn switch_off(&mut self) {
        self.on = false;
        self.ready.append(&mut self.held);
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Takes what the wire brought.
    pub fn take_in(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let expected = self.matched.and_then(|matched| ANSWER.get(matched));
            self.held.push(byte);
            if expected.is_some_and(|expected| expected.eq_ignore_ascii_case(&byte)) {
                self.matched = self.matched.map(|matched| matched + 1);
                if self.held.len() == ANSWER.len() {
                    self.held.clear();
                    self.ready.extend_from_slice(INSTEAD);
                    self.matched = None;
                }
            } else {
                self.ready.append(&mut self.held);
                self.matched = (byte == b'\n').then_some(0);
            }
        }
    }

    /// Hands out what is ready; says no when there is nothing.
    pub fn hand_out(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let count = self.ready.len().min(buf.remaining());
        buf.put_slice(self.ready.get(..count).unwrap_or_default());
        self.ready.drain(..count);
        count > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes out when the text comes in pieces of this size.
    fn reworded(text: &str, piece: usize) -> String {
        let mut reworded = Reworded::default();
        reworded.switch_on();
        let mut out = Vec::new();
        for piece in text.as_bytes().chunks(piece) {
            reworded.take_in(piece);
        }
        reworded.switch_off();
        let mut room = [0; 7];
        loop {
            let mut buf = ReadBuf::new(&mut room);
            if !reworded.hand_out(&mut buf) {
                return String::from_utf8(out).unwrap();
            }
            out.extend_from_slice(buf.filled());
        }
    }

    #[test]
    fn only_the_one_answer_is_reworded_however_it_comes() {
        let said =
            "* NAMES\r\n* 3 EXISTS\r\n* namespace ((\"* NAMESPACE\" \".\")) NIL NIL\r\nA1 OK * NAMESPACE\r\n* NAME";
        for piece in 1..said.len() {
            assert_eq!(reworded(said, piece), said.replacen("* namespace", "* OK NAMESPACE", 1), "{piece}");
        }
    }
}
