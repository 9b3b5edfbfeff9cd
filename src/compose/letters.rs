//! The templates, built in or overridden, and [`Letters::render`]: a [`Letter`] in, a [`Rendered`] mail out.

use std::collections::BTreeMap;

use handlebars::{Handlebars, RenderError, Template, no_escape};
use serde_json::Value;

use super::check::{TemplateFault, nearest};
use super::clean::one_line;
use super::letter::Letter;
use super::wrap::wrapped;

/// No subject is longer, whatever a template makes of it.
const LONGEST_SUBJECT: usize = 200;

macro_rules! built_in {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("../../templates/letters/", $file)))),*]
    };
}

/// The templates that are compiled in, by their names below `templates/letters/`.
pub(super) const BUILT_IN: &[(&str, &str)] = built_in![
    "_answer.html.hbs",
    "_answer.txt.hbs",
    "_closing.html.hbs",
    "_closing.txt.hbs",
    "_footer.html.hbs",
    "_footer.txt.hbs",
    "_form.html.hbs",
    "_form.txt.hbs",
    "_greeting.html.hbs",
    "_greeting.txt.hbs",
    "_head.html.hbs",
    "_person.html.hbs",
    "_person.txt.hbs",
    "_question.html.hbs",
    "_question.txt.hbs",
    "_replaced.html.hbs",
    "_replaced.txt.hbs",
    "_stopped.html.hbs",
    "_stopped.txt.hbs",
    "_sum.html.hbs",
    "_sum.txt.hbs",
    "_team.html.hbs",
    "_team.txt.hbs",
    "_thanks.html.hbs",
    "_thanks.txt.hbs",
    "_why.html.hbs",
    "_why.txt.hbs",
    "alert/body.html.hbs",
    "alert/body.txt.hbs",
    "alert/subject.txt.hbs",
    "declined/body.html.hbs",
    "declined/body.txt.hbs",
    "declined/subject.txt.hbs",
    "digest/body.html.hbs",
    "digest/body.txt.hbs",
    "digest/subject.txt.hbs",
    "holding/body.html.hbs",
    "holding/body.txt.hbs",
    "holding/subject.txt.hbs",
    "incomplete/body.html.hbs",
    "incomplete/body.txt.hbs",
    "incomplete/subject.txt.hbs",
    "invitation/body.html.hbs",
    "invitation/body.txt.hbs",
    "invitation/subject.txt.hbs",
    "receipt/body.html.hbs",
    "receipt/body.txt.hbs",
    "receipt/subject.txt.hbs",
    "recorded/body.html.hbs",
    "recorded/body.txt.hbs",
    "recorded/subject.txt.hbs",
    "reminder/body.html.hbs",
    "reminder/body.txt.hbs",
    "reminder/subject.txt.hbs",
];

/// A mail as the recipient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The body as text, lines ending in LF.
    pub text: String,
    /// The body as an HTML page.
    pub html: String,
}

/// Why a letter could not be written. [`Letters::check`] finds this beforehand.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// What the letter is about could not be turned into words.
    #[error("the values of letter `{letter}` could not be prepared")]
    Words {
        /// The letter.
        letter: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// A template uses a word that does not exist, or something else it cannot have.
    #[error("template `{file}` could not be filled in; `cso-intake check` names what is wrong with it")]
    Template {
        /// The template's file.
        file: String,
        /// Why.
        source: Box<RenderError>,
    },
}

/// All letters with their templates.
#[derive(Clone, Debug)]
pub struct Letters {
    pub(super) text: Handlebars<'static>,
    pub(super) html: Handlebars<'static>,
    pub(super) sources: BTreeMap<String, String>,
    pub(super) unusable: Vec<TemplateFault>,
}

/// Which of the two registries a template belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    Text,
    Html,
}

impl Medium {
    /// The end of its files' names.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Text => ".txt.hbs",
            Self::Html => ".html.hbs",
        }
    }
}

impl Letters {
    /// The letters as compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        Self::with_overrides(&[])
    }

    /// The letters with some templates replaced: pairs of a name below the templates' directory (`recorded/body.txt.hbs`) and the
    /// file's content. A file that cannot be used leaves the built-in template in its place and is a fault of [`Letters::check`],
    /// which the caller runs before anything is sent.
    #[must_use]
    pub fn with_overrides(files: &[(String, String)]) -> Self {
        let mut letters =
            Self { text: Handlebars::new(), html: Handlebars::new(), sources: BTreeMap::new(), unusable: Vec::new() };
        letters.text.register_escape_fn(no_escape);
        letters.text.set_strict_mode(true);
        letters.html.set_strict_mode(true);
        for (file, source) in BUILT_IN {
            letters.add(file, source);
        }
        for (file, source) in files {
            let name = file.replace('\\', "/");
            if letters.sources.contains_key(&name) {
                letters.add(&name, source);
            } else {
                letters.unusable.push(unknown_file(file, &name));
            }
        }
        letters
    }

    /// Renders a letter. Values are cleaned first: one line each, no control characters, cut at 200 characters.
    ///
    /// # Errors
    /// When an overriding template uses what does not exist.
    pub fn render(&self, letter: &Letter) -> Result<Rendered, ComposeError> {
        let name = letter.name();
        let words = letter.words().map_err(|source| ComposeError::Words { letter: name, source })?;
        let subject = self.fill(Medium::Text, &format!("{name}/subject"), &words)?;
        Ok(Rendered {
            subject: one_line(&subject, LONGEST_SUBJECT),
            text: wrapped(&self.fill(Medium::Text, &format!("{name}/body"), &words)?),
            html: self.fill(Medium::Html, &format!("{name}/body"), &words)?,
        })
    }

    /// One template with these words.
    pub(super) fn fill(&self, medium: Medium, template: &str, words: &Value) -> Result<String, ComposeError> {
        self.registry(medium).render(template, words).map_err(|source| {
            let file = source.template_name.as_deref().unwrap_or(template);
            ComposeError::Template { file: format!("{file}{}", medium.ending()), source: Box::new(source) }
        })
    }

    /// A template once parsed, by its name without ending: `recorded/body`, `_form`.
    pub(super) fn template(&self, medium: Medium, name: &str) -> Option<&Template> {
        self.registry(medium).get_template(name)
    }

    fn registry(&self, medium: Medium) -> &Handlebars<'static> {
        match medium {
            Medium::Text => &self.text,
            Medium::Html => &self.html,
        }
    }

    /// Registers a template; one that does not parse is remembered as a fault and changes nothing.
    fn add(&mut self, file: &str, source: &str) {
        let parsed = if let Some(name) = file.strip_suffix(Medium::Text.ending()) {
            self.text.register_template_string(name, source)
        } else if let Some(name) = file.strip_suffix(Medium::Html.ending()) {
            self.html.register_template_string(name, source)
        } else {
            return;
        };
        match parsed {
            Ok(()) => {
                self.sources.insert(file.to_owned(), source.to_owned());
            }
            Err(error) => self.unusable.push(TemplateFault {
                file: file.to_owned(),
                line: error.pos().map(|(line, _)| line),
                problem: format!("it cannot be read as a template: {}", one_line(&error.reason().to_string(), 160)),
            }),
        }
    }
}

fn unknown_file(file: &str, name: &str) -> TemplateFault {
    let meant = nearest(name, BUILT_IN.iter().map(|(known, _)| *known));
    TemplateFault {
        file: file.to_owned(),
        line: None,
        problem: format!("no letter has a template of this name{meant}; remove or rename it"),
    }
}
