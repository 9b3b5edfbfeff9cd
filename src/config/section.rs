//! One section of the file as written: asks for a key by name and type, and complains with its line when it does not fit.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Misfit;
use super::raw::Raw;

/// A section; empty if the file has none of that name.
pub(super) struct Section<'a> {
    raw: &'a Raw<'a>,
    name: &'static str,
    table: Option<&'a DeTable<'a>>,
}

/// A text of the file and its line.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub text: String,
    pub line: usize,
}

impl<'a> Section<'a> {
    pub(super) fn new(raw: &'a Raw<'a>, name: &'static str, table: Option<&'a DeTable<'a>>) -> Self {
        Self { raw, name, table }
    }

    /// Whether the key is written, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The line of a key's value.
    pub(super) fn line(&self, key: &str) -> Option<usize> {
        self.value(key).map(|value| self.raw.line_at(value.span().start))
    }

    /// The file this section stands in, for notes.
    pub(super) fn raw(&self) -> &Raw<'a> {
        self.raw
    }

    /// `section.key`.
    pub(super) fn full(&self, key: &str) -> String {
        format!("{}.{key}", self.name)
    }

    /// Complains about the value of a key.
    pub(super) fn fault(&self, key: &str, misfit: Misfit) {
        self.raw.fault(self.line(key), self.full(key), misfit.what, misfit.instead);
    }

    /// Complains if the section is there but a key that must be is not.
    pub(super) fn require(&self, key: &str, example: &str) {
        if self.table.is_some() && !self.has(key) {
            self.raw.missing(
                self.full(key),
                format!("`{key}` is missing from [{}]", self.name),
                format!("write {key} = {example}"),
            );
        }
    }

    /// Complains if the key is not there, even when the whole section is not: another section asks for it.
    pub(super) fn needed(&self, key: &str, example: &str) {
        if !self.has(key) {
            let what = format!("`{key}` is missing from [{}]", self.name);
            self.raw.missing(self.full(key), what, format!("write {key} = {example}"));
        }
    }

    /// A text that is not blank.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        self.text_of(key, value).map(|written| written.text)
    }

    /// A text that is turned into something else.
    pub(super) fn read<T>(&self, key: &str, parse: impl FnOnce(&str) -> Result<T, Misfit>) -> Option<T> {
        let text = self.text(key)?;
        self.settle(key, parse(&text))
    }

    /// A date or time, in quotation marks or as TOML's own.
    pub(super) fn moment<T>(&self, key: &str, parse: impl FnOnce(&str) -> Result<T, Misfit>) -> Option<T> {
        match self.value(key)?.get_ref() {
            DeValue::Datetime(moment) => self.settle(key, parse(&moment.to_string())),
            _ => self.read(key, parse),
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(&self, key: &str) -> Option<bool> {
        let value = self.value(key)?.get_ref();
        if value.as_bool().is_none() {
            let misfit = Misfit::new(
                format!("{} is neither true nor false", kind(value)),
                "write true or false, without quotes",
            );
            self.fault(key, misfit);
        }
        value.as_bool()
    }

    /// A whole number from `least` to `most`.
    pub(super) fn number(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = self.value(key)?.get_ref();
        let wanted = format!("write a whole number from {least} to {most}, without quotation marks");
        let DeValue::Integer(number) = value else {
            self.fault(key, Misfit::new(format!("{} is not a number", kind(value)), wanted));
            return None;
        };
        let read = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| (least..=most).contains(n));
        if read.is_none() {
            self.fault(key, Misfit::new(format!("{} is out of range", number.as_str()), wanted));
        }
        read
    }

    /// A list of texts, none blank. Blank and mistyped ones are faults with their own lines.
    pub(super) fn texts(&self, key: &str) -> Option<Vec<Written>> {
        let value = self.value(key)?;
        let Some(items) = value.get_ref().as_array() else {
            let instead = format!("write it in square brackets: {key} = [\"…\"]");
            self.fault(key, Misfit::new(format!("{} is not a list", kind(value.get_ref())), instead));
            return None;
        };
        Some(items.iter().filter_map(|item| self.text_of(key, item)).collect())
    }

    /// Complains about one item of a list.
    pub(super) fn fault_of_item(&self, key: &str, item: &Written, misfit: Misfit) {
        self.raw.fault(Some(item.line), self.full(key), misfit.what, misfit.instead);
    }

    fn settle<T>(&self, key: &str, read: Result<T, Misfit>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(misfit) => {
                self.fault(key, misfit);
                None
            }
        }
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.and_then(|table| table.get(key))
    }

    fn text_of(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Written> {
        let line = self.raw.line_at(value.span().start);
        let complaint = match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                ("an empty text says nothing".to_owned(), "write the value, or take the line out".to_owned())
            }
            DeValue::String(text) if text.chars().any(char::is_control) => {
                ("it holds a line break or another control character".to_owned(), "write it on one line".to_owned())
            }
            DeValue::String(text) => return Some(Written { text: text.trim().to_owned(), line }),
            other => (format!("{} is not a text", kind(other)), format!("write it in quotation marks: {key} = \"…\"")),
        };
        self.raw.fault(Some(line), self.full(key), complaint.0, complaint.1);
        None
    }
}

/// What a value is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotation marks",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}
