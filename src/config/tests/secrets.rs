//! Passwords in every wrong place, and never shown.

use super::*;

#[test]
fn a_password_in_the_file_itself_is_refused_and_never_shown() {
    for written in [
        "password = \"s3cret-pass\"",
        "password = s3cret-pass",
        "pasword = \"s3cret-pass\"",
        "password_env = \"s3cret-pass\"",
        "password_file = \"s3cret-pass\"",
        "password_credential = \"s3cret-pass\"",
    ] {
        let faults = Desk::new().faults(&with_imap(written)).join("\n");
        assert!(!faults.contains("s3cret-pass"), "{written}: {faults}");
        assert!(!faults.is_empty());
    }
    let faults = Desk::new().faults(&with_imap("password = \"s3cret-pass\""));
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("a password does not belong in this file; put it into a file of its own")),
        "{faults:?}"
    );
}

#[test]
fn a_secret_comes_from_any_one_source_and_debug_does_not_show_it() {
    let desk = Desk::new().with_file("secret", b" s3cret \r\n").with_variable("IMAP_PASSWORD", "from the environment");
    let desk = {
        let directory = desk.directory.path().to_owned();
        desk.with_variable("CREDENTIALS_DIRECTORY", directory)
    };
    for (written, expected) in [
        ("password_file = \"secret\"", " s3cret "),
        ("password_env = \"IMAP_PASSWORD\"", "from the environment"),
        ("password_credential = \"secret\"", " s3cret "),
    ] {
        let config = desk.read(&with_imap(written)).unwrap().config;
        let MailboxSource::Imap(account) = &config.mailbox else { panic!("not an IMAP mailbox") };
        assert!(matches!(&account.login, Login::Password(password) if password.reveal() == expected));
        assert!(!format!("{config:?}").contains(expected), "{written}");
    }
}

#[test]
fn a_secret_that_is_missing_empty_or_too_much_says_what_to_do() {
    let desk = Desk::new()
        .with_file("empty", b"\n")
        .with_file("two", b"one\ntwo\n")
        .with_file("binary", b"\xff\xfe\x00")
        .with_file("huge", &vec![b'x'; 70_000])
        .with_variable("EMPTY", "");
    let only = |keys: &str| {
        let faults = desk.faults(&with_imap(keys));
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults[0].split_once("password_").unwrap().1.to_owned()
    };
    assert!(only("password_file = \"empty\"").contains("is empty"));
    assert!(only("password_file = \"two\"").contains("holds more than one line"));
    assert!(only("password_file = \"binary\"").contains("is not UTF-8"));
    assert!(only("password_file = \"huge\"").contains("is too long"));
    assert!(only("password_file = \"absent\"").contains("no file of that name is in the directory"));
    assert!(only("password_file = \".\"").contains("cannot be read"));
    assert!(only("password_file = \"~/secret\"").contains("`~` is not expanded"));
    assert!(only("password_env = \"EMPTY\"").contains("is empty"));
    assert!(only("password_env = \"ABSENT\"").contains("the environment variable ABSENT is not set"));
    assert!(only("password_credential = \"imap\"").contains("CREDENTIALS_DIRECTORY is not set"));
    assert!(only("password_credential = \"../imap\"").contains("plain name"));
    assert!(only("password_file = \"two\"\npassword_env = \"EMPTY\"").contains("the password has two sources"));
}

#[cfg(unix)]
#[test]
fn a_secret_that_everybody_may_read_is_used_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new().with_file("secret", b"s3cret");
    let warnings = |mode| {
        std::fs::set_permissions(desk.directory.path().join("secret"), std::fs::Permissions::from_mode(mode)).unwrap();
        let notes = desk.read(&with_imap("password_file = \"secret\"")).unwrap().notes;
        notes.into_iter().filter(|note| note.weight == Weight::Warning).map(|note| note.words).collect::<Vec<_>>()
    };
    assert!(warnings(0o644)[0].contains("every account of this machine"));
    assert!(warnings(0o400).is_empty());
}
