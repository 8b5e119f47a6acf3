//! The fold of a pool's tasks and workers.

use crate::trace::{ObjectId, ObjectType, ProcId};

use super::apply::Deed;
use super::narration::Fact;
use super::world::{Detail, Object, TaskState, Worker, World};

/// First tasks of a pool whose state is kept; the screen shows single cells for 12 at most, counts beyond.
pub const TASK_LIMIT: usize = 1_024;

/// Workers of a pool that are kept, the dead ones included until they are reaped.
const WORKER_LIMIT: usize = 1_024;

/// Workers up to this number stay in the picture when they are dead; beyond it a dead one leaves.
const DEAD_WORKER_LIMIT: usize = 64;

impl World {
    pub(super) fn task_submitted(&mut self, id: ObjectId, task: u64) -> Fact {
        self.change_pool(id, |detail| {
            if let Detail::Pool {
                submitted, tasks, ..
            } = detail
            {
                *submitted += 1;
                set_task(tasks, task, TaskState::Waiting);
            }
        });
        Fact::TaskSubmitted { object: id, task }
    }

    pub(super) fn task_started(
        &mut self,
        deed: Deed,
        id: ObjectId,
        task: u64,
        worker: Option<ProcId>,
    ) -> Fact {
        let who = worker.or(deed.proc).unwrap_or(ProcId::MAIN);
        self.change_pool(id, |detail| {
            if let Detail::Pool {
                started,
                tasks,
                workers,
                ..
            } = detail
            {
                *started += 1;
                set_task(tasks, task, TaskState::Running(who));
                if let Some(worker) = worker_mut(workers, who) {
                    worker.task = Some(task);
                }
            }
        });
        Fact::TaskStarted { object: id, task }
    }

    pub(super) fn task_finished(
        &mut self,
        deed: Deed,
        id: ObjectId,
        task: u64,
        (worker, has_failed): (Option<ProcId>, bool),
    ) -> Fact {
        let who = worker.or(deed.proc).unwrap_or(ProcId::MAIN);
        self.change_pool(id, |detail| {
            if let Detail::Pool {
                done,
                failed,
                tasks,
                workers,
                ..
            } = detail
            {
                *done += 1;
                *failed += u64::from(has_failed);
                let state = if has_failed {
                    TaskState::Failed(who)
                } else {
                    TaskState::Done(who)
                };
                set_task(tasks, task, state);
                if let Some(worker) = worker_mut(workers, who) {
                    worker.task = None;
                    worker.done += 1;
                }
            }
        });
        Fact::TaskFinished {
            object: id,
            task,
            failed: has_failed,
        }
    }

    /// A new process joins the newest pool of its parent if its name is a worker's.
    pub(super) fn adopt_worker(&mut self, child: ProcId) {
        let Some(process) = self.process(child) else {
            return;
        };
        let (Some(parent), true) = (process.parent, is_worker_name(&process.name)) else {
            return;
        };
        let pool = self
            .objects
            .values_mut()
            .rev()
            .find(|object| object.type_ == ObjectType::Pool && object.creator == parent);
        if let Some(Detail::Pool { workers, .. }) = pool.map(|pool| &mut pool.detail) {
            worker_mut(workers, child);
        }
    }

    /// A new pool takes its creator's workers that belong to no pool yet.
    pub(super) fn adopt_workers(&mut self, id: ObjectId) {
        let Some(creator) = self.objects.get(&id).map(|pool| pool.creator) else {
            return;
        };
        let free: Vec<ProcId> = self
            .processes
            .iter()
            .filter(|process| process.parent == Some(creator) && !process.has_ended())
            .filter(|process| is_worker_name(&process.name))
            .map(|process| process.id)
            .filter(|id| !self.objects.values().any(|pool| has_worker(pool, *id)))
            .collect();
        self.change_pool(id, |detail| {
            if let Detail::Pool { workers, .. } = detail {
                for worker in free {
                    worker_mut(workers, worker);
                }
            }
        });
    }

    /// A worker ended: the task that it was at is lost with it.
    pub(super) fn lose_tasks_of(&mut self, id: ProcId) {
        let vt = self.vt;
        for object in self.objects.values_mut() {
            let Detail::Pool {
                workers,
                lost,
                newest_lost,
                tasks,
                ..
            } = &mut object.detail
            else {
                continue;
            };
            let Some(worker) = workers.iter_mut().find(|worker| worker.proc == id) else {
                continue;
            };
            if let Some(task) = worker.task.take() {
                *lost += 1;
                *newest_lost = Some((task, id));
                set_task(tasks, task, TaskState::Lost(id));
            }
            object.record(vt);
        }
    }

    /// Many workers come and go when each does few tasks: the dead ones leave the picture.
    pub(super) fn drop_old_worker(&mut self, id: ProcId) {
        for object in self.objects.values_mut() {
            if let Detail::Pool { workers, .. } = &mut object.detail
                && workers.len() > DEAD_WORKER_LIMIT
            {
                workers.retain(|worker| worker.proc != id);
            }
        }
    }

    fn change_pool(&mut self, id: ObjectId, change: impl FnOnce(&mut Detail)) {
        let vt = self.vt;
        if let Some(object) = self.objects.get_mut(&id) {
            change(&mut object.detail);
            object.record(vt);
        }
    }
}

/// CPython's names for a pool's workers under the three start methods.
fn is_worker_name(name: &str) -> bool {
    name.contains("PoolWorker-")
}

fn has_worker(object: &Object, id: ProcId) -> bool {
    match &object.detail {
        Detail::Pool { workers, .. } => workers.iter().any(|worker| worker.proc == id),
        _ => false,
    }
}

/// The entry of this worker, made if it is new; `None` if there are too many.
fn worker_mut(workers: &mut Vec<Worker>, proc: ProcId) -> Option<&mut Worker> {
    let index = workers.iter().position(|worker| worker.proc == proc);
    let index = match index {
        Some(index) => index,
        None if workers.len() < WORKER_LIMIT => {
            workers.push(Worker {
                proc,
                task: None,
                done: 0,
            });
            workers.len() - 1
        }
        None => return None,
    };
    workers.get_mut(index)
}

/// Sets the state of task number `task` (from 1), if it is among the first.
fn set_task(tasks: &mut Vec<TaskState>, task: u64, state: TaskState) {
    let Some(index) = task
        .checked_sub(1)
        .and_then(|index| usize::try_from(index).ok())
        .filter(|index| *index < TASK_LIMIT)
    else {
        return;
    };
    if tasks.len() <= index {
        tasks.resize(index + 1, TaskState::Waiting);
    }
    tasks[index] = state;
}
