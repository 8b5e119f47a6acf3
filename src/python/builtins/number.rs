//! Arithmetic and order of built-in values.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};

use crate::python::machine::{Machine, R, Thrown, sign};
use crate::python::program::Op;
use crate::python::syntax::{BinaryOp, CompareOp};
use crate::python::value::{Obj, Value};

/// Largest number of bits a result may have: keeps `10 ** 10 ** 10` from eating the machine.
const MOST_BITS: u64 = 64 << 20;

/// Decimal digits of a big integer.
pub(crate) fn int_text(value: &BigInt) -> String {
    value.to_string()
}

/// A number as an int or a float.
pub(crate) enum Number {
    Int(BigInt),
    Float(f64),
}

impl Machine {
    /// The int behind an int or bool.
    pub(crate) fn as_int(&self, value: Value) -> Option<BigInt> {
        match value {
            Value::Int(it) => Some(it.into()),
            Value::Bool(it) => Some(i64::from(it).into()),
            Value::Signal(it) => Some(i64::from(it).into()),
            _ => match self.heap.obj(value) {
                Some(Obj::Big(it)) => Some((**it).clone()),
                _ => None,
            },
        }
    }

    /// The number behind an int, bool or float.
    pub(crate) fn as_number(&self, value: Value) -> Option<Number> {
        match value {
            Value::Float(it) => Some(Number::Float(it)),
            _ => self.as_int(value).map(Number::Int),
        }
    }

    /// The float nearest to a number.
    pub(crate) fn as_float(&self, value: Value) -> Option<f64> {
        Some(match self.as_number(value)? {
            Number::Float(it) => it,
            Number::Int(it) => it.to_f64().unwrap_or(f64::INFINITY),
        })
    }

    /// A small int argument.
    pub(crate) fn as_i64(&self, value: Value) -> Option<i64> {
        match value {
            Value::Int(it) => Some(it),
            Value::Bool(it) => Some(i64::from(it)),
            Value::Signal(it) => Some(i64::from(it)),
            // A big int never fits, and says so here; any other object is no int.
            Value::Ref(id) => match self.heap.get(id) {
                Obj::Big(it) => it.to_i64(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `left op right` of built-in values.
pub(crate) fn binary(machine: &mut Machine, op: BinaryOp, left: Value, right: Value) -> R {
    if let (Some(a), Some(b)) = (machine.as_number(left), machine.as_number(right)) {
        return match (a, b) {
            (Number::Int(a), Number::Int(b)) => {
                if let (Value::Bool(x), Value::Bool(y)) = (left, right) {
                    match op {
                        BinaryOp::BitAnd => return Ok(Value::Bool(x & y)),
                        BinaryOp::BitOr => return Ok(Value::Bool(x | y)),
                        BinaryOp::BitXor => return Ok(Value::Bool(x ^ y)),
                        _ => {}
                    }
                }
                int_op(machine, op, &a, &b, (left, right))
            }
            (a, b) => {
                let (a, b) = (to_float(machine, &a)?, to_float(machine, &b)?);
                float_op(machine, op, a, b, (left, right))
            }
        };
    }
    super::sequence::binary(machine, op, left, right)
}

/// CPython's TypeError for operands that do not go together.
pub(crate) fn unsupported(
    machine: &mut Machine,
    op: BinaryOp,
    left: Value,
    right: Value,
) -> Thrown {
    let (a, b) = (machine.type_name(left), machine.type_name(right));
    machine.error(
        "TypeError",
        format!(
            "unsupported operand type(s) for {}: '{a}' and '{b}'",
            sign(op)
        ),
    )
}

fn to_float(machine: &mut Machine, number: &Number) -> R<f64> {
    match number {
        Number::Float(it) => Ok(*it),
        Number::Int(it) => match it.to_f64() {
            Some(float) if float.is_finite() => Ok(float),
            _ => Err(machine.error("OverflowError", "int too large to convert to float")),
        },
    }
}

fn int_op(
    machine: &mut Machine,
    op: BinaryOp,
    a: &BigInt,
    b: &BigInt,
    operands: (Value, Value),
) -> R {
    let result = match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => {
            if a.bits() + b.bits() > MOST_BITS {
                return Err(Thrown::Limit(format!(
                    "an int has at most {MOST_BITS} bits"
                )));
            }
            a * b
        }
        BinaryOp::Div => {
            if b.is_zero() {
                return Err(machine.error("ZeroDivisionError", "division by zero"));
            }
            return true_divide(machine, a, b);
        }
        BinaryOp::FloorDiv | BinaryOp::Mod if b.is_zero() => {
            let message = if op == BinaryOp::Mod {
                "integer modulo by zero"
            } else {
                "integer division or modulo by zero"
            };
            return Err(machine.error("ZeroDivisionError", message));
        }
        BinaryOp::FloorDiv => a.div_floor(b),
        BinaryOp::Mod => a.mod_floor(b),
        BinaryOp::Pow => return int_power(machine, a, b),
        BinaryOp::LShift | BinaryOp::RShift if b.is_negative() => {
            return Err(machine.error("ValueError", "negative shift count"));
        }
        BinaryOp::LShift => {
            let count = b.to_u64().filter(|count| count + a.bits() <= MOST_BITS);
            let Some(count) = count else {
                return Err(Thrown::Limit(format!(
                    "an int has at most {MOST_BITS} bits"
                )));
            };
            a << count
        }
        BinaryOp::RShift => b.to_u64().map_or_else(
            || {
                if a.is_negative() {
                    (-1).into()
                } else {
                    0.into()
                }
            },
            |count| a >> count,
        ),
        BinaryOp::BitAnd => a & b,
        BinaryOp::BitOr => a | b,
        BinaryOp::BitXor => a ^ b,
        BinaryOp::MatMul => return Err(unsupported(machine, op, operands.0, operands.1)),
    };
    Ok(machine.heap.int(result))
}

fn true_divide(machine: &mut Machine, a: &BigInt, b: &BigInt) -> R {
    const EXACT: u64 = 53;
    if a.bits() <= EXACT && b.bits() <= EXACT {
        return Ok(Value::Float(
            a.to_f64().unwrap_or(0.0) / b.to_f64().unwrap_or(1.0),
        ));
    }
    // Scaled so that the quotient has more bits than a float, with a sticky bit for rounding.
    let shift = 66_i64 - (a.bits() as i64 - b.bits() as i64);
    let (scaled_a, scaled_b) = if shift >= 0 {
        (a.abs() << shift as u64, b.abs())
    } else {
        (a.abs(), b.abs() << (-shift) as u64)
    };
    let (mut quotient, rest) = scaled_a.div_rem(&scaled_b);
    if !rest.is_zero() {
        quotient |= BigInt::from(1);
    }
    let float = quotient.to_f64().unwrap_or(f64::INFINITY) * 2.0_f64.powi(-(shift as i32));
    if float.is_infinite() {
        return Err(machine.error(
            "OverflowError",
            "integer division result too large for a float",
        ));
    }
    Ok(Value::Float(if a.is_negative() == b.is_negative() {
        float
    } else {
        -float
    }))
}

fn int_power(machine: &mut Machine, a: &BigInt, b: &BigInt) -> R {
    if b.is_negative() {
        if a.is_zero() {
            return Err(machine.error(
                "ZeroDivisionError",
                "0.0 cannot be raised to a negative power",
            ));
        }
        let (base, exponent) = (
            a.to_f64().unwrap_or(f64::INFINITY),
            b.to_f64().unwrap_or(f64::NEG_INFINITY),
        );
        return Ok(Value::Float(base.powf(exponent)));
    }
    let is_small = a.abs() <= BigInt::from(1);
    let bits = b.to_u64().map(|count| count.saturating_mul(a.bits()));
    match (is_small, bits, b.to_u64()) {
        (true, ..) if b.is_zero() => Ok(Value::Int(1)),
        (true, ..) if a.is_negative() && b.is_even() => Ok(Value::Int(1)),
        (true, ..) => Ok(machine.heap.int(a.clone())),
        (false, Some(bits), Some(count)) if bits <= MOST_BITS => {
            Ok(machine.heap.int(Pow::pow(a, count)))
        }
        _ => Err(Thrown::Limit(format!(
            "an int has at most {MOST_BITS} bits"
        ))),
    }
}

fn float_op(machine: &mut Machine, op: BinaryOp, a: f64, b: f64, operands: (Value, Value)) -> R {
    let zero =
        |machine: &mut Machine, message: &str| Err(machine.error("ZeroDivisionError", message));
    Ok(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div if b == 0.0 => return zero(machine, "float division by zero"),
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv if b == 0.0 => return zero(machine, "float floor division by zero"),
        BinaryOp::FloorDiv => float_floor(a, b),
        BinaryOp::Mod if b == 0.0 => return zero(machine, "float modulo"),
        BinaryOp::Mod => float_mod(a, b),
        BinaryOp::Pow if a == 0.0 && b < 0.0 => {
            return zero(machine, "0.0 cannot be raised to a negative power");
        }
        BinaryOp::Pow if a < 0.0 && b.fract() != 0.0 && b.is_finite() => {
            return Err(Thrown::Unsupported(
                "complex numbers (a negative number to a fractional power)".into(),
            ));
        }
        BinaryOp::Pow => {
            let result = a.powf(b);
            if result.is_infinite() && a.is_finite() && b.is_finite() {
                return Err(machine.error("OverflowError", "(34, 'Numerical result out of range')"));
            }
            result
        }
        _ => return Err(unsupported(machine, op, operands.0, operands.1)),
    }))
}

/// `a % b` with the sign of `b`.
pub(crate) fn float_mod(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) {
        rest + b
    } else if rest == 0.0 {
        0.0_f64.copysign(b)
    } else {
        rest
    }
}

/// `a // b`.
pub(crate) fn float_floor(a: f64, b: f64) -> f64 {
    let quotient = (a - float_mod(a, b)) / b;
    if quotient == 0.0 {
        return 0.0_f64.copysign(a / b);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 {
        floor + 1.0
    } else {
        floor
    }
}

/// `-value`, `+value`, `~value`.
pub(crate) fn unary(machine: &mut Machine, op: Op, value: Value) -> R {
    match (op, value) {
        (Op::Neg, Value::Float(it)) => return Ok(Value::Float(-it)),
        (Op::Pos, Value::Float(_)) => return Ok(value),
        _ => {}
    }
    let shown = match op {
        Op::Neg => "-",
        Op::Pos => "+",
        _ => "~",
    };
    let Some(it) = machine.as_int(value) else {
        let message = format!(
            "bad operand type for unary {shown}: '{}'",
            machine.type_name(value)
        );
        return Err(machine.error("TypeError", message));
    };
    let result = match op {
        Op::Neg => -it,
        Op::Pos => it,
        _ => -it - 1,
    };
    Ok(machine.heap.int(result))
}

/// `<`, `<=`, `>`, `>=` of built-in values.
pub(crate) fn order(machine: &mut Machine, op: CompareOp, left: Value, right: Value) -> R<bool> {
    use std::cmp::Ordering;
    let shown = match op {
        CompareOp::Lt => "<",
        CompareOp::LtE => "<=",
        CompareOp::Gt => ">",
        _ => ">=",
    };
    if let (Some(Obj::Set(_)), Some(Obj::Set(_))) =
        (machine.heap.obj(left), machine.heap.obj(right))
    {
        return Ok(super::set::order(machine, op, left, right));
    }
    let answer = |ordering: Option<Ordering>| match (op, ordering) {
        (_, None) => false,
        (CompareOp::Lt, Some(it)) => it.is_lt(),
        (CompareOp::LtE, Some(it)) => it.is_le(),
        (CompareOp::Gt, Some(it)) => it.is_gt(),
        (_, Some(it)) => it.is_ge(),
    };
    match compare(machine, left, right) {
        Ok(ordering) => Ok(answer(ordering)),
        Err(Unordered::Types(a, b)) => {
            let (a, b) = (machine.type_name(a), machine.type_name(b));
            let message = format!("'{shown}' not supported between instances of '{a}' and '{b}'");
            Err(machine.error("TypeError", message))
        }
        Err(Unordered::Method) => {
            let name = match op {
                CompareOp::Lt => "_less",
                CompareOp::LtE => "_less_equal",
                CompareOp::Gt => "_greater",
                _ => "_greater_equal",
            };
            Err(Thrown::Python(name, vec![left, right]))
        }
    }
}

/// Why two values have no order.
pub(crate) enum Unordered {
    /// These types do not compare.
    Types(Value, Value),
    /// A method of the program must tell.
    Method,
}

/// The order of two built-in values; none for NaN.
pub(crate) fn compare(
    machine: &Machine,
    left: Value,
    right: Value,
) -> Result<Option<std::cmp::Ordering>, Unordered> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => return Ok(Some(a.cmp(&b))),
        (Value::Float(a), Value::Float(b)) => return Ok(a.partial_cmp(&b)),
        _ => {}
    }
    if let (Some(a), Some(b)) = (machine.as_number(left), machine.as_number(right)) {
        return Ok(match (a, b) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
            (Number::Int(a), Number::Float(b)) => compare_exactly(&a, b),
            (Number::Float(a), Number::Int(b)) => {
                compare_exactly(&b, a).map(std::cmp::Ordering::reverse)
            }
        });
    }
    match (machine.heap.obj(left), machine.heap.obj(right)) {
        (Some(Obj::Str(a)), Some(Obj::Str(b))) => Ok(Some(a.cmp(b))),
        (Some(Obj::Bytes(a)), Some(Obj::Bytes(b))) => Ok(Some(a.cmp(b))),
        (Some(Obj::Tuple(a)), Some(Obj::Tuple(b))) => compare_items(machine, a, b),
        (Some(Obj::List(a)), Some(Obj::List(b))) => compare_items(machine, a, b),
        (Some(Obj::Instance(_)), _) | (_, Some(Obj::Instance(_))) => {
            let has = |value| machine.special(value, crate::python::names::LT).is_some();
            if has(left) || has(right) {
                Err(Unordered::Method)
            } else {
                Err(Unordered::Types(left, right))
            }
        }
        _ => Err(Unordered::Types(left, right)),
    }
}

/// The order of an int and a float by their exact values; none for NaN.
fn compare_exactly(int: &BigInt, float: f64) -> Option<std::cmp::Ordering> {
    if float.is_nan() || float.is_infinite() {
        return 0.0.partial_cmp(&float);
    }
    let whole: BigInt = num_traits::FromPrimitive::from_f64(float.floor()).unwrap_or_default();
    let order = int.cmp(&whole);
    Some(if order.is_eq() && float.fract() != 0.0 {
        std::cmp::Ordering::Less
    } else {
        order
    })
}

fn compare_items(
    machine: &Machine,
    a: &[Value],
    b: &[Value],
) -> Result<Option<std::cmp::Ordering>, Unordered> {
    for (x, y) in a.iter().zip(b) {
        match machine.heap.eq(*x, *y) {
            Ok(true) => {}
            Ok(false) => return compare(machine, *x, *y),
            Err(_) => return Err(Unordered::Method),
        }
    }
    Ok(Some(a.len().cmp(&b.len())))
}
