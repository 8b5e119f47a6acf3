//! The things a thread can wait for, each as an [`Operation`].

use std::os::fd::RawFd;
use std::sync::atomic::{AtomicU32, Ordering};

use super::seat::{NO_CHANNEL, Operation, Seat};
use crate::engine::announce::Ready;
use crate::engine::arena::{Slot, State};
use crate::engine::os::futex;
use crate::engine::os::io;
use crate::engine::os::semaphore::{SemWait, Semaphore};
use crate::engine::os::wait::{self, Look, Status};

/// Takes a permit of a semaphore cell.
#[derive(Debug)]
pub struct Take<'a> {
    /// The kernel object.
    pub semaphore: &'a Semaphore,
    /// Index of the cell.
    pub cell: u32,
    /// In stepped mode: what must be ready as well, because the rest of the operation waits for it under the permit.
    pub also: Option<(RawFd, Ready)>,
}

impl Operation for Take<'_> {
    type Done = ();

    fn word(&self) -> (State, u32) {
        (State::Semaphore, self.cell)
    }

    fn also(&self) -> Option<(RawFd, Ready)> {
        self.also
    }

    fn is_ready(&self) -> bool {
        self.semaphore.value() > 0
    }

    fn attempt(&mut self) -> Option<()> {
        self.semaphore.try_wait().then_some(())
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<()> {
        (self.semaphore.wait(until) == SemWait::Taken).then_some(())
    }
}

/// Reads some bytes of a channel; 0 is the end of the stream.
#[derive(Debug)]
pub struct Read<'a> {
    /// Read end.
    pub fd: RawFd,
    /// Index of the channel.
    pub channel: u32,
    /// Where they go; not empty.
    pub buffer: &'a mut [u8],
}

impl Operation for Read<'_> {
    type Done = std::io::Result<usize>;

    fn word(&self) -> (State, u32) {
        (State::Read, self.channel)
    }

    fn fd(&self) -> Option<i32> {
        Some(self.fd)
    }

    fn attempt(&mut self) -> Option<Self::Done> {
        io::read_now(self.fd, self.buffer)
    }

    fn sleep(&mut self, _until: Option<u64>) -> Option<Self::Done> {
        io::read(self.fd, self.buffer)
    }
}

/// Writes some bytes into a channel.
#[derive(Debug)]
pub struct Write<'a> {
    /// Write end.
    pub fd: RawFd,
    /// Index of the channel, [`super::seat::NO_CHANNEL`] for the output socket.
    pub channel: u32,
    /// What is left to write; not empty.
    pub bytes: &'a [u8],
}

impl Operation for Write<'_> {
    type Done = std::io::Result<usize>;

    fn word(&self) -> (State, u32) {
        (State::Write, self.channel)
    }

    fn fd(&self) -> Option<i32> {
        Some(self.fd)
    }

    fn attempt(&mut self) -> Option<Self::Done> {
        io::write_now(self.fd, self.bytes)
    }

    fn sleep(&mut self, _until: Option<u64>) -> Option<Self::Done> {
        io::write(self.fd, self.bytes)
    }
}

/// Waits until a channel has bytes, or no writer any more.
#[derive(Debug)]
pub struct Input {
    /// Read end.
    pub fd: RawFd,
    /// Index of the channel.
    pub channel: u32,
}

impl Operation for Input {
    type Done = ();

    fn word(&self) -> (State, u32) {
        (State::Read, self.channel)
    }

    fn fd(&self) -> Option<i32> {
        Some(self.fd)
    }

    fn attempt(&mut self) -> Option<()> {
        io::has_input(self.fd).then_some(())
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<()> {
        io::readable(&[self.fd], until)[0].then_some(())
    }
}

/// What became of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It has ended and is a zombie.
    Ended(Status),
    /// It is no child of this process (any more).
    Unknown,
}

/// Waits for this thread's turn at the output socket, and takes it.
#[derive(Debug)]
pub struct Turn<'a> {
    /// 0 nobody has the turn, 1 a thread has it, 2 likewise, and others may sleep.
    taken: &'a AtomicU32,
    /// How it is marked when it is taken: who has slept cannot know whether others still do.
    mark: u32,
}

impl<'a> Turn<'a> {
    /// Not taken yet.
    pub fn new(taken: &'a AtomicU32) -> Self {
        Self { taken, mark: 1 }
    }

    /// Ends the turn.
    pub fn pass_on(&self) {
        if self.taken.swap(0, Ordering::SeqCst) == 2 {
            futex::wake(self.taken, 1);
        }
    }
}

impl Operation for Turn<'_> {
    type Done = ();

    fn word(&self) -> (State, u32) {
        // Who has the turn writes to the socket, which is always emptied: this is a wait for the socket, too.
        (State::Write, NO_CHANNEL)
    }

    fn attempt(&mut self) -> Option<()> {
        let order = Ordering::SeqCst;
        self.taken
            .compare_exchange(0, self.mark, order, order)
            .ok()?;
        Some(())
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<()> {
        self.mark = 2;
        if self.taken.swap(2, Ordering::SeqCst) == 0 {
            return Some(());
        }
        futex::wait(self.taken, 2, until);
        None
    }
}

/// Waits for the end of a child, without reaping it.
#[derive(Debug)]
pub struct End {
    /// Its PID.
    pub pid: u32,
    /// Its number in the run.
    pub child: u32,
    /// Its pidfd: waitid(2) knows no time-out.
    pub pidfd: RawFd,
}

impl End {
    fn seen(look: Look) -> Option<Fate> {
        match look {
            Look::Ended(status) => Some(Fate::Ended(status)),
            Look::Unknown => Some(Fate::Unknown),
            Look::Alive | Look::Interrupted => None,
        }
    }
}

impl Operation for End {
    type Done = Fate;

    fn word(&self) -> (State, u32) {
        (State::Join, self.child)
    }

    fn attempt(&mut self) -> Option<Self::Done> {
        Self::seen(wait::peek(self.pid))
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<Self::Done> {
        if until.is_none() {
            return Self::seen(wait::wait_for_end(self.pid));
        }
        io::readable(&[self.pidfd], until);
        None
    }
}

/// Waits for the clock alone; ends by its deadline.
#[derive(Debug)]
pub struct Sleep<'a> {
    /// Whose clock.
    pub seat: &'a Seat,
    /// Epoch of the clock at the last look.
    pub epoch: u32,
}

impl Operation for Sleep<'_> {
    type Done = ();

    fn word(&self) -> (State, u32) {
        (State::Sleep, 0)
    }

    fn attempt(&mut self) -> Option<()> {
        // Before the deadline is computed from the clock: a change in between is seen by the futex.
        self.epoch = self.seat.arena.clock.epoch.load(Ordering::SeqCst);
        None
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<()> {
        futex::wait(&self.seat.arena.clock.epoch, self.epoch, until);
        None
    }
}

/// Waits for something in the thread's mailbox.
#[derive(Debug)]
pub struct Mail<P, F> {
    /// The thread's slot.
    pub slot: &'static Slot,
    /// Mail count at the last look.
    pub seen: u32,
    /// Looks whether what is waited for is there, and takes nothing.
    pub is_there: P,
    /// Takes what is waited for, if it is there.
    pub take: F,
}

impl<P, F> Mail<P, F> {
    /// Nothing looked at yet.
    pub fn new(slot: &'static Slot, is_there: P, take: F) -> Self {
        Self {
            slot,
            seen: 0,
            is_there,
            take,
        }
    }
}

impl<T, P: Fn() -> bool, F: FnMut() -> Option<T>> Operation for Mail<P, F> {
    type Done = T;

    fn lacks(&self) -> bool {
        let seen = self.slot.mail.load(Ordering::SeqCst);
        self.slot.mail_seen.store(seen, Ordering::SeqCst);
        !(self.is_there)()
    }

    fn word(&self) -> (State, u32) {
        (State::Mail, 0)
    }

    fn attempt(&mut self) -> Option<T> {
        self.seen = self.slot.mail.load(Ordering::SeqCst);
        let taken = (self.take)();
        self.slot.mail_seen.store(self.seen, Ordering::SeqCst);
        taken
    }

    fn sleep(&mut self, until: Option<u64>) -> Option<T> {
        futex::wait(&self.slot.mail, self.seen, until);
        None
    }
}

/// Puts something into a thread's mailbox: counts it and wakes the thread if it waits for mail.
pub fn notify(slot: &Slot) {
    slot.mail.fetch_add(1, Ordering::SeqCst);
    futex::wake(&slot.mail, 1);
}
