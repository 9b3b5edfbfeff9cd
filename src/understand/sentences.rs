//! A text in, its sentences out: full stops of abbreviations end none.

use std::sync::LazyLock;

use super::{cues::pattern, fold::fold, quick::Regex, roster::Mention};

/// The words of the same sentence before and after a mention.
pub(super) fn sentence<'a>(text: &'a str, mention: &Mention) -> (&'a str, &'a str) {
    let head = text.get(..mention.range.start).unwrap_or("");
    let tail = text.get(mention.range.end..).unwrap_or("");
    (head.get(last_stop(head)..).unwrap_or(""), tail.get(..first_stop(tail)).unwrap_or(""))
}

static STOP: LazyLock<Regex> = LazyLock::new(|| pattern(r"[.!?]+[)\x22'’”]*\s+"));
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:dr|prof|mr|mrs|ms|miss|st|tel|ext|extn|mob|e\.g|i\.e|no|assoc|asst|vs|inc|dept|hon|rev|fao|re|approx|cc|[a-z])|^\(?[0-9ivx]{1,3})$",
    )
});

fn stops(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    STOP.find_iter(text)
        .filter(move |stop| {
            let before = text.get(..stop.start()).unwrap_or("");
            !(stop.as_str().starts_with('.') && SHORT.is_match(before.rsplit([' ', '(']).next().unwrap_or("")))
        })
        .map(|stop| (stop.start(), stop.end()))
}

fn last_stop(text: &str) -> usize {
    stops(text).last().map_or(0, |(_, end)| end)
}

pub(super) fn first_stop(text: &str) -> usize {
    stops(text).next().map_or(text.len(), |(start, _)| start)
}

/// The sentences of a text, folded.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut start = 0;
    for (_, end) in stops(text) {
        out.push(fold(text.get(start..end).unwrap_or("")));
        start = end;
    }
    out.push(fold(text.get(start..).unwrap_or("")));
    out.retain(|sentence| !sentence.trim().is_empty());
    out
}
