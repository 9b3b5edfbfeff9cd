//! The path of the role descriptor in, the file itself out: what it is called, what it is, and its bytes. It goes with each letter
//! that asks, so it must be small, and of a kind that a trust can open.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::checked::path;
use super::fault::Misfit;
use super::values::shown;

/// Larger files are turned away by some trusts' mail servers once they are in base64.
const LARGEST: u64 = 5 << 20;

/// The kinds of files, by the ending of their name: media type (RFC 6838) and how their bytes begin.
const KINDS: [(&str, &str, &[u8]); 4] = [
    ("pdf", "application/pdf", b"%PDF-"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ("odt", "application/vnd.oasis.opendocument.text", b"PK\x03\x04"),
    ("doc", "application/msword", b"\xd0\xcf\x11\xe0"),
];

/// The file that says what a Lead Healthcare Scientist does.
#[derive(Clone, PartialEq, Eq)]
pub struct RoleDescriptor {
    /// The name that trusts see: `Role descriptor.pdf`.
    pub name: String,
    /// What it is: `application/pdf`.
    pub media_type: String,
    /// What is in it.
    pub bytes: Arc<Vec<u8>>,
}

impl fmt::Debug for RoleDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoleDescriptor({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Reads it.
pub(super) fn role_descriptor(text: &str, base: &Path) -> Result<RoleDescriptor, Misfit> {
    let path = path(text, base)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let Some((_, media_type, begins)) = KINDS.iter().find(|(known, _, _)| *known == ending) else {
        let what = format!("`{}` is no file that every trust can open, by its name", shown(text));
        return Err(Misfit::new(what, "name a .pdf, .docx, .odt or .doc file"));
    };
    let mut bytes = Vec::new();
    File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(|error| {
        let instead = "name the file that says what the role is, or take the line out";
        Misfit::new(format!("{} cannot be read ({error})", path.display()), instead)
    })?;
    if bytes.len() as u64 > LARGEST {
        let what = format!("{} is larger than 5 MB, which some mail servers refuse", path.display());
        return Err(Misfit::new(what, "save it smaller, for example as PDF"));
    }
    if !bytes.starts_with(begins) {
        let what = if bytes.is_empty() {
            format!("{} is empty", path.display())
        } else {
            format!("{} is not what its name says: it does not begin as a .{ending} file does", path.display())
        };
        return Err(Misfit::new(what, "name the file that says what the role is"));
    }
    Ok(RoleDescriptor { name, media_type: (*media_type).to_owned(), bytes: Arc::new(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says_small_enough_and_there() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
        put("Role descriptor.PDF", b"%PDF-1.4 ...");
        put("wrong.docx", b"%PDF-1.4 ...");
        put("empty.pdf", b"");
        put("large.pdf", &[b"%PDF-".as_slice(), &vec![0; 5 << 20]].concat());
        put("notes.txt", b"notes");
        let read = |name: &str| role_descriptor(name, dir.path());
        let good = read("Role descriptor.PDF").unwrap();
        assert_eq!((good.name.as_str(), good.media_type.as_str()), ("Role descriptor.PDF", "application/pdf"));
        for (name, word) in [
            ("wrong.docx", "not what its name says"),
            ("empty.pdf", "is empty"),
            ("large.pdf", "larger than 5 MB"),
            ("notes.txt", "no file that every trust can open"),
            ("missing.pdf", "cannot be read"),
        ] {
            let misfit = read(name).unwrap_err();
            assert!(misfit.what.contains(word), "{name}: {}", misfit.what);
        }
    }
}
