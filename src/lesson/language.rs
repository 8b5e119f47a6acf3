//! The languages that pages and screens speak.

use std::fmt;

/// A language of pages and screens; every text exists in each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English, the default where the locale says nothing.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// Every language, in the order in which problems and files name them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The code in file names and manifest keys: `en`, `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The other one: what the language key turns to.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    /// The language of a POSIX locale name such as `zh_CN.UTF-8`; whatever is not Chinese is shown in English.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// One text in every language. It cannot be built with a translation missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// In English.
    pub en: String,
    /// In Chinese, in its own words.
    pub zh: String,
}

impl Text {
    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// English first, then Chinese.
impl<En: Into<String>, Zh: Into<String>> From<(En, Zh)> for Text {
    fn from((en, zh): (En, Zh)) -> Self {
        Self {
            en: en.into(),
            zh: zh.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_that_is_not_chinese_means_english() {
        for (locale, expected) in [
            ("zh_CN.UTF-8", Language::Zh),
            ("zh-Hans", Language::Zh),
            ("ZH", Language::Zh),
            ("de_DE", Language::En),
            ("C.UTF-8", Language::En),
            ("zha", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::of_locale(locale), expected, "{locale}");
        }
    }
}
