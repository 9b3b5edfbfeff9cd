//! The unit of systemd: how far it shuts the service in, and that the service still does all its work in there.
//!
//! systemd itself does not run here, so the test reads the unit's filter of system calls, address families and protected
//! memory, and puts the program under the same rules by seccomp(2).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, apply_filter,
};

use crate::office::fixture;
use crate::rig::service::{Installation, written_lately};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, missing, repository};

fn unit() -> String {
    fs::read_to_string(repository().join("packaging/cso-intake.service")).unwrap()
}

/// Every value of a setting, in order.
fn settings<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).collect()
}

fn systemd_analyze(arguments: &[&str]) -> String {
    let Ok(ran) = Command::new("systemd-analyze").args(arguments).output() else {
        missing("systemd-analyze (systemd)")
    };
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn systemd_rates_the_unit_at_two_or_better_and_knows_every_line_of_it() {
    let path = repository().join("packaging/cso-intake.service");
    let told = systemd_analyze(&["security", "--offline=yes", "--no-pager", path.to_str().unwrap()]);
    let last = told.lines().last().unwrap();
    let level: f64 = last.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    assert!(level <= 2.0, "{told}");

    // Only that the program is not installed here may be said against it.
    let verified = Command::new("systemd-analyze").arg("verify").arg(&path).output().unwrap();
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    let other: Vec<&str> = said.lines().filter(|line| !line.contains("is not executable")).collect();
    assert!(other.iter().all(|line| !line.contains("cso-intake.service")), "{other:?}");
}

#[test]
fn the_unit_gives_the_service_the_time_it_asks_for() {
    let unit = unit();
    let seconds = |name: &str| settings(&unit, name)[0].parse::<u64>().unwrap();
    assert!(seconds("TimeoutStopSec") > 10, "it may finish what is in hand");
    assert!(seconds("TimeoutStartSec") > 60, "the first look may wait for a slow server");
    assert_eq!(settings(&unit, "Type"), ["notify"]);
    assert_eq!(settings(&unit, "Restart"), ["on-failure"]);
    assert!(settings(&unit, "LoadCredential").iter().any(|line| line.starts_with("imap-password:")));
}

#[test]
fn make_install_lays_out_the_program_and_a_unit_that_names_it() {
    let dir = crate::rig::short_dir();
    let destination = format!("DESTDIR={}", dir.path().display());
    let program = format!("PROGRAM={}", env!("CARGO_BIN_EXE_cso-intake"));
    let made = Command::new("make")
        .current_dir(repository())
        .args(["--no-print-directory", "install", &destination, "PREFIX=/opt/cso", &program])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let unit = fs::read_to_string(dir.path().join("opt/cso/lib/systemd/system/cso-intake.service")).unwrap();
    let started = settings(&unit, "ExecStart")[0].split(' ').next().unwrap();
    assert_eq!(started, "/opt/cso/bin/cso-intake");
    let ran = Command::new(dir.path().join(started.trim_start_matches('/'))).arg("--version").output().unwrap();
    assert!(ran.status.success());
    let account = fs::read_to_string(dir.path().join("opt/cso/lib/sysusers.d/cso-intake.conf")).unwrap();
    assert!(account.contains(&format!("u {} ", settings(&unit, "User")[0])), "{account}");
}

/// systemd's groups of system calls: name, members (calls and groups).
fn groups() -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in systemd_analyze(&["syscall-filter", "--no-pager"]).lines() {
        let word = line.trim();
        if line.starts_with('@') {
            name = word.to_owned();
        } else if !word.is_empty() && !word.starts_with('#') {
            groups.entry(name.clone()).or_default().push(word.to_owned());
        }
    }
    groups
}

fn expand(word: &str, groups: &BTreeMap<String, Vec<String>>, calls: &mut BTreeSet<String>) {
    match groups.get(word) {
        Some(members) => members.iter().for_each(|member| expand(member, groups, calls)),
        None => {
            calls.insert(word.to_owned());
        }
    }
}

/// The calls that the unit allows, as systemd.exec(5) reads it: the default group, and each line adds or takes away.
fn allowed() -> BTreeSet<String> {
    let groups = groups();
    let mut allowed = BTreeSet::new();
    expand("@default", &groups, &mut allowed);
    for line in settings(&unit(), "SystemCallFilter") {
        let mut named = BTreeSet::new();
        let (words, takes_away) = line.strip_prefix('~').map_or((line, false), |words| (words, true));
        words.split_whitespace().for_each(|word| expand(word, &groups, &mut named));
        if takes_away {
            allowed.retain(|call| !named.contains(call));
        } else {
            allowed.extend(named);
        }
    }
    allowed
}

/// The numbers of system calls by their names, from the system's headers.
fn numbers() -> BTreeMap<String, i64> {
    let machine = format!("/usr/include/{}-linux-gnu/asm/unistd_64.h", std::env::consts::ARCH);
    let Some(header) = [machine.as_str(), "/usr/include/asm-generic/unistd.h"]
        .into_iter()
        .find_map(|path| fs::read_to_string(path).ok())
    else {
        missing("the list of system calls (linux-libc-dev)")
    };
    let named = header.lines().filter_map(|line| line.strip_prefix("#define __NR_")?.split_once(' '));
    named.filter_map(|(name, number)| Some((name.to_owned(), number.trim().parse().ok()?))).collect()
}

fn condition(argument: u8, compare: SeccompCmpOp, value: u64) -> SeccompCondition {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compare, value).unwrap()
}

fn when(conditions: Vec<SeccompCondition>) -> Vec<SeccompRule> {
    vec![SeccompRule::new(conditions).unwrap()]
}

/// Puts this thread, and whatever it starts, under the unit's rules.
fn shut_in() {
    let machine = std::env::consts::ARCH.try_into().unwrap();
    let numbers = numbers();
    let rules: BTreeMap<i64, Vec<SeccompRule>> =
        allowed().iter().filter_map(|name| numbers.get(name)).map(|&number| (number, Vec::new())).collect();
    assert!(rules.len() > 200, "{}", rules.len());
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let calls = SeccompFilter::new(rules, refused, SeccompAction::Allow, machine).unwrap();

    // MemoryDenyWriteExecute: nothing that is written is run.
    let (write_execute, execute) = (libc::PROT_WRITE | libc::PROT_EXEC, libc::PROT_EXEC);
    let bits = |flags: i32| u64::from(flags.unsigned_abs());
    let both = SeccompCmpOp::MaskedEq(bits(write_execute));
    let run = SeccompCmpOp::MaskedEq(bits(execute));
    let memory = [
        (libc::SYS_mmap, when(vec![condition(2, both, bits(write_execute))])),
        (libc::SYS_mprotect, when(vec![condition(2, run.clone(), bits(execute))])),
        (libc::SYS_pkey_mprotect, when(vec![condition(2, run, bits(execute))])),
    ];
    let memory = SeccompFilter::new(
        memory.into_iter().collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        machine,
    );

    // RestrictAddressFamilies.
    let families = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6];
    assert_eq!(settings(&unit(), "RestrictAddressFamilies"), ["AF_INET AF_INET6 AF_UNIX"]);
    let other = families.iter().map(|&family| condition(0, SeccompCmpOp::Ne, bits(family))).collect();
    let sockets = SeccompFilter::new(
        BTreeMap::from([(libc::SYS_socket, when(other))]),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EAFNOSUPPORT.unsigned_abs()),
        machine,
    );
    for filter in [memory.unwrap(), sockets.unwrap(), calls] {
        let program: seccompiler::BpfProgram = filter.try_into().unwrap();
        apply_filter(&program).unwrap();
    }
}

/// An answer that stands in an attached file.
fn answer_in(file: &str, id: &str) -> Vec<u8> {
    let bytes = STANDARD.encode(fs::read(fixture("attachments").join(file)).unwrap());
    let mail = format!(
        "From: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\n\
         Subject: RE: Lead Healthcare Scientists (LHS)\nDate: Tue, 20 Sep 2016 10:00:00 +0100\n\
         Message-ID: <{id}@leedsth.nhs.uk>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n\
         --xx\nContent-Type: text/plain\n\nPlease see attached.\n\nMarcus Tinsley\n\n\
         --xx\nContent-Type: application/octet-stream; name=\"{file}\"\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"{file}\"\n\n{bytes}\n--xx--\n"
    );
    written_lately(mail.as_bytes(), 5)
}

#[test]
fn under_the_units_rules_mail_is_read_with_its_files_and_answered() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    for (file, id) in [("form-libreoffice.pdf", "pdf"), ("form.docx", "docx")] {
        dovecot.client().append("INBOX", &answer_in(file, id));
    }
    let (ran, escaped) = std::thread::scope(|scope| {
        let shut = scope.spawn(|| {
            shut_in();
            let escaped = Command::new("/bin/sh").args(["-c", "chroot / /bin/true"]).status().unwrap();
            (installation.run(&["run", "--once"]), escaped.success())
        });
        shut.join().unwrap()
    });
    assert!(!escaped, "the rules hold");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(installation.count("SELECT count(*) FROM message"), 2, "{ran:?}");
    let unread = installation.rows("SELECT id, why FROM message WHERE why LIKE '%could not be read%'");
    assert!(unread.is_empty(), "{unread:?}");
    let named = installation.texts("SELECT name FROM person");
    assert!(named.iter().any(|name| name.contains("Whitmore")), "{named:?}");
    assert_eq!(smtp.delivered().len(), installation.outbox().iter().filter(|mail| mail.state == "sent").count());
    assert!(!smtp.delivered().is_empty(), "{:?}", installation.outbox());
}
