use super::*;
use crate::message;
use std::{fs, path::PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
#[ignore]
fn dump() {
    let which = "";
    let mut files: Vec<_> = fs::read_dir(root().join("fixtures/corpus"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
        .collect();
    files.sort();
    let mut out = String::new();
    for f in files {
        let id = f.file_stem().unwrap().to_str().unwrap().to_owned();
        if !id.starts_with(which) {
            continue;
        }
        let m = message::read(&fs::read(&f).unwrap(), &message::Limits::default()).unwrap();
        let page = page::Page::of(&m);
        out += &format!("== {id}\n");
        for p in page.own() {
            out +=
                &format!("{}{}| {}\n", if p.after_gap { "+" } else { " " }, if p.signed { "S" } else { " " }, p.text);
            for n in people::find(&p.text) {
                out += &format!("      NAME {:?} {:?}\n", n.name.full(), n.sure);
            }
            for n in contact::emails(&p.text) {
                out += &format!("      MAIL {}\n", n.address);
            }
            for n in contact::phones(&p.text) {
                out += &format!("      TEL {} {:?}\n", n.number, n.line);
            }
        }
    }
    fs::write(root().join("target/dump.txt"), out).unwrap();
}
