//! What the targets for files share.

use cso_intake::message::attachment::{File, Limits, read};

/// Reads bytes as a file of this name. A PDF's text is taken to be its bytes: what reads PDF is not ours.
pub fn read_as(name: &str, bytes: Vec<u8>) {
    let file = File { name: name.to_owned(), media_type: String::new(), bytes };
    let _ = read(&file, &Limits::default(), &|bytes| Some(String::from_utf8_lossy(bytes).into_owned()));
}

/// A ZIP archive of stored entries.
pub fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
