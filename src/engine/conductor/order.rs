//! The delivered order of records and output: bytes in the socket's order, each at the place of its record, and every
//! writer's later records behind its pending output.
//!
//! Why no wait here can last: a record of a writer that follows its output was stamped after write(2) returned, so the
//! bytes were in the socket before, behind bytes whose records have smaller tickets. Whoever meets such a record drains
//! the socket first and finds everything that the output waits for.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::engine::arena::MAX_SLOTS;
use crate::engine::ring::{Record, RecordKind};

/// What comes next in the delivered order.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// A record (of output: with nothing to write).
    Record(Record),
    /// Output with its bytes.
    Output(Record, Vec<u8>),
    /// Bytes without a record, of this process if it is known.
    Stray(Option<u32>, Vec<u8>),
}

/// Bytes that left the socket together, all of one writer.
#[derive(Debug)]
struct Chunk {
    proc: Option<u32>,
    bytes: VecDeque<u8>,
}

#[derive(Debug)]
enum Item {
    /// Output that still lacks bytes; the first item of a queue always is one.
    Output(Record, Vec<u8>),
    Record(Record),
}

/// Records that wait for bytes, bytes that wait for records.
#[derive(Debug)]
pub struct Order {
    /// For each slot: what waits, in program order.
    queues: Vec<VecDeque<Item>>,
    /// For each process: slots of its pending outputs, in ticket order.
    outputs: HashMap<u32, VecDeque<usize>>,
    /// In the socket's order.
    chunks: VecDeque<Chunk>,
    /// Processes whose end was delivered while bytes may still come.
    finished: HashSet<u32>,
}

impl Order {
    /// Nothing waits.
    pub fn new() -> Self {
        Self {
            queues: (0..MAX_SLOTS).map(|_| VecDeque::new()).collect(),
            outputs: HashMap::new(),
            chunks: VecDeque::new(),
            finished: HashSet::new(),
        }
    }

    /// Whether output of this slot waits for bytes: drain the socket before pushing its next record.
    pub fn is_pending(&self, slot: usize) -> bool {
        !self.queues[slot].is_empty()
    }

    /// Whether nothing waits: no record for bytes, no bytes for a record.
    pub fn is_settled(&self) -> bool {
        self.chunks.is_empty() && self.queues.iter().all(VecDeque::is_empty)
    }

    /// Takes the next record in ticket order, of a slot of process `proc`.
    pub fn push(&mut self, record: Record, proc: u32, out: &mut Vec<Delivery>) {
        let slot = record.slot;
        if record.kind == RecordKind::Output as u16 && record.b > 0 {
            self.outputs.entry(proc).or_default().push_back(slot);
            self.queues[slot].push_back(Item::Output(record, Vec::new()));
            self.settle(out);
        } else if self.queues[slot].is_empty() {
            out.push(Delivery::Record(record));
        } else {
            self.queues[slot].push_back(Item::Record(record));
        }
    }

    /// Takes bytes as they left the socket.
    pub fn push_chunk(&mut self, proc: Option<u32>, bytes: &[u8], out: &mut Vec<Delivery>) {
        let bytes = bytes.iter().copied().collect();
        self.chunks.push_back(Chunk { proc, bytes });
        self.settle(out);
    }

    /// Ends a process whose bytes have all left the socket: what it had not written is cut off, what waited follows.
    pub fn finish(&mut self, proc: u32, out: &mut Vec<Delivery>) {
        self.settle(out);
        for slot in self.outputs.remove(&proc).unwrap_or_default() {
            if let Some(Item::Output(record, bytes)) = self.queues[slot].pop_front()
                && !bytes.is_empty()
            {
                out.push(Delivery::Output(record, bytes));
            }
            self.release(slot, out);
        }
        self.finished.insert(proc);
        self.settle(out);
    }

    /// Forgets a finished process; its number never comes again.
    pub fn forget(&mut self, proc: u32) {
        self.finished.remove(&proc);
    }

    /// Gives the first chunks to the records that announced them.
    fn settle(&mut self, out: &mut Vec<Delivery>) {
        while let Some(chunk) = self.chunks.front_mut() {
            let slot = chunk
                .proc
                .and_then(|proc| self.outputs.get(&proc)?.front().copied());
            let Some(slot) = slot else {
                let is_owned = chunk
                    .proc
                    .is_some_and(|proc| !self.finished.contains(&proc));
                if is_owned {
                    return; // its record comes with a later poll
                }
                out.push(Delivery::Stray(chunk.proc, chunk.bytes.drain(..).collect()));
                self.chunks.pop_front();
                continue;
            };
            let Some(Item::Output(record, bytes)) = self.queues[slot].front_mut() else {
                return; // never: a queue starts with an output
            };
            let missing = (record.b as usize).saturating_sub(bytes.len());
            bytes.extend(chunk.bytes.drain(..missing.min(chunk.bytes.len())));
            let is_complete = bytes.len() as u64 >= record.b;
            let proc = chunk.proc;
            if chunk.bytes.is_empty() {
                self.chunks.pop_front();
            }
            if is_complete {
                self.complete(slot, proc, out);
            }
        }
    }

    fn complete(&mut self, slot: usize, proc: Option<u32>, out: &mut Vec<Delivery>) {
        if let Some(pending) = proc.and_then(|proc| self.outputs.get_mut(&proc)) {
            pending.pop_front();
        }
        if let Some(Item::Output(record, bytes)) = self.queues[slot].pop_front() {
            out.push(Delivery::Output(record, bytes));
        }
        self.release(slot, out);
    }

    /// Delivers the records of a slot up to its next pending output.
    fn release(&mut self, slot: usize, out: &mut Vec<Delivery>) {
        while matches!(self.queues[slot].front(), Some(Item::Record(_))) {
            if let Some(Item::Record(record)) = self.queues[slot].pop_front() {
                out.push(Delivery::Record(record));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(ticket: u64, slot: usize, kind: RecordKind, length: u64) -> Record {
        Record {
            slot,
            ticket,
            t: ticket,
            vt: ticket,
            kind: kind as u16,
            line: 1,
            a: 1,
            b: length,
            c: 0,
            text: String::new(),
            late: false,
        }
    }

    /// The order as text: tickets of records, `ticket:bytes` of output.
    fn told(out: &[Delivery]) -> Vec<String> {
        out.iter()
            .map(|delivery| match delivery {
                Delivery::Record(record) => record.ticket.to_string(),
                Delivery::Output(record, bytes) => {
                    format!("{}:{}", record.ticket, String::from_utf8_lossy(bytes))
                }
                Delivery::Stray(proc, bytes) => {
                    format!("{proc:?}:{}", String::from_utf8_lossy(bytes))
                }
            })
            .collect()
    }

    #[test]
    fn output_stands_in_the_sockets_order_and_later_records_of_its_writer_behind_it() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        order.push(record(0, 0, RecordKind::Output, 2), 10, &mut out);
        order.push(record(1, 1, RecordKind::Output, 2), 11, &mut out);
        order.push(record(2, 0, RecordKind::Line, 0), 10, &mut out);
        order.push(record(3, 2, RecordKind::Line, 0), 12, &mut out);
        order.push_chunk(Some(11), b"bb", &mut out);
        order.push_chunk(Some(10), b"aa", &mut out);
        assert_eq!(told(&out), ["3", "1:bb", "0:aa", "2"]);
    }

    #[test]
    fn bytes_that_arrive_before_their_record_hold_back_the_bytes_behind_them() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        order.push(record(0, 0, RecordKind::Output, 1), 10, &mut out);
        order.push_chunk(Some(11), b"b", &mut out);
        order.push_chunk(Some(10), b"a", &mut out);
        assert!(out.is_empty());
        order.push(record(1, 1, RecordKind::Output, 1), 11, &mut out);
        assert_eq!(told(&out), ["1:b", "0:a"]);
    }

    #[test]
    fn writes_of_one_writer_that_the_socket_joined_or_split_come_out_as_they_were_written() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        for (ticket, length) in [(0, 3), (1, 0), (2, 4)] {
            order.push(record(ticket, 0, RecordKind::Output, length), 10, &mut out);
        }
        order.push_chunk(Some(10), b"abcde", &mut out);
        order.push_chunk(Some(10), b"fg", &mut out);
        assert_eq!(told(&out), ["0:abc", "1", "2:defg"]);
    }

    #[test]
    fn of_a_killed_writer_what_arrived_is_delivered() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        order.push(record(0, 0, RecordKind::Output, 9), 10, &mut out);
        order.push(record(1, 0, RecordKind::Line, 0), 10, &mut out);
        order.push(record(2, 1, RecordKind::Output, 1), 11, &mut out);
        order.push_chunk(Some(10), b"abc", &mut out);
        order.finish(10, &mut out);
        order.push_chunk(Some(11), b"z", &mut out);
        assert_eq!(told(&out), ["0:abc", "1", "2:z"]);
    }

    #[test]
    fn a_killed_writer_whose_bytes_never_came_wrote_nothing() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        order.push(record(0, 0, RecordKind::Output, 9), 10, &mut out);
        order.finish(10, &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn bytes_without_a_record_of_a_finished_or_unknown_writer_block_nobody() {
        let (mut order, mut out) = (Order::new(), Vec::new());
        order.finish(10, &mut out);
        order.push_chunk(None, b"x", &mut out);
        order.push_chunk(Some(10), b"y", &mut out);
        assert_eq!(told(&out), ["None:x", "Some(10):y"]);
    }
}
