//! The `math` module, and methods of numbers.

mod special;

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

use super::Native;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::value::Value;

pub(super) const NATIVES: &[(&str, Native)] = &[
    ("_math_sqrt", |m, a| domain(m, a, f64::sqrt, |x| x >= 0.0)),
    ("_math_sin", |m, a| domain(m, a, f64::sin, f64::is_finite)),
    ("_math_cos", |m, a| domain(m, a, f64::cos, f64::is_finite)),
    ("_math_tan", |m, a| domain(m, a, f64::tan, f64::is_finite)),
    ("_math_asin", |m, a| {
        domain(m, a, f64::asin, |x| x.abs() <= 1.0)
    }),
    ("_math_acos", |m, a| {
        domain(m, a, f64::acos, |x| x.abs() <= 1.0)
    }),
    ("_math_atan", |m, a| plain(m, a, f64::atan)),
    ("_math_sinh", |m, a| ranged(m, a, f64::sinh)),
    ("_math_cosh", |m, a| ranged(m, a, f64::cosh)),
    ("_math_tanh", |m, a| plain(m, a, f64::tanh)),
    ("_math_exp", |m, a| ranged(m, a, f64::exp)),
    ("_math_fabs", |m, a| plain(m, a, f64::abs)),
    ("_math_degrees", |m, a| {
        plain(m, a, |x| x * (180.0 / std::f64::consts::PI))
    }),
    ("_math_radians", |m, a| {
        plain(m, a, |x| x * (std::f64::consts::PI / 180.0))
    }),
    ("_math_log2", |m, a| domain(m, a, f64::log2, |x| x > 0.0)),
    ("_math_log10", |m, a| domain(m, a, f64::log10, |x| x > 0.0)),
    ("_math_log1p", |m, a| domain(m, a, f64::ln_1p, |x| x > -1.0)),
    ("_math_log", |m, a| domain(m, a, f64::ln, |x| x > 0.0)),
    ("_math_atan2", |m, a| two(m, a, f64::atan2)),
    ("_math_copysign", |m, a| two(m, a, f64::copysign)),
    ("_math_fmod", |m, a| strict(m, a, |x, y| x % y)),
    ("_math_hypot", hypot),
    ("_math_pow", |m, a| strict(m, a, f64::powf)),
    ("_math_floor", |m, a| whole(m, a, f64::floor)),
    ("_math_ceil", |m, a| whole(m, a, f64::ceil)),
    ("_math_trunc", |m, a| whole(m, a, f64::trunc)),
    ("_math_isnan", |m, a| test(m, a, f64::is_nan)),
    ("_math_isinf", |m, a| test(m, a, f64::is_infinite)),
    ("_math_isfinite", |m, a| test(m, a, f64::is_finite)),
    ("_math_gcd", gcd),
    ("_math_isqrt", isqrt),
    ("_math_asinh", |m, a| plain(m, a, special::asinh)),
    ("_math_acosh", |m, a| {
        domain(m, a, special::acosh, |x| x >= 1.0)
    }),
    ("_math_atanh", |m, a| {
        domain(m, a, special::atanh, |x| x.abs() < 1.0)
    }),
    ("_math_exp2", |m, a| ranged(m, a, f64::exp2)),
    ("_math_expm1", |m, a| ranged(m, a, f64::exp_m1)),
    ("_math_cbrt", |m, a| plain(m, a, f64::cbrt)),
    ("_math_erf", |m, a| plain(m, a, libm::erf)),
    ("_math_erfc", |m, a| plain(m, a, libm::erfc)),
    ("_math_gamma", |m, a| defined(m, a, special::gamma)),
    ("_math_lgamma", |m, a| defined(m, a, special::lgamma)),
    ("_math_ulp", |m, a| plain(m, a, ulp)),
    ("_math_nextafter", |m, a| two(m, a, next_after)),
    ("_math_remainder", |m, a| strict(m, a, libm::remainder)),
    ("_math_frexp", frexp),
    ("_math_ldexp", ldexp),
    ("_math_dist", dist),
    ("_math_fsum", fsum),
];

fn argument(machine: &mut Machine, args: &Args, at: usize) -> R<f64> {
    let value = args.pos.get(at).copied().unwrap_or(Value::None);
    machine.float_arg(value)
}

fn plain(machine: &mut Machine, args: &Args, function: fn(f64) -> f64) -> R<Out> {
    Ok(Value::Float(function(argument(machine, args, 0)?)).into())
}

fn ranged(machine: &mut Machine, args: &Args, function: fn(f64) -> f64) -> R<Out> {
    let x = argument(machine, args, 0)?;
    let result = function(x);
    if result.is_infinite() && x.is_finite() {
        return Err(machine.error("OverflowError", "math range error"));
    }
    Ok(Value::Float(result).into())
}

fn domain(
    machine: &mut Machine,
    args: &Args,
    function: fn(f64) -> f64,
    inside: fn(f64) -> bool,
) -> R<Out> {
    let x = argument(machine, args, 0)?;
    if !inside(x) && !x.is_nan() {
        return Err(machine.error("ValueError", "math domain error"));
    }
    Ok(Value::Float(function(x)).into())
}

/// A function of two numbers that refuses what CPython refuses: no number out of numbers, an infinity out of finite
/// ones (where they lie outside of what it is defined for, or beyond the largest float).
fn strict(machine: &mut Machine, args: &Args, function: fn(f64, f64) -> f64) -> R<Out> {
    let (x, y) = (argument(machine, args, 0)?, argument(machine, args, 1)?);
    let result = function(x, y);
    let is_undefined = result.is_nan() && !x.is_nan() && !y.is_nan();
    let is_infinite = result.is_infinite() && x.is_finite() && y.is_finite();
    if is_undefined || (is_infinite && x == 0.0) {
        return Err(machine.error("ValueError", "math domain error"));
    }
    if is_infinite {
        return Err(machine.error("OverflowError", "math range error"));
    }
    Ok(Value::Float(result).into())
}

/// A function that tells by NaN where it is not defined, and by an infinity where its result is too large.
fn defined(machine: &mut Machine, args: &Args, function: fn(f64) -> f64) -> R<Out> {
    let x = argument(machine, args, 0)?;
    let result = function(x);
    if result.is_nan() && !x.is_nan() {
        return Err(machine.error("ValueError", "math domain error"));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(machine.error("OverflowError", "math range error"));
    }
    Ok(Value::Float(result).into())
}

fn hypot(machine: &mut Machine, args: &Args) -> R<Out> {
    let parts: R<Vec<f64>> = (0..args.pos.len())
        .map(|at| argument(machine, args, at))
        .collect();
    Ok(Value::Float(special::length(&parts?)).into())
}

/// `dist(p, q)`: the library has made both of them tuples.
fn dist(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut points = [Vec::new(), Vec::new()];
    for (point, value) in points.iter_mut().zip(&args.pos) {
        let items = machine.heap.as_items(*value).unwrap_or_default().to_vec();
        for item in items {
            point.push(machine.float_arg(item)?);
        }
    }
    let [p, q] = points;
    if p.len() != q.len() {
        let message = "both points must have the same number of dimensions";
        return Err(machine.error("ValueError", message));
    }
    let parts: Vec<f64> = p.iter().zip(&q).map(|(a, b)| a - b).collect();
    Ok(Value::Float(special::length(&parts)).into())
}

/// `fsum(list)`.
fn fsum(machine: &mut Machine, args: &Args) -> R<Out> {
    let items = args
        .pos
        .first()
        .and_then(|list| machine.heap.as_items(*list));
    let mut finite = Vec::new();
    let mut others = Vec::new();
    for item in items.unwrap_or_default().to_vec() {
        let x = machine.float_arg(item)?;
        if x.is_finite() {
            &mut finite
        } else {
            &mut others
        }
        .push(x);
    }
    if others.is_empty() {
        return match special::exact_sum(&finite) {
            Some(sum) => Ok(Value::Float(sum).into()),
            None => Err(machine.error("OverflowError", "intermediate overflow in fsum")),
        };
    }
    let sum: f64 = others.iter().sum();
    if sum.is_nan() && !others.iter().any(|x| x.is_nan()) {
        return Err(machine.error("ValueError", "-inf + inf in fsum"));
    }
    Ok(Value::Float(sum).into())
}

/// Distance to the next larger float.
fn ulp(x: f64) -> f64 {
    let size = x.abs();
    if !size.is_finite() {
        return size;
    }
    let next = size.next_up();
    if next.is_infinite() {
        size - size.next_down()
    } else {
        next - size
    }
}

fn next_after(x: f64, toward: f64) -> f64 {
    match x.partial_cmp(&toward) {
        None => f64::NAN,
        Some(Ordering::Equal) => toward,
        Some(Ordering::Less) => x.next_up(),
        Some(Ordering::Greater) => x.next_down(),
    }
}

fn frexp(machine: &mut Machine, args: &Args) -> R<Out> {
    let (mantissa, exponent) = special::frexp(argument(machine, args, 0)?);
    let items = vec![Value::Float(mantissa), Value::Int(exponent.into())];
    Ok(machine.heap.tuple(items).into())
}

fn ldexp(machine: &mut Machine, args: &Args) -> R<Out> {
    let x = argument(machine, args, 0)?;
    let exponent = args.pos.get(1).copied().unwrap_or(Value::None);
    let Some(exponent) = machine.as_int(exponent) else {
        let message = "Expected an int as second argument to ldexp.";
        return Err(machine.error("TypeError", message));
    };
    // No float is further from 1 than this, whichever way.
    let limit = BigInt::from(5_000);
    let exponent = exponent.clamp(-&limit, limit).to_i32().unwrap_or(0);
    let result = libm::ldexp(x, exponent);
    if result.is_infinite() && x.is_finite() {
        return Err(machine.error("OverflowError", "math range error"));
    }
    Ok(Value::Float(result).into())
}

fn two(machine: &mut Machine, args: &Args, function: fn(f64, f64) -> f64) -> R<Out> {
    let (x, y) = (argument(machine, args, 0)?, argument(machine, args, 1)?);
    Ok(Value::Float(function(x, y)).into())
}

fn whole(machine: &mut Machine, args: &Args, function: fn(f64) -> f64) -> R<Out> {
    let value = args.pos.first().copied().unwrap_or(Value::None);
    if let Some(int) = machine.as_int(value) {
        return Ok(machine.heap.int(int).into());
    }
    let x = machine.float_arg(value)?;
    if x.is_nan() {
        return Err(machine.error("ValueError", "cannot convert float NaN to integer"));
    }
    if x.is_infinite() {
        return Err(machine.error("OverflowError", "cannot convert float infinity to integer"));
    }
    Ok(super::convert::int_from_float(machine, function(x)).into())
}

fn test(machine: &mut Machine, args: &Args, function: fn(f64) -> bool) -> R<Out> {
    Ok(Value::Bool(function(argument(machine, args, 0)?)).into())
}

fn int_argument(machine: &mut Machine, value: Value) -> R<BigInt> {
    if let Some(int) = machine.as_int(value) {
        Ok(int)
    } else {
        let message = format!(
            "'{}' object cannot be interpreted as an integer",
            machine.type_name(value)
        );
        Err(machine.error("TypeError", message))
    }
}

fn gcd(machine: &mut Machine, args: &Args) -> R<Out> {
    let mut result = BigInt::from(0);
    for value in &args.pos {
        result = result.gcd(&int_argument(machine, *value)?);
    }
    Ok(machine.heap.int(result).into())
}

fn isqrt(machine: &mut Machine, args: &Args) -> R<Out> {
    let int = int_argument(machine, args.pos[0])?;
    if int.is_negative() {
        return Err(machine.error("ValueError", "isqrt() argument must be nonnegative"));
    }
    Ok(machine.heap.int(int.sqrt()).into())
}

/// Methods of int, bool and float.
pub(super) fn number_method(
    machine: &mut Machine,
    this: Value,
    name: &str,
    _args: &Args,
) -> R<Out> {
    match (name, this) {
        ("conjugate", _) => Ok(this.into()),
        ("is_integer", Value::Float(it)) => {
            Ok(Value::Bool(it.is_finite() && it.fract() == 0.0).into())
        }
        ("bit_length", _) => {
            Ok(Value::Int(machine.as_int(this).unwrap_or_default().bits() as i64).into())
        }
        ("bit_count", _) => {
            let int = machine.as_int(this).unwrap_or_default();
            let count: u64 = int
                .magnitude()
                .to_u64_digits()
                .iter()
                .map(|it| u64::from(it.count_ones()))
                .sum();
            Ok(Value::Int(count.to_i64().unwrap_or(0)).into())
        }
        _ => Err(Thrown::Unsupported(format!("`{name}` of a number"))),
    }
}
