//! What lies in the pipes: under strace(1), forklore writes the very bytes that CPython writes, in the same write(2)
//! calls, for a value of every kind that can be pickled and for messages around the lengths where CPython goes over to
//! two writes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Longest message: the header of 4 bytes is a write of its own above it.
const ONE_WRITE: usize = 16_384;
/// Messages of the program, for each of the two ways.
const LEAST_MESSAGES: usize = 90;

/// The writes into one pipe, in order.
type Writes = Vec<Vec<u8>>;

fn program() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/messages.py")
}

fn answers(program: &str, expected: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(expected))
}

/// Runs a command under strace; gives its stdout and the writes into each pipe that carries messages.
fn watched(name: &str, command: &[&str]) -> (String, Vec<Writes>) {
    let account = std::env::temp_dir().join(format!("forklore-wire-{}-{name}", std::process::id()));
    let output = Command::new("timeout")
        .args(["120", "strace", "-f", "-y", "-xx", "-s", "1000000"])
        .args(["-e", "trace=write,pwritev2", "-e", "signal=none", "-o"])
        .arg(&account)
        .args(command)
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .expect("strace starts");
    let text = std::fs::read_to_string(&account).expect("strace gives its account");
    let _ = std::fs::remove_file(&account); // a leftover in the temporary folder does no harm
    assert!(
        output.status.success(),
        "{command:?} ends well: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    (stdout, message_pipes(&text))
}

/// A write as strace tells it.
struct Call {
    pid: String,
    pipe: String,
    data: Vec<u8>,
    /// Bytes written; none while it has not returned, and if it failed.
    written: Option<usize>,
}

/// The writes of strace's account by pipe, of those pipes that carry whole messages.
fn message_pipes(account: &str) -> Vec<Writes> {
    let mut calls: Vec<Call> = Vec::new();
    for line in account.lines() {
        let Some((pid, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start(); // short PIDs are padded
        if rest.contains("resumed>") {
            let open = calls.iter_mut().rev().find(|call| call.pid == pid);
            if let Some(call) = open.filter(|call| call.written.is_none()) {
                call.written = result(rest);
            }
        } else if let Some((pipe, data)) = pipe_write(rest) {
            calls.push(Call {
                pid: pid.to_owned(),
                pipe: pipe.to_owned(),
                data,
                written: result(rest),
            });
        }
    }
    let mut pipes: Vec<(String, Writes)> = Vec::new();
    for call in whole_calls(calls) {
        match pipes.iter_mut().find(|(known, _)| *known == call.pipe) {
            Some((_, writes)) => writes.push(call.data),
            None => pipes.push((call.pipe, vec![call.data])),
        }
    }
    let writes = pipes.into_iter().map(|(_, writes)| writes);
    writes.filter(|writes| messages(writes).is_some()).collect()
}

/// Puts together what is one write to the program: forklore first tries without waiting, and waits only for what found
/// no room; how much that is, the reader's pace decides.
fn whole_calls(calls: Vec<Call>) -> Vec<Call> {
    let mut whole: Vec<Call> = Vec::new();
    for call in calls {
        let before = whole.iter_mut().rev().find(|it| it.pipe == call.pipe);
        if let Some(begun) = before {
            let done = begun.written.unwrap_or(0);
            if done < begun.data.len() && begun.data[done..] == call.data {
                begun.written = Some(done + call.written.unwrap_or(0));
                continue;
            }
        }
        whole.push(call);
    }
    whole
}

/// What stands behind the last `=`, unless it is an error.
fn result(line: &str) -> Option<usize> {
    let (_, result) = line.rsplit_once(" = ")?;
    result.split(' ').next()?.parse().ok()
}

/// `write(5<pipe:[77]>, "\x00\x00", 2) = 2` or `pwritev2(5<pipe:[77]>, [{iov_base="\x00", ...`, where strace writes the
/// name in hexadecimal, too: pipe and data.
fn pipe_write(call: &str) -> Option<(&str, Vec<u8>)> {
    if !(call.starts_with("write(") || call.starts_with("pwritev2(")) {
        return None;
    }
    let (descriptor, rest) = call.split_once('"')?;
    let (_, name) = descriptor.split_once('<')?;
    let (name, _) = name.split_once('>')?;
    if !bytes_of(name)?.starts_with(b"pipe:") {
        return None;
    }
    let (data, _) = rest.split_once('"')?;
    Some((name, bytes_of(data)?))
}

/// The bytes of `\x70\x69`.
fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let bytes = hex.split("\\x").skip(1);
    let bytes: Result<Vec<u8>, _> = bytes.map(|byte| u8::from_str_radix(byte, 16)).collect();
    bytes.ok()
}

/// The bodies of the messages that the writes make up: 4 bytes of length, big-endian, and as many more. None if they
/// are no messages, or not written as CPython writes them.
fn messages(writes: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    let mut bodies = Vec::new();
    let mut writes = writes.iter();
    while let Some(first) = writes.next() {
        let (header, body) = first.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*header) as usize;
        let body = if length > ONE_WRITE {
            if !body.is_empty() {
                return None;
            }
            writes.next()?.clone()
        } else {
            body.to_vec()
        };
        if body.len() != length {
            return None;
        }
        bodies.push(body);
    }
    Some(bodies)
}

#[test]
fn the_bytes_in_pipe_and_queue_are_those_of_cpython_in_the_same_writes() {
    if !answers("strace", "strace") || !answers("python3", "Python 3.11") {
        println!("skipped: this needs strace and python3 of version 3.11");
        return;
    }
    let program = program();
    let path = program.to_string_lossy();
    let (said, expected) = watched("cpython", &["python3", &path]);
    let (told, found) = watched(
        "forklore",
        &[env!("CARGO_BIN_EXE_forklore"), "run", &path, "--headless"],
    );
    assert_eq!(told, said, "both receive everything");
    assert_eq!(expected.len(), 2, "CPython writes into a pipe and a queue");
    assert_eq!(found.len(), 2, "forklore writes into a pipe and a queue");
    for (found, expected) in found.iter().zip(&expected) {
        let bodies = messages(expected).expect("CPython writes messages");
        assert!(bodies.len() >= LEAST_MESSAGES, "{} messages", bodies.len());
        for length in [16_383, 16_384, 16_385, 65_536] {
            assert!(bodies.iter().any(|body| body.len() == length), "{length}");
        }
        assert_eq!(found.len(), expected.len(), "as many writes");
        for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(
                found == expected,
                "write {index} differs:\n  CPython:  {}\n  forklore: {}",
                shown(expected),
                shown(found)
            );
        }
    }
}

/// The beginning of a write, so that a person can look it up in the pickle's opcodes.
fn shown(data: &[u8]) -> String {
    let head = &data[..data.len().min(200)];
    format!("{} bytes: {}", data.len(), head.escape_ascii())
}
