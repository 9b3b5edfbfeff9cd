//! Commands where there are several campaigns: a number names one, what shows something shows all, anything else asks.

use super::{APP, LHS, Mail, Two};

fn refused(two: &Two, arguments: &[&str]) -> String {
    let ran = two.scene.installation.run(arguments);
    assert!(!ran.status.success(), "{arguments:?}: {ran:?}");
    String::from_utf8_lossy(&ran.stderr).into_owned()
}

#[test]
fn a_command_that_could_mean_several_campaigns_asks_which() {
    let two = Two::new();
    let asked = refused(&two, &["trusts", "import", "x.csv"]);
    assert!(asked.contains("--campaign lhs-2016 or --campaign apprentices-2017"), "{asked}");
    let unknown = refused(&two, &["--campaign", "lhs", "status"]);
    assert!(unknown.contains("there is no campaign `lhs`") && unknown.contains("--campaign lhs-2016"), "{unknown}");
    assert!(refused(&two, &["outbox", "release", "--all-held"]).contains("say which is meant"));
}

#[test]
fn a_number_names_its_campaign() {
    let two = Two::new();
    two.comes(&Mail::new(
        1,
        "RE: Apprenticeship Leads [APP17-RR8]",
        "What is the deadline for our apprenticeship lead?",
    ));
    two.once();
    let installation = &two.scene.installation;
    let number = two.message(APP, "query");
    assert!(installation.ok(&["review", "show", &number]).contains("RE: Apprenticeship Leads [APP17-RR8]"));
    assert!(installation.ok(&["outbox", "show", "1"]).contains("[APP17-RR8]"));
    let other = refused(&two, &["--campaign", LHS, "review", "show", &number]);
    assert!(other.contains("is not of campaign lhs-2016 but of apprentices-2017"), "{other}");
    installation.ok(&["review", "accept", &number, "--as", "decline", "--trust", "RR8"]);
    assert_eq!(installation.count("SELECT count(*) FROM answer WHERE campaign_id = 'apprentices-2017'"), 1);
}

#[test]
fn what_shows_something_shows_every_campaign_and_says_which() {
    let two = Two::new();
    let installation = &two.scene.installation;
    let status = installation.ok(&["status"]);
    assert!(status.contains("Lead Healthcare Scientists 2016: deadline 5pm on Tuesday 11 October 2016"), "{status}");
    assert!(status.contains("Apprenticeship Leads 2017: deadline 5pm on Friday 28 April 2017"), "{status}");
    for command in [&["review", "list"][..], &["outbox", "list"], &["trusts", "list"]] {
        let shown = installation.ok(command);
        assert!(shown.contains("campaign lhs-2016 (") && shown.contains("campaign apprentices-2017 ("), "{shown}");
    }
    let one: serde_json::Value =
        serde_json::from_str(&installation.ok(&["--campaign", APP, "status", "--json"])).unwrap();
    assert_eq!(one["campaign"], APP);
    let all: serde_json::Value = serde_json::from_str(&installation.ok(&["status", "--json"])).unwrap();
    assert_eq!((&all["campaigns"][0]["campaign"], &all["campaigns"][1]["campaign"]), (&LHS.into(), &APP.into()));
    let checked = installation.ok(&["check"]);
    assert!(checked.contains("apprentices-2017: register: 158 trusts"), "{checked}");
    let once = installation.ok(&["run", "--once"]);
    assert!(once.contains("lhs-2016: messages: 0 new") && once.contains("apprentices-2017: messages: 0 new"), "{once}");
    let doctor = installation.ok(&["doctor"]);
    assert!(doctor.contains("register apprentices-2017"), "{doctor}");
}

#[test]
fn each_campaign_has_its_own_templates() {
    let two = Two::new();
    let installation = &two.scene.installation;
    let own = installation.path("apprentices");
    std::fs::create_dir_all(own.join("receipt")).unwrap();
    std::fs::write(own.join("receipt/subject.txt.hbs"), "We have your mail about apprentices {{tag}}\n").unwrap();
    let file = installation.path("apprentices.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}templates = \"apprentices\"\n")).unwrap();
    assert!(installation.ok(&["--campaign", APP, "preview", "receipt"]).contains("about apprentices"));
    assert!(!installation.ok(&["--campaign", LHS, "preview", "receipt"]).contains("about apprentices"));
    two.comes(&Mail::new(
        1,
        "RE: Apprenticeship Leads [APP17-RR8]",
        "What is the deadline for our apprenticeship lead?",
    ));
    two.comes(&Mail::new(2, "RE: Lead Healthcare Scientists [LHS16-RR8]", "What is the deadline for our LHS?"));
    two.once();
    let about = |mail: &&String| mail.contains("We have your mail about apprentices");
    assert_eq!(two.scene.smtp.delivered().iter().filter(about).count(), 1);

    std::fs::write(own.join("receipt/subject.txt.hbs"), "{{tagg}}\n").unwrap();
    let checked = refused_out(&two, &["check"]);
    assert!(checked.contains("tagg"), "{checked}");
}

fn refused_out(two: &Two, arguments: &[&str]) -> String {
    let ran = two.scene.installation.run(arguments);
    assert!(!ran.status.success(), "{arguments:?}: {ran:?}");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}
