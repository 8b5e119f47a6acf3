//! Scenario files: events in, expected world out. The format: `tests/scenarios/README.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use forklore::lesson::Language;
use forklore::model::narration;
use forklore::model::world::{Detail, End, Item, LaneState, Object, Process, Row, State, Wait};
use forklore::model::{World, explain_standstill};
use forklore::trace::{Event, ProcId};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");

macro_rules! scenarios {
    ($($name:ident => $file:literal,)*) => {
        $(#[test]
        fn $name() {
            check($file);
        })*

        #[test]
        fn every_scenario_file_is_checked() {
            let checked: BTreeSet<String> = [$($file.to_owned()),*].into();
            let there: BTreeSet<String> = std::fs::read_dir(FOLDER)
                .expect("the folder is in the repository")
                .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
                .filter(|name| name.ends_with(".txt"))
                .collect();
            assert_eq!(there, checked);
        }
    };
}

scenarios! {
    a_child_is_created_runs_ends_and_is_reaped => "child.txt",
    a_daemon_dies_by_signal_and_its_lock_stays_held => "dead_holder.txt",
    a_join_that_times_out_says_so => "join_timeout.txt",
    a_wait_taken_up_again_is_told_over_all_its_stretches => "timed_wait.txt",
    a_killed_process_takes_what_its_feeder_had => "queue_killed.txt",
    a_lock_has_a_holder_and_waiters_in_their_order => "lock.txt",
    a_message_goes_from_end_to_end => "pipe.txt",
    a_pipe_knows_who_has_its_ends_open => "pipe_ends.txt",
    a_pool_knows_its_workers_and_tasks => "pool.txt",
    a_pool_knows_tasks_that_failed_and_tasks_that_are_lost => "pool_lost.txt",
    what_ends_without_being_asked_is_said_with_its_reason => "reasons.txt",
    a_queue_counts_items_with_and_without_the_feeder => "queue.txt",
    a_sampled_t_stops_and_another_letter_goes_on => "stopped.txt",
    a_semaphore_counts_permits => "semaphore.txt",
    a_torn_line_shows_who_came_in_and_which_newline_is_late => "torn.txt",
    a_value_remembers_what_it_was => "value.txt",
    sentences_of_rarer_facts_are_said_in_both_languages => "words.txt",
    damage_is_folded_as_far_as_it_makes_sense => "damage.txt",
    two_locks_in_opposite_order_are_a_cycle => "deadlock.txt",
    a_condition_around_a_lock_of_the_program_is_one_picture => "given_lock.txt",
    a_joinable_queue_counts_what_is_unfinished => "joinable.txt",
    the_own_lock_of_a_value_has_a_holder_and_can_be_part_of_a_cycle => "value_lock.txt",
    conditions_events_and_barriers_are_put_together_from_their_parts => "composite.txt",
    processes_that_only_try_again_make_no_progress => "stall.txt",
    an_object_that_nobody_else_has_is_named_with_its_twin => "unshared.txt",
    an_update_is_lost_by_a_write_from_an_outdated_read => "lost_update.txt",
    a_waiter_beside_a_free_permit_is_named => "stranded.txt",
}

/// Runs a scenario file; panics with the file, the section and both texts.
#[track_caller]
fn check(file: &str) {
    let text = std::fs::read_to_string(Path::new(FOLDER).join(file)).expect("the file is there");
    let mut world = World::new();
    let mut seq = 0;
    let mut n_logged = 0;
    let mut log_from = 0;
    let mut n_expected = 1;
    for (name, rows) in sections(&text) {
        if name == "events" {
            assert!(n_expected > 0, "{file}: events without expectation");
            n_expected = 0;
            log_from = n_logged;
            for row in rows {
                world.apply(&event(file, row, &mut seq));
            }
            n_logged = world.log_dropped + world.log.len() as u64;
            continue;
        }
        n_expected += 1;
        let shown = show(&world, name, &rows, log_from);
        let expected: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
        let report = format!(
            "{file}, `{name}`\nexpected:\n{}\nis:\n{}\n",
            expected.join("\n"),
            shown.join("\n")
        );
        assert_eq!(shown.len(), expected.len(), "{report}");
        for (is, should) in shown.iter().zip(&expected) {
            assert_eq!(is, should, "{report}");
        }
    }
    assert!(n_expected > 0, "{file}: events without expectation");
    assert!(world.applied > 0, "{file}: no events");
}

/// Sections in order: name and rows, without comments and blank rows.
fn sections(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in text.lines().map(str::trim) {
        match row.strip_suffix(':') {
            _ if row.is_empty() || row.starts_with("# ") => {}
            Some(name) if !name.contains(' ') => sections.push((name, Vec::new())),
            _ => sections.last_mut().expect("a section first").1.push(row),
        }
    }
    sections
}

/// `0.100 [1]feeder 12 sent object=1 repr="'a'" bytes=5`
fn event(file: &str, row: &str, seq: &mut u64) -> Event {
    let words = words(row);
    let [time, who, line, kind, fields @ ..] = words.as_slice() else {
        panic!("{file}: `{row}` is no event");
    };
    let seconds: f64 = time.parse().expect("virtual seconds");
    let vt = (seconds * 1e9).round() as u64;
    let sampled = ["kernel_state", "object_state", "lost"].contains(&kind.as_str());
    let mut json = format!(
        "{{\"seq\":{},\"t\":{vt},\"vt\":{vt}",
        seq.saturating_sub(u64::from(sampled))
    );
    *seq += u64::from(!sampled);
    if let Some((badge, agent)) = who.split_once(']') {
        let proc = badge.trim_start_matches('[');
        write!(json, ",\"proc\":{proc}").expect("a string takes all");
        if !agent.is_empty() {
            write!(json, ",\"agent\":\"{agent}\"").expect("a string takes all");
        }
    }
    if line != "-" {
        write!(json, ",\"line\":{line}").expect("a string takes all");
    }
    write!(json, ",\"kind\":\"{kind}\"").expect("a string takes all");
    for field in fields {
        let (name, value) = field.split_once('=').expect("name=value");
        let is_json = serde_json::from_str::<serde_json::Value>(value).is_ok();
        let value = if is_json {
            value.to_owned()
        } else {
            format!("\"{value}\"")
        };
        write!(json, ",\"{name}\":{value}").expect("a string takes all");
    }
    json.push('}');
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{file}: `{row}`: {error}"))
}

/// Words of a row; blanks inside quotes belong to the word.
fn words(row: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    let mut is_escaped = false;
    for character in row.chars() {
        if character == ' ' && !is_quoted {
            words.push(String::new());
            continue;
        }
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        words.last_mut().expect("one at least").push(character);
    }
    words.retain(|word| !word.is_empty());
    words
}

fn show(world: &World, section: &str, rows: &[&str], log_from: u64) -> Vec<String> {
    match section {
        "processes" => world.processes.iter().map(show_process).collect(),
        "objects" => {
            let shown = world.objects.values();
            shown.map(|object| show_object(world, object)).collect()
        }
        "composites" => show_composites(world),
        "output" => world.output.rows.iter().map(|row| show_row(row)).collect(),
        "log" => show_log(world, log_from, Language::En),
        "log.zh" => show_log(world, log_from, Language::Zh),
        "lanes" => show_lanes(world, rows[0]),
        "standstill" => explain_standstill(world).sentences(world, Language::En),
        "standstill.zh" => explain_standstill(world).sentences(world, Language::Zh),
        "cycle" => world.wait_cycle().map_or_else(
            || vec!["none".to_owned()],
            |cycle| vec![format!("{cycle:?}")],
        ),
        other => panic!("no section `{other}`"),
    }
}

fn show_log(world: &World, from: u64, language: Language) -> Vec<String> {
    world
        .log_from(from)
        .map(|entry| {
            let sentence = narration::sentence(world, entry, language);
            format!("{:.3} {sentence}", entry.vt as f64 / 1e9)
        })
        .collect()
}

/// `[1] Loop-1 blocked acquire #1 line 12, letter S, holds 2`
fn show_process(process: &Process) -> String {
    let state = match &process.state {
        State::Created => "created".to_owned(),
        State::Ready => "ready".to_owned(),
        State::Running => "running".to_owned(),
        State::Blocked(wait) => format!("blocked {}", show_wait(wait)),
        State::Sleeping { until } => format!("sleeping until {}", *until as f64 / 1e9),
        State::Stopped => "stopped".to_owned(),
        State::Zombie(end) => format!("zombie {}", show_end(end)),
        State::Exited(end) => format!("exited {}", show_end(end)),
        State::Gone => "gone".to_owned(),
    };
    let mut text = format!("[{}] {} {state}", process.id.0, process.name);
    if process.daemon {
        text += ", daemon";
    }
    if let Some(pid) = process.pid {
        write!(text, ", pid {pid}").expect("a string takes all");
    }
    if let Some(line) = process.line {
        write!(text, ", line {}", line.0).expect("a string takes all");
    }
    if let Some(letter) = process.letter {
        write!(text, ", letter {letter}").expect("a string takes all");
    }
    for held in &process.holds {
        write!(text, ", holds #{}", held.0).expect("a string takes all");
    }
    for (agent, helper) in &process.helpers {
        let waits = helper.waits_for.as_ref().map(show_wait).unwrap_or_default();
        write!(text, ", {agent:?} {waits}").expect("a string takes all");
    }
    if let Some(exception) = &process.exception {
        let (type_, message) = (&exception.type_, &exception.message);
        write!(text, ", {type_}: {message}").expect("a string takes all");
    }
    if let Some(signal) = &process.pending_signal {
        write!(text, ", {signal} pending").expect("a string takes all");
    }
    if let Some(gave_up) = &process.gave_up {
        write!(text, ", gave up after {}", gave_up.after as f64 / 1e9).expect("a string takes all");
    }
    text.trim_end().to_owned()
}

fn show_wait(wait: &Wait) -> String {
    let mut text = wait.op.clone();
    if let Some(object) = wait.object {
        write!(text, " #{}", object.0).expect("a string takes all");
    }
    if let Some(child) = wait.child {
        write!(text, " [{}]", child.0).expect("a string takes all");
    }
    if let Some(deadline) = wait.deadline {
        write!(text, " until {}", deadline as f64 / 1e9).expect("a string takes all");
    }
    text
}

fn show_end(end: &End) -> String {
    match end {
        End::Code(code) => code.to_string(),
        End::Signal(signal) => signal.clone(),
    }
}

fn show_object(world: &World, object: &Object) -> String {
    let detail = match &object.detail {
        Detail::Lock { holder, depth, .. } => match holder {
            Some(holder) => format!("held by [{}] x{depth}", holder.0),
            None => "free".to_owned(),
        },
        Detail::Semaphore {
            count,
            initial,
            highest,
            taken,
            given,
        } => {
            format!("count {count} of {initial}, highest {highest}, taken {taken}, given {given}")
        }
        Detail::Queue {
            items,
            n_items,
            n_with_feeder,
            capacity,
            bytes,
            ..
        } => format!(
            "{} {n_items} of {capacity:?}, {n_with_feeder} with feeder, bytes {bytes:?}",
            show_items(items.iter())
        ),
        Detail::Pipe {
            in_flight,
            n_messages,
            bytes,
            ends,
            n_directions: _,
            open,
            n_closed: _,
        } => {
            let numbers = |ids: &[ProcId]| ids.iter().map(|id| id.0).collect::<Vec<_>>();
            let open = open.as_ref().map_or_else(String::new, |[first, second]| {
                format!(", open {:?} {:?}", numbers(first), numbers(second))
            });
            format!(
                "{:?} 0>1 {} 1>0 {} {:?} passed {n_messages}, bytes {bytes:?}{open}",
                numbers(&ends[0]),
                show_items(in_flight[0].iter()),
                show_items(in_flight[1].iter()),
                numbers(&ends[1]),
            )
        }
        Detail::Pool {
            workers,
            submitted,
            started,
            done,
            failed,
            lost,
            newest_lost,
            tasks,
        } => {
            let workers: Vec<String> = workers
                .iter()
                .map(|worker| {
                    format!(
                        "[{}] at {:?} did {}",
                        worker.proc.0, worker.task, worker.done
                    )
                })
                .collect();
            let bad = match (failed, newest_lost) {
                (0, None) => String::new(),
                (n, None) => format!(", {n} failed"),
                (n, Some((task, by))) => {
                    format!(", {n} failed, {lost} lost: {task} with [{}]", by.0)
                }
            };
            format!(
                "{submitted}/{started}/{done} {} {tasks:?}{bad}",
                workers.join(" ")
            )
        }
        Detail::Value {
            repr,
            before,
            accesses,
            ..
        } => {
            let lost = accesses.newest_lost.map_or_else(String::new, |(of, by)| {
                format!(", lost {} of [{}] by [{}]", accesses.n_lost, of.0, by.0)
            });
            let held = object
                .holder()
                .map_or_else(String::new, |holder| format!(", held by [{}]", holder.0));
            format!("{repr} before {before:?}{lost}{held}")
        }
        Detail::Other => String::new(),
    };
    let waiters: Vec<String> = object
        .waiters
        .iter()
        .map(|waiter| match waiter.agent {
            Some(agent) => format!(" [{}]{agent:?}", waiter.proc.0),
            None => format!(" [{}]", waiter.proc.0),
        })
        .collect();
    let waiting = if waiters.is_empty() {
        " none".to_owned()
    } else {
        waiters.concat()
    };
    let unfinished = world
        .unfinished(object.id)
        .map_or_else(String::new, |n| format!(", unfinished {n}"));
    format!(
        "#{} {} {detail}{unfinished}; waiting{waiting}",
        object.id.0, object.name
    )
}

/// `#5 go event: set false`
fn show_composites(world: &World) -> Vec<String> {
    let wholes = world.shown_objects().filter_map(|object| {
        let whole = world.composite(object.id)?;
        let state = if let Some(is_set) = world.is_set(object.id) {
            format!("set {is_set}")
        } else if let Some(state) = world.barrier_state(object.id) {
            format!("{state:?}")
        } else if whole.has_given_lock() {
            let lock = world.object_label(whole.lock);
            format!("lock {lock}, notified {:?}", whole.notified)
        } else {
            format!("notified {:?}", whole.notified)
        };
        let type_ = format!("{:?}", whole.type_).to_lowercase();
        Some(format!("#{} {} {type_}: {state}", object.id.0, object.name))
    });
    wholes.collect()
}

fn show_items<'a>(items: impl Iterator<Item = &'a Item>) -> String {
    let items: Vec<String> = items.map(|item| item.repr.clone()).collect();
    format!("|{}|", items.join("|"))
}

/// `[1]"a" ↯ [2]"b" [1]↵ torn`
fn show_row(row: &Row) -> String {
    let mut text = String::new();
    let mut last = None;
    for piece in &row.pieces {
        if last.is_some_and(|last| last != piece.proc) {
            text += "↯ ";
        }
        last = Some(piece.proc);
        let content = if piece.lone_newline {
            "↵".to_owned()
        } else {
            format!("{:?}", piece.text)
        };
        let stream = if piece.stream == 2 { "!" } else { "" };
        write!(text, "[{}]{stream}{content} ", piece.proc.0).expect("a string takes all");
    }
    if row.torn {
        text += "torn ";
    }
    if let Some(late) = row.late {
        write!(text, "late {late} ").expect("a string takes all");
    }
    text.trim_end().to_owned()
}

fn show_lanes(world: &World, head: &str) -> Vec<String> {
    let words: Vec<&str> = head.split(' ').collect();
    let ["cell", seconds, count] = words.as_slice() else {
        panic!("`cell SECONDS COUNT` first");
    };
    let cell_ns = (seconds.parse::<f64>().expect("seconds") * 1e9) as u64;
    let count = count.parse().expect("a count");
    let lanes = world.processes.iter().map(|process| {
        let cells = process.lane.cells(0, cell_ns, count);
        let cells: String = cells
            .into_iter()
            .map(|cell| match cell {
                LaneState::Blank => '_',
                LaneState::Running => '#',
                LaneState::Ready => '=',
                LaneState::Blocked => '-',
                LaneState::Sleeping => '.',
                LaneState::Stopped => ':',
                LaneState::Zombie => '^',
            })
            .collect();
        format!("[{}] {cells}", process.id.0)
    });
    std::iter::once(head.to_owned()).chain(lanes).collect()
}
