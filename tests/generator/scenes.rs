//! Programs at random that start processes, and whose outcome does not depend on who runs when.
//!
//! Each is a row of scenes: functions for children, and what main does with them. Text comes out only where the program
//! itself orders it (after `join`, inside a chain of semaphores, from one process), children that share a place tell what
//! they saw through a queue and main sorts it, and whoever is killed has said before that it is there. Everything is
//! passed as an argument, so that a program means the same under fork and spawn.

/// `SplitMix64` (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `from` to `to`, both included.
    fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from + 1)
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.between(0, choices.len() as u64 - 1) as usize]
    }
}

/// A program, how it is started, and where its stdout goes.
#[derive(Debug)]
pub struct Generated {
    /// Its text.
    pub source: String,
    /// `pipe`, `unbuffered` or `terminal`.
    pub stdout: &'static str,
}

/// Functions, and lines of main.
type Scene = (&'static str, &'static str);

/// What stands before every program.
const HEAD: &str = "import multiprocessing as mp
import os
import sys
import time


";

/// Makes the program of a seed.
pub fn program(seed: u64) -> Generated {
    let mut random = Random(seed);
    // A spawned process imports everything anew: it takes long, so few programs do it.
    let method = random.pick(&["fork", "fork", "fork", "fork", "spawn"]);
    let stdout = match random.between(0, 2) {
        0 => "pipe",
        1 => "unbuffered",
        _ => "terminal",
    };
    let (mut functions, mut main) = (String::new(), String::new());
    for number in 0..random.between(1, 4) {
        let (children, lines) = SCENES[random.between(0, SCENES.len() as u64 - 1) as usize];
        let holes = holes(&mut random, number);
        if !children.is_empty() {
            functions += fill(children, &holes).trim_start_matches('\n');
            functions += "\n\n";
        }
        main += fill(lines, &holes).trim_start_matches('\n');
    }
    let source = format!(
        "{HEAD}{functions}if __name__ == '__main__':\n    mp.set_start_method('{method}')\n{main}    print('end')\n"
    );
    Generated { source, stdout }
}

/// The holes of a scene, and what they are filled with: `@` its number, `$n` and `$c` small counts, `$w` a number of
/// workers, `$v` a value, `$e` an expression of `x`, `$x` and `$y` what a child ends with; the others are names.
fn holes(random: &mut Random, number: u64) -> Vec<(&'static str, String)> {
    vec![
        ("@", number.to_string()),
        ("$n", random.between(1, 4).to_string()),
        ("$v", random.pick(&VALUES).to_owned()),
        ("$x", random.pick(&ENDS).to_owned()),
        ("$y", random.pick(&ENDS).to_owned()),
        ("$c", random.between(1, 4).to_string()),
        ("$e", random.pick(&EXPRESSIONS).to_owned()),
        ("$w", random.between(1, 3).to_string()),
        ("$k", random.pick(&["terminate", "kill"]).to_owned()),
        (
            "$q",
            random
                .pick(&["Queue", "JoinableQueue", "SimpleQueue"])
                .to_owned(),
        ),
        ("$d", random.pick(&["True", "False"]).to_owned()),
        (
            "$l",
            random
                .pick(&["Lock", "RLock", "Semaphore", "BoundedSemaphore"])
                .to_owned(),
        ),
    ]
}

fn fill(text: &str, holes: &[(&str, String)]) -> String {
    let mut text = text.to_owned();
    for (hole, choice) in holes {
        text = text.replace(hole, choice);
    }
    text
}

/// Values that can be pickled, small and large.
const VALUES: [&str; 12] = [
    "None",
    "42",
    "-7.25",
    "'text'",
    "b'bytes'",
    "[1, [2, 'three'], (4.5, None)]",
    "{'a': 1, 'b': [True, False]}",
    "('x' * 20000, 3)",
    "list(range(300))",
    "2 ** 100",
    "{5}",
    "'z' * 70000",
];

/// How a child ends.
const ENDS: [&str; 16] = [
    "return 5",
    "pass",
    "sys.exit()",
    "sys.exit(0)",
    "sys.exit(3)",
    "sys.exit(-1)",
    "sys.exit(300)",
    "sys.exit('said at the end')",
    "sys.exit(None)",
    "sys.exit([1, 'two'])",
    "raise ValueError('wrong', 2)",
    "raise KeyError('missing')",
    "raise SystemExit(4)",
    "os._exit(9)",
    "1 / 0",
    "assert 1 > 2, 'never'",
];

/// What a task computes.
const EXPRESSIONS: [&str; 9] = [
    "x * x",
    "[x] * 3",
    "{'x': x, 'even': x % 2 == 0}",
    "'%03d' % x",
    "100 // (x - 2)",
    "[10, 20, 30][x]",
    "str(x) + 1 if x == 3 else x",
    "sum(range(x + 1))",
    "(x, None) if x else mp.current_process().daemon",
];

/// All scenes.
const SCENES: [Scene; 22] = [
    (ENDS_CHILD, ENDS_MAIN),
    (ENDS_CHILD, ENDS_TOGETHER_MAIN),
    (QUEUE_CHILD, QUEUE_MAIN),
    (PIPE_CHILD, PIPE_MAIN),
    (COUNTER_CHILD, COUNTER_MAIN),
    (BARRIER_CHILD, BARRIER_MAIN),
    (EVENT_CHILD, EVENT_MAIN),
    (CONDITION_CHILD, CONDITION_MAIN),
    (CHAIN_CHILD, CHAIN_MAIN),
    (POOL_CHILD, POOL_MAIN),
    (POOL_CHILD, POOL_ASYNC_MAIN),
    (POOL_STAR_CHILD, POOL_STAR_MAIN),
    (POOL_SETUP_CHILD, POOL_SETUP_MAIN),
    (NESTED_CHILD, NESTED_MAIN),
    (KILLED_CHILD, KILLED_MAIN),
    (DAEMON_CHILD, DAEMON_MAIN),
    (JOINABLE_CHILD, JOINABLE_MAIN),
    (CLASS_CHILD, CLASS_MAIN),
    ("", MISUSE_MAIN),
    (TIMEOUT_CHILD, TIMEOUT_MAIN),
    (HELD_CHILD, HELD_MAIN),
    (ECHO_CHILD, ECHO_MAIN),
];

const ENDS_CHILD: &str = "
def ending_@(text):
    print('child says', text, flush=True)
    try:
        $x
    finally:
        print('finally', text, flush=True)
";

const ENDS_MAIN: &str = "
    p = mp.Process(target=ending_@, args=($v == 0,), name='scene @')
    print(p.name, p.exitcode, p.is_alive(), p.pid, p.daemon)
    p.start()
    p.join()
    print(p.name, p.exitcode, p.is_alive(), p.pid is None)
    p.close()
    try:
        p.is_alive()
    except ValueError as error:
        print(error)
";

const ENDS_TOGETHER_MAIN: &str = "
    ps = []
    for i in range($n):
        ps.append(mp.Process(target=ending_@, args=(i,)))
        ps[-1].start()
        ps[-1].join()
    print([p.exitcode for p in ps], [p.name for p in ps], len(mp.active_children()))
";

const QUEUE_CHILD: &str = "
def producer_@(q, n):
    for i in range(n):
        q.put((i, $v))
    q.put(None)
";

const QUEUE_MAIN: &str = "
    q = mp.$q()
    p = mp.Process(target=producer_@, args=(q, $n))
    p.start()
    while True:
        item = q.get()
        if item is None:
            break
        print(item[0], str(item[1])[:60], len(str(item[1])))
    p.join()
    print(q.empty(), p.exitcode)
";

const PIPE_CHILD: &str = "
def answerer_@(end, other):
    other.close()
    while True:
        try:
            x = end.recv()
        except EOFError:
            break
        try:
            end.send($e)
        except Exception as error:
            end.send(error)
    end.close()
";

const PIPE_MAIN: &str = "
    ours, theirs = mp.Pipe()
    p = mp.Process(target=answerer_@, args=(theirs, ours))
    p.start()
    theirs.close()
    for x in range($n + 1):
        ours.send(x)
        answer = ours.recv()
        print(repr(answer), ours.poll())
    ours.close()
    p.join()
    print(ours.closed, p.exitcode)
";

const COUNTER_CHILD: &str = "
def adder_@(value, array, me):
    for i in range(25):
        with value.get_lock():
            value.value += me + 1
        with array.get_lock():
            array[me % len(array)] += 1
";

const COUNTER_MAIN: &str = "
    value = mp.Value('i', 10)
    array = mp.Array('d', [0.5] * $c)
    ps = [mp.Process(target=adder_@, args=(value, array, i)) for i in range($n)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(value.value, list(array), array[:], len(array))
";

const BARRIER_CHILD: &str = "
def walker_@(barrier, q, me):
    for phase in range(2):
        q.put((phase, barrier.wait() < barrier.parties))
";

const BARRIER_MAIN: &str = "
    barrier, q = mp.Barrier($n), mp.Queue()
    ps = [mp.Process(target=walker_@, args=(barrier, q, i)) for i in range($n)]
    for p in ps:
        p.start()
    print(sorted(q.get() for _ in range(2 * $n)))
    for p in ps:
        p.join()
    print(barrier.parties, barrier.n_waiting, barrier.broken)
    barrier.abort()
    try:
        barrier.wait()
    except Exception as error:
        print(type(error).__name__, barrier.broken)
    barrier.reset()
    print(barrier.broken)
";

const EVENT_CHILD: &str = "
def runner_@(gun, q, me):
    q.put('ready')
    q.put((me, gun.wait(), gun.is_set()))
";

const EVENT_MAIN: &str = "
    gun, q = mp.Event(), mp.Queue()
    ps = [mp.Process(target=runner_@, args=(gun, q, i)) for i in range($n)]
    for p in ps:
        p.start()
    print([q.get() for p in ps], gun.is_set(), gun.wait(0))
    gun.set()
    print(sorted(q.get() for p in ps))
    for p in ps:
        p.join()
    gun.clear()
    print(gun.is_set())
";

const CONDITION_CHILD: &str = "
def turn_@(condition, turn, me):
    with condition:
        condition.wait_for(lambda: turn.value == me)
        print('turn of', me, flush=True)
        turn.value += 1
        condition.notify_all()
";

const CONDITION_MAIN: &str = "
    condition, turn = mp.Condition(), mp.Value('i', 0)
    ps = [mp.Process(target=turn_@, args=(condition, turn, i)) for i in reversed(range($n))]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print('turns', turn.value)
";

const CHAIN_CHILD: &str = "
def link_@(before, after, me):
    before.acquire()
    print('link', me, end=' ')
    print('of', mp.current_process().name, flush=True)
    after.release()
";

const CHAIN_MAIN: &str = "
    links = [mp.Semaphore(0) for _ in range($n + 1)]
    ps = [mp.Process(target=link_@, args=(links[i], links[i + 1], i), name=f'link-{i}') for i in range($n)]
    for p in reversed(ps):
        p.start()
    links[0].release()
    links[-1].acquire()
    for p in ps:
        p.join()
    print([link.get_value() for link in links])
";

const POOL_CHILD: &str = "
def task_@(x):
    return $e
";

const POOL_MAIN: &str = "
    with mp.Pool($w) as pool:
        for call in (pool.map, pool.imap):
            try:
                print(list(call(task_@, range($n + 1), $c)))
            except Exception as error:
                print(type(error).__name__, error)
        try:
            print(pool.apply(task_@, (3,)), pool.apply(task_@, kwds={'x': 0}))
        except Exception as error:
            print(type(error).__name__, error)
        try:
            print(sorted(pool.imap_unordered(str, range($n))))
        except Exception as error:
            print(type(error).__name__, error)
    try:
        pool.map(task_@, [1])
    except ValueError as error:
        print(error)
";

const POOL_ASYNC_MAIN: &str = "
    pool = mp.Pool($w)
    seen = []
    results = [pool.apply_async(task_@, (x,), callback=seen.append, error_callback=lambda error: seen.append(repr(error)))
               for x in range($n + 1)]
    whole = pool.map_async(task_@, range(3), chunksize=$c)
    try:
        pool.join()
    except ValueError as error:
        print(error)
    pool.close()
    try:
        pool.apply_async(task_@, (1,))
    except ValueError as error:
        print(error)
    for result in results:
        result.wait()
        print(result.ready(), result.successful())
        try:
            print(result.get(5))
        except Exception as error:
            print(type(error).__name__, error.args)
    whole.wait()
    print(whole.successful())
    pool.join()
    print(sorted(map(str, seen)))
";

const POOL_STAR_CHILD: &str = "
def pair_@(a, b=10, *rest):
    if b == 3:
        raise LookupError('pair', a, b)
    return a * b, rest
";

const POOL_STAR_MAIN: &str = "
    with mp.Pool($w) as pool:
        pairs = [(i, i + $c) for i in range($n)] + [(1,), (2, 5, 'more')]
        try:
            print(pool.starmap(pair_@, pairs))
        except LookupError as error:
            print(type(error).__name__, error.args)
        result = pool.starmap_async(pair_@, [(7, 8)])
        print(result.get())
        pool.close()
        pool.join()
";

const POOL_SETUP_CHILD: &str = "
def setup_@(number):
    global offset_@
    offset_@ = number


def shifted_@(x):
    return x + offset_@, mp.current_process().daemon
";

const POOL_SETUP_MAIN: &str = "
    pool = mp.Pool(processes=$w, initializer=setup_@, initargs=($n * 100,))
    it = pool.imap(shifted_@, [1, 2, 3])
    print(next(it), it.next(), it.next(timeout=30))
    try:
        next(it)
    except StopIteration:
        print('no more')
    pool.close()
    pool.join()
";

const NESTED_CHILD: &str = "
def grandchild_@():
    $y


def child_@(q):
    p = mp.Process(target=grandchild_@)
    p.start()
    p.join()
    q.put((p.name, p.exitcode, mp.current_process().name, mp.parent_process().name))
    $x
";

const NESTED_MAIN: &str = "
    q = mp.SimpleQueue()
    p = mp.Process(target=child_@, args=(q,))
    p.start()
    p.join()
    print(q.get(), p.exitcode)
";

const KILLED_CHILD: &str = "
def stuck_@(there, for_ever):
    try:
        there.set()
        for_ever.wait()
    finally:
        print('not said')
";

const KILLED_MAIN: &str = "
    there, for_ever = mp.Event(), mp.Event()
    p = mp.Process(target=stuck_@, args=(there, for_ever), daemon=$d)
    p.start()
    there.wait()
    print(p.is_alive(), p.exitcode, p in mp.active_children())
    p.$k()
    p.join()
    print(p.is_alive(), p.exitcode, mp.active_children())
    p.$k()
";

const DAEMON_CHILD: &str = "
def demon_@(q, for_ever):
    try:
        mp.Process(target=print).start()
    except AssertionError as error:
        q.put(str(error))
    q.put(mp.current_process().daemon)
    for_ever.acquire()
";

const DAEMON_MAIN: &str = "
    q, for_ever = mp.Queue(), mp.Lock()
    for_ever.acquire()
    p = mp.Process(target=demon_@, args=(q, for_ever))
    p.daemon = True
    p.start()
    print(q.get(), q.get())
    try:
        p.daemon = False
    except AssertionError as error:
        print(error)
";

const JOINABLE_CHILD: &str = "
def worker_@(tasks, results):
    while True:
        x = tasks.get()
        if x is None:
            tasks.task_done()
            break
        results.put(x * 2)
        tasks.task_done()
";

const JOINABLE_MAIN: &str = "
    tasks, results = mp.JoinableQueue($c), mp.Queue()
    ps = [mp.Process(target=worker_@, args=(tasks, results)) for _ in range($w)]
    for p in ps:
        p.start()
    for x in range(6):
        tasks.put(x)
    tasks.join()
    print(sorted(results.get() for _ in range(6)))
    for p in ps:
        tasks.put(None)
    for p in ps:
        p.join()
    tasks.join()
    try:
        tasks.task_done()
    except ValueError as error:
        print(error)
";

const CLASS_CHILD: &str = "
class Worker_@(mp.Process):
    def __init__(self, q, number):
        super().__init__(name=f'worker {number}')
        self.q = q
        self.number = number
        self.state = 'made'

    def run(self):
        self.state = 'run'
        self.q.put((self.name, self.number, self.state, self.is_alive()))
        $x
";

const CLASS_MAIN: &str = "
    q = mp.SimpleQueue()
    ps = [Worker_@(q, i) for i in range($n)]
    for p in ps:
        p.start()
        print(q.get())
        p.join()
    print([(p.name, p.state, p.exitcode) for p in ps])
    try:
        ps[0].start()
    except AssertionError as error:
        print(error)
";

const MISUSE_MAIN: &str = "
    lock, rlock, bounded, queue = mp.Lock(), mp.RLock(), mp.BoundedSemaphore($n), mp.Queue($n)
    p = mp.Process(target=int)
    ours, theirs = mp.Pipe($d)
    pool = mp.Pool(1)
    pool.terminate()
    pool.join()
    steps = [lock.release, rlock.release, bounded.release, lambda: lock.acquire(timeout=0), lambda: lock.acquire(False),
             p.join, p.terminate, p.is_alive, lambda: ours.send(1), lambda: theirs.poll() and theirs.recv() if $d else theirs.send(2),
             lambda: queue.get(timeout=0), queue.get_nowait, queue.join_thread, queue.close, lambda: queue.put(1),
             lambda: queue.get(False), lambda: pool.apply(print), pool.close, pool.join, ours.close, ours.close, lambda: ours.poll(),
             lambda: theirs.poll(), lambda: mp.Value('i', 'x'), lambda: mp.Array('i', 3)[3], lambda: mp.Semaphore(-1),
             lambda: mp.Barrier(0), lambda: mp.Pool(0), p.close, lambda: p.start() or p.join(), lambda: mp.Condition().notify(),
             lambda: mp.Condition().wait(0), lambda: mp.set_start_method('fork'), lambda: mp.Process(print)]
    for step in steps[$n::$w]:
        try:
            print(step())
        except BaseException as error:
            print(type(error).__name__, error)
";

const TIMEOUT_CHILD: &str = "
def holder_@(lock, there, done):
    with lock:
        there.set()
        done.wait()
";

const TIMEOUT_MAIN: &str = "
    lock, there, done = mp.$l(), mp.Event(), mp.Event()
    p = mp.Process(target=holder_@, args=(lock, there, done))
    p.start()
    there.wait()
    print(lock.acquire(timeout=0.01), lock.acquire(False), p.join(0.01), p.exitcode)
    done.set()
    print(lock.acquire())
    lock.release()
    p.join()
    print(p.exitcode)
";

const HELD_CHILD: &str = "
def late_@(q, there):
    q.put($v)
    there.wait()
    q.put('late')
    q.close()
    q.join_thread()
    $x
";

const HELD_MAIN: &str = "
    q, there = mp.Queue(), mp.Event()
    p = mp.Process(target=late_@, args=(q, there))
    p.start()
    print(str(q.get())[-40:])
    there.set()
    print(q.get(), q.qsize())
    p.join()
    print(p.exitcode)
";

const ECHO_CHILD: &str = "
def echo_@(inlet, outlet):
    for item in iter(inlet.get, 'stop'):
        outlet.put([item, item])
    outlet.put('stopped')
";

const ECHO_MAIN: &str = "
    inlet, outlet = mp.Queue($c), mp.$q()
    p = mp.Process(target=echo_@, args=(inlet, outlet))
    p.start()
    for i in range($n):
        inlet.put({'number': i, 'value': $v})
        print(str(outlet.get())[:70])
    inlet.put('stop')
    print(outlet.get())
    p.join()
    inlet.close()
    inlet.join_thread()
";
