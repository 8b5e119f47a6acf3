//! Broken syntax, said so that a learner can mend it: hints come from the tokens around a fault.

use crate::python::parse::{Fault, Token};
use crate::python::problem::{Problem, ProblemClass};

/// Problems for the `faults` of `source`, whose tokens are `tokens`.
pub fn explain(source: &str, _tokens: &[Token], faults: &[Fault]) -> Vec<Problem> {
    faults
        .iter()
        .map(|fault| {
            Problem::new(
                source,
                &fault.span,
                ProblemClass::Syntax,
                fault.message.clone(),
            )
        })
        .collect()
}
