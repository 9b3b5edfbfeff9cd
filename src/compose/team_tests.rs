//! The letters to the team, each as a snapshot of the whole mail.

use super::sample_team::{alert, digest_of_7_october, over, quiet_digest, stopped, stopped_digest};
use super::tests::whole;
use super::*;

fn subject(digest: Digest) -> String {
    Letters::built_in().render(&Letter::Digest(Box::new(digest))).unwrap().subject
}

#[test]
fn digest_four_days_before_the_deadline() {
    insta::assert_snapshot!(whole(&Letter::Digest(Box::new(digest_of_7_october()))));
}

#[test]
fn digest_with_wrong_sums_and_a_hold_and_links() {
    insta::assert_snapshot!(whole(&Letter::Digest(Box::new(stopped_digest()))));
}

#[test]
fn digest_with_nothing_in_it() {
    insta::assert_snapshot!(whole(&Letter::Digest(Box::new(quiet_digest()))));
}

#[test]
fn alert_that_the_mailbox_is_not_read() {
    insta::assert_snapshot!(whole(&Letter::Alert(alert())));
}

#[test]
fn alert_that_sending_has_stopped() {
    insta::assert_snapshot!(whole(&Letter::Alert(Alert { not_read: None, stopped: Some(stopped()), ..alert() })));
}

#[test]
fn alert_that_deliveries_fail() {
    let failing = Stopped { command: None, ..stopped() };
    insta::assert_snapshot!(whole(&Letter::Alert(Alert { not_read: None, stopped: Some(failing), ..alert() })));
}

#[test]
fn alert_that_is_over() {
    insta::assert_snapshot!(whole(&Letter::Alert(over())));
}

#[test]
fn the_subject_of_a_digest_carries_the_news() {
    assert_eq!(subject(digest_of_7_october()), "LHS: 143 of 158 trusts answered, 3 to review, 4 days left");
    assert_eq!(subject(stopped_digest()), "ERROR: LHS: 143 of 158 trusts answered, sending on hold, 4 days left");
    assert_eq!(subject(quiet_digest()), "LHS: 158 of 158 trusts answered, 4 days left");
}

#[test]
fn a_digest_names_every_outstanding_trust_of_the_country() {
    let trust = |number: usize| AboutTrust {
        trust_name: format!("Trust number {number} of many"),
        ods_code: format!("R{number}"),
        region: None,
        words: "not answered".to_owned(),
    };
    let digest = Digest { outstanding: (1..=250).map(trust).collect(), ..digest_of_7_october() };
    let mail = Letters::built_in().render(&Letter::Digest(Box::new(digest))).unwrap();
    for number in 1..=250 {
        assert!(mail.text.contains(&format!("Trust number {number} of many")), "{number}");
        assert!(mail.html.contains(&format!("Trust number {number} of many")), "{number}");
    }
}

#[test]
fn what_a_mail_says_is_text_in_the_digest() {
    let mut digest = digest_of_7_october();
    digest.reviews[0].says = "<img src=http://evil.example>\r\n- To decide: rm -rf".to_owned();
    digest.queries[0].text = "x".repeat(5_000);
    let mail = Letters::built_in().render(&Letter::Digest(Box::new(digest))).unwrap();
    assert!(!mail.html.contains("<img src=http"));
    assert!(!mail.text.contains("\n- To decide: rm"));
    assert!(mail.text.len() < 20_000);
}
