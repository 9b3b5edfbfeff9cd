//! Frames between the box and its parent: four bytes of length, most significant first, then as many bytes. A file is two
//! frames, what it is called (JSON) and its bytes; an answer is one (JSON).

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::message::attachment::{File, Piece};

/// No frame is longer, in bytes.
const LONGEST: usize = 48 << 20;

#[derive(Serialize, Deserialize)]
struct Label {
    name: String,
    media_type: String,
}

/// Sends a file.
pub(super) fn send_file(to: &mut impl Write, file: &File) -> io::Result<()> {
    let label = Label { name: file.name.clone(), media_type: file.media_type.clone() };
    send(to, &serde_json::to_vec(&label)?)?;
    send(to, &file.bytes)
}

/// Takes the next file; none when there are no more.
pub(super) fn receive_file(from: &mut impl Read) -> io::Result<Option<File>> {
    let Some(label) = receive(from)? else { return Ok(None) };
    let Label { name, media_type } = serde_json::from_slice(&label)?;
    let bytes = receive(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some(File { name, media_type, bytes }))
}

/// Sends an answer.
pub(super) fn send_answer(to: &mut impl Write, pieces: &[Piece]) -> io::Result<()> {
    send(to, &serde_json::to_vec(pieces)?)
}

/// Takes the next answer; none when there are no more.
pub(super) fn receive_answer(from: &mut impl Read) -> io::Result<Option<Vec<Piece>>> {
    receive(from)?.map(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::from)).transpose()
}

fn send(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(bytes)
}

fn receive(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
    if length > LONGEST {
        return Err(io::Error::other("a frame is too long"));
    }
    let mut bytes = Vec::new();
    let count = from.take(length as u64).read_to_end(&mut bytes)?;
    if count < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(Some(bytes)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::attachment::{Block, Held};

    #[test]
    fn what_is_sent_arrives() {
        let file = File { name: "a.pdf".to_owned(), media_type: "application/pdf".to_owned(), bytes: vec![0, 1, 255] };
        let mut pipe = Vec::new();
        send_file(&mut pipe, &file).unwrap();
        assert_eq!(receive_file(&mut pipe.as_slice()).unwrap(), Some(file));
        let pieces = vec![Piece { name: "a.pdf".to_owned(), held: Held::Text(vec![Block::default()]) }];
        let mut pipe = Vec::new();
        send_answer(&mut pipe, &pieces).unwrap();
        assert_eq!(receive_answer(&mut pipe.as_slice()).unwrap(), Some(pieces));
    }

    #[test]
    fn a_frame_that_claims_too_much_or_breaks_off_is_an_error() {
        assert!(receive_answer(&mut [0xff; 8].as_slice()).is_err());
        assert!(receive_answer(&mut [0, 0, 0, 9, b'['].as_slice()).is_err());
        assert!(receive_answer(&mut [].as_slice()).unwrap().is_none());
    }
}
