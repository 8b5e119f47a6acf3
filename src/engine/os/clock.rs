//! The system's clocks (clock_gettime(2)).

use nix::time::{ClockId, clock_gettime};

/// Nanoseconds of CLOCK_MONOTONIC.
pub fn monotonic_ns() -> u64 {
    read(ClockId::CLOCK_MONOTONIC)
}

/// Nanoseconds of CLOCK_MONOTONIC_COARSE: a few milliseconds late, at a tenth of the cost.
pub fn coarse_ns() -> u64 {
    read(ClockId::CLOCK_MONOTONIC_COARSE)
}

/// Nanoseconds since 1970 of CLOCK_REALTIME.
pub fn realtime_ns() -> u64 {
    read(ClockId::CLOCK_REALTIME)
}

fn read(id: ClockId) -> u64 {
    clock_gettime(id).map_or(0, |time| {
        time.tv_sec().unsigned_abs() * 1_000_000_000 + time.tv_nsec().unsigned_abs()
    })
}

/// Sleeps for some real nanoseconds (clock_nanosleep(2)), less if a signal comes.
pub fn nap(ns: u64) {
    let _ = nix::time::clock_nanosleep(
        ClockId::CLOCK_MONOTONIC,
        nix::time::ClockNanosleepFlags::empty(),
        &nix::sys::time::TimeSpec::from(std::time::Duration::from_nanos(ns)),
    );
}
