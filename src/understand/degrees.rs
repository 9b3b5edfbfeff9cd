//! A word in, whether it is a degree or membership after a name out.

use super::fold::fold;

/// Whole words, as people write them.
const WHOLE: &[&str] = &[
    "Bsc", "Msc", "Phd", "PhD", "BA", "MA", "MD", "MBE", "OBE", "CBE", "BM", "BS", "DL", "Hons", "hons", "CEng",
    "IEng", "MBA", "RN",
];

/// How longer ones begin.
const STARTS: &[&str] = &[
    "BSc", "MSc", "PhD", "DPhil", "FRC", "MRC", "FIPEM", "MIPEM", "FIBMS", "MIBMS", "CSci", "DClin", "EuSp", "MB",
    "FInst", "MInst", "CEng", "PG", "FFPH", "FDS", "FACS", "CBiol", "CPhys", "MPhil", "LL", "CSi", "DSc", "BEng",
    "MEng", "BChir", "ChB", "DipRC", "HCPC", "FICS", "RSci", "FHEA", "AMIPEM", "MSci", "FRS",
];

/// Those that are words of their own when all is written in capitals, folded.
const SHOUTED: &[&str] = &[
    "phd", "bsc", "msc", "frcpath", "mrcpath", "frcp", "mrcp", "frcs", "mphil", "dphil", "fibms", "mibms", "csci",
    "hons", "ceng", "frcr", "frcem", "frca", "mipem", "fipem", "fics", "fcps", "facs", "mbchb", "mbbs", "mba", "obe",
    "mbe", "cbe", "eusplm", "dclinsci",
];

/// Beginnings of surnames with a capital inside: `McKay`, `DeSouza`.
const SURNAMES: &[&str] = &["Mc", "Mac", "Fitz", "De", "Le", "La", "Di"];

/// Whether a word is a degree or membership: `BSc`, `FRCPath`, `MBE`.
pub(super) fn is_letters(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
    if capitals == 0 && bare != "hons" || bare.contains(['-', '\'', '’']) || bare.len() < 2 {
        return false;
    }
    // Whatever begins like a degree has two capitals.
    if capitals < 2 {
        return WHOLE.contains(&bare);
    }
    let shouted = capitals >= 3 && capitals == bare.chars().count() && SHOUTED.contains(&fold(bare).as_str());
    let surname = SURNAMES.iter().any(|start| bare.starts_with(start));
    WHOLE.contains(&bare)
        || shouted
        || STARTS.iter().any(|start| bare.starts_with(start))
        || (!surname && bare.chars().any(char::is_lowercase))
}
