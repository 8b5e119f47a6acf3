//! `forklore check`: every problem of every lesson, and a run of every listing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use forklore::lesson::{self, Course, Listing, Refusal};
use forklore::python::Program;
use forklore::run::trial;

use super::{Common, fail, print, start};

/// Real time that a listing is watched at `--speed max`. Some listings go on for ever, as producers and consumers do;
/// what is wrong with one shows within seconds.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Checks the lessons in `dir`, or the built-in ones. Reports go to stdout; the status is 1 if there is one.
pub fn check(common: &Common, dir: Option<PathBuf>) -> ExitCode {
    let dir = dir.or_else(|| common.lessons.clone());
    let (problems, course) = read(dir.as_deref());
    let mut reports: Vec<String> = problems.iter().map(ToString::to_string).collect();
    reports.extend(failed_runs(&course));
    for report in &reports {
        print(format!("{report}\n").as_bytes());
    }
    match reports.len() {
        0 => {
            eprintln!("{}", praise(&course));
            ExitCode::SUCCESS
        }
        1 => fail(1, "1 problem"),
        n => fail(1, &format!("{n} problems")),
    }
}

fn read(dir: Option<&Path>) -> (Vec<lesson::Problem>, Course) {
    match dir {
        Some(dir) => (
            lesson::check_dir(dir, &refusals),
            lesson::load_dir(dir).course,
        ),
        None => (
            lesson::check_embedded(&refusals),
            lesson::load_embedded().course,
        ),
    }
}

/// Why forklore does not run a listing.
fn refusals(path: &str, source: &str) -> Vec<Refusal> {
    let problems = Program::compile(path, source).err().unwrap_or_default();
    problems
        .into_iter()
        .map(|problem| Refusal {
            span: problem.span,
            message: problem.message.en,
            remedy: problem.remedy.map(|remedy| remedy.en),
        })
        .collect()
}

/// A report for every listing of a sound lesson that cannot be run, or comes to a standstill.
fn failed_runs(course: &Course) -> Vec<String> {
    let listings = course.lessons.iter().flat_map(|lesson| &lesson.listings);
    listings.filter_map(failed_run).collect()
}

fn failed_run(listing: &Listing) -> Option<String> {
    let options = start::trial_options(listing, TIME_LIMIT);
    let why = match trial::run(options) {
        Ok(end) if ["exited", "time_limit"].contains(&end.outcome.as_str()) => return None,
        Ok(end) if end.outcome == "deadlock" => "it ends in a standstill".to_owned(),
        Ok(end) => format!("its run was {}", end.outcome),
        Err(error) => format!("it cannot be run: {error:#}"),
    };
    Some(format!("{}: {why}", listing.path))
}

fn praise(course: &Course) -> String {
    let n_lessons = course.lessons.len();
    let n_listings: usize = course
        .lessons
        .iter()
        .map(|lesson| lesson.listings.len())
        .sum();
    format!("{n_lessons} lessons, {n_listings} listings: no problem")
}
