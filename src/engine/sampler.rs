//! Readings of the kernel while something moves: state letters, counts, waiters, bytes. Only changes are told.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use super::arena::{Arena, MAX_CHANNELS, MAX_SEMAPHORES, SlotUse, State};
use super::conductor::members::Member;
use super::os::procfs::ProcessFiles;
use crate::trace::{EventKind, ObjectId, ObjectType};

/// What was told last.
#[derive(Debug, Default)]
pub struct Sampler {
    letters: BTreeMap<u32, (char, String)>,
    objects: BTreeMap<u32, ObjectReading>,
    types: BTreeMap<u32, ObjectType>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ObjectReading {
    value: Option<i64>,
    waiters: u32,
    bytes: Option<u64>,
}

impl Sampler {
    /// Learns what an object is, from its `object_created`.
    pub fn learn(&mut self, object: ObjectId, type_: ObjectType) {
        self.types.insert(object.0, type_);
    }

    /// Forgets a process.
    pub fn forget(&mut self, proc: u32) {
        self.letters.remove(&proc);
    }

    /// Reads one process; its `kernel_state` if that changed.
    pub fn process(&mut self, member: &Member) -> Option<EventKind> {
        let files = member.files.as_ref()?;
        let letter = files.stat()?.letter;
        let wchan = match letter {
            'R' | 'Z' | 'X' => String::new(),
            _ => ProcessFiles::wchan(files),
        };
        let told = self.letters.get(&member.proc.0);
        if told.is_some_and(|(l, w)| (*l, w) == (letter, &wchan)) {
            return None;
        }
        self.letters.insert(member.proc.0, (letter, wchan.clone()));
        Some(EventKind::KernelState {
            letter: letter.to_string(),
            wchan,
        })
    }

    /// Whether the kernel's newest letter of some process said that it ran.
    pub fn saw_running(&self) -> bool {
        self.letters.values().any(|(letter, _)| *letter == 'R')
    }

    /// Reads all objects; the `object_state` of each that changed.
    pub fn objects(&mut self, arena: &Arena) -> Vec<EventKind> {
        let mut events = Vec::new();
        for (object, reading) in self.read_objects(arena) {
            if self.objects.insert(object, reading) != Some(reading) {
                events.push(EventKind::ObjectState {
                    object: ObjectId(object),
                    value: reading.value,
                    waiters: Some(reading.waiters),
                    bytes: reading.bytes,
                });
            }
        }
        events
    }

    fn read_objects(&self, arena: &Arena) -> BTreeMap<u32, ObjectReading> {
        let mut readings = BTreeMap::new();
        let n_cells = arena.next_semaphore.load(Ordering::SeqCst) as usize;
        for cell in &arena.semaphores[..n_cells.min(MAX_SEMAPHORES)] {
            let object = cell.object.load(Ordering::Relaxed);
            if self.is_semaphore(object) {
                let reading = ObjectReading {
                    value: Some(i64::from(cell.semaphore.value())),
                    waiters: cell.semaphore.queued() as u32,
                    bytes: None,
                };
                readings.insert(object, reading);
            }
        }
        let n_channels = arena.next_channel.load(Ordering::SeqCst) as usize;
        for (index, channel) in arena.channels[..n_channels.min(MAX_CHANNELS)]
            .iter()
            .enumerate()
        {
            let Some(type_) = self.types.get(&channel.object.load(Ordering::Relaxed)) else {
                continue;
            };
            let written = channel.written.load(Ordering::Relaxed);
            let unread = written.saturating_sub(channel.read.load(Ordering::Relaxed));
            let object = channel.object.load(Ordering::Relaxed);
            let reading: &mut ObjectReading = readings.entry(object).or_default();
            reading.bytes = Some(reading.bytes.unwrap_or(0) + unread);
            reading.waiters += waiters(arena, index as u32);
            if *type_ == ObjectType::Queue {
                reading.value = Some(channel.items.load(Ordering::Relaxed));
            }
        }
        readings
    }

    fn is_semaphore(&self, object: u32) -> bool {
        use ObjectType as T;
        matches!(
            self.types.get(&object),
            Some(T::Lock | T::Rlock | T::Semaphore)
        )
    }
}

/// Threads that wait at a channel.
fn waiters(arena: &Arena, channel: u32) -> u32 {
    let waits = arena.claimed_slots().iter().filter(|slot| {
        let word = slot.read();
        slot.used.load(Ordering::Relaxed) == SlotUse::Live as u32
            && matches!(word.state(), State::Read | State::Write)
            && word.object() == channel
    });
    waits.count() as u32
}
