//! A TOML table, read key by key, in such a way that every problem is told and none ends the reading.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeFloat, DeInteger, DeTable, DeValue};

use super::course::Word;
use super::files::TextFile;
use super::knob::Decimal;
use super::language::{Language, Text};
use super::problem::{Code, Problem};
use super::suggest::{did_you_mean, is_near, listed};

/// The longest text of one line that the screens have room for, in characters.
const LONGEST_TEXT: usize = 400;

/// A table and who reads it. Every key that is asked for counts as known; [`Reader::finish`] tells the others.
pub struct Reader<'t, 'p> {
    file: &'t TextFile,
    table: &'t DeTable<'t>,
    /// Where the table begins; a missing key is told there.
    span: Range<usize>,
    /// What messages call the table: `the manifest`, `this page`.
    name: &'static str,
    asked: Vec<&'static str>,
    /// Whether the file had syntax errors: a key that is missing may then have been written, and is not told.
    is_damaged: bool,
    problems: &'p mut Vec<Problem>,
}

impl<'t, 'p> Reader<'t, 'p> {
    /// Reads the outermost table of `file`. `is_damaged` says that its syntax errors are already among `problems`.
    pub fn of_file(
        file: &'t TextFile,
        table: &'t DeTable<'t>,
        is_damaged: bool,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        let asked = Vec::new();
        Self {
            file,
            table,
            span: 0..0,
            name: "the manifest",
            asked,
            is_damaged,
            problems,
        }
    }

    /// Where the table begins.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Tells a problem at `span` of the file.
    pub fn tell(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: String,
        remedy: Option<String>,
    ) {
        let problem = Problem::at(code, &self.file.path, &self.file.text, span, message);
        self.problems.push(Problem { remedy, ..problem });
    }

    /// The value of a key that may be absent.
    fn optional(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// The value of a key that must be there.
    fn required(&mut self, key: &'static str, example: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        let value = self.optional(key);
        // A mistyped key is told once, where it stands, with the key it should be.
        let is_mistyped = || self.table.keys().any(|word| is_near(word.get_ref(), key));
        if value.is_none() && !self.is_damaged && !is_mistyped() {
            let message = format!("{} has no key `{key}`", self.name);
            self.tell(
                Code::MissingKey,
                self.span(),
                message,
                Some(format!("add `{example}`")),
            );
        }
        value
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let message = format!(
            "`{key}` must be {expected}, not {}",
            with_article(value.get_ref().type_str())
        );
        self.tell(Code::WrongType, value.span(), message, None);
    }

    /// A whole number that must be there, with its place.
    pub fn number(&mut self, key: &'static str, example: &str) -> Option<(i64, Range<usize>)> {
        let value = self.required(key, example)?;
        let Some(integer) = value.get_ref().as_integer() else {
            self.wrong_type(key, value, "a whole number");
            return None;
        };
        let Ok(number) = i64::from_str_radix(integer.as_str(), integer.radix()) else {
            self.tell(
                Code::BadValue,
                value.span(),
                format!("`{key}` is too large"),
                None,
            );
            return None;
        };
        Some((number, value.span()))
    }

    /// A number with up to three places behind the point that must be there.
    pub fn decimal(&mut self, key: &'static str, example: &str) -> Option<Decimal> {
        let value = self.required(key, example)?;
        self.as_decimal(key, value)
    }

    /// The same, where it may be absent.
    pub fn optional_decimal(&mut self, key: &'static str) -> Option<Decimal> {
        let value = self.optional(key)?;
        self.as_decimal(key, value)
    }

    fn as_decimal(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Decimal> {
        let inner = value.get_ref();
        let text = inner
            .as_integer()
            .map(DeInteger::as_str)
            .or_else(|| inner.as_float().map(DeFloat::as_str));
        let number = text.and_then(Decimal::parse);
        if number.is_none() {
            let expected = "a number from 0 on with at most three places behind the point";
            self.wrong_type(key, value, expected);
        }
        number
    }

    /// A string that must be there, with its place.
    pub fn string(&mut self, key: &'static str, example: &str) -> Option<(String, Range<usize>)> {
        let value = self.required(key, example)?;
        self.as_string(key, value)
    }

    /// A string that may be absent, with its place.
    pub fn optional_string(&mut self, key: &'static str) -> Option<(String, Range<usize>)> {
        let value = self.optional(key)?;
        self.as_string(key, value)
    }

    fn as_string(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<(String, Range<usize>)> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "a string");
            return None;
        };
        Some((text.to_owned(), value.span()))
    }

    /// A string that is one of a few words, and must be there.
    pub fn word<T: Word>(&mut self, key: &'static str, example: &str) -> Option<T> {
        let (word, span) = self.string(key, example)?;
        self.as_word(key, &word, span)
    }

    /// A string that is one of a few words, and may be absent.
    pub fn optional_word<T: Word>(&mut self, key: &'static str) -> Option<T> {
        let (word, span) = self.optional_string(key)?;
        self.as_word(key, &word, span)
    }

    fn as_word<T: Word>(&mut self, key: &str, word: &str, span: Range<usize>) -> Option<T> {
        let value = T::from_word(word);
        if value.is_none() {
            let known = T::WORDS.iter().map(|(known, _)| *known);
            let remedy = did_you_mean(word, known);
            self.tell(
                Code::BadValue,
                span,
                format!("`{key}` cannot be `{word}`"),
                Some(remedy),
            );
        }
        value
    }

    /// A text in every language: a table with a key per language, each a string of one line that is not empty.
    pub fn text(&mut self, key: &'static str) -> Text {
        let example = format!("{key} = {{ en = \"...\", zh = \"...\" }}");
        let Some(value) = self.required(key, &example) else {
            return Text::default();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(
                key,
                value,
                "a text in every language, `{ en = \"...\", zh = \"...\" }`",
            );
            return Text::default();
        };
        let mut languages = self.inner(table, value.span(), "this text");
        let text = Text {
            en: languages.translation(key, Language::En),
            zh: languages.translation(key, Language::Zh),
        };
        languages.finish();
        text
    }

    fn translation(&mut self, key: &str, language: Language) -> String {
        let Some(value) = self.optional(language.code()) else {
            if !self.is_damaged {
                let message = format!("`{key}` is missing in the language `{language}`");
                let remedy = format!("add `{language} = \"...\"`");
                self.tell(Code::MissingLanguage, self.span(), message, Some(remedy));
            }
            return String::new();
        };
        let Some((text, span)) = self.as_string(language.code(), value) else {
            return String::new();
        };
        let fault = if self.is_damaged {
            None
        } else if text.trim().is_empty() {
            Some("is empty".to_owned())
        } else if text.contains('\n') {
            Some("has more than one line".to_owned())
        } else if text.chars().count() > LONGEST_TEXT {
            Some(format!("is longer than {LONGEST_TEXT} characters"))
        } else {
            None
        };
        if let Some(fault) = fault {
            self.tell(
                Code::BadValue,
                span,
                format!("`{key}` in the language `{language}` {fault}"),
                None,
            );
        }
        text
    }

    /// Calls `read` with each table of a list of tables that may be absent.
    pub fn optional_tables<T>(
        &mut self,
        key: &'static str,
        name: &'static str,
        read: impl FnMut(&mut Reader<'t, '_>) -> T,
    ) -> Vec<T> {
        if self.optional(key).is_none() {
            return Vec::new();
        }
        self.tables(key, name, read)
    }

    /// Calls `read` with each table of a list of tables that must be there and not be empty.
    pub fn tables<T>(
        &mut self,
        key: &'static str,
        name: &'static str,
        mut read: impl FnMut(&mut Reader<'t, '_>) -> T,
    ) -> Vec<T> {
        let Some(value) = self.required(key, &format!("[[{key}]]")) else {
            return Vec::new();
        };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, value, &format!("a list of tables, `[[{key}]]`"));
            return Vec::new();
        };
        if array.is_empty() {
            self.tell(
                Code::BadValue,
                value.span(),
                format!("`{key}` is an empty list"),
                None,
            );
        }
        let mut results = Vec::new();
        for element in array {
            let Some(table) = element.get_ref().as_table() else {
                self.wrong_type(key, element, &format!("a list of tables, `[[{key}]]`"));
                continue;
            };
            let mut reader = self.inner(table, element.span(), name);
            results.push(read(&mut reader));
            reader.finish();
        }
        results
    }

    fn inner(
        &mut self,
        table: &'t DeTable<'t>,
        span: Range<usize>,
        name: &'static str,
    ) -> Reader<'t, '_> {
        Reader {
            file: self.file,
            table,
            span,
            name,
            asked: Vec::new(),
            is_damaged: self.is_damaged,
            problems: self.problems,
        }
    }

    /// Tells every key of the table that was not asked for.
    pub fn finish(mut self) {
        let table = self.table;
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if self.asked.contains(&word) {
                continue;
            }
            let free = self
                .asked
                .iter()
                .copied()
                .filter(|known| !table.contains_key(*known));
            let candidates: Vec<&str> = free.collect();
            let remedy = if candidates.is_empty() {
                format!("known are {}", listed(&self.asked))
            } else {
                did_you_mean(word, candidates)
            };
            let message = format!("{} knows no key `{word}`", self.name);
            self.tell(Code::UnknownKey, key.span(), message, Some(remedy));
        }
    }
}

fn with_article(type_name: &str) -> String {
    let article = if type_name.starts_with(['a', 'i']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {type_name}")
}
