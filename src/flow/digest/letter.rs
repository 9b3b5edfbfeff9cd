//! What was gathered and counted in, the letter to the team and its picture out.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::facts::Gathered;
use crate::campaign::digest as counted;
use crate::compose::{
    AboutTrust, Bounced, Digest, Folder, NewNominee, Part, Person, Picture, Question, Region, Share, Stopped, Sum,
    Trouble, Unrelated, Waiting, days, picture as drawn,
};
use crate::domain::calendar::{date_words, in_london, month_name};
use crate::domain::ledger::TrustState;
use crate::domain::outbox::{Attachment, Content, OutboxState};
use crate::domain::{OdsCode, PhoneNumber};
use crate::flow::Desk;
use crate::flow::team::{office, sentence, when};

/// The letter.
pub(super) fn digest(
    desk: &Desk,
    gathered: &Gathered,
    digest: &counted::Digest,
    picture: Option<Picture>,
    register_file: String,
) -> Digest {
    let news = &digest.news;
    Digest {
        office: office(desk, gathered.now.timestamp()),
        wrong: digest.errors.clone(),
        stopped: stopped(gathered),
        answered: share(digest.answered),
        deadline_words: crate::domain::calendar::moment_words(&gathered.deadline),
        left_words: digest.left.words(),
        since_words: gathered.since.map(day_words),
        days: days(&counts(digest), digest.answered.of, gathered.deadline.date()),
        picture,
        regions: regions(digest),
        nominees: digest.nominees.iter().map(|nominee| new_nominee(gathered, nominee)).collect(),
        reviews: news.reviews.iter().map(|review| waiting(gathered, review)).collect(),
        queries: news.queries.iter().map(|query| question(gathered, query)).collect(),
        bounces: news.bounces.iter().map(|bounce| bounced(gathered, bounce)).collect(),
        unreachable: digest.unreachable.iter().map(|trust| about(gathered, trust)).collect(),
        troubles: news
            .stuck
            .iter()
            .map(|trouble| Trouble { words: trouble.words.clone(), command: trouble.command.clone() })
            .collect(),
        unrelated: news.unrelated.iter().filter_map(|item| unrelated(gathered, item)).collect(),
        outstanding: digest.outstanding.iter().map(|trust| about(gathered, trust)).collect(),
        trust_sum: sum(&digest.trust_sum),
        message_sum: sum(&digest.message_sum),
        folders: news
            .folders
            .iter()
            .map(|(name, read_at)| Folder { name: name.clone(), read_words: read_at.map(when) })
            .collect(),
        register_file: Some(register_file),
    }
}

/// `LHS register 2016-10-07.xlsx`.
pub(super) fn register_name(desk: &Desk, gathered: &Gathered) -> String {
    let short = office(desk, gathered.now.timestamp()).short_name;
    format!("{short} register {}.xlsx", gathered.now.date())
}

/// The chart as a picture inside the mail, once there is a day to show.
pub(super) fn picture(
    desk: &Desk,
    name: &str,
    gathered: &Gathered,
    digest: &counted::Digest,
) -> Option<(Picture, Attachment)> {
    let counts = counts(digest);
    let (_, last) = counts.last()?;
    let content_id = format!("chart.{}.{name}@{}", desk.id(), desk.campaign().mailbox.domain());
    let of = digest.answered.of;
    let earlier = [7, 14].into_iter().filter_map(|days_ago| {
        let day = gathered.now.date().checked_sub(days_ago.days()).ok()?;
        let (_, count) = counts.iter().rev().find(|(counted, _)| *counted <= day)?;
        Some(format!(", {count} by {} {}", day.day(), month_name(day.month())))
    });
    let today = gathered.now.date();
    let shows = format!(
        "Chart: {last} of {of} trusts had answered by {} {}{}",
        today.day(),
        month_name(today.month()),
        earlier.collect::<String>()
    );
    let file = Attachment {
        name: "answers.png".to_owned(),
        media_type: "image/png".to_owned(),
        content_id: Some(content_id.clone()),
        content: Content::Bytes(drawn(&counts, of, gathered.deadline.date())),
    };
    Some((Picture { content_id, shows }, file))
}

fn counts(digest: &counted::Digest) -> Vec<(Date, usize)> {
    digest.progress.iter().map(|day| (day.day, day.answered)).collect()
}

fn stopped(gathered: &Gathered) -> Option<Stopped> {
    let hold = gathered.overview.holds.first()?;
    let numbers: Vec<String> = gathered.overview.holds.iter().map(|hold| hold.id.to_string()).collect();
    Some(Stopped {
        since_words: when(hold.since),
        why: sentence(&hold.words),
        waiting: usize::try_from(gathered.overview.mails_in(OutboxState::Queued)).unwrap_or(usize::MAX),
        command: Some(format!("cso-intake outbox resume {}", numbers.join(" "))),
    })
}

fn regions(digest: &counted::Digest) -> Vec<Region> {
    let region = |region: &counted::Region| Region {
        name: region.name.clone().unwrap_or_else(|| "region not known".to_owned()),
        answered: share(region.answered),
    };
    // Where no region is known of any trust, they are no news.
    match digest.regions.as_slice() {
        [only] if only.name.is_none() => Vec::new(),
        regions => regions.iter().map(region).collect(),
    }
}

fn new_nominee(gathered: &Gathered, nominee: &counted::NomineeEntry) -> NewNominee {
    NewNominee {
        trust_name: nominee.trust_name.clone(),
        ods_code: nominee.trust.to_string(),
        person: Person {
            addressed: nominee.lead.addressed(),
            job_title: nominee.lead.job_title.clone(),
            email: nominee.lead.email.as_ref().map(ToString::to_string),
            phones: nominee.lead.phones.iter().map(PhoneNumber::national).collect(),
        },
        news: gathered.changes.get(&nominee.trust).cloned().unwrap_or_else(|| "new".to_owned()),
    }
}

fn waiting(gathered: &Gathered, review: &counted::ReviewItem) -> Waiting {
    Waiting {
        number: review.message.0,
        trust_name: review.trust.as_ref().and_then(|code| gathered.trust_name(code)),
        received_words: day_words(review.at),
        says: review.says.clone(),
        unclear: unclear(gathered, review),
        command: review.command(),
        link: review.link.clone(),
    }
}

/// The doubts, and the trusts it may be from if there are few.
fn unclear(gathered: &Gathered, review: &counted::ReviewItem) -> String {
    let mut doubts = review.unclear.clone();
    if review.trust.is_none() && (1..=3).contains(&review.candidates.len()) {
        let names = review.candidates.iter().map(|code| named(gathered, code));
        doubts.push(format!("it may be from {}", names.collect::<Vec<_>>().join(" or ")));
    }
    if doubts.is_empty() { "the reader was not sure".to_owned() } else { doubts.join("; ") }
}

fn named(gathered: &Gathered, code: &OdsCode) -> String {
    gathered.trust_name(code).map_or_else(|| code.to_string(), |name| format!("{name} ({code})"))
}

fn question(gathered: &Gathered, query: &counted::Item) -> Question {
    Question {
        number: query.message.0,
        trust_name: query.trust.as_ref().and_then(|code| gathered.trust_name(code)),
        received_words: day_words(query.at),
        asked_by: query.who.clone().unwrap_or_else(|| "not known".to_owned()),
        text: query.words.clone(),
    }
}

fn bounced(gathered: &Gathered, bounce: &counted::Item) -> Bounced {
    Bounced {
        trust_name: bounce.trust.as_ref().and_then(|code| gathered.trust_name(code)),
        ods_code: bounce.trust.as_ref().map(ToString::to_string),
        address: bounce.who.clone().unwrap_or_default(),
        why: bounce.words.clone(),
    }
}

fn unrelated(gathered: &Gathered, item: &counted::Item) -> Option<Unrelated> {
    let trust_name = item.trust.as_ref().and_then(|code| gathered.trust_name(code))?;
    Some(Unrelated { number: item.message.0, trust_name, received_words: day_words(item.at) })
}

fn about(gathered: &Gathered, trust: &counted::Outstanding) -> AboutTrust {
    AboutTrust {
        trust_name: trust.name.clone(),
        ods_code: trust.ods_code.to_string(),
        region: gathered.region(&trust.ods_code),
        words: trust.next.as_deref().map_or_else(|| state_words(gathered, trust), shorter),
    }
}

/// `no reminder; unreachable: no contact is known` says twice that there is none.
fn shorter(next: &str) -> String {
    next.strip_prefix("no reminder; ").unwrap_or(next).to_owned()
}

fn state_words(gathered: &Gathered, trust: &counted::Outstanding) -> String {
    let until = || {
        let entry = gathered.register.entries.iter().find(|entry| entry.ods_code == trust.ods_code)?;
        entry.answer.as_ref()?.until
    };
    let words = match trust.state {
        TrustState::Answered => "it has answered",
        TrustState::Incomplete => "somebody is named, but without an email address",
        TrustState::Declined => "it names nobody",
        TrustState::Holding => match until() {
            Some(day) => return format!("it asked for time until {}", date_words(day)),
            None => "it asked for more time and named no day",
        },
        TrustState::AwaitingReview => "a message that is or may be from it waits for a person",
        TrustState::Outstanding => "nothing has been heard",
    };
    words.to_owned()
}

fn share(rate: counted::Rate) -> Share {
    Share { count: rate.count, of: rate.of }
}

/// The parts that there are any of.
fn sum(sum: &counted::Sum) -> Sum {
    let narrow = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    Sum {
        total: narrow(sum.total),
        parts: sum
            .parts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| Part { name: (*name).to_owned(), count: narrow(*count) })
            .collect(),
    }
}

fn day_words(moment: Timestamp) -> String {
    date_words(in_london(moment).date())
}
