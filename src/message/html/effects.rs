//! A start tag in, what it does to the text inside, out: by its name, and by the marks that Outlook, OWA, Gmail,
//! Thunderbird, Apple Mail, Yahoo and others leave in class, id and style.

use super::tokens::Attributes;

/// Classes and ids round a quotation together with its attribution.
const BOXES: [&str; 6] = [
    "gmail_quote",
    "yahoo_quoted",
    "protonmail_quote",
    "moz-forward-container",
    "zmail_extra",
    "reference-message-container",
];
/// Classes and ids of elements made for attribution lines and header blocks.
const HEADS: [&str; 5] =
    ["divRplyFwdMsg", "OutlookMessageHeader", "moz-cite-prefix", "gmail_attr", "moz-email-headers-table"];
/// Classes and ids that stand where a quotation begins.
const RULES: [&str; 4] = ["appendonsend", "divRplyFwdMsg", "OutlookMessageHeader", "stopSpelling"];
/// Classes and ids of signatures.
const SIGNATURES: [&str; 5] =
    ["gmail_signature", "moz-signature", "AppleMailSignature", "mobile-signature", "yahoo_signature"];
/// Of a style only this much is looked at, in characters.
const LOOKED_AT: usize = 400;

/// What an open element does to the text inside.
#[derive(Clone, Copy, Default)]
pub(super) struct Effects {
    /// It is a quotation.
    pub quotes: bool,
    /// It holds a quotation with its attribution.
    pub boxes: bool,
    /// Its text is not shown.
    pub hides: bool,
    /// Its text is struck through.
    pub strikes: bool,
    /// Blanks and line ends in it are shown.
    pub keeps_space: bool,
    /// It is a row of a table.
    pub is_row: bool,
    /// It is made for a signature.
    pub signs: bool,
    /// It is made for an attribution or header block.
    pub heads: bool,
    /// A rule stands before it.
    pub rules: bool,
    /// Its items are numbered; how many there were.
    pub list: Option<u32>,
}

impl Effects {
    /// What a start tag does.
    pub(super) fn of(name: &str, attributes: &Attributes<'_>) -> Self {
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        let bare = Self {
            quotes: is("blockquote"),
            hides: is("template") || is("xml") || is("object"),
            strikes: is("s") || is("strike") || is("del"),
            keeps_space: is("pre"),
            is_row: is("tr"),
            list: is("ol").then_some(0),
            ..Self::default()
        };
        let styled = if attributes.style.is_empty() { bare } else { bare.styled(is("div"), attributes) };
        if attributes.class.is_empty() && attributes.id.is_empty() {
            styled
        } else {
            styled.named(is("div"), attributes)
        }
    }

    /// What its style adds.
    fn styled(self, is_div: bool, attributes: &Attributes<'_>) -> Self {
        let mut style = String::with_capacity(attributes.style.len().min(LOOKED_AT));
        let shown = attributes.style.chars().filter(|c| !c.is_whitespace()).take(LOOKED_AT);
        style.extend(shown.map(|c| c.to_ascii_lowercase()));
        // Gmail and OWA indent with a blockquote that has no border; that is no quotation.
        let is_indent = || style.contains("border:none") || style.contains("border:medium");
        Self {
            quotes: (self.quotes && (!is_indent() || attributes.kind.eq_ignore_ascii_case("cite")))
                || (is_div && style.contains("border:none;border-left:solid")),
            hides: self.hides || style.contains("display:none") || style.contains("mso-hide:all"),
            strikes: self.strikes || style.contains("line-through"),
            keeps_space: self.keeps_space || style.contains("white-space:pre"),
            rules: self.rules || (is_div && style.contains("border:none;border-top:solid")),
            ..self
        }
    }

    /// What its class and id add.
    fn named(self, is_div: bool, attributes: &Attributes<'_>) -> Self {
        let any =
            |words: &[&str]| words.iter().any(|word| attributes.class.contains(word) || attributes.id.contains(word));
        Self {
            boxes: is_div && any(&BOXES),
            signs: any(&SIGNATURES) || attributes.id.trim_start_matches("x_").eq_ignore_ascii_case("signature"),
            heads: any(&HEADS),
            rules: self.rules || any(&RULES),
            ..self
        }
    }
}

/// Elements without content.
pub(super) fn is_void(name: &str) -> bool {
    let any = |names: &[&str]| names.iter().any(|own| name.eq_ignore_ascii_case(own));
    match name.len() {
        3 => any(&["img", "col", "wbr"]),
        4 => any(&["meta", "link", "area", "base"]),
        5 => any(&["input", "embed", "param", "track"]),
        6 => any(&["source"]),
        _ => false,
    }
}

/// Elements that begin and end a line.
pub(super) fn is_block(name: &str) -> bool {
    let any = |names: &[&str]| names.iter().any(|own| name.eq_ignore_ascii_case(own));
    match name.len() {
        1 => any(&["p"]),
        2 => any(&["li", "tr", "td", "th", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd"]),
        3 => any(&["div", "pre"]),
        4 => any(&["body", "html", "form", "main"]),
        5 => any(&["table", "tbody", "thead", "aside"]),
        6 => any(&["center", "header", "footer"]),
        7 => any(&["address", "section", "article", "caption"]),
        8 => any(&["fieldset"]),
        10 => any(&["blockquote"]),
        _ => false,
    }
}
