//! A parsed template in, the words in it that its letter does not have out: also those inside conditions and partials.

use handlebars::Path;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, Template, TemplateElement};
use serde_json::Value;

use super::check::{TemplateFault, nearest};
use super::letters::{Letters, Medium};

/// Partials include partials, but not deeper than this.
const DEEPEST: usize = 8;
/// Helpers that print or compare values without opening a scope.
const FUNCTIONS: [&str; 10] = ["eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "len"];

/// A walk through one template of a letter.
pub(super) struct Walk<'a> {
    letters: &'a Letters,
    medium: Medium,
    /// The values that `this`, `..`, `../..` stand for, the innermost last.
    scopes: Vec<&'a Value>,
    /// The file being walked, and how deep in partials it stands.
    file: String,
    depth: usize,
    line: usize,
    faults: Vec<TemplateFault>,
}

impl<'a> Walk<'a> {
    /// A walk that knows these words.
    pub(super) fn new(letters: &'a Letters, medium: Medium, words: &'a Value) -> Self {
        Self { letters, medium, scopes: vec![words], file: String::new(), depth: 0, line: 1, faults: Vec::new() }
    }

    /// The faults of the template of this name and of the partials it includes.
    pub(super) fn template(mut self, name: &str) -> Vec<TemplateFault> {
        self.named(name);
        self.faults
    }

    fn fault(&mut self, problem: String) {
        self.faults.push(TemplateFault { file: self.file.clone(), line: Some(self.line), problem });
    }

    /// A fault of a word. The parser gives the line where its block begins; the word may stand some lines below.
    fn fault_of(&mut self, word: &str, problem: String) {
        let source = self.letters.sources.get(&self.file).map_or("", String::as_str);
        let below = source.lines().skip(self.line.saturating_sub(1)).position(|line| line.contains(word));
        let line = Some(self.line + below.unwrap_or(0));
        self.faults.push(TemplateFault { file: self.file.clone(), line, problem });
    }

    fn named(&mut self, name: &str) {
        let letters = self.letters;
        let Some(template) = letters.template(self.medium, name) else {
            self.fault(format!("there is no part `{name}{}`", self.medium.ending()));
            return;
        };
        if self.depth >= DEEPEST {
            self.fault(format!("parts include each other more than {DEEPEST} deep"));
            return;
        }
        let (file, line) = (std::mem::take(&mut self.file), self.line);
        self.file = format!("{name}{}", self.medium.ending());
        self.depth += 1;
        self.elements(template);
        self.depth -= 1;
        (self.file, self.line) = (file, line);
    }

    fn elements(&mut self, template: &'a Template) {
        for (index, element) in template.elements.iter().enumerate() {
            self.line = template.mapping.get(index).map_or(self.line, |place| place.0);
            self.element(element);
        }
    }

    fn element(&mut self, element: &'a TemplateElement) {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::Expression(expression) => self.printed(expression),
            TemplateElement::HtmlExpression(expression) => {
                if self.medium == Medium::Html {
                    self.fault("{{{ }}} and {{& }} write a value without escaping; use {{ }}".to_owned());
                }
                self.printed(expression);
            }
            TemplateElement::HelperBlock(block) => self.block(block),
            TemplateElement::PartialExpression(partial) => self.partial(partial),
            TemplateElement::DecoratorExpression(_)
            | TemplateElement::DecoratorBlock(_)
            | TemplateElement::PartialBlock(_) => {
                self.fault("decorators and partial blocks are not supported".to_owned());
            }
            _ => self.fault("this kind of tag is not supported".to_owned()),
        }
    }

    /// `{{word}}`, or `{{helper word}}`.
    fn printed(&mut self, expression: &'a HelperTemplate) {
        if expression.params.is_empty() && expression.hash.is_empty() {
            match self.parameter(&expression.name) {
                Some(Value::Array(_)) => {
                    self.fault(format!("`{}` is a list; use {{{{#each}}}}", raw(&expression.name)));
                }
                Some(Value::Object(fields)) => {
                    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
                    self.fault(format!(
                        "`{}` is several words; name one of: {}",
                        raw(&expression.name),
                        names.join(", ")
                    ));
                }
                Some(_) | None => {}
            }
        } else {
            self.call(expression);
        }
    }

    /// A helper that gives back a value.
    fn call(&mut self, expression: &'a HelperTemplate) {
        let name = raw(&expression.name);
        if !FUNCTIONS.contains(&name) {
            self.fault(format!("there is no helper `{name}`{}", nearest(name, FUNCTIONS.into_iter())));
        }
        for parameter in expression.params.iter().chain(expression.hash.values()) {
            self.parameter(parameter);
        }
    }

    /// `{{#if word}}`, `{{#unless word}}`, `{{#each words}}`, `{{#with word}}`.
    fn block(&mut self, block: &'a HelperTemplate) {
        let line = self.line;
        let name = raw(&block.name);
        let subject = block.params.first().and_then(|parameter| self.parameter(parameter));
        if block.params.len() != 1 || block.block_param.is_some() {
            self.fault(format!("`#{name}` takes one word and no `as |name|`"));
        }
        let inner = match (name, subject) {
            ("if" | "unless", _) => self.scopes.last().copied(),
            ("each", Some(Value::Array(items))) => items.first(),
            ("each", Some(_)) => {
                self.fault(format!("`{}` is not a list", block.params.first().map_or("", raw)));
                None
            }
            ("with", Some(value)) => Some(value),
            ("each" | "with", None) => None,
            _ => {
                let known = ["if", "unless", "each", "with"];
                self.fault(format!("there is no block `#{name}`{}", nearest(name, known.into_iter())));
                None
            }
        };
        if let (Some(inner), Some(template)) = (inner, block.template.as_ref()) {
            let opens = matches!(name, "each" | "with");
            if opens {
                self.scopes.push(inner);
            }
            self.elements(template);
            if opens {
                self.scopes.pop();
            }
        }
        self.line = line;
        if let Some(inverse) = block.inverse.as_ref() {
            self.elements(inverse);
        }
        self.line = line;
    }

    /// `{{> _part}}` or `{{> _part word}}`.
    fn partial(&mut self, partial: &'a DecoratorTemplate) {
        if partial.params.len() > 1 || !partial.hash.is_empty() {
            self.fault("a part takes at most one word, and no `name=value`".to_owned());
        }
        let line = self.line;
        let scope = match partial.params.first() {
            None => self.scopes.last().copied(),
            Some(parameter) => self.parameter(parameter),
        };
        if let Some(scope) = scope {
            self.scopes.push(scope);
            self.named(raw(&partial.name));
            self.scopes.pop();
        }
        self.line = line;
    }

    /// The value a parameter stands for; a word that does not exist is a fault.
    fn parameter(&mut self, parameter: &'a Parameter) -> Option<&'a Value> {
        match parameter {
            Parameter::Literal(value) => Some(value),
            Parameter::Path(Path::Local(_)) => Some(&Value::Null),
            Parameter::Name(_) | Parameter::Path(_) => self.path(raw(parameter)),
            Parameter::Subexpression(inner) => {
                if let TemplateElement::Expression(expression) = inner.as_element() {
                    self.call(expression);
                }
                Some(&Value::Null)
            }
            _ => None,
        }
    }

    fn path(&mut self, path: &str) -> Option<&'a Value> {
        let (mut rest, mut up) = (path, 0);
        while let Some(above) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("..")) {
            (rest, up) = (above, up + 1);
        }
        let place = if rest.starts_with("@root") { Some(0) } else { self.scopes.len().checked_sub(up + 1) };
        let Some(mut value) = place.and_then(|place| self.scopes.get(place).copied()) else {
            self.fault(format!("`{path}` leads out of the letter"));
            return None;
        };
        for word in rest.split(['.', '/']).filter(|word| !matches!(*word, "" | "this" | "@root")) {
            let Some(found) = value.get(word) else {
                let known = value.as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str));
                let meant = nearest(word, known);
                self.fault_of(path, format!("this letter has no word `{word}` here{meant}"));
                return None;
            };
            value = found;
        }
        Some(value)
    }
}

/// A parameter as the template writes it.
fn raw(parameter: &Parameter) -> &str {
    match parameter {
        Parameter::Name(name) => name,
        Parameter::Path(Path::Relative((_, raw)) | Path::Local((_, _, raw))) => raw,
        Parameter::Literal(Value::String(text)) => text,
        _ => "",
    }
}
