//! The words beside a name or a number in, whose details come next out: a secretary's, the sender's, hers.

use std::sync::LazyLock;

use super::quick::Regex;
use super::{
    cues::pattern,
    fold::{after, before, fold},
    page::Para,
    people::Name,
};
use crate::domain::Title;

/// Who comes between a nominee and the next number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// The house: switchboard, reception, an office.
    House,
    /// A secretary or assistant.
    Helper,
    /// The sender: `my number`, `ring me on`.
    Sender,
}

static ASSISTANT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Ss]ecretary|SECRETARY|[Ss]ec:|PA|P\.A\.|EA|[Aa]ssistant|[Ss]witchboard|[Dd]iary|my office|[Mm]y (?:PA|EA)|AMD office|[Rr]eception|c/o|C/O|[Ss]ecretaries|[Hh]elpline|[Mm]ain office|[Ss]ervice [Dd]esk|[Ll]ab manager)\b",
    )
});
static SENDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Mm]y (?:own |new |direct |work |desk |best |usual |personal |contact )*(?:number|line|phone|tel(?:ephone)?(?: number)?|mobile|mob|extension|ext|dial|DDI|ddi|landline)|(?:[Rr]ing|[Cc]all|[Pp]hone|[Cc]ontact|[Rr]each|[Tt]elephone|[Ww]rite to|[Ee]-?mail|[Tt]ext|[Cc]atch|[Gg]et|[Ff]ind) me|me (?:on|at|via)|I(?: am|'m|’m| can be| may be)(?: (?:reached|contacted|found|available|back|usually|always|best))* (?:on|at|via))\b",
    )
});
/// What else a nominee who writes says of themselves before a number.
static MYSELF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:I (?:can|may|will|have|work|would|prefer|use|answer|sit) |mine\b|[Mm]y (?:e-?mail|electronic|address|details|contact details|office)\b)",
    )
});
static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:himself|herself|(?:his|her|their) own|(?:he|she) (?:has|is|can|may|prefers|would|will|also|does|uses|answers|joins|works|starts|sits)|(?:he|she)['’]s|(?:his|her) (?:new |best |work |office |usual |main |personal |preferred |internal )*(?:direct|mobile|number|line|extension|e-?mail|desk|phone|tel|address|contact|ddi|landline)|the (?:former|latter)|(?:for|to|ring|call|reach|contact|get|catch|phone|text|find|telephone|e-?mail) (?:him|her))\b",
    )
});
/// One number for all who are named.
static SHARED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:both|they|two) share\b|\bshare (?:the|a|one) (?:number|line|phone|telephone|extension)\b|\bboth (?:are )?(?:on|at) \b|\b(?:both|either)(?: of them)? (?:can|may) be (?:reached|contacted|found|rung|called) \b|\b(?:same|shared|common) (?:phone|number|line|tel\w*|landline|extension|office number)\b(?:$|[^a-z]* ?(?:is|:|on|for both|as above)?[ :(]*[0+])",
    )
});
/// As many numbers as people, in the same order.
static RESPECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\brespectively\b|\b(?:their|the) (?:direct |mobile |phone |telephone |contact |desk |office )*(?:lines|numbers|extensions|mobiles|phones|telephones)(?: are|:) ",
    )
});
static SAME_AS_MINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bsame (?:\w+ ){0,2}?(?:number|line|landline|phone|telephone|tel|extension)(?: number)? (?:as|to) (?:me\b|mine\b|my\b|I have\b)|\b(?:number|line|landline|phone|telephone|extension|tel)\b[^.;0-9]{0,24}\bthe same as (?:mine|me|my)\b|\bshares? my (?:\w+ )?(?:number|phone|line|telephone|extension|landline)\b",
    )
});

/// Where somebody stands between, with who it is; `myself` when the sender is the nominee.
pub(super) fn asides(para: &Para, myself: bool) -> Vec<(std::ops::Range<usize>, Option<Aside>)> {
    let mut out = Vec::new();
    for found in ASSISTANT.find_iter(&para.text) {
        let words = found.as_str().to_lowercase();
        let house = ["switchboard", "reception", "helpline", "main office", "service desk", "amd office"];
        let aside = match words.as_str() {
            "my office" if myself => None,
            "my office" => Some(Aside::Sender),
            words if house.contains(&words) => Some(Aside::House),
            _ => Some(Aside::Helper),
        };
        let to_somebody = para.text.get(found.end()..).is_some_and(|rest| rest.starts_with(" to "));
        if !to_somebody {
            out.push((found.range(), aside));
        }
    }
    let whose = (!myself).then_some(Aside::Sender);
    out.extend(SENDER.find_iter(&para.text).map(|found| (found.range(), whose)));
    if myself {
        out.extend(MYSELF.find_iter(&para.text).map(|found| (found.range(), None)));
    }
    out
}

/// Where a pronoun takes a text back to somebody, with the title that they cannot have.
pub(super) fn pronouns(para: &Para) -> impl Iterator<Item = (usize, Pronoun)> {
    PRONOUN.find_iter(&para.text).map(|found| {
        let words = found.as_str().to_lowercase();
        let says = |list: [&str; 4]| words.split([' ', '\'', '’']).any(|word| list.contains(&word));
        let pronoun = if words.ends_with("former") {
            Pronoun::Former
        } else if words.ends_with("latter") {
            Pronoun::Latter
        } else if says(["he", "his", "him", "himself"]) {
            Pronoun::He
        } else if says(["she", "her", "hers", "herself"]) {
            Pronoun::She
        } else {
            Pronoun::They
        };
        (found.start(), pronoun)
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    They,
    Former,
    Latter,
}

impl Pronoun {
    /// Whether a person may be called so.
    pub(super) fn fits(self, name: &Name) -> bool {
        match name.title {
            Some(Title::Mr | Title::Sir) => self != Self::She,
            Some(Title::Mrs | Title::Ms | Title::Miss | Title::Dame) => self != Self::He,
            _ => true,
        }
    }
}

/// Where the text says that somebody has the sender's own number.
pub(super) fn same_as_mine(para: &Para) -> Option<usize> {
    SAME_AS_MINE.find(&para.text).map(|found| found.start())
}

pub(super) fn shared(para: &Para) -> bool {
    SHARED.is_match(&para.folded)
}

pub(super) fn respective(para: &Para) -> bool {
    RESPECTIVE.is_match(&para.folded)
}

/// What a person's place in the sentence says: somebody's secretary, or somebody who goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing of the kind.
    Plain,
    /// `her secretary Ann Dole`.
    HelperOf,
    /// `PA - Ann Dole`.
    Helper,
    /// `takes over from Alan Stivichall`: `she` is not Alan.
    Goes,
}

pub(super) fn part_of(para: &Para, mention: &std::ops::Range<usize>) -> Part {
    static HELPER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:pa|p\.a\.|ea|secretary|sec|personal assistant|executive assistant)(?:,| is| -|:|\.)? ?\(?(?:(?:mrs?|ms|miss|dr) )?$",
        )
    });
    static OF: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:her|his|their|my|our|whose|'s) (?:\w+ )?(?:pa|p\.a\.|ea|secretary|assistant)(?:,| is| -|:)? ?\(?(?:(?:mrs?|ms|miss|dr) )?$",
        )
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^,? ?\(?(?:who is |is )?(?:her|his|their|my) (?:\w+ )?(?:pa|p\.a\.|ea|secretary|assistant)\b(?:[^ ]|$| (?:[^ot]|on))",
        )
    });
    static GOES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:(?:takes?|took|taking|taken) (?:\w+ ){0,2}over (?:[\w ]{0,40})?from|replac(?:es|ed|ing)|succeed(?:s|ed|ing)?|in place of|instead of|in succession to|successor to|predecessor(?:,| was)?|steps? into the shoes of|follows|rather than)(?:,| is)? (?:(?:mrs?|ms|miss|dr|prof(?:essor)?) )?$",
        )
    });
    let left = fold(before(&para.text, mention.start, 70));
    let right = fold(after(&para.text, mention.end, 50));
    if OF.is_match(&left) || AFTER.is_match(&right) {
        Part::HelperOf
    } else if HELPER.is_match(&left) {
        Part::Helper
    } else if GOES.is_match(&left) {
        Part::Goes
    } else {
        Part::Plain
    }
}

/// Whether the words before a number call it somebody's own line: `direct`, `mobile`.
pub(super) fn own_line(para: &Para, at: usize, aside: Aside) -> bool {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:direct(?: line| dial| number| tel)?|d/?l|ddi|dd|own (?:line|number)|mobile|mob|m|cell|desk)(?: (?:no|number|is|on))?[ .:(-]*$",
        )
    });
    static ROOM: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:office|lab(?:oratory)?|department)(?: is| on)?[ .:(-]*$"));
    let left = fold(before(&para.text, at, 30));
    let room = ROOM.find(&left).filter(|_| aside == Aside::House);
    OWN.find(&left).or(room).is_some_and(|found| {
        let front = left.get(..found.start()).unwrap_or("").trim_end();
        !["or", "and", "/", "my", "main", "secretary's"].iter().any(|word| front.ends_with(word))
    })
}
