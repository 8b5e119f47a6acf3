//! The lessons on their way to the screen: those inside the binary are read while the terminal is set up.

use std::io;
use std::thread::JoinHandle;

use super::Lessons;
use crate::lesson::{self, Course};

/// A course that may still be read.
#[derive(Debug)]
pub enum Library {
    /// It is here.
    Here(Course),
    /// A thread reads it, and ends with it.
    Coming(JoinHandle<Course>),
}

impl Library {
    /// Begins to read.
    ///
    /// # Errors
    /// Where the system refuses a thread.
    pub fn open(lessons: Lessons) -> io::Result<Self> {
        match lessons {
            Lessons::None => Ok(Self::Here(Course::default())),
            Lessons::Loaded(course) => Ok(Self::Here(course)),
            Lessons::Embedded => std::thread::Builder::new()
                .name("lessons".to_owned())
                // A test holds that those inside the binary have no problem.
                .spawn(|| lesson::load_embedded_by_two().course)
                .map(Self::Coming),
        }
    }

    /// The course, as soon as it is there. After a panic of its thread, which was printed, no lesson is.
    pub fn course(self) -> Course {
        match self {
            Self::Here(course) => course,
            Self::Coming(thread) => thread.join().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lessons_inside_the_binary_arrive_whole() {
        let library = Library::open(Lessons::Embedded).expect("a thread");
        assert_eq!(library.course(), lesson::load_embedded().course);
    }
}
