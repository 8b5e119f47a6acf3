//! Crockford's base 32: no letter looks like a digit, and what looks alike is read alike.
//!
//! Source: Douglas Crockford, "Base 32" (crockford.com/base32.html). The check symbol there is left out: a code has a
//! checksum of its own.

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters between two dashes.
const GROUP: usize = 4;

/// The bytes as digits, five bits each, in groups of four; what is left of the last five bits is zero.
pub fn write(bytes: &[u8]) -> String {
    let n_digits = (bytes.len() * 8).div_ceil(5);
    let mut text = String::with_capacity(n_digits + n_digits / GROUP);
    for digit in 0..n_digits {
        if digit > 0 && digit % GROUP == 0 {
            text.push('-');
        }
        let value = (0..5).fold(0, |value, bit| value << 1 | bit_at(bytes, digit * 5 + bit));
        text.push(char::from(DIGITS[value as usize]));
    }
    text
}

fn bit_at(bytes: &[u8], place: usize) -> u8 {
    let byte = bytes.get(place / 8).copied().unwrap_or(0);
    byte >> (7 - place % 8) & 1
}

/// Reads digits; dashes and blanks between them mean nothing, `O` is read as 0, `I` and `L` as 1.
///
/// # Errors
/// The first character that is none.
pub fn read(text: &str) -> Result<Vec<u8>, char> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let mut bits: u32 = 0;
    let mut n_bits = 0;
    for letter in text.chars() {
        if letter == '-' || letter.is_whitespace() {
            continue;
        }
        bits = (bits << 5 | value_of(letter)?) & 0xfff;
        n_bits += 5;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    Ok(bytes)
}

/// Whether the digits are those that [`write`] makes of these bytes, apart from dashes, blanks and letters that look alike.
pub fn is_as_written(digits: &str, bytes: &[u8]) -> bool {
    let values = |text: &str| -> Vec<Option<u32>> {
        let letters = text.chars();
        let letters = letters.filter(|letter| *letter != '-' && !letter.is_whitespace());
        letters.map(|letter| value_of(letter).ok()).collect()
    };
    values(digits) == values(&write(bytes))
}

fn value_of(letter: char) -> Result<u32, char> {
    let upper = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        upper => upper,
    };
    let place = DIGITS.iter().position(|&digit| char::from(digit) == upper);
    place.map(|place| place as u32).ok_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes: Vec<u8>) {
            let text = write(&bytes);
            prop_assert_eq!(read(&text), Ok(bytes.clone()));
            prop_assert_eq!(read(&text.to_lowercase().replace('-', " ")), Ok(bytes));
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_read_as_digits() {
        assert_eq!(read("oO-iL"), read("00-11"));
        assert_eq!(read("AU"), Err('U'));
    }

    #[test]
    fn bits_that_are_left_of_the_last_digit_are_zero() {
        assert_eq!(write(&[255]), "ZW");
        assert!(is_as_written("z-w", &[255]));
        for slip in ["ZX", "ZW0", "ZY"] {
            assert!(!is_as_written(slip, &[255]), "{slip}");
        }
    }
}
