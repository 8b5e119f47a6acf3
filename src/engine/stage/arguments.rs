//! What the conductor tells the stage on its command line.

use std::ffi::CString;
use std::io::{Error, Result};
use std::os::fd::RawFd;

use crate::engine::session::StartMethod;

/// Descriptor numbers and the little that does not stand in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The shared memory.
    pub arena: RawFd,
    /// Write end of the output socket.
    pub output: RawFd,
    /// Senders' end of the post.
    pub post: RawFd,
    /// The conductor's doorbell.
    pub doorbell: RawFd,
    /// Read end of the control pipe.
    pub control: RawFd,
    /// File with the program's text.
    pub source: RawFd,
    /// Read end of the dead man's pipe; none in a namespace.
    pub dead_man: Option<RawFd>,
    /// How processes are started.
    pub start_method: StartMethod,
    /// Path of the program as it was given.
    pub path: String,
}

impl Arguments {
    /// The command line, `forklore __stage` first.
    ///
    /// # Errors
    /// A path with a NUL byte.
    pub fn to_command_line(&self) -> Result<Vec<CString>> {
        let numbers = self.descriptors().map(|fd| fd.to_string());
        let method = match self.start_method {
            StartMethod::Fork => "fork",
            StartMethod::Spawn => "spawn",
        };
        ["forklore", "__stage"]
            .into_iter()
            .map(str::to_owned)
            .chain(numbers)
            .chain([method.to_owned(), self.path.clone()])
            .map(|text| Ok(CString::new(text)?))
            .collect()
    }

    /// Reads what stands behind `forklore __stage`.
    ///
    /// # Errors
    /// Anything that [`Arguments::to_command_line`] did not write.
    pub fn parse(words: &[String]) -> Result<Self> {
        let misuse = || Error::other("__stage is started by forklore itself, not by hand");
        let (numbers, rest) = words.split_at_checked(7).ok_or_else(misuse)?;
        let numbers: Vec<RawFd> = numbers
            .iter()
            .filter_map(|word| word.parse().ok())
            .collect();
        let ([arena, output, post, doorbell, control, source, dead_man], [method, path]) =
            (numbers.as_slice(), rest)
        else {
            return Err(misuse());
        };
        Ok(Self {
            arena: *arena,
            output: *output,
            post: *post,
            doorbell: *doorbell,
            control: *control,
            source: *source,
            dead_man: (*dead_man >= 0).then_some(*dead_man),
            start_method: if method == "spawn" {
                StartMethod::Spawn
            } else {
                StartMethod::Fork
            },
            path: path.clone(),
        })
    }

    /// The descriptors that the stage keeps.
    pub fn kept(&self) -> Vec<RawFd> {
        self.descriptors()
            .into_iter()
            .filter(|&fd| fd >= 0)
            .collect()
    }

    fn descriptors(&self) -> [RawFd; 7] {
        [
            self.arena,
            self.output,
            self.post,
            self.doorbell,
            self.control,
            self.source,
            self.dead_man.unwrap_or(-1),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_reads_back_as_what_was_written() {
        for dead_man in [None, Some(9)] {
            let arguments = Arguments {
                arena: 3,
                output: 4,
                post: 5,
                doorbell: 6,
                control: 7,
                source: 8,
                dead_man,
                start_method: StartMethod::Spawn,
                path: "课/a b.py".to_owned(),
            };
            let line = arguments.to_command_line().expect("no NUL");
            let words: Vec<String> = line[2..]
                .iter()
                .map(|word| word.to_str().expect("UTF-8").to_owned())
                .collect();
            assert_eq!(Arguments::parse(&words).expect("our own"), arguments);
        }
    }
}
