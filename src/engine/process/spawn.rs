//! The start method `spawn`: fork, then a real execve of forklore itself, which imports the program anew.
//!
//! ```text
//! parent: packs identity, shared objects and the pickled bytes into a stream; fork
//! child:  execve(forklore __spawn ...): every descriptor closes but the run's and those of the objects it is given
//!         reads the stream; stands at the birth gate; compiles the program's text; runs it as __mp_main__;
//!         unpickles the process object and runs it
//! ```
//! PID, slot and birth gate are those of any child, so the trace tells the same story as under fork. What the parent has
//! beside these bytes is not there: that is the lesson.

mod bytes;
mod goods;

use std::ffi::CString;
use std::fs::File;
use std::io::{Error, Read, Result};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::sync::atomic::Ordering;

use super::attempt::{Performed, raise, raise_os};
use super::children::Interpreter;
use super::object::{Object, Objects};
use super::runtime::{Identity, Runtime};
use crate::engine::announce::Doing;
use crate::engine::arena::Arena;
use crate::engine::os::depot::Depot;
use crate::engine::os::exec::{self, Execution};
use crate::engine::os::fork::{self, Forked};
use crate::engine::os::memory::SharedBox;
use crate::engine::os::{namespace, signal, wait};
use crate::python::call::{Handle, Luggage, Reply};
use crate::trace::ProcId;
use bytes::{Packer, Unpacker, damaged};

/// What a fresh interpreter needs of the stage, kept for it by every process of the run.
#[derive(Debug)]
pub struct Kit {
    /// The arena as a file.
    pub memory: SharedBox<Arena>,
    /// The program's text as a file.
    pub source: OwnedFd,
    /// Path of the program as it was given.
    pub path: String,
}

/// A process as its parent describes it to the fresh interpreter.
#[derive(Debug)]
pub struct Arrival {
    /// Name, number, and place in the family.
    pub identity: Identity,
    /// Python's word for the start method that the program has set.
    pub method: String,
    /// The pickled process object, or a worker's initializer.
    pub message: Vec<u8>,
    /// The pool, in a worker.
    pub pool: Option<Handle>,
    /// The objects that came along, in the order of the message; a worker's pool behind them.
    pub objects: Objects,
    /// The run's depot.
    pub depot: Option<Depot>,
}

impl Arrival {
    /// Reads what the parent wrote and takes over its descriptors.
    ///
    /// # Errors
    /// The stream is damaged, or descriptors are missing.
    pub fn read(carrier: OwnedFd) -> Result<Self> {
        let mut bytes = Vec::new();
        File::from(carrier).read_to_end(&mut bytes)?;
        let mut unpacker = Unpacker(&bytes);
        let identity = read_identity(&mut unpacker)?;
        let (method, message) = (unpacker.text()?, unpacker.bytes()?);
        let (count, is_worker) = (unpacker.number()?, unpacker.number()? != 0);
        let depot = read_depot(&mut unpacker)?;
        let mut objects = Objects::default();
        let mut last = None;
        for _ in 0..count {
            last = Some(objects.add(goods::unpack(&mut unpacker)?));
        }
        let pool = last.filter(|_| is_worker);
        if is_worker && pool.is_none() {
            return Err(damaged());
        }
        Ok(Self {
            identity,
            method,
            message,
            pool,
            objects,
            depot,
        })
    }
}

fn write_identity(identity: &Identity, packer: &mut Packer) {
    packer.number(u64::from(identity.proc));
    packer.bytes(identity.name.as_bytes());
    packer.number(u64::from(identity.daemon));
    packer.number(identity.path.len() as u64);
    for &number in &identity.path {
        packer.number(u64::from(number));
    }
}

fn read_identity(unpacker: &mut Unpacker<'_>) -> Result<Identity> {
    let (proc, name) = (unpacker.small()?, unpacker.text()?);
    let daemon = unpacker.number()? != 0;
    let count = unpacker.small()?;
    let path = (0..count)
        .map(|_| unpacker.small())
        .collect::<Result<_>>()?;
    Ok(Identity {
        proc,
        name,
        daemon,
        path,
    })
}

fn read_depot(unpacker: &mut Unpacker<'_>) -> Result<Option<Depot>> {
    if unpacker.number()? == 0 {
        return Ok(None);
    }
    let mut end = || namespace::adopt(unpacker.small()? as RawFd);
    let (entry, exit) = (end()?, end()?);
    Ok(Some(Depot { entry, exit }))
}

impl Runtime {
    /// `start()` under spawn.
    ///
    /// # Errors
    /// A daemon wants a child, a limit is met, or the system refuses.
    pub(super) fn spawn_process(
        &mut self,
        proc: ProcId,
        name: &str,
        daemon: bool,
        luggage: &Luggage,
    ) -> Performed {
        let identity = self.identity_of(proc, name, daemon);
        let pid = self.spawn_child(&identity, luggage, None)?;
        Ok(Reply::Started { pid })
    }

    /// Makes the process, a worker of `pool` if there is one; gives its PID.
    ///
    /// # Errors
    /// As [`Self::spawn_process`].
    pub(super) fn spawn_child(
        &mut self,
        identity: &Identity,
        luggage: &Luggage,
        pool: Option<Handle>,
    ) -> Performed<u32> {
        self.refuse_daemons_child()?;
        self.console.flush_all(&self.seat);
        self.step(&Doing::to("start", identity.proc))?;
        self.reap_ended();
        let slot = self.claim_place(identity.proc)?;
        let execution = self
            .pack(slot, identity, luggage, pool)
            .inspect_err(|_| self.give_place_back(slot))?;
        let held = signal::hold_interrupt();
        let forked = {
            let exchanges = self.exchanges();
            // No helper is inside its exchange while the process is copied: the child still allocates.
            let _held: Vec<_> = exchanges.iter().map(|exchange| exchange.lock()).collect();
            fork::fork()
        };
        match forked {
            Ok(Forked::Child) => {
                // Known by its PID from now on, also if it is killed before it is born. SIGINT stays blocked over exec.
                let place = &self.arena.slots[slot];
                place.pid.store(fork::pid(), Ordering::Relaxed);
                place.tid.store(fork::thread_id(), Ordering::Release);
                execution.carry_out()
            }
            Ok(Forked::Parent(pid)) => {
                drop(held);
                let pidfd = self.open_child(slot, pid)?;
                if let Err(error) = execution.confirm() {
                    wait::reap_for_sure(pid);
                    self.give_place_back(slot);
                    return Err(raise_os(&error));
                }
                self.announce_birth((slot, pid, pidfd), identity, Interpreter::Fresh);
                Ok(pid)
            }
            Err(error) => {
                self.give_place_back(slot);
                Err(raise_os(&error))
            }
        }
    }

    /// Everything the new process gets, and the command line that names it.
    fn pack(
        &self,
        slot: usize,
        identity: &Identity,
        luggage: &Luggage,
        pool: Option<Handle>,
    ) -> Performed<Execution> {
        let Some(kit) = &self.wiring.kit else {
            return Err(raise("OSError", "this run cannot spawn processes"));
        };
        let mut keep = Vec::new();
        let stream = self.write_stream(identity, luggage, pool, &mut keep);
        let prepare = || {
            let carrier = exec::carrier(&stream?)?;
            let command = Command {
                memory: kit.memory.fd().as_raw_fd(),
                output: self.wiring.output.as_raw_fd(),
                post: self.wiring.post.as_raw_fd(),
                doorbell: self.wiring.doorbell.as_raw_fd(),
                source: kit.source.as_raw_fd(),
                dead_man: self.wiring.dead_man.as_ref().map(AsRawFd::as_raw_fd),
                carrier: carrier.as_raw_fd(),
                slot,
                path: kit.path.clone(),
            };
            keep.extend(command.kept());
            Execution::prepare(command.to_line()?, keep, carrier)
        };
        prepare().map_err(|error| raise_os(&error))
    }

    fn write_stream(
        &self,
        identity: &Identity,
        luggage: &Luggage,
        pool: Option<Handle>,
        keep: &mut Vec<RawFd>,
    ) -> Result<Vec<u8>> {
        let mut packer = Packer::default();
        write_identity(identity, &mut packer);
        packer.bytes(luggage.method.as_bytes());
        packer.bytes(&luggage.bytes);
        let handles: Vec<Handle> = luggage.handles.iter().copied().chain(pool).collect();
        packer.number(handles.len() as u64);
        packer.number(u64::from(pool.is_some()));
        packer.number(u64::from(self.depot.is_some()));
        for end in self.depot.iter().flat_map(|it| [&it.entry, &it.exit]) {
            packer.number(end.as_raw_fd() as u64);
            keep.push(end.as_raw_fd());
        }
        for &handle in &handles {
            let object = self.objects.find(handle).unwrap_or(&Object::Gone);
            if !goods::pack(object, &handles, &mut packer, keep) {
                return Err(Error::from_raw_os_error(libc::EBADF)); // closed meanwhile
            }
        }
        Ok(packer.0)
    }
}

/// The command line of `forklore __spawn`: descriptors by number, and the place that the parent claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The arena.
    pub memory: RawFd,
    /// Write end of the output socket.
    pub output: RawFd,
    /// Senders' end of the post.
    pub post: RawFd,
    /// The conductor's doorbell.
    pub doorbell: RawFd,
    /// File with the program's text.
    pub source: RawFd,
    /// Read end of the dead man's pipe; none in a namespace.
    pub dead_man: Option<RawFd>,
    /// What the parent wrote: see [`Arrival`].
    pub carrier: RawFd,
    /// The slot.
    pub slot: usize,
    /// Path of the program as it was given.
    pub path: String,
}

impl Command {
    fn numbers(&self) -> [RawFd; 7] {
        let dead_man = self.dead_man.unwrap_or(-1);
        let Self {
            memory,
            output,
            post,
            doorbell,
            source,
            carrier,
            ..
        } = *self;
        [memory, output, post, doorbell, source, dead_man, carrier]
    }

    /// The descriptors that stay open.
    fn kept(&self) -> impl Iterator<Item = RawFd> {
        self.numbers().into_iter().filter(|&number| number >= 0)
    }

    /// The command line, `forklore __spawn` first.
    ///
    /// # Errors
    /// A path with a NUL byte.
    pub fn to_line(&self) -> Result<Vec<CString>> {
        let numbers = self.numbers().map(|number| number.to_string());
        ["forklore", "__spawn"]
            .into_iter()
            .map(str::to_owned)
            .chain(numbers)
            .chain([self.slot.to_string(), self.path.clone()])
            .map(|text| Ok(CString::new(text)?))
            .collect()
    }

    /// Reads what stands behind `forklore __spawn`.
    ///
    /// # Errors
    /// Anything that [`Command::to_line`] did not write.
    pub fn parse(words: &[String]) -> Result<Self> {
        let misuse = || Error::other("__spawn is started by forklore itself, not by hand");
        let [numbers @ .., slot, path] = words else {
            return Err(misuse());
        };
        let numbers: Vec<RawFd> = numbers.iter().filter_map(|it| it.parse().ok()).collect();
        let [memory, output, post, doorbell, source, dead_man, carrier] = numbers[..] else {
            return Err(misuse());
        };
        Ok(Self {
            memory,
            output,
            post,
            doorbell,
            source,
            dead_man: (dead_man >= 0).then_some(dead_man),
            carrier,
            slot: slot.parse().map_err(|_| misuse())?,
            path: path.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_reads_back_as_what_was_written() {
        for dead_man in [None, Some(9)] {
            let command = Command {
                memory: 3,
                output: 4,
                post: 5,
                doorbell: 6,
                source: 7,
                dead_man,
                carrier: 8,
                slot: 2,
                path: "课/a b.py".to_owned(),
            };
            let line = command.to_line().expect("no NUL");
            let words: Vec<String> = line[2..]
                .iter()
                .map(|word| word.to_str().expect("UTF-8").to_owned())
                .collect();
            assert_eq!(Command::parse(&words).expect("our own"), command);
        }
        assert!(Command::parse(&["3".to_owned()]).is_err());
    }

    #[test]
    fn a_process_arrives_as_it_was_written() {
        for length in [0, 100, 1 << 20] {
            let identity = Identity {
                proc: 3,
                name: "生产者".to_owned(),
                daemon: true,
                path: vec![1, 2],
            };
            let mut packer = Packer::default();
            write_identity(&identity, &mut packer);
            packer.bytes(b"spawn");
            packer.bytes(&vec![7; length]);
            packer.number(0); // objects
            packer.number(0); // no worker
            packer.number(0); // no depot
            let carrier = exec::carrier(&packer.0).expect("a pipe or a file");
            let arrival = Arrival::read(carrier).expect("our own");
            assert_eq!(arrival.identity.path, [1, 2]);
            assert_eq!((arrival.identity.proc, arrival.identity.daemon), (3, true));
            assert_eq!(arrival.identity.name, identity.name);
            assert_eq!(arrival.method, "spawn");
            assert_eq!(arrival.message.len(), length);
        }
    }
}
