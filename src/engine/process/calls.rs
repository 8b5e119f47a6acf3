//! The table from [`Call`] to the function that performs it.

use super::attempt::{Attempt, Performed};
use super::children::{NUMBERS, Sending};
use super::pool::Staffing;
use super::runtime::Runtime;
use super::system::{environment, fetch};
use crate::engine::os::fork;
use crate::engine::os::wait::Status;
use crate::python::call::{Call, Reply};

/// Time-out of a call that may not wait.
const AT_ONCE: Option<f64> = Some(0.0);

impl Runtime {
    /// Performs a call on real kernel objects. A call that is left for other business is performed again with the same
    /// `attempt`.
    pub(super) fn perform(&mut self, call: &mut Call, attempt: &mut Attempt) -> Performed {
        self.step_before(call, attempt)?;
        match call {
            Call::Write {
                stream,
                pieces,
                flush,
            } => {
                for piece in pieces.iter() {
                    self.console.write(&self.seat, *stream, piece);
                }
                if *flush {
                    self.console.flush(&self.seat, *stream);
                }
                Ok(Reply::Unit)
            }
            Call::Flush { stream } => {
                self.console.flush(&self.seat, *stream);
                Ok(Reply::Unit)
            }
            Call::Sleep { seconds } => self.sleep(*seconds, attempt),
            Call::Time => Ok(Reply::Float(self.time())),
            Call::Monotonic => Ok(Reply::Float(self.monotonic())),
            Call::Entropy => Ok(Reply::Int(self.entropy())),
            Call::ParentPid => Ok(Reply::Int(i64::from(fork::parent_pid()))),
            Call::CpuCount => Ok(Reply::Int(fork::cpu_count())),
            Call::Environment { name } => Ok(environment(name)),
            Call::HardExit { code } => self.leave(*code & 0xff),
            Call::Kill { pid, signal } => self.kill(*pid, *signal),
            Call::Fetch { url } => Err(fetch(url)),
            Call::CreateProcess { .. }
            | Call::StartProcess { .. }
            | Call::SpawnProcess { .. }
            | Call::Join { .. }
            | Call::PollProcess { .. }
            | Call::SignalProcess { .. }
            | Call::ActiveChildren => self.perform_on_processes(call, attempt),
            Call::NewSemaphore {
                kind,
                initial,
                names,
            } => self.new_semaphore(*kind, *initial, names),
            Call::Acquire {
                handle,
                block,
                timeout,
            } => self.acquire(*handle, limit(*block, *timeout), attempt),
            Call::Release { handle } => self.release(*handle),
            Call::SemaphoreValue { handle } => self.semaphore_value(*handle),
            Call::NewPipe { duplex, names } => self.new_pipe(*duplex, names),
            Call::Send { handle, bytes } => self.send(*handle, bytes, attempt),
            Call::Receive { handle } => self.receive_from(*handle, attempt),
            Call::PollConnection { handle, timeout } => {
                self.poll_connection(*handle, *timeout, attempt)
            }
            Call::CloseConnection { handle } => Ok(self.close_connection(*handle)),
            Call::PassConnection { handle } => self.pass_connection(*handle),
            Call::TakeConnection { number } => self.take_connection(*number),
            Call::NewShared {
                layout,
                content,
                lock,
                names,
            } => self.new_shared(*layout, content, *lock, names),
            Call::SharedRead {
                handle,
                offset,
                len,
            } => self.shared_read(*handle, (*offset, *len), attempt),
            Call::SharedWrite {
                handle,
                offset,
                bytes,
                from_read,
            } => self.shared_write(*handle, *offset, (bytes, *from_read), attempt),
            Call::Drop { handles } => {
                self.drop_objects(handles);
                Ok(Reply::Unit)
            }
            Call::Name { handle, name } => {
                self.name_object(*handle, name);
                Ok(Reply::Unit)
            }
            _ => self.perform_on_queues(call, attempt),
        }
    }

    fn perform_on_processes(&mut self, call: &mut Call, attempt: &mut Attempt) -> Performed {
        match call {
            Call::CreateProcess {
                class,
                name,
                daemon,
            } => {
                let name = name.clone().unwrap_or_else(|| format!("{class}-{NUMBERS}"));
                Ok(self.create_process(&name, *daemon))
            }
            Call::StartProcess { proc, name, daemon } => self.start_process(*proc, name, *daemon),
            Call::SpawnProcess {
                proc,
                name,
                daemon,
                luggage,
            } => self.spawn_process(*proc, name, *daemon, luggage),
            Call::Join { proc, timeout } => self.join(*proc, *timeout, attempt),
            Call::PollProcess { proc } => Ok(Reply::ExitCode(
                self.poll_process(proc.0).map(Status::to_exitcode),
            )),
            Call::SignalProcess { proc, signal } => {
                self.signal_process(proc.0, *signal, Sending::Asked);
                Ok(Reply::Unit)
            }
            _ => Ok(Reply::Children(self.active_children())),
        }
    }

    fn perform_on_queues(&mut self, call: &mut Call, attempt: &mut Attempt) -> Performed {
        match call {
            Call::NewQueue {
                kind,
                maxsize,
                names,
            } => self.new_queue(*kind, *maxsize, names),
            Call::Put {
                handle,
                item,
                is_held,
                block,
                timeout,
            } => {
                let put = self.put(*handle, item, limit(*block, *timeout), attempt)?;
                if *is_held {
                    self.held.begin();
                    return Ok(Reply::Bool(true));
                }
                self.pass_to_feeder(*handle, std::mem::replace(item, Ok(Vec::new())));
                Ok(put)
            }
            Call::Get {
                handle,
                block,
                timeout,
            } => self.get(*handle, limit(*block, *timeout), attempt),
            Call::QueueSize { handle } => self.queue_size(*handle),
            Call::QueueEmpty { handle } => self.queue_empty(*handle),
            Call::QueueFull { handle } => self.queue_full(*handle),
            Call::TaskDone { handle } => self.task_done(*handle, attempt),
            Call::QueueJoin { handle } => self.queue_join(*handle, attempt),
            Call::QueueClose { handle } => self.queue_close(*handle),
            Call::QueueJoinThread { handle } => self.queue_join_thread(*handle, attempt),
            Call::QueueCancelJoin { handle } => self.queue_cancel_join(*handle),
            _ => self.perform_on_pools(call, attempt),
        }
    }

    fn perform_on_pools(&mut self, call: &mut Call, attempt: &mut Attempt) -> Performed {
        match call {
            Call::NewPool {
                processes,
                max_tasks,
                context,
                luggage,
                names,
            } => {
                let staffing = Staffing {
                    context: std::mem::take(context),
                    luggage: luggage.take(),
                };
                self.new_pool(*processes, *max_tasks, staffing, names)
            }
            Call::Submit {
                handle,
                tasks,
                is_held,
                ..
            } => {
                let submitted = self.submit(*handle, tasks)?;
                if *is_held {
                    self.held.begin();
                    return Ok(Reply::Bool(true));
                }
                self.pass_to_handler(*handle, std::mem::take(tasks));
                Ok(submitted)
            }
            Call::PoolResult { handle, timeout } => self.pool_result(*handle, *timeout, attempt),
            Call::PoolClose { handle } => self.pool_close(*handle),
            Call::PoolTerminate { handle } => self.pool_terminate(*handle, attempt),
            Call::PoolJoin { handle } => self.pool_join(*handle, attempt),
            Call::NextTask { handle } => self.next_task(*handle, attempt),
            Call::FinishTask {
                handle,
                bytes,
                failed,
            } => self.finish_task(*handle, (bytes, *failed), attempt),
            other => unreachable!("{other:?} is performed above"),
        }
    }
}

/// `block` and `timeout` as one: a call that may not wait gives up at once.
fn limit(block: bool, timeout: Option<f64>) -> Option<f64> {
    if block { timeout } else { AT_ONCE }
}
