//! [`TraceWriter`]: the trace as JSON Lines, while the run goes on.

use std::io::{self, Write};

use super::event::{Event, Header};
use super::json;

/// Bytes after which what was written goes out without waiting for the end of the batch: a pipe's worth.
const BUFFER_BYTES: usize = 64 * 1024;

/// Writes a trace: first the header, then an event a line.
#[derive(Debug)]
pub struct TraceWriter<W: Write> {
    out: W,
    buffer: Vec<u8>,
}

impl<W: Write> TraceWriter<W> {
    /// Writes the header to `out` at once, so that a reader knows from the start what it reads.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: W, header: &Header) -> io::Result<Self> {
        let mut writer = Self {
            out,
            buffer: Vec::with_capacity(BUFFER_BYTES),
        };
        serde_json::to_writer(&mut writer.buffer, header)?;
        writer.buffer.push(b'\n');
        writer.flush()?;
        Ok(writer)
    }

    /// Writes events and flushes after the last: a batch is what the caller has at this moment.
    ///
    /// # Errors
    /// Those of `out`; the events of the batch may then stand in the file in part.
    pub fn write_batch<'a>(
        &mut self,
        events: impl IntoIterator<Item = &'a Event>,
    ) -> io::Result<()> {
        for event in events {
            self.write(event)?;
        }
        self.flush()
    }

    /// Writes one event into the buffer; it reaches `out` with the next flush or when the buffer is full.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&mut self, event: &Event) -> io::Result<()> {
        json::write(event, &mut self.buffer)?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= BUFFER_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Hands everything to `out` and flushes it.
    ///
    /// # Errors
    /// Those of `out`. What was in the buffer is then gone: a second try would write a part twice.
    pub fn flush(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written?;
        self.out.flush()
    }

    /// Flushes and hands `out` back.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }
}
