//! [`Knob`]: a number of a listing that the learner may turn. Turning it rewrites the text that is shown, so the code
//! that is seen stays the code that runs.

use std::fmt;
use std::ops::Range;

/// What stands in an anchor where the listing has the number.
const PLACE: &str = "{}";

/// A decimal number with up to three places behind the point, in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub i64);

impl Decimal {
    /// 1.
    pub const ONE: Self = Self(1000);

    /// Reads `10`, `0.25`; none for anything else, also for signs and exponents.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() > 3 {
            return None;
        }
        let thousandths: i64 = format!("{rest:0<3}").parse().ok()?;
        whole
            .parse::<i64>()
            .ok()?
            .checked_mul(1000)?
            .checked_add(thousandths)
            .map(Self)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1000, self.0 % 1000);
        if rest == 0 {
            return write!(formatter, "{whole}");
        }
        let text = format!("{whole}.{rest:03}");
        formatter.write_str(text.trim_end_matches('0'))
    }
}

/// A number of a listing that may be turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// What it is, in a word or two.
    pub label: super::Text,
    /// Text of the listing with `{}` in place of the number; it occurs once.
    pub anchor: String,
    /// Smallest value.
    pub min: Decimal,
    /// Largest value.
    pub max: Decimal,
    /// By how much a key turns it.
    pub step: Decimal,
}

/// Why a knob turns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KnobError {
    /// It does not say where the number stands.
    #[error("it must contain `{PLACE}` once, with some text beside it")]
    NoPlace,
    /// The listing has no such text.
    #[error("the listing has no number in such a place")]
    Nowhere,
    /// The listing has it so many times.
    #[error("the listing has {0} numbers in such a place; take in more of the text around it")]
    Often(usize),
}

impl Knob {
    /// The bytes of the number in a listing's text.
    ///
    /// # Errors
    /// Where the anchor does not mean exactly one number.
    pub fn find(&self, source: &str) -> Result<Range<usize>, KnobError> {
        let (before, after) = self
            .anchor
            .split_once(PLACE)
            .filter(|(before, after)| !before.is_empty() && !after.contains(PLACE))
            .ok_or(KnobError::NoPlace)?;
        let mut found = source.match_indices(before).filter_map(|(place, text)| {
            let start = place + text.len();
            let n_digits = number_length(&source[start..]);
            let end = start + n_digits;
            (n_digits > 0 && source[end..].starts_with(after)).then_some(start..end)
        });
        let first = found.next().ok_or(KnobError::Nowhere)?;
        match found.count() {
            0 => Ok(first),
            more => Err(KnobError::Often(more + 1)),
        }
    }

    /// Its value in a listing's text; none where the text was changed so that the anchor means nothing.
    pub fn value(&self, source: &str) -> Option<Decimal> {
        Decimal::parse(&source[self.find(source).ok()?])
    }

    /// The text with another value, cut to the range.
    pub fn turn(&self, source: &str, value: Decimal) -> Option<String> {
        let place = self.find(source).ok()?;
        let value = value.clamp(self.min, self.max);
        Some(format!(
            "{}{value}{}",
            &source[..place.start],
            &source[place.end..]
        ))
    }
}

/// Bytes of the number that a text begins with; 0 if it is none, or part of a name.
fn number_length(text: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let n_bytes = text.bytes().take_while(|byte| is_part(byte)).count();
    let behind = text[n_bytes..].chars().next();
    let is_name = behind.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let is_number = Decimal::parse(&text[..n_bytes]).is_some();
    if is_number && !is_name { n_bytes } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knob(anchor: &str) -> Knob {
        Knob {
            label: super::super::Text::default(),
            anchor: anchor.to_owned(),
            min: Decimal::ONE,
            max: Decimal(20_000),
            step: Decimal::ONE,
        }
    }

    const SOURCE: &str = "empty = Semaphore(2)\nfull = Semaphore(0)\ntime.sleep(0.25)\nn10 = 7\n";

    #[test]
    fn an_anchor_means_the_one_number_in_its_place() {
        let empty = knob("empty = Semaphore({})");
        assert_eq!(empty.value(SOURCE), Some(Decimal(2000)));
        assert_eq!(knob("sleep({})").value(SOURCE), Some(Decimal(250)));
        let turned = empty.turn(SOURCE, Decimal(5000)).expect("one number");
        assert!(turned.starts_with("empty = Semaphore(5)\nfull = Semaphore(0)"));
        let most = empty.turn(SOURCE, Decimal(99_000)).expect("one number");
        assert!(most.starts_with("empty = Semaphore(20)"));
    }

    #[test]
    fn an_anchor_that_means_none_or_several_is_told() {
        assert_eq!(knob("Semaphore({})").find(SOURCE), Err(KnobError::Often(2)));
        assert_eq!(knob("Lock({})").find(SOURCE), Err(KnobError::Nowhere));
        assert_eq!(knob("n{}").find("n10x = 1"), Err(KnobError::Nowhere));
        assert_eq!(knob("Semaphore(2)").find(SOURCE), Err(KnobError::NoPlace));
        assert_eq!(knob("{}").find(SOURCE), Err(KnobError::NoPlace));
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for text in ["0", "7", "0.1", "2.25", "10000"] {
            let number = Decimal::parse(text).expect("a number");
            assert_eq!(number.to_string(), text);
        }
        for text in ["", "-1", "1e3", "1.", ".5", "1.2345", "x"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
