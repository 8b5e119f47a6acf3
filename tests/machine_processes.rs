//! Processes of a program on paper: fork inside the machine, workers, callbacks, exit codes.

#[path = "machine/paper.rs"]
mod paper;

use forklore::python::call::{Call, Handle, Reply, Step, Upcall};
use forklore::python::{Machine, MachineConfig, Program};

/// Runs a program, counts checked at every few steps and at the end.
fn run(path: &str, source: &str) -> paper::Outcome {
    let outcome = paper::run(path, source, true);
    let wrong = outcome.machine.verify();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        outcome.most_objects < 5_000,
        "{} objects",
        outcome.most_objects
    );
    outcome
}

#[test]
fn exit_codes_follow_cpython() {
    let source = "
import sys, os
from multiprocessing import Process
def ends(how):
    if how == 0:
        return
    if how == 1:
        raise ValueError('bad')
    if how == 2:
        sys.exit(7)
    if how == 3:
        sys.exit('text')
    if how == 4:
        sys.exit()
    os._exit(9)
if __name__ == '__main__':
    for how in range(6):
        p = Process(target=ends, args=(how,))
        p.start()
        p.join()
        print(how, p.exitcode)
    sys.exit(5)
";
    let outcome = run("codes.py", source);
    assert_eq!(outcome.stdout, "0 0\n1 1\n2 7\n3 1\n4 0\n5 9\n");
    let expected = "Process Process-2:\nTraceback (most recent call last):\n  File \"codes.py\", line 8, in ends\n    \
                    raise ValueError('bad')\nValueError: bad\ntext\n";
    assert_eq!(outcome.stderr, expected);
    assert_eq!(outcome.code, 5);
}

#[test]
fn a_child_keeps_its_parents_frames_and_a_copy_of_everything() {
    let source = "
from multiprocessing import Process, Queue
counter = 1
def child(q):
    global counter
    counter += 1
    q.put(counter)
def start():
    local = [1, 2, 3]
    try:
        q = Queue()
        p = Process(target=child, args=(q,))
        p.start()
        p.join()
        print(q.get(), counter, local)
        raise KeyError('mine')
    except KeyError as e:
        print('caught', e)
start()
";
    let outcome = run("copy.py", source);
    assert_eq!(outcome.stdout, "2 1 [1, 2, 3]\ncaught 'mine'\n");
}

#[test]
fn wrong_use_raises_what_cpython_raises() {
    let source = "
from multiprocessing import Process, Lock, Queue, current_process
def child(q):
    try:
        Process(target=print).start()
    except AssertionError as e:
        q.put(str(e))
def attempt(action):
    try:
        action()
    except Exception as e:
        print(type(e).__name__, e)
class Bare(Process):
    def __init__(self):
        pass
q = Queue()
p = Process(target=child, args=(q,), daemon=True)
attempt(p.join)
attempt(lambda: Process(target=print, args=(1)))
attempt(p.terminate)
attempt(lambda: Bare().start())
p.start()
attempt(p.start)
p.join()
print(q.get())
attempt(lambda: Lock().release())
print(p, current_process())
p.close()
attempt(p.join)
print(p)
";
    let outcome = run("wrong.py", source);
    let expected = "AssertionError can only join a started process
TypeError 'int' object is not iterable
AttributeError 'NoneType' object has no attribute 'terminate'
AttributeError 'Bare' object has no attribute '_closed'
AssertionError cannot start a process twice
daemonic processes are not allowed to have children
ValueError semaphore or lock released too many times
<Process name='Process-1' pid=3 parent=2 stopped exitcode=0 daemon> <_MainProcess name='MainProcess' parent=None started>
ValueError process object is closed
<Process name='Process-1' parent=2 closed daemon>
";
    assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_pickled_is_told_by_the_feeder() {
    let source = "
from multiprocessing import Lock, Queue
q = Queue()
q.put(Lock())
q.put(lambda: 1)
print('goes on')
";
    let outcome = run("feeder.py", source);
    assert_eq!(outcome.stdout, "goes on\n");
    let first =
        "RuntimeError: Lock objects should only be shared between processes through inheritance\n";
    assert!(outcome.stderr.contains(first), "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains("_pickle.PicklingError: Can't pickle <function <lambda>"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn pool_maps_in_chunks_and_keeps_order() {
    let source = "
from multiprocessing import Pool
def square(x):
    return x * x
def boom(x):
    return 1 // x
with Pool(2) as pool:
    print(pool.map(square, range(20)))
    print(pool.map(square, []))
    r = pool.apply_async(boom, (0,), error_callback=lambda e: print('callback', e))
    try:
        r.get()
    except ZeroDivisionError as e:
        print('error', e)
    print(r.ready(), r.successful())
";
    let outcome = run("pool.py", source);
    let squares: Vec<i64> = (0..20).map(|x| x * x).collect();
    let expected = format!(
        "{squares:?}\n[]\ncallback integer division or modulo by zero\nerror integer division or modulo by zero\nTrue False\n"
    );
    assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
    let submitted: Vec<&String> = outcome
        .calls
        .iter()
        .filter(|call| call.starts_with("Submit"))
        .collect();
    // divmod(20, 4 * 2) is (2, 4): chunks of 3, so 7 tasks.
    assert_eq!(
        submitted[0].matches("[128, 4, ").count(),
        7,
        "{}",
        submitted[0]
    );
}

#[test]
fn a_callback_breaks_into_a_wait_and_the_wait_goes_on() {
    let source = "
import time
from multiprocessing import Pool
def work(x):
    return x
def done(x):
    print('done', x)
    time.sleep(1)
pool = Pool(1)
pool.apply_async(work, (5,), callback=done)
time.sleep(9)
print('end')
";
    let program = Program::compile("callback.py", source).expect("it is a program");
    let mut machine = Machine::new(program.into(), MachineConfig::default());
    let mut reply = Reply::Unit;
    let mut seen = Vec::new();
    let mut submitted = Vec::new();
    loop {
        let step = machine.resume(reply);
        assert!(machine.verify().is_empty(), "{:#?}", machine.verify());
        reply = match step {
            Step::Call(Call::NewPool { .. }) => Reply::Handle(Handle(0)),
            Step::Call(Call::CpuCount) => Reply::Int(2),
            Step::Call(Call::Submit { tasks, .. }) => {
                submitted = tasks;
                Reply::Unit
            }
            Step::Call(Call::Sleep { seconds }) if seconds > 5.0 => {
                seen.push("long sleep");
                Reply::Upcall(Upcall::PoolResult {
                    pool: Handle(0),
                    bytes: answer(&submitted[0]),
                })
            }
            Step::Call(Call::Sleep { .. }) => {
                seen.push("short sleep");
                Reply::Unit
            }
            Step::Resume => {
                seen.push("resume");
                Reply::Unit
            }
            Step::Call(Call::Write { pieces, .. }) => {
                seen.push(if pieces[0] == "end" {
                    "end"
                } else {
                    "callback"
                });
                Reply::Unit
            }
            Step::Exit(exit) => {
                assert_eq!(exit.code, 0, "{exit:?}");
                break;
            }
            _ => Reply::Unit,
        };
    }
    assert_eq!(
        seen,
        ["long sleep", "callback", "short sleep", "resume", "end"]
    );
}

/// `(job, 0, (True, 5))` for the task of job 0.
fn answer(task: &[u8]) -> Vec<u8> {
    assert!(!task.is_empty());
    b"\x80\x04K\x00K\x00\x88K\x05\x86\x87.".to_vec()
}
