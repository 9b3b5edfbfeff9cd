//! HTML text in, tags and runs of text out. One pass, nothing copied; anything that is no tag is text.

use std::borrow::Cow;

/// The attributes of one tag looked at; the rest are skipped.
const MOST_ATTRIBUTES: usize = 40;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags, entities not yet decoded.
    Text(&'a str),
    /// A start tag: its name as written and what follows the name.
    Open(&'a str, &'a str),
    /// An end tag.
    Close(&'a str),
}

/// A tag's name is no longer than this, in bytes.
const LONGEST_NAME: usize = 60;

/// Cuts HTML into tokens.
///
/// Whatever is looked through is either passed over or looked through once only: when a search fails, a note is taken
/// that makes it unnecessary for the rest of the text. That keeps the time linear.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// A quoted value did not end: from here on a tag ends at the next `>`.
    ignores_quotes: bool,
    /// There is no `>` any more: the rest is text.
    is_all_text: bool,
    /// There is no `-->` any more: a comment ends at the next `>`.
    comments_are_short: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, ignores_quotes: false, is_all_text: false, comments_are_short: false }
    }

    /// Passes over the content of `style`, `script` and the like, up to and including its end tag.
    pub(super) fn skip_past(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest.get(from..).and_then(|rest| rest.find("</")).map(|at| from + at) {
            let after = self.rest.get(at + 2..).unwrap_or_default();
            if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                let end = after.find('>').map_or(after.len(), |end| end + 1);
                self.rest = after.get(end..).unwrap_or_default();
                return;
            }
            from = at + 2;
        }
        self.rest = "";
    }

    /// A comment, doctype or processing instruction at the start of the rest: what follows it.
    fn after_comment(&mut self) -> Option<&'a str> {
        if !matches!(self.rest.as_bytes().get(1), Some(b'!' | b'?')) {
            return None;
        }
        if let Some(inner) = self.rest.strip_prefix("<!--")
            && !self.comments_are_short
        {
            if let Some((_, after)) = inner.split_once("-->") {
                return Some(after);
            }
            self.comments_are_short = true;
        }
        if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            return Some(self.rest.split_once('>').map_or("", |(_, after)| after));
        }
        None
    }

    /// A tag at the start of the rest.
    fn tag(&mut self) -> Option<Token<'a>> {
        let inner = self.rest.strip_prefix('<')?;
        let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_end =
            inner.bytes().take(LONGEST_NAME).position(|b| b.is_ascii_whitespace() || b == b'>' || b == b'/')?;
        let (name, after) = inner.split_at_checked(name_end)?;
        // `<jane@leedsth.nhs.uk>` written without care is text, not a tag.
        if name.contains('@') || name.contains('<') {
            return None;
        }
        let end = self.tag_end(after)?;
        let (attributes, rest) = after.split_at_checked(end)?;
        self.rest = rest.strip_prefix('>').unwrap_or(rest);
        Some(if closes { Token::Close(name) } else { Token::Open(name, attributes) })
    }

    /// Where the `>` of a tag stands that is not inside a quoted value.
    fn tag_end(&mut self, text: &str) -> Option<usize> {
        if !self.ignores_quotes {
            if let Some(end) = quoted_end(text) {
                return Some(end);
            }
            self.ignores_quotes = true;
        }
        let end = text.find('>');
        self.is_all_text = end.is_none();
        end
    }
}

/// Where the first `>` stands outside of quoted values.
fn quoted_end(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let stop = rest.bytes().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        let sign = char::from(rest.as_bytes().get(stop).copied()?);
        if sign == '>' {
            return Some(at + stop);
        }
        let opens_value = rest.get(..stop).is_some_and(|before| before.trim_end().ends_with('='));
        let inside = if opens_value { rest.get(stop + 1..)?.find(sign)? + 1 } else { 0 };
        at += stop + 1 + inside;
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.is_all_text {
                return Some(Token::Text(std::mem::take(&mut self.rest)));
            }
            if !self.rest.starts_with('<') {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(Token::Text(text));
            }
            if let Some(after) = self.after_comment() {
                self.rest = after;
                continue;
            }
            if let Some(tag) = self.tag() {
                return Some(tag);
            }
            let end = self.rest.get(1..)?.find('<').map_or(self.rest.len(), |at| at + 1);
            let (text, rest) = self.rest.split_at_checked(end)?;
            self.rest = rest;
            return Some(Token::Text(text));
        }
    }
}

/// The attributes that matter, as written.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a> {
    pub class: &'a str,
    pub id: &'a str,
    pub style: &'a str,
    pub href: &'a str,
    pub kind: &'a str,
}

impl<'a> Attributes<'a> {
    /// Reads what follows a tag's name.
    pub(super) fn read(text: &'a str) -> Self {
        let mut found = Self::default();
        let mut rest = text;
        for _ in 0..MOST_ATTRIBUTES {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let name_end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let Some((name, after)) = rest.split_at_checked(name_end) else { break };
            if name.is_empty() && after.is_empty() {
                break;
            }
            let Some(value) = after.trim_start().strip_prefix('=') else {
                rest = after.trim_start();
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inner = value.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                _ => value
                    .split_at_checked(value.find(char::is_whitespace).unwrap_or(value.len()))
                    .unwrap_or((value, "")),
            };
            found.take(name, value);
            rest = after;
        }
        found
    }

    fn take(&mut self, name: &str, value: &'a str) {
        let is = |own: &str| name.eq_ignore_ascii_case(own);
        let place = match () {
            () if is("class") => &mut self.class,
            () if is("id") => &mut self.id,
            () if is("style") => &mut self.style,
            () if is("href") => &mut self.href,
            () if is("type") => &mut self.kind,
            () => return,
        };
        *place = value;
    }
}

/// Text with its entities decoded.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let end = after.bytes().take(34).position(|byte| byte == b';');
        match end.and_then(|end| after.get(..=end)) {
            Some(entity) if entity.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#' || byte == b';') => {
                push_entity(&mut plain, entity);
                rest = after.get(entity.len()..).unwrap_or_default();
            }
            _ => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Adds the character that an entity (without `&`, with `;`) names; codes 128 to 159 are meant as windows-1252.
fn push_entity(plain: &mut String, entity: &str) {
    let code = entity.strip_prefix('#').and_then(|code| code.strip_suffix(';')).and_then(|code| {
        let hex = code.strip_prefix(['x', 'X']);
        hex.map_or_else(|| code.parse::<u32>().ok(), |hex| u32::from_str_radix(hex, 16).ok())
    });
    if let Some(western @ 128..=159) = code {
        let byte = [u8::try_from(western).unwrap_or(b'?')];
        plain.push_str(&encoding_rs::WINDOWS_1252.decode(&byte).0);
        return;
    }
    mail_parser::decoders::html::add_html_token(plain, format!("&{entity}").as_bytes(), false);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_angle_brackets_is_text() {
        let text: Vec<_> = Tokens::new("Jane <jane@x.nhs.uk> a<b & 3 < 4").collect();
        assert!(text.iter().all(|token| matches!(token, Token::Text(_))), "{text:?}");
    }

    #[test]
    fn comments_and_quoted_signs_do_not_confuse() {
        let tokens: Vec<_> =
            Tokens::new("a<!--[if mso]><p>x</p><![endif]-->b<a title=\"1>2\">c</a><![if !x]>d").collect();
        assert_eq!(
            tokens,
            [
                Token::Text("a"),
                Token::Text("b"),
                Token::Open("a", " title=\"1>2\""),
                Token::Text("c"),
                Token::Close("a"),
                Token::Text("d")
            ]
        );
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(
            decoded("Si&acirc;n O&#39;Neill &amp; co &#146; &unknown; AT&T"),
            "Siân O'Neill & co ’ &unknown; AT&T"
        );
    }

    #[test]
    fn unclosed_quotes_make_no_more_tokens_than_there_are_letters() {
        for piece in ["<a href=\"x <b title='", "<a", "<!--", "<", "<style>", "<a b=\"'>", "<?", "</", "&"] {
            let html = piece.repeat(200_000);
            assert!(Tokens::new(&html).count() < 1_000_000, "{piece}");
        }
    }
}
