//! Hash and equality of built-in values. Ints, floats and tuples hash as in CPython (it shows in the order of sets).

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::Heap;
use crate::python::value::{Obj, Value, ViewKind};

/// CPython's modulus of numeric hashes, 2^61 - 1.
const MODULUS: u64 = (1 << 61) - 1;

/// A value that cannot be hashed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unhashable(pub Value);

/// Levels of containers that are compared here; deeper ones are left to code in Python, which meets the recursion
/// limit where it is.
const DEEPEST: usize = 100;

/// Equality that only the program's own `__eq__` can tell, or that goes too deep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UserEquality;

impl Heap {
    /// CPython's hash; text hashes by FNV-1a (CPython's is random per process).
    pub(crate) fn hash(&self, value: Value) -> Result<u64, Unhashable> {
        Ok(match value {
            Value::Bool(it) => u64::from(it),
            Value::Signal(it) => u64::from(it),
            Value::Int(it) => hash_int(it),
            Value::Float(it) => hash_float(it),
            Value::Undef | Value::None | Value::MethodName(_) => 0xFCA8_6420,
            Value::Ellipsis => 0xFCA8_6421,
            Value::NotImplemented => 0xFCA8_6422,
            Value::Native(it) => 0x1000_0000 + u64::from(it),
            Value::Ref(id) => match self.get(id) {
                Obj::Big(it) => hash_big(it),
                Obj::Str(text) => fnv(text.as_bytes()),
                Obj::Bytes(bytes) => fnv(bytes),
                Obj::Tuple(items) => self.hash_tuple(items)?,
                Obj::List(_) | Obj::Dict(_) | Obj::Slice(_) => return Err(Unhashable(value)),
                Obj::Set(set) if !set.frozen => return Err(Unhashable(value)),
                Obj::Set(set) => {
                    let mut sum = 0_u64;
                    for item in set.items() {
                        sum =
                            sum.wrapping_add(self.hash(item)?.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                    }
                    sum
                }
                Obj::Instance(_) if self.has_user_eq(value) => return Err(Unhashable(value)),
                _ => u64::from(id.0).wrapping_mul(16),
            },
        })
    }

    /// The xxHash-like mix that CPython uses since 3.8.
    fn hash_tuple(&self, items: &[Value]) -> Result<u64, Unhashable> {
        const P1: u64 = 11_400_714_785_074_694_791;
        const P2: u64 = 14_029_467_366_897_019_727;
        const P5: u64 = 2_870_177_450_012_600_261;
        let mut acc = P5;
        for item in items {
            acc = acc
                .wrapping_add(self.hash(*item)?.wrapping_mul(P2))
                .rotate_left(31)
                .wrapping_mul(P1);
        }
        Ok(acc.wrapping_add((items.len() as u64) ^ (P5 ^ 0x0035_D373)))
    }

    /// Whether two dict keys or set items are the same.
    pub(crate) fn same_key(&self, left: Value, right: Value) -> bool {
        left == right || self.eq(left, right).unwrap_or(false)
    }

    /// `left == right` of built-in values; objects of the program's classes are equal only to themselves, unless
    /// their class says otherwise.
    pub(crate) fn eq(&self, left: Value, right: Value) -> Result<bool, UserEquality> {
        self.eq_at(left, right, DEEPEST)
    }

    /// As `eq`, for `depth` levels of containers.
    fn eq_at(&self, left: Value, right: Value, depth: usize) -> Result<bool, UserEquality> {
        let (a, b) = match (left, right) {
            (Value::Ref(a), Value::Ref(b)) => (a, b),
            (Value::Ref(id), other) | (other, Value::Ref(id)) => {
                return match (self.get(id), other) {
                    (Obj::Big(big), Value::Float(float)) => {
                        let exact: Option<BigInt> = num_traits::FromPrimitive::from_f64(float);
                        Ok(float.fract() == 0.0 && exact.as_ref() == Some(&**big))
                    }
                    (Obj::Instance(_), _) if self.has_user_eq(Value::Ref(id)) => Err(UserEquality),
                    _ => Ok(false),
                };
            }
            _ => return Ok(eq_plain(left, right)),
        };
        if a == b {
            return Ok(true);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return Err(UserEquality);
        };
        Ok(match (self.get(a), self.get(b)) {
            (Obj::Str(a), Obj::Str(b)) => a == b,
            (Obj::Bytes(a), Obj::Bytes(b)) => a == b,
            (Obj::Big(a), Obj::Big(b)) => a == b,
            (Obj::Tuple(a), Obj::Tuple(b)) => return self.eq_items(a, b, depth),
            (Obj::List(a), Obj::List(b)) => return self.eq_items(a, b, depth),
            (Obj::Range(a), Obj::Range(b)) => range_items(a) == range_items(b),
            (Obj::Dict(x), Obj::Dict(y)) => {
                if x.len() != y.len() {
                    return Ok(false);
                }
                for (key, value) in x.items() {
                    match self.dict_get(b, key) {
                        Ok(Some(other)) if self.eq_at(value, other, depth)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Obj::Set(x), Obj::Set(y)) => {
                x.len() == y.len() && x.items().all(|item| self.set_has(b, item).unwrap_or(false))
            }
            (
                Obj::View { dict: x, kind },
                Obj::View {
                    dict: y,
                    kind: other,
                },
            ) if kind == other && *kind != ViewKind::Values => {
                let (Some(one), Some(two)) = (self.as_dict(*x), self.as_dict(*y)) else {
                    return Ok(false);
                };
                if *kind == ViewKind::Items {
                    return self.eq_at(*x, *y, depth);
                }
                let Value::Ref(y) = *y else { return Ok(false) };
                one.len() == two.len()
                    && one
                        .items()
                        .all(|(key, _)| matches!(self.dict_get(y, key), Ok(Some(_))))
            }
            (Obj::Method { func: a, this: x }, Obj::Method { func: b, this: y }) => {
                a == b && x == y
            }
            (Obj::Instance(_), _) if self.has_user_eq(left) => return Err(UserEquality),
            (_, Obj::Instance(_)) if self.has_user_eq(right) => return Err(UserEquality),
            _ => false,
        })
    }

    fn eq_items(
        &self,
        left: &[Value],
        right: &[Value],
        depth: usize,
    ) -> Result<bool, UserEquality> {
        if left.len() != right.len() {
            return Ok(false);
        }
        for (a, b) in left.iter().zip(right) {
            if !(same_object(*a, *b) || self.eq_at(*a, *b, depth)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an instance's class (or a base) defines `__eq__`.
    fn has_user_eq(&self, value: Value) -> bool {
        let Some(Obj::Instance(it)) = self.obj(value) else {
            return false;
        };
        let mut class = Value::Ref(it.class);
        while let Some(Obj::Class(it)) = self.obj(class) {
            if it.attrs.find(crate::python::names::EQ).is_some() {
                return true;
            }
            class = it.base;
        }
        false
    }
}

/// Python's `is`.
pub(crate) fn same_object(left: Value, right: Value) -> bool {
    match (left, right) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        _ => left == right,
    }
}

fn range_items(range: &[i64; 3]) -> (i64, Option<i64>, Option<i64>) {
    let len = crate::python::builtins::range_len(range);
    (
        len,
        (len > 0).then_some(range[0]),
        (len > 1).then_some(range[2]),
    )
}

fn eq_plain(left: Value, right: Value) -> bool {
    match (number(left), number(right)) {
        (Some(Ok(a)), Some(Ok(b))) => a == b,
        (Some(Err(a)), Some(Err(b))) => a == b,
        (Some(Ok(int)), Some(Err(float))) | (Some(Err(float)), Some(Ok(int))) => {
            float.fract() == 0.0 && float.to_i128() == Some(i128::from(int))
        }
        _ => left == right,
    }
}

fn number(value: Value) -> Option<Result<i64, f64>> {
    match value {
        Value::Bool(it) => Some(Ok(i64::from(it))),
        Value::Signal(it) => Some(Ok(i64::from(it))),
        Value::Int(it) => Some(Ok(it)),
        Value::Float(it) => Some(Err(it)),
        _ => None,
    }
}

fn hash_int(value: i64) -> u64 {
    let reduced = (value.unsigned_abs() % MODULUS) as i64;
    let hash = if value < 0 { -reduced } else { reduced };
    (if hash == -1 { -2 } else { hash }) as u64
}

fn hash_big(value: &BigInt) -> u64 {
    let reduced = (value.magnitude() % MODULUS).to_i64().unwrap_or(0);
    let hash = if value.sign() == num_bigint::Sign::Minus {
        -reduced
    } else {
        reduced
    };
    (if hash == -1 { -2 } else { hash }) as u64
}

fn hash_float(value: f64) -> u64 {
    if value.fract() == 0.0 && value.is_finite() {
        return match value.to_i64() {
            Some(int) => hash_int(int),
            None => {
                num_traits::FromPrimitive::from_f64(value).map_or(0, |big: BigInt| hash_big(&big))
            }
        };
    }
    if value.is_infinite() {
        return if value > 0.0 {
            314_159
        } else {
            (-314_159_i64) as u64
        };
    }
    // Mantissa times a power of two, modulo 2^61 - 1.
    let bits = value.abs().to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1075;
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let shift = exponent.rem_euclid(61) as u32;
    let hash = (u128::from(mantissa % MODULUS) << shift) % u128::from(MODULUS);
    let hash = if value < 0.0 {
        -(hash as i64)
    } else {
        hash as i64
    };
    (if hash == -1 { -2 } else { hash }) as u64
}

fn fnv(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ (hash >> 29)
}
