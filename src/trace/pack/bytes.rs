//! Numbers and texts as bytes, and back.

use super::super::event::{ObjectId, ProcId};

/// Where bytes go.
pub(crate) struct Out<'a>(pub(crate) &'a mut Vec<u8>);

impl Out<'_> {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn object_value(&mut self, object: ObjectId, value: i64, tag: u8) -> u8 {
        self.number(object.0.into());
        self.signed(value);
        tag
    }

    pub(crate) fn item(&mut self, object: ObjectId, repr: &str, bytes: u64, tag: u8) -> u8 {
        self.number(object.0.into());
        self.text(repr);
        self.number(bytes);
        tag
    }

    pub(crate) fn task(
        &mut self,
        object: ObjectId,
        task: u64,
        worker: Option<ProcId>,
        tag: u8,
    ) -> u8 {
        self.number(object.0.into());
        self.number(task);
        self.optional(worker, |out, worker| out.number(worker.0.into()));
        tag
    }

    pub(crate) fn texts(&mut self, first: &str, second: &str, tag: u8) -> u8 {
        self.text(first);
        self.text(second);
        tag
    }
}

/// Where bytes come from. Every reader returns `None` when they are over.
pub(crate) struct In<'a, 'b>(pub(crate) &'a mut &'b [u8]);

impl In<'_, '_> {
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        *self.0 = rest;
        Some(*first)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    pub(crate) fn i32(&mut self) -> Option<i32> {
        self.signed()?.try_into().ok()
    }

    pub(crate) fn proc(&mut self) -> Option<ProcId> {
        self.u32().map(ProcId)
    }

    pub(crate) fn object(&mut self) -> Option<ObjectId> {
        self.u32().map(ObjectId)
    }

    pub(crate) fn float(&mut self) -> Option<f64> {
        let (bits, rest) = self.0.split_first_chunk()?;
        *self.0 = rest;
        Some(f64::from_bits(u64::from_le_bytes(*bits)))
    }

    pub(crate) fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        *self.0 = rest;
        Some(str::from_utf8(text).ok()?.to_owned())
    }

    /// The outer `Option`: whether it could be read.
    #[expect(
        clippy::option_option,
        reason = "the two say different things: bytes that are over, and a field that is absent"
    )]
    pub(crate) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => Some(Some(read(self)?)),
        }
    }

    pub(crate) fn many<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let n = self.number()?;
        (0..n).map(|_| read(self)).collect()
    }
}
