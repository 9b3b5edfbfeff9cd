//! Files of further campaigns.

use super::*;

const OWN: &str = r#"
[campaign]
id = "apprentices-2017"
name = "Apprenticeship Leads 2017"
letter_date = "2017-03-01"
deadline = "2017-04-28 17:00"
deadline_confirmed = true
subject_tag = "APP17"
words = ["apprenticeship lead"]
"#;

fn main_file(mode: &str) -> String {
    template_with(&[
        ("campaign", "deadline_confirmed", "deadline_confirmed = true"),
        ("service", "mode", &format!("mode = \"{mode}\"\nalso = [\"more.toml\"]")),
    ])
}

fn faults_of(file: &str) -> Vec<String> {
    Desk::new().with_file("more.toml", file.as_bytes()).faults(&main_file("live"))
}

#[test]
fn a_further_campaign_has_what_its_file_says_and_the_mailbox_of_the_main_one() {
    let file = format!(
        "{OWN}[service]\nmode = \"live\"\n[reminders]\nrounds = [\"2 before\"]\n[digest]\nto = [\"app@nhs.net\"]\n"
    );
    let Loaded { config, also, .. } =
        Desk::new().with_file("more.toml", file.as_bytes()).read(&main_file("live")).unwrap();
    let [more] = also.as_slice() else { panic!("one further campaign") };
    assert_eq!((more.campaign.id.0.as_str(), more.mode), ("apprentices-2017", Mode::Live));
    assert_eq!(
        (&more.campaign.mailbox, &more.campaign.sender_name),
        (&config.campaign.mailbox, &config.campaign.sender_name)
    );
    assert_eq!(more.read_from, more.campaign.letter_date);
    assert_eq!((more.reminders.rounds.iter().count(), config.reminders.rounds.iter().count()), (1, 3));
    assert!(more.digest.is_some() && config.digest.is_none());
    assert_eq!(more.database, config.database);
    assert_eq!(config.neighbours[0].campaign.id, more.campaign.id);
    assert_eq!(more.neighbours[0].campaign.id, config.campaign.id);
}

#[test]
fn one_campaign_knows_no_other() {
    let Loaded { config, also, .. } = Desk::new().read(template()).unwrap();
    assert!(also.is_empty() && config.neighbours.is_empty());
}

#[test]
fn the_main_files_mode_is_the_most_that_any_campaign_may_do() {
    for (main, wanted, is) in [
        ("observe", "live", Mode::Observe),
        ("approve", "live", Mode::Approve),
        ("live", "approve", Mode::Approve),
        ("live", "observe", Mode::Observe),
    ] {
        let file = format!("{OWN}[service]\nmode = \"{wanted}\"\n");
        let loaded = Desk::new().with_file("more.toml", file.as_bytes()).read(&main_file(main)).unwrap();
        assert_eq!(loaded.also[0].mode, is, "{main} {wanted}");
        let told = loaded.notes.iter().any(|note| note.words.contains("the most that any may do"));
        assert_eq!(told, is.to_string() != wanted, "{:?}", loaded.notes);
    }
    let silent = Desk::new().with_file("more.toml", OWN.as_bytes()).read(&main_file("live")).unwrap();
    assert_eq!(silent.also[0].mode, Mode::Observe, "a new campaign begins in mode observe");
}

#[test]
fn mail_of_two_campaigns_must_be_told_apart() {
    for (from, to, words) in [
        ("apprentices-2017\"", "lhs-2016\"", "`lhs-2016` is the id of the campaign in"),
        ("APP17", "lhs16", "`LHS16` is the subject tag of the campaign in"),
        ("APP17", "LHS1", "`LHS1` and `LHS16`, the subject tag of the campaign in"),
        ("APP17", "LHS16B", "choose tags of which none begins with the other"),
    ] {
        let faults = faults_of(&OWN.replacen(from, to, 1));
        assert!(faults.len() == 1 && faults[0].contains(words), "{faults:?}");
        assert!(faults[0].contains("more.toml: line "), "{faults:?}");
    }
    let shared = OWN.replacen("apprenticeship lead\"", "apprenticeship lead\", \"lhs\"", 1);
    let loaded = Desk::new().with_file("more.toml", shared.as_bytes()).read(&main_file("live")).unwrap();
    let warned = loaded.notes.iter().find(|note| note.key == "apprentices-2017: campaign.words").unwrap();
    assert_eq!(warned.weight, Weight::Warning);
    assert!(warned.words.contains("mail of lhs-2016 is known by `lhs` too"), "{}", warned.words);
}

#[test]
fn what_is_the_same_for_all_stands_in_the_main_file_only() {
    for (more, words) in [
        ("[mailbox]\nkind = \"maildir\"\n", "[mailbox] is the same for all campaigns and stands in the main file"),
        ("[delivery]\nkind = \"files\"\n", "[delivery] is the same for all campaigns"),
        ("[service]\npoll_every = \"5s\"\n", "service.poll_every: `poll_every` is the same for all campaigns"),
        ("[service]\nalso = [\"third.toml\"]\n", "`also` is the same for all campaigns"),
        ("[service]\nmdoe = \"live\"\n", "did you mean `mode`"),
    ] {
        let faults = faults_of(&format!("{OWN}{more}"));
        assert!(faults.len() == 1 && faults[0].contains(words), "{faults:?}");
    }
    let faults = faults_of(&format!("{OWN}mailbox = \"other@nhs.net\"\n"));
    assert!(faults[0].contains("campaign.mailbox: `mailbox` is the same for all campaigns"), "{faults:?}");
}

#[test]
fn faults_of_all_files_come_together() {
    let main = main_file("live").replacen("poll_every = \"60s\"", "poll_every = \"soon\"", 1);
    let faults = Desk::new().with_file("more.toml", b"[campaign]\nid = \"x y\"\n").faults(&main);
    assert!(faults[0].contains("service.poll_every"), "{faults:?}");
    assert!(
        faults.iter().any(|fault| fault.contains("more.toml: line 2: campaign.id: `x y` is not an id")),
        "{faults:?}"
    );
    let missing = Desk::new().faults(&main_file("live"));
    assert!(missing.len() == 1 && missing[0].contains("more.toml cannot be read"), "{missing:?}");
}
