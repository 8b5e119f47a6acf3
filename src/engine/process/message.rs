//! Messages over pipes and sockets as `multiprocessing.connection.Connection` sends them: four bytes of length, big
//! endian, then the body; above 16,384 bytes header and body are two writes.
//!
//! A wait inside a message goes on at its byte: pausing never tears it.

use std::os::fd::RawFd;
use std::sync::atomic::Ordering;

use super::operation::{Read, Write};
use super::seat::{Ended, Seat, Terms};

/// Bodies larger than this are written apart from their header.
const JOINED_LIMIT: usize = 16_384;
/// Bytes that are made room for at a time, so that a length that is nonsense (two writers tore it) takes no memory.
const GROWTH: usize = 1 << 20;

/// Where messages pass: a descriptor and the channel that the arena counts its bytes in.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The end of this process.
    pub fd: RawFd,
    /// Index of the channel.
    pub channel: u32,
}

/// Why there is no message.
#[derive(Debug)]
pub enum Trouble {
    /// Every writer has closed, and nothing was left.
    EndOfFile,
    /// Every writer has closed inside the message.
    Torn,
    /// The system's word.
    System(std::io::Error),
    /// The deadline passed before the first byte.
    TimedOut,
    /// SIGINT came.
    Interrupted,
    /// Mail came before the first byte.
    Mail,
}

/// Receives one message. The deadline, and mail, end the wait for its first byte only.
///
/// # Errors
/// See [`Trouble`].
pub fn receive(seat: &Seat, link: Link, terms: &mut Terms) -> Result<Vec<u8>, Trouble> {
    let mut header = [0; 4];
    let first = read_some(seat, link, &mut header, terms)?;
    if first == 0 {
        return Err(Trouble::EndOfFile);
    }
    let mut inside = Terms {
        interruptible: terms.interruptible,
        announcement: terms.announcement.clone(),
        is_told: true,
        ..Terms::plain()
    };
    read_all(seat, link, &mut header[first..], &mut inside)?;
    let length = u32::from_be_bytes(header) as usize;
    let mut body = Vec::new();
    while body.len() < length {
        let start = body.len();
        body.resize(start + (length - start).min(GROWTH), 0);
        read_all(seat, link, &mut body[start..], &mut inside)?;
    }
    Ok(body)
}

/// Sends one message.
///
/// # Errors
/// `System` (EPIPE if nobody reads) or `Interrupted`, after which the stream may be torn.
pub fn send(seat: &Seat, link: Link, body: &[u8], terms: &mut Terms) -> Result<(), Trouble> {
    let header = (body.len() as u32).to_be_bytes();
    if body.len() > JOINED_LIMIT {
        write_all(seat, link, &header, terms)?;
        return write_all(seat, link, body, terms);
    }
    let mut joined = Vec::with_capacity(4 + body.len());
    joined.extend_from_slice(&header);
    joined.extend_from_slice(body);
    write_all(seat, link, &joined, terms)
}

/// Writes all bytes.
///
/// # Errors
/// As [`send`].
pub fn write_all(seat: &Seat, link: Link, bytes: &[u8], terms: &mut Terms) -> Result<(), Trouble> {
    let written = &seat.arena.channels[link.channel as usize].written;
    let mut rest = bytes;
    while !rest.is_empty() {
        let mut operation = Write {
            fd: link.fd,
            channel: link.channel,
            bytes: rest,
        };
        let count = finish(seat.wait(&mut operation, terms))?;
        written.fetch_add(count as u64, Ordering::Relaxed); // a count for people; the kernel's bytes decide
        rest = &rest[count.min(rest.len())..];
    }
    Ok(())
}

fn read_all(
    seat: &Seat,
    link: Link,
    mut buffer: &mut [u8],
    terms: &mut Terms,
) -> Result<(), Trouble> {
    while !buffer.is_empty() {
        let count = read_some(seat, link, buffer, terms)?;
        if count == 0 {
            return Err(Trouble::Torn);
        }
        buffer = &mut buffer[count..];
    }
    Ok(())
}

fn read_some(
    seat: &Seat,
    link: Link,
    buffer: &mut [u8],
    terms: &mut Terms,
) -> Result<usize, Trouble> {
    let limit = buffer.len();
    let mut operation = Read {
        fd: link.fd,
        channel: link.channel,
        buffer,
    };
    let count = finish(seat.wait(&mut operation, terms))?.min(limit);
    let read = &seat.arena.channels[link.channel as usize].read;
    read.fetch_add(count as u64, Ordering::Relaxed); // as `written`
    Ok(count)
}

fn finish(ended: Ended<std::io::Result<usize>>) -> Result<usize, Trouble> {
    match ended {
        Ended::Done(result) => result.map_err(Trouble::System),
        Ended::TimedOut => Err(Trouble::TimedOut),
        Ended::Interrupted => Err(Trouble::Interrupted),
        Ended::Mail => Err(Trouble::Mail),
    }
}
