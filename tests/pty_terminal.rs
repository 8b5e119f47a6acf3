//! However forklore ends, the terminal is as it was and no process is left.

#[path = "support/pty.rs"]
#[expect(dead_code, reason = "other tests use other parts of it")]
mod pty;

use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use pty::{Pty, code_of};

const SIZE: (u16, u16) = (80, 24);

/// forklore at its lesson list.
fn at_the_list() -> Pty {
    let mut pty = Pty::start(&[], SIZE);
    pty.wait_until("the first frame", |screen| {
        screen.alternate_screen() && !screen.contents().trim().is_empty()
    });
    pty
}

#[track_caller]
fn check_end(mut pty: Pty, expected: i32) {
    let status = pty.wait_for_end();
    pty.assert_restored();
    pty.family().assert_no_survivor();
    assert_eq!(code_of(status), expected, "{}", pty.shown());
}

#[test]
fn quitting_by_key_restores_the_terminal() {
    let mut pty = at_the_list();
    pty.send("q");
    check_end(pty, 0);
}

#[test]
fn control_c_quits_at_once() {
    let mut pty = at_the_list();
    pty.send("\x03");
    check_end(pty, 0);
}

#[test]
fn deadly_signals_to_the_screens_owner_restore_the_terminal() {
    for signal in [
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGINT,
        Signal::SIGQUIT,
    ] {
        let mut pty = at_the_list();
        pty.signal(signal);
        check_end(pty, 128 + signal as i32);
    }
}

#[test]
fn deadly_signals_to_the_supervisor_are_passed_on() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGINT] {
        let pty = at_the_list();
        kill(pty.supervisor(), signal).expect("it lives");
        check_end(pty, 128 + signal as i32);
    }
}

#[test]
fn kill_9_of_the_screens_owner_restores_the_terminal() {
    let mut pty = at_the_list();
    pty.signal(Signal::SIGKILL);
    check_end(pty, 128 + 9);
}

#[test]
fn kill_9_of_the_supervisor_ends_the_screen_and_restores_the_terminal() {
    let mut pty = at_the_list();
    kill(pty.supervisor(), Signal::SIGKILL).expect("it lives");
    pty.wait_until("the terminal restored", |screen| !screen.alternate_screen());
    pty.family().assert_no_survivor();
    check_end(pty, 128 + 9);
}

#[test]
fn a_panic_in_the_event_loop_restores_the_terminal_and_says_why() {
    check_panic("ui");
}

#[test]
fn a_panic_in_the_input_thread_restores_the_terminal_and_says_why() {
    check_panic("input");
}

#[track_caller]
fn check_panic(thread: &str) {
    let mut pty = Pty::start(&["--panic-in", thread], SIZE);
    pty.wait_until("the first frame", |screen| {
        screen.alternate_screen() && !screen.contents().trim().is_empty()
    });
    pty.send("j");
    pty.wait_for("asked to panic");
    check_end(pty, 101);
}

#[test]
fn a_closed_terminal_ends_forklore() {
    let pty = at_the_list();
    let mut family = pty.hang_up();
    family.wait_for_end();
}

#[test]
fn stopping_gives_the_terminal_back_and_going_on_takes_it_again() {
    let mut pty = at_the_list();
    let before = pty.screen().contents();
    pty.send("\x1a");
    let supervisor = pty.supervisor();
    let stop = waitpid(supervisor, Some(WaitPidFlag::WUNTRACED)).expect("our child");
    assert_eq!(stop, WaitStatus::Stopped(supervisor, Signal::SIGSTOP));
    pty.wait_until("the terminal restored", |screen| !screen.alternate_screen());
    pty.assert_restored();
    kill(supervisor, Signal::SIGCONT).expect("it lives");
    pty.wait_until("the same screen again", |screen| {
        screen.alternate_screen() && screen.contents() == before
    });
    pty.send("q");
    check_end(pty, 0);
}

#[test]
fn at_rest_nothing_is_written() {
    let mut pty = at_the_list();
    pty.wait_for_silence(Duration::from_secs(1));
    pty.send("q");
    check_end(pty, 0);
}

#[test]
fn a_key_that_comes_together_with_a_resize_is_not_lost() {
    for _ in 0..20 {
        let mut pty = at_the_list();
        pty.resize((100, 30));
        pty.send("q");
        check_end(pty, 0);
    }
}

#[test]
fn a_resize_is_followed() {
    let mut pty = at_the_list();
    pty.resize((120, 40));
    pty.wait_until("a frame of the new size", |screen| {
        let rows: Vec<String> = screen.rows(0, 120).collect();
        rows[25..].iter().any(|row| !row.trim().is_empty())
    });
    pty.send("q");
    check_end(pty, 0);
}
