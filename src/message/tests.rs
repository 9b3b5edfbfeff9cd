//! Over the whole corpus: every mail reads, and what must always hold holds.

use super::*;

fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut mails: Vec<_> = std::fs::read_dir("fixtures/corpus")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    mails.sort();
    mails
}

#[test]
fn every_mail_of_the_corpus_reads() {
    for (id, bytes) in corpus() {
        let message = read(&bytes, &Limits::default()).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(message.headers.from.is_some(), "{id} has no From");
        assert!(!message.segments.is_empty(), "{id} has no text");
    }
}
