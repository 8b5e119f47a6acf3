//! The fold of shared values and arrays: content, reads, and updates that get lost.
//!
//! An update is lost when a process writes what it computed from a read, and another process has written in between:
//! ```text
//! [1] reads 40    [2] reads 40    [2] sets 41    [1] sets 41       the update of [2] is lost
//! ```
//! Whether what is written comes from a read is in the event; that the read was outdated is found here. Under the lock
//! of the object reads and writes have one order. Without a lock an event and its access are not one thing: a read that
//! gave other content than the newest write is taken for one from before that write.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::world::{Detail, Object, World};

/// Cells of an array that are kept with their text. The screen draws 14 at most.
const CELL_LIMIT: usize = 4_096;

/// Reads of one process that are kept of one object: those of a loop over a short array.
const READ_LIMIT: usize = 64;

/// What stands for the content of too many cells.
const UNTOLD: &str = "[...]";

/// Who read and wrote which cells of an object; of a Value the only cell is 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accesses {
    /// Writes so far: each makes another version.
    version: u64,
    /// Newest write of each cell: its version, and who wrote.
    written: BTreeMap<usize, (u64, ProcId)>,
    /// Newest reads of each process, oldest first: cells, and the version they were at.
    read: BTreeMap<ProcId, Vec<(Range<usize>, u64)>>,
    /// Updates that were lost.
    pub n_lost: u64,
    /// The newest of them: whose it was, and who wrote over it.
    pub newest_lost: Option<(ProcId, ProcId)>,
}

impl Accesses {
    fn note_read(&mut self, proc: ProcId, cells: Range<usize>, is_outdated: bool) {
        let newest = self.newest_write(&cells).map_or(0, |(version, _)| version);
        let version = if is_outdated {
            newest.saturating_sub(1)
        } else {
            self.version
        };
        let reads = self.read.entry(proc).or_default();
        reads.retain(|(old, _)| old.start < cells.start || old.end > cells.end);
        if reads.len() >= READ_LIMIT {
            reads.remove(0);
        }
        reads.push((cells, version));
    }

    /// Notes a write; returns whose update is lost by it.
    fn note_write(&mut self, proc: ProcId, cells: Range<usize>, from_read: bool) -> Option<ProcId> {
        let lost = from_read.then(|| self.overwritten(proc, &cells)).flatten();
        self.version += 1;
        for cell in cells {
            self.written.insert(cell, (self.version, proc));
        }
        if let Some(of) = lost {
            self.n_lost += 1;
            self.newest_lost = Some((of, proc));
        }
        lost
    }

    /// Who wrote one of the cells after this process had read it.
    fn overwritten(&self, proc: ProcId, cells: &Range<usize>) -> Option<ProcId> {
        let reads = self.read.get(&proc)?;
        let written = self.written.range(cells.clone());
        let mut outdated = written.filter(|(cell, (version, writer))| {
            let read = reads.iter().rev().find(|(read, _)| read.contains(cell));
            *writer != proc && read.is_some_and(|(_, seen)| seen < version)
        });
        outdated.next().map(|(_, (_, writer))| *writer)
    }

    fn newest_write(&self, cells: &Range<usize>) -> Option<(u64, ProcId)> {
        self.written
            .range(cells.clone())
            .map(|(_, write)| *write)
            .max()
    }
}

impl Object {
    /// What it holds as text, if it is a shared value or array.
    pub fn content(&self) -> Option<&str> {
        match &self.detail {
            Detail::Value { repr, .. } => Some(repr),
            _ => None,
        }
    }
}

impl World {
    /// Content changed. Returns what the log says of it, and of an update that got lost by it.
    pub(super) fn value_changed(
        &mut self,
        deed: Deed,
        id: ObjectId,
        repr: &str,
        from_read: bool,
    ) -> (Fact, Option<Fact>) {
        let is_first = deed.proc.is_some() && deed.proc == self.maker_of_newborn(id);
        let mut lost = None;
        if let Some(object) = self.objects.get_mut(&id) {
            if let Detail::Value {
                repr: content,
                before,
                cells,
                changed,
                accesses,
                ..
            } = &mut object.detail
            {
                let old = if object.type_ == ObjectType::Array {
                    *changed = write_cells(cells, repr);
                    let old = changed.and_then(|place| replace_cell(cells, place, repr));
                    *content = format!("[{}]", cells.join(", "));
                    old.unwrap_or_default()
                } else {
                    std::mem::replace(content, repr.to_owned())
                };
                if is_first {
                    *changed = None;
                } else {
                    *before = deed.proc.map(|proc| (old, proc));
                    let by = deed.proc;
                    let of = by.and_then(|by| {
                        accesses.note_write(by, touched(cells.len(), repr), from_read)
                    });
                    lost = of.zip(by);
                }
            }
            object.record(deed.vt);
        }
        self.note_barrier(deed.proc, id, repr);
        let repr = repr.to_owned();
        let fact = if is_first {
            Fact::StartsAs { object: id, repr }
        } else {
            Fact::ValueChanged { object: id, repr }
        };
        let lost = lost.map(|(of, by)| Fact::LostUpdate { object: id, of, by });
        (fact, lost)
    }

    /// Content was read.
    pub(super) fn value_read(&mut self, deed: Deed, id: ObjectId, repr: &str) -> Fact {
        if let (Some(object), Some(proc)) = (self.objects.get_mut(&id), deed.proc)
            && let Detail::Value {
                repr: content,
                cells,
                accesses,
                ..
            } = &mut object.detail
        {
            let is_outdated = match single_cell(repr) {
                Some((place, item)) => cells.get(place).is_some_and(|cell| cell != item),
                None if cells.is_empty() => !content.is_empty() && content != repr,
                None => false,
            };
            accesses.note_read(proc, touched(cells.len(), repr), is_outdated);
        }
        Fact::Read {
            object: id,
            repr: repr.to_owned(),
            is_part: self.parts.contains_key(&id),
        }
    }

    fn maker_of_newborn(&self, id: ObjectId) -> Option<ProcId> {
        let maker = self.objects.get(&id)?.creator;
        (self.newborn.get(&maker) == Some(&id)).then_some(maker)
    }
}

/// Cells of an array before anything was written: zeros, where the trace says how many.
pub(super) fn cells_at_first(type_: ObjectType, capacity: Option<i64>) -> Vec<String> {
    let n = capacity.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    if type_ == ObjectType::Array {
        vec!["0".to_owned(); n.min(CELL_LIMIT)]
    } else {
        Vec::new()
    }
}

/// Place and content, where a text is about a part of an array: `[2] = 7` of cell 2, `[2:4] = [7, 8]` of two cells.
pub(super) fn placed(repr: &str) -> Option<(&str, &str)> {
    let (place, item) = repr.strip_prefix('[')?.split_once("] = ")?;
    let is_place = |c: char| c.is_ascii_digit() || c == ':';
    (!place.is_empty() && place.chars().all(is_place)).then_some((place, item))
}

/// Cell and content, where a text is about one cell.
fn single_cell(repr: &str) -> Option<(usize, &str)> {
    let (place, item) = placed(repr)?;
    Some((place.parse().ok()?, bare(item)))
}

/// Cells that a text is about, of so many.
fn touched(n_cells: usize, repr: &str) -> Range<usize> {
    let whole = 0..n_cells.max(1);
    let Some((place, _)) = placed(repr) else {
        return whole;
    };
    let number = |text: &str| text.parse::<usize>().unwrap_or(CELL_LIMIT).min(CELL_LIMIT);
    match place.split_once(':') {
        Some((from, to)) => number(from)..number(to).max(number(from)),
        None => number(place)..(number(place) + 1).min(CELL_LIMIT),
    }
}

/// Takes what was written into an array: `[2] = 7` a cell, `[2:4] = [7, 8]` a part, `[7, 8, 9]` all of it. Returns the
/// cell where it is one, which is left to [`replace_cell`].
fn write_cells(cells: &mut Vec<String>, repr: &str) -> Option<usize> {
    let (place, list) = placed(repr).unwrap_or(("0:", repr));
    let Some((from, _)) = place.split_once(':') else {
        return place.parse().ok().filter(|place| *place < CELL_LIMIT);
    };
    let from: usize = from.parse().ok()?;
    for (place, item) in (from..CELL_LIMIT).zip(items(list)) {
        set_cell(cells, place, item);
    }
    None
}

/// Writes one cell and returns what was in it.
fn replace_cell(cells: &mut Vec<String>, place: usize, repr: &str) -> Option<String> {
    let (_, item) = placed(repr)?;
    let old = cells.get(place).cloned();
    set_cell(cells, place, bare(item));
    old
}

fn set_cell(cells: &mut Vec<String>, place: usize, item: &str) {
    if place >= cells.len() {
        cells.resize(place + 1, "0".to_owned());
    }
    item.clone_into(&mut cells[place]);
}

/// The items of `[7, 8]`, and of `b'ab'` its characters; none of what is not told.
fn items(list: &str) -> Vec<&str> {
    if list == UNTOLD {
        return Vec::new();
    }
    if list.starts_with("b'") || list.starts_with("b\"") {
        return characters(bare(list));
    }
    let list = list.strip_prefix('[').unwrap_or(list);
    list.strip_suffix(']').unwrap_or(list).split(", ").collect()
}

/// The characters of a bytes literal, with their escapes: `a`, `\n`, `\x00`.
fn characters(text: &str) -> Vec<&str> {
    let mut characters = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match rest.as_bytes() {
            [b'\\', b'x', _, _, ..] => 4,
            [b'\\', _, ..] => 2,
            _ => first.len_utf8(),
        };
        let Some((character, behind)) = rest.split_at_checked(length) else {
            break;
        };
        characters.push(character);
        rest = behind;
    }
    characters
}

/// What stands in the quotes of a bytes literal; any other text as it is.
fn bare(item: &str) -> &str {
    let inner = |quote: char| {
        item.strip_prefix('b')?
            .strip_prefix(quote)?
            .strip_suffix(quote)
    };
    inner('\'').or_else(|| inner('"')).unwrap_or(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_which_cells_they_are_about() {
        assert_eq!(touched(3, "[7, 8, 9]"), 0..3);
        assert_eq!(touched(3, "[1] = 8"), 1..2);
        assert_eq!(touched(3, "[1:3] = [8, 9]"), 1..3);
        assert_eq!(touched(0, "41"), 0..1);
        assert_eq!(touched(3, "[3:1] = [...]"), 3..3);
        assert_eq!(placed("['] = ', 1]"), None);
    }

    #[test]
    fn cells_of_characters_stand_without_their_quotes() {
        let mut cells = cells_at_first(ObjectType::Array, Some(4));
        assert_eq!(write_cells(&mut cells, r"b'a\n\x00\''"), None);
        assert_eq!(cells, ["a", r"\n", r"\x00", r"\'"]);
        assert_eq!(write_cells(&mut cells, "[1] = b'x'"), Some(1));
        let old = replace_cell(&mut cells, 1, "[1] = b'x'");
        assert_eq!((old.as_deref(), cells[1].as_str()), (Some(r"\n"), "x"));
    }

    #[test]
    fn untold_cells_stay_as_they_were() {
        let mut cells = cells_at_first(ObjectType::Array, Some(2));
        write_cells(&mut cells, "[0:2] = [...]");
        assert_eq!(cells, ["0", "0"]);
    }

    #[test]
    fn of_many_reads_the_newest_are_kept() {
        let mut accesses = Accesses::default();
        for cell in 0..READ_LIMIT + 5 {
            accesses.note_read(ProcId(1), cell..cell + 1, false);
            accesses.note_read(ProcId(1), cell..cell + 1, false);
        }
        assert_eq!(accesses.read[&ProcId(1)].len(), READ_LIMIT);
    }
}
