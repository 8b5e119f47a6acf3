//! The front end holds on any text: no panic, and every span lies in the text, on character boundaries.

use forklore::lesson::Language;
use forklore::python::highlight::highlight;
use forklore::python::parse::{parse, scan};
use forklore::python::problem::render;
use proptest::prelude::*;

fn holds(source: &str) -> Result<(), TestCaseError> {
    for token in scan(source) {
        prop_assert!(source.get(token.span.clone()).is_some(), "{token:?}");
    }
    let mut end = 0;
    for (span, class) in highlight(source) {
        prop_assert!(
            span.start >= end && span.start < span.end,
            "{span:?} {class:?}"
        );
        prop_assert!(source.get(span.clone()).is_some(), "{span:?} {class:?}");
        end = span.end;
    }
    let Err(problems) = parse(source) else {
        return Ok(());
    };
    prop_assert!(!problems.is_empty());
    for problem in &problems {
        prop_assert!(source.get(problem.span.clone()).is_some(), "{problem:?}");
        prop_assert!(problem.line >= 1 && problem.column >= 1);
    }
    let places: Vec<usize> = problems.iter().map(|problem| problem.span.start).collect();
    prop_assert!(places.is_sorted());
    prop_assert!(!render(&problems, "x.py", source, Language::En).is_empty());
    Ok(())
}

/// Pieces of programs, so that random texts come near to Python.
const PIECES: &[&str] = &[
    "if ",
    "else",
    "elif ",
    "while ",
    "for ",
    "in ",
    "def ",
    "class ",
    "try",
    "except ",
    "finally",
    "with ",
    "as ",
    "import ",
    "from ",
    "lambda ",
    "return ",
    "yield ",
    "global ",
    "nonlocal ",
    "del ",
    "print ",
    "async ",
    "await ",
    "match ",
    "case ",
    "type ",
    "not ",
    "and ",
    "x",
    "time",
    "mp",
    "open",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "=",
    "==",
    ":=",
    "+",
    "*",
    "**",
    "@",
    "->",
    "!",
    "?",
    "$",
    ";",
    "\n",
    "\n    ",
    "\n\t",
    "\r\n",
    "\r",
    "\\\n",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "f'",
    "f\"{",
    "{x!r:>{",
    "rb'",
    "\\ud800",
    "\\N{BULLET}",
    "0x",
    "1e",
    "2j",
    "08",
    "1_0",
    "（",
    "）",
    "：",
    "，",
    "“",
    "”",
    "信号",
    "\u{3000}",
    "\u{feff}",
    "\u{0}",
    "# c",
    "é",
    "ﬁ",
    "🦀",
    " ",
    "  ",
];

proptest! {
    #[test]
    fn any_string_is_parsed_or_refused(source in any::<String>()) {
        holds(&source)?;
    }

    #[test]
    fn any_row_of_pieces_is_parsed_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)
    ) {
        holds(&pieces.concat())?;
    }

    #[test]
    fn any_cut_of_a_program_is_parsed_or_refused(start in 0_usize..2000, length in 0_usize..2000) {
        let end = (start + length).min(PROGRAM.len());
        let start = PROGRAM.floor_char_boundary(start.min(end));
        holds(&PROGRAM[start..PROGRAM.floor_char_boundary(end)])?;
    }
}

const PROGRAM: &str = r#"
import multiprocessing as mp
from multiprocessing import Process, Queue


class Worker(Process):
    """Ein Arbeiter, 工人."""

    def __init__(self, queue, *, name=None):
        super().__init__(name=name)
        self.queue = queue

    @property
    def size(self):
        return [x for x in range(3) if x % 2] or {'a': 1, **{}}

    def run(self):
        while True:
            try:
                item = self.queue.get(timeout=0.5)
            except (mp.TimeoutError, OSError) as error:
                print(f'{self.name!r:>{10}} 信号 {error=} {"x" + 'y'}')
                break
            else:
                print('%s: %d' % (self.name, item), end='\n', flush=True)
            finally:
                pass


if __name__ == '__main__':
    queue = Queue(3)
    workers = [Worker(queue, name=f'w{i}') for i in range(3)]
    for worker in workers:
        worker.start()
    queue.put(b'\x00' if not queue else lambda a, /, b=1: (a := b))
    with mp.Pool(processes=3) as pool, mp.Lock():
        results = pool.map(len, ['a', 'b'])[1:-1:2]
    assert results, 'no results'
"#;
