//! The library's way to the outside: each function here becomes one [`Call`].

#![expect(
    clippy::similar_names,
    clippy::many_single_char_names,
    reason = "bytes of a number have no names of their own"
)]

mod memory;

use super::Native;
use crate::python::call::{Call, Handle, Luggage, QueueKind, SemaphoreKind};
use crate::python::machine::held::feeder_report;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::pickle;
use crate::python::value::{Obj, Value};
use crate::trace::ProcId;

pub(super) const NATIVES: &[(&str, Native)] = &[
    ("_write", write),
    ("_flush", |m, a| {
        Ok(Out::Sys(Call::Flush {
            stream: int(m, a, 0)? as u8,
        }))
    }),
    ("_sleep", |m, a| {
        Ok(Out::Sys(Call::Sleep {
            seconds: float(m, a, 0)?,
        }))
    }),
    ("_time", |_, _| Ok(Out::Sys(Call::Time))),
    ("_monotonic", |_, _| Ok(Out::Sys(Call::Monotonic))),
    ("_parent_pid", |_, _| Ok(Out::Sys(Call::ParentPid))),
    ("_cpu_count", |_, _| Ok(Out::Sys(Call::CpuCount))),
    ("_environment", |m, a| {
        Ok(Out::Sys(Call::Environment {
            name: text(m, a, 0)?,
        }))
    }),
    ("_hard_exit", |m, a| {
        Ok(Out::Sys(Call::HardExit {
            code: int(m, a, 0)? as i32,
        }))
    }),
    ("_kill", |m, a| {
        Ok(Out::Sys(Call::Kill {
            pid: int(m, a, 0)?,
            signal: int(m, a, 1)? as i32,
        }))
    }),
    ("_fetch", |m, a| {
        Ok(Out::Sys(Call::Fetch {
            url: text(m, a, 0)?,
        }))
    }),
    ("_create_process", create_process),
    ("_start_process", start_process),
    ("_spawn_process", spawn_process),
    ("_join_process", |m, a| {
        Ok(Out::Sys(Call::Join {
            proc: proc(m, a)?,
            timeout: seconds(m, a, 1)?,
        }))
    }),
    ("_poll_process", |m, a| {
        Ok(Out::Sys(Call::PollProcess { proc: proc(m, a)? }))
    }),
    ("_signal_process", |m, a| {
        Ok(Out::Sys(Call::SignalProcess {
            proc: proc(m, a)?,
            signal: int(m, a, 1)? as i32,
        }))
    }),
    ("_active_children", |_, _| {
        Ok(Out::Sys(Call::ActiveChildren))
    }),
    ("_new_semaphore", new_semaphore),
    ("_acquire", |m, a| {
        Ok(Out::Sys(Call::Acquire {
            handle: handle(m, a)?,
            block: truth(m, a, 1),
            timeout: seconds(m, a, 2)?,
        }))
    }),
    ("_release", |m, a| {
        Ok(Out::Sys(Call::Release {
            handle: handle(m, a)?,
        }))
    }),
    ("_name_by_target", |m, a| {
        let name = m.target_names().into_iter().next();
        Ok(match name {
            Some(name) => Out::Sys(Call::Name {
                handle: handle(m, a)?,
                name,
            }),
            None => Value::None.into(),
        })
    }),
    ("_semaphore_value", |m, a| {
        Ok(Out::Sys(Call::SemaphoreValue {
            handle: handle(m, a)?,
        }))
    }),
    ("_new_queue", new_queue),
    ("_put", put),
    ("_get", |m, a| {
        Ok(Out::Sys(Call::Get {
            handle: handle(m, a)?,
            block: truth(m, a, 1),
            timeout: seconds(m, a, 2)?,
        }))
    }),
    ("_queue_size", |m, a| {
        Ok(Out::Sys(Call::QueueSize {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_empty", |m, a| {
        Ok(Out::Sys(Call::QueueEmpty {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_full", |m, a| {
        Ok(Out::Sys(Call::QueueFull {
            handle: handle(m, a)?,
        }))
    }),
    ("_task_done", |m, a| {
        Ok(Out::Sys(Call::TaskDone {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_join", |m, a| {
        Ok(Out::Sys(Call::QueueJoin {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_close", |m, a| {
        Ok(Out::Sys(Call::QueueClose {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_join_thread", |m, a| {
        Ok(Out::Sys(Call::QueueJoinThread {
            handle: handle(m, a)?,
        }))
    }),
    ("_queue_cancel_join", |m, a| {
        Ok(Out::Sys(Call::QueueCancelJoin {
            handle: handle(m, a)?,
        }))
    }),
    ("_new_pipe", |m, a| {
        Ok(Out::Sys(Call::NewPipe {
            duplex: truth(m, a, 0),
            names: m.target_names(),
        }))
    }),
    ("_send", |m, a| {
        Ok(Out::Sys(Call::Send {
            handle: handle(m, a)?,
            bytes: bytes(m, a, 1),
        }))
    }),
    ("_receive", |m, a| {
        Ok(Out::Sys(Call::Receive {
            handle: handle(m, a)?,
        }))
    }),
    ("_poll", |m, a| {
        Ok(Out::Sys(Call::PollConnection {
            handle: handle(m, a)?,
            timeout: seconds(m, a, 1)?,
        }))
    }),
    ("_close_connection", |m, a| {
        Ok(Out::Sys(Call::CloseConnection {
            handle: handle(m, a)?,
        }))
    }),
    ("_wants_seed", |m, _| {
        let wants = std::mem::take(&mut m.wants_seed);
        Ok(Value::Bool(wants).into())
    }),
    ("_connections_to_pass", |m, _| {
        let handles = std::mem::take(&mut m.to_pass);
        let handles = handles
            .into_iter()
            .map(|handle| Value::Int(i64::from(handle.0)))
            .collect();
        Ok(m.heap.list(handles).into())
    }),
    ("_pass_connection", |m, a| {
        Ok(Out::Sys(Call::PassConnection {
            handle: handle(m, a)?,
        }))
    }),
    ("_note_passed", |m, a| {
        let (handle, number) = (handle(m, a)?, int(m, a, 1)?);
        m.passed.push((handle, number));
        Ok(Value::None.into())
    }),
    ("_take_connection", |m, a| {
        Ok(Out::Sys(Call::TakeConnection {
            number: int(m, a, 0)?,
        }))
    }),
    ("_new_pool", new_pool),
    ("_submit", submit),
    ("_hold", hold),
    ("_pool_result", |m, a| {
        Ok(Out::Sys(Call::PoolResult {
            handle: handle(m, a)?,
            timeout: seconds(m, a, 1)?,
        }))
    }),
    ("_pool_close", |m, a| {
        Ok(Out::Sys(Call::PoolClose {
            handle: handle(m, a)?,
        }))
    }),
    ("_pool_terminate", |m, a| {
        Ok(Out::Sys(Call::PoolTerminate {
            handle: handle(m, a)?,
        }))
    }),
    ("_pool_join", |m, a| {
        Ok(Out::Sys(Call::PoolJoin {
            handle: handle(m, a)?,
        }))
    }),
    ("_next_task", |m, a| {
        Ok(Out::Sys(Call::NextTask {
            handle: handle(m, a)?,
        }))
    }),
    ("_finish_task", |m, a| {
        Ok(Out::Sys(Call::FinishTask {
            handle: handle(m, a)?,
            bytes: bytes(m, a, 1),
            failed: truth(m, a, 2),
        }))
    }),
    ("_new_shared", memory::new_shared),
    ("_shared_read", memory::shared_read),
    ("_shared_write", memory::shared_write),
    ("_handle_number", |m, a| {
        Ok(Value::Int(i64::from(handle(m, a)?.0)).into())
    }),
    ("_dumps", dumps),
    ("_check_picklable", check_picklable),
    ("_loads", |m, a| {
        let bytes = bytes(m, a, 0);
        pickle::loads(m, &bytes).map(Out::Value)
    }),
    ("_loads_spawned", |m, a| {
        let bytes = bytes(m, a, 0);
        let process = pickle::loads_spawned(m, &bytes)?;
        m.is_importing = false;
        Ok(process.into())
    }),
    ("_is_importing", |m, _| {
        Ok(Value::Bool(m.is_importing).into())
    }),
    ("_pack", memory::pack),
    ("_pack_all", memory::pack_all),
    ("_unpack", memory::unpack),
    ("_unpack_all", memory::unpack_all),
    ("_config", config),
    ("_config_pid", |m, _| {
        Ok(Value::Int(i64::from(m.config.pid)).into())
    }),
    ("_refuse", |m, a| Err(Thrown::Unsupported(text(m, a, 0)?))),
    ("_add_depth", |m, a| {
        m.depth_in_c += int(m, a, 0)? as u32;
        Ok(Value::None.into())
    }),
    ("_set_last_words", |m, a| {
        let (pool, words) = (handle(m, a)?, text(m, a, 1)?);
        m.last_words.retain(|(known, _)| *known != pool);
        m.last_words.push((pool, words));
        Ok(Value::None.into())
    }),
    ("_signal", |m, a| {
        Ok(Value::Signal(int(m, a, 0)? as u8).into())
    }),
    ("_caller_place", |m, _| {
        Ok(Value::Int(i64::from(m.program_line().unwrap_or(0))).into())
    }),
    ("_warning", |m, a| {
        let (line, class) = (int(m, a, 0)? as u32, text(m, a, 1)?);
        let message = text(m, a, 2)?;
        let warning = m.warning(line, &class, &message);
        Ok(m.heap.text(warning).into())
    }),
    ("_is_main_machine", |m, _| Ok(Value::Bool(m.is_main).into())),
];

fn value(args: &Args, at: usize) -> Value {
    args.pos.get(at).copied().unwrap_or(Value::None)
}

fn int(machine: &mut Machine, args: &Args, at: usize) -> R<i64> {
    machine.int_arg(value(args, at))
}

fn float(machine: &mut Machine, args: &Args, at: usize) -> R<f64> {
    machine.float_arg(value(args, at))
}

fn truth(machine: &Machine, args: &Args, at: usize) -> bool {
    machine.truth(value(args, at)).unwrap_or(true)
}

fn text(machine: &mut Machine, args: &Args, at: usize) -> R<String> {
    if let Some(text) = machine.heap.as_str(value(args, at)) {
        Ok(text.to_string())
    } else {
        let kind = machine.type_name(value(args, at));
        Err(machine.error("TypeError", format!("str expected, not {kind}")))
    }
}

fn bytes(machine: &Machine, args: &Args, at: usize) -> Vec<u8> {
    match machine.heap.obj(value(args, at)) {
        Some(Obj::Bytes(bytes)) => bytes.to_vec(),
        _ => Vec::new(),
    }
}

/// Seconds; None waits for ever, and nothing is waited for less than no time.
fn seconds(machine: &mut Machine, args: &Args, at: usize) -> R<Option<f64>> {
    match value(args, at) {
        Value::None => Ok(None),
        other => Ok(Some(machine.float_arg(other)?.max(0.0))),
    }
}

fn handle(machine: &Machine, args: &Args) -> R<Handle> {
    match (machine.heap.obj(value(args, 0)), value(args, 0)) {
        (Some(Obj::Handle(handle)), _) => Ok(*handle),
        (_, Value::Int(number)) => Ok(Handle(number as u32)),
        _ => Err(Thrown::Unsupported(
            "an object that was never initialized".into(),
        )),
    }
}

fn proc(machine: &mut Machine, args: &Args) -> R<ProcId> {
    Ok(ProcId(int(machine, args, 0)? as u32))
}

fn optional_text(machine: &Machine, args: &Args, at: usize) -> Option<String> {
    machine
        .heap
        .as_str(value(args, at))
        .map(|text| text.to_string())
}

fn write(machine: &mut Machine, args: &Args) -> R<Out> {
    let stream = int(machine, args, 0)? as u8;
    let text = text(machine, args, 1)?;
    Ok(Out::Sys(Call::Write {
        stream,
        pieces: vec![text],
        flush: false,
    }))
}

fn create_process(machine: &mut Machine, args: &Args) -> R<Out> {
    let daemon = match value(args, 2) {
        Value::None => None,
        _ => Some(truth(machine, args, 2)),
    };
    Ok(Out::Sys(Call::CreateProcess {
        class: text(machine, args, 0)?,
        name: optional_text(machine, args, 1),
        daemon,
    }))
}

fn start_process(machine: &mut Machine, args: &Args) -> R<Out> {
    let call = Call::StartProcess {
        proc: proc(machine, args)?,
        name: optional_text(machine, args, 1).unwrap_or_default(),
        daemon: truth(machine, args, 2),
    };
    machine.set_starting(value(args, 3));
    Ok(Out::Sys(call))
}

/// Under spawn: pickles the process object, all that crosses over.
fn spawn_process(machine: &mut Machine, args: &Args) -> R<Out> {
    let luggage = luggage(machine, value(args, 3), value(args, 4))?;
    Ok(Out::Sys(Call::SpawnProcess {
        proc: proc(machine, args)?,
        name: optional_text(machine, args, 1).unwrap_or_default(),
        daemon: truth(machine, args, 2),
        luggage,
    }))
}

/// A value for a fresh interpreter, with the start method that the program has set.
fn luggage(machine: &mut Machine, item: Value, method: Value) -> R<Luggage> {
    let method = machine.heap.as_str(method).map(|text| text.to_string());
    match pickle::dumps_spawning(machine, item) {
        Ok((bytes, handles)) => Ok(Luggage {
            method: method.unwrap_or_default(),
            bytes,
            handles,
        }),
        Err(problem) => Err(machine.pickle_error(&problem)),
    }
}

fn new_semaphore(machine: &mut Machine, args: &Args) -> R<Out> {
    let kind = match int(machine, args, 0)? {
        0 => SemaphoreKind::Lock,
        1 => SemaphoreKind::RLock,
        2 => SemaphoreKind::Semaphore,
        _ => SemaphoreKind::Bounded,
    };
    let initial = int(machine, args, 1)?;
    Ok(Out::Sys(Call::NewSemaphore {
        kind,
        initial,
        names: machine.target_names(),
    }))
}

fn new_queue(machine: &mut Machine, args: &Args) -> R<Out> {
    let kind = match int(machine, args, 0)? {
        0 => QueueKind::Queue,
        1 => QueueKind::Joinable,
        _ => QueueKind::Simple,
    };
    let maxsize = int(machine, args, 1)?.max(0);
    Ok(Out::Sys(Call::NewQueue {
        kind,
        maxsize,
        names: machine.target_names(),
    }))
}

fn put(machine: &mut Machine, args: &Args) -> R<Out> {
    let item = match pickle::dumps(machine, value(args, 1)) {
        Err(problem) if problem.class == pickle::PASSES => {
            let args = machine.heap.tuple(args.pos.clone());
            return Err(Thrown::Python("_put_passing", vec![args]));
        }
        Ok(bytes) => Ok(bytes),
        Err(problem) if problem.class == pickle::UNSUPPORTED => {
            return Err(machine.pickle_error(&problem));
        }
        Err(problem) => Err(feeder_report(&problem)),
    };
    // A SimpleQueue has no feeder: its items are pickled by `put`.
    let is_held = truth(machine, args, 4) && machine.must_hold(value(args, 1));
    let (block, timeout) = (truth(machine, args, 2), seconds(machine, args, 3)?);
    Ok(Out::Sys(Call::Put {
        handle: handle(machine, args)?,
        item,
        is_held,
        block,
        timeout,
    }))
}

fn new_pool(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut optional = |at: usize| match value(args, at) {
        Value::None => Ok(None),
        _ => int(machine, args, at).map(Some),
    };
    let (processes, max_tasks) = (optional(0)?, optional(1)?);
    let luggage = match value(args, 3) {
        Value::None => None,
        setup => Some(luggage(machine, setup, value(args, 4))?),
    };
    Ok(Out::Sys(Call::NewPool {
        processes,
        max_tasks,
        context: optional_text(machine, args, 2).unwrap_or_default(),
        luggage,
        names: machine.target_names(),
    }))
}

fn submit(machine: &mut Machine, args: &Args) -> R<Out> {
    let job = int(machine, args, 1)? as u64;
    let items = machine
        .heap
        .as_items(value(args, 2))
        .map(<[Value]>::to_vec)
        .unwrap_or_default();
    let tasks = items
        .into_iter()
        .map(|item| match machine.heap.obj(item) {
            Some(Obj::Bytes(bytes)) => bytes.to_vec(),
            _ => Vec::new(),
        })
        .collect();
    Ok(Out::Sys(Call::Submit {
        handle: handle(machine, args)?,
        job,
        tasks,
        is_held: match value(args, 3) {
            Value::None => false,
            sent => machine.must_hold(sent),
        },
    }))
}

/// Keeps items of a queue or tasks of a pool, the latter with their bytes.
fn hold(machine: &mut Machine, args: &Args) -> R<Out> {
    let handle = handle(machine, args)?;
    let items = |at| {
        machine
            .heap
            .as_items(value(args, at))
            .map(<[Value]>::to_vec)
    };
    let (items, fallbacks) = (items(1).unwrap_or_default(), items(2).unwrap_or_default());
    for (index, item) in items.into_iter().enumerate() {
        let fallback = fallbacks.get(index);
        let fallback = fallback.and_then(|bytes| match machine.heap.obj(*bytes) {
            Some(Obj::Bytes(bytes)) => Some(bytes.to_vec()),
            _ => None,
        });
        machine.hold(handle, item, fallback);
    }
    Ok(Value::None.into())
}

fn dumps(machine: &mut Machine, args: &Args) -> R<Out> {
    match pickle::dumps(machine, value(args, 0)) {
        Ok(bytes) => Ok(machine.heap.bytes(bytes).into()),
        Err(problem) if problem.class == pickle::PASSES => {
            Err(Thrown::Python("_dumps_passing", vec![value(args, 0)]))
        }
        Err(problem) => Err(machine.pickle_error(&problem)),
    }
}

/// Whether a value can be pickled, without doing it for good: what goes along stays here.
fn check_picklable(machine: &mut Machine, args: &Args) -> R<Out> {
    match pickle::dumps(machine, value(args, 0)) {
        Err(problem) if problem.class != pickle::PASSES => Err(machine.pickle_error(&problem)),
        _ => Ok(Value::None.into()),
    }
}

impl Machine {
    /// The exception for a value that cannot be pickled.
    fn pickle_error(&mut self, problem: &pickle::Problem) -> Thrown {
        if problem.class == pickle::UNSUPPORTED {
            return Thrown::Unsupported(problem.message.clone());
        }
        if problem.class != "PicklingError" {
            return self.error(problem.class, problem.message.clone());
        }
        let class = self.library_global("multiprocessing", "PicklingError");
        let class = class.unwrap_or_else(|| self.builtin_class("RuntimeError"));
        let text = self.heap.text(problem.message.as_str());
        Thrown::Exception(self.new_exception(class, vec![text]))
    }
}

/// What the machine was started with.
fn config(machine: &mut Machine, args: &Args) -> R<Out> {
    let what = text(machine, args, 0)?;
    Ok(match what.as_str() {
        "argv" => {
            let argv = machine.config.argv.clone();
            let items = argv.into_iter().map(|arg| machine.heap.text(arg)).collect();
            machine.heap.list(items)
        }
        "isatty" => Value::Bool(machine.config.stdout_is_terminal),
        "name" => {
            let name = machine.config.spawned.as_ref().map(|it| it.name.clone());
            machine
                .heap
                .text(name.unwrap_or_else(|| "MainProcess".to_owned()))
        }
        "method" => match machine.config.spawned.as_ref() {
            Some(spawned) => {
                let method = spawned.method.clone();
                machine.heap.text(method)
            }
            None => Value::None,
        },
        _ => {
            let method = machine.config.start_method.clone();
            machine.heap.text(method)
        }
    }
    .into())
}
