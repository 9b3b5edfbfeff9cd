//! Steady traffic: memory does not grow, and files and sessions that are opened are closed.

use std::time::{Duration, Instant};

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::{Installation, Service};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, wait_for};

const LIMIT: Duration = Duration::from_secs(60);
/// How long the long form lasts, and the part of it after which memory may not grow any more.
const WHOLE: Duration = Duration::from_secs(30 * 60);
const WARM: Duration = Duration::from_secs(5 * 60);
/// The most that memory may grow after that.
const GROWTH: u64 = 5 << 20;

#[test]
fn under_steady_traffic_files_sessions_and_memory_stay_what_they_are() {
    let seed = Seed::or(30);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let mut client = dovecot.client();
    let mut post = Mails::of(seed.0);
    let mut came = Vec::new();
    let service = installation.start_quietly();
    let begin = Instant::now();
    let mut memory = Vec::new();
    let mut first = None;
    let mut round = 0;
    let goes_on = |round: usize| match Length::asked() {
        Length::Short => round < 4,
        Length::Long => begin.elapsed() < WHOLE,
    };
    while goes_on(round) {
        round += 1;
        for mail in post.next(Length::asked().pick(25, 20)) {
            client.append(if round % 4 == 0 { "Junk" } else { "INBOX" }, &mail.bytes);
            came.push(mail);
        }
        wait_for("the round to be recorded and answered", LIMIT, || installation.is_done(came.len()).then_some(()));
        let open = at_rest(&service, &dovecot, first);
        first = first.or(Some(open));
        memory.push((begin.elapsed(), service.memory()));
        if Length::asked() == Length::Long {
            // Traffic has a pace: some twenty mails in ten seconds.
            std::thread::sleep(Duration::from_secs(10));
        }
    }
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    let books = books::check(&installation, &smtp, &came);
    let Open { files, sessions } = first.unwrap();
    let report = memory_report(&memory);
    figure(
        "steady traffic",
        &format!("{} mails in {} rounds, {} s", came.len(), round, begin.elapsed().as_secs()),
        &format!("after every round {files} open files and {sessions} IMAP sessions; {report}; {books}"),
    );
}

/// What the service has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Open {
    files: usize,
    sessions: usize,
}

/// What is open when nothing is under way; the same as after the first round, sooner or later.
fn at_rest(service: &Service, dovecot: &Dovecot, first: Option<Open>) -> Open {
    let mut last = None;
    wait_for("open files and sessions to be as after the first round", LIMIT, || {
        let now = Open { files: service.open_files(), sessions: dovecot.sessions() };
        let is_steady = last.replace(now) == Some(now);
        std::thread::sleep(Duration::from_millis(50));
        (is_steady && first.is_none_or(|first| first == now)).then_some(now)
    })
}

/// How memory went; in the long form that it stayed within its limit.
fn memory_report(memory: &[(Duration, u64)]) -> String {
    let warm: Vec<u64> = memory.iter().filter(|(at, _)| *at >= WARM).map(|(_, bytes)| *bytes).collect();
    let in_mb = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let (Some(at_five), Some(most)) = (warm.first(), warm.iter().max()) else {
        return format!("{:.1} MB of memory", in_mb(memory.last().unwrap().1));
    };
    let grown = most.saturating_sub(*at_five);
    assert!(grown <= GROWTH, "memory has grown by {grown} bytes: {memory:?}");
    format!("{:.1} MB of memory at minute 5, at most {:.1} MB after that", in_mb(*at_five), in_mb(*most))
}
