//! Numbers, texts and bytes in a row, as one forklore hands them to the next: both are the same binary, so there is no
//! version. Numbers are eight bytes, little-endian; texts and bytes are preceded by their length.

use std::io::{Error, Result};

/// Writes.
#[derive(Debug, Default)]
pub struct Packer(pub Vec<u8>);

impl Packer {
    /// A number.
    pub fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    /// A number that may be missing.
    pub fn optional(&mut self, number: Option<u64>) {
        self.number(u64::from(number.is_some()));
        self.number(number.unwrap_or_default());
    }

    /// Bytes of any number.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

/// Reads what [`Packer`] wrote, in the same order.
#[derive(Debug)]
pub struct Unpacker<'a>(pub &'a [u8]);

impl Unpacker<'_> {
    /// A number.
    ///
    /// # Errors
    /// The row ends before it.
    pub fn number(&mut self) -> Result<u64> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(damaged)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*number))
    }

    /// A number of 32 bits.
    ///
    /// # Errors
    /// It is larger, or the row ends before it.
    pub fn small(&mut self) -> Result<u32> {
        u32::try_from(self.number()?).map_err(|_| damaged())
    }

    /// A number that may be missing.
    ///
    /// # Errors
    /// The row ends before it.
    pub fn optional(&mut self) -> Result<Option<u64>> {
        let is_there = self.number()? != 0;
        let number = self.number()?;
        Ok(is_there.then_some(number))
    }

    /// Bytes.
    ///
    /// # Errors
    /// The row ends before they do.
    pub fn bytes(&mut self) -> Result<Vec<u8>> {
        let length = self.small()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(bytes.to_vec())
    }

    /// A text.
    ///
    /// # Errors
    /// It is none.
    pub fn text(&mut self) -> Result<String> {
        String::from_utf8(self.bytes()?).map_err(|_| damaged())
    }
}

/// What a parent wrote cannot be read.
pub fn damaged() -> Error {
    Error::other("the start of a process was not written by this forklore")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_in_the_same_order() {
        let mut packer = Packer::default();
        packer.number(7);
        packer.optional(None);
        packer.optional(Some(0));
        packer.bytes("空".as_bytes());
        let mut unpacker = Unpacker(&packer.0);
        assert_eq!(unpacker.small().expect("a number"), 7);
        assert_eq!(unpacker.optional().expect("a number"), None);
        assert_eq!(unpacker.optional().expect("a number"), Some(0));
        assert_eq!(unpacker.text().expect("a text"), "空");
        assert!(unpacker.number().is_err(), "nothing is left");
    }

    #[test]
    fn a_length_beyond_the_end_is_an_error() {
        let mut packer = Packer::default();
        packer.number(5);
        assert!(Unpacker(&packer.0).bytes().is_err());
    }
}
