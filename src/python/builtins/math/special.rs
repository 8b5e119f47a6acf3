//! Functions of `math` that Rust's standard library lacks, or computes by other steps than the C library does.
//!
//! The last digit counts: a program prints it. So the steps are those of the C library (after fdlibm, Sun Microsystems,
//! 1993) and, for `gamma` and `lgamma`, of CPython (Lanczos' approximation with Boost's coefficients for 13 terms).

use std::f64::consts::{LN_2, PI};

/// Below, a number is its own `asinh` and `atanh`.
const TINY: f64 = 1.0 / (1 << 28) as f64;
/// Above, the square of a number plus 1 is that square.
const HUGE: f64 = (1 << 28) as f64;

/// Inverse of the hyperbolic sine.
pub(super) fn asinh(x: f64) -> f64 {
    let size = x.abs();
    if !x.is_finite() || size < TINY {
        return x;
    }
    let result = if size > HUGE {
        size.ln() + LN_2
    } else if size > 2.0 {
        (2.0 * size + 1.0 / ((x * x + 1.0).sqrt() + size)).ln()
    } else {
        let square = x * x;
        (size + square / (1.0 + (1.0 + square).sqrt())).ln_1p()
    };
    result.copysign(x)
}

/// Inverse of the hyperbolic cosine, for numbers from 1.
pub(super) fn acosh(x: f64) -> f64 {
    if x > HUGE {
        x.ln() + LN_2
    } else if x > 2.0 {
        (2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt())).ln()
    } else {
        let over = x - 1.0;
        (over + (2.0 * over + over * over).sqrt()).ln_1p()
    }
}

/// Inverse of the hyperbolic tangent, for numbers between -1 and 1.
pub(super) fn atanh(x: f64) -> f64 {
    let size = x.abs();
    if size < TINY {
        return x;
    }
    let twice = size + size;
    let result = if size < 0.5 {
        0.5 * (twice + twice * size / (1.0 - size)).ln_1p()
    } else {
        0.5 * (twice / (1.0 - size)).ln_1p()
    };
    result.copysign(x)
}

/// Mantissa, 0.5 to 1 (or the number itself if it has none), and exponent of two.
pub(super) fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    libm::frexp(x)
}

/// Length of a vector, rounded as if it were computed exactly: squares and their sum are kept in two floats each.
pub(super) fn length(parts: &[f64]) -> f64 {
    if parts.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    let largest = parts.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if parts.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if largest == 0.0 {
        return 0.0;
    }
    // A power of two loses nothing; the largest part lies between 0.5 and 1 then.
    let exponent = libm::frexp(largest).1;
    let (mut high, mut low) = (0.0_f64, 0.0_f64);
    for x in parts {
        let x = libm::ldexp(*x, -exponent);
        let square = x * x;
        let rest = x.mul_add(x, -square);
        let sum = high + square;
        let shared = sum - high;
        low += (high - (sum - shared)) + (square - shared) + rest;
        high = sum;
    }
    let root = (high + low).sqrt();
    let missing = (-root).mul_add(root, high) + low;
    libm::ldexp(root + missing / (2.0 * root), exponent)
}

/// Sum of finite floats, rounded once. None if it is beyond the largest float.
pub(super) fn exact_sum(items: &[f64]) -> Option<f64> {
    use num_bigint::BigInt;
    use num_traits::{Signed, ToPrimitive, Zero};
    /// Exponent of the smallest float: all floats are whole multiples of it.
    const LEAST: i32 = -1_074;
    let mut total = BigInt::zero();
    for item in items {
        let bits = item.abs().to_bits();
        let (exponent, fraction) = ((bits >> 52) as u32, bits & ((1 << 52) - 1));
        let (mantissa, shift) = if exponent == 0 {
            (fraction, 0)
        } else {
            (fraction | 1 << 52, exponent - 1)
        };
        let value = BigInt::from(mantissa) << shift;
        total += if item.is_sign_negative() {
            -value
        } else {
            value
        };
    }
    // 62 bits are enough to round by, if the last one tells whether anything follows.
    let shift = total.bits().saturating_sub(62);
    let top = total.magnitude() >> shift;
    let is_exact = (&top << shift) == *total.magnitude();
    let top = top.to_u64()? | u64::from(!is_exact);
    let result = libm::ldexp(top as f64, shift as i32 + LEAST);
    result
        .is_finite()
        .then_some(if total.is_negative() { -result } else { result })
}

/// Lanczos' g, and g - 1/2.
const G: f64 = 6.024_680_040_776_73;
const G_MINUS_HALF: f64 = 5.524_680_040_776_73;

/// Coefficients of numerator and denominator, the constant one first.
const LANCZOS: [(f64, f64); 13] = [
    (23_531_376_880.410_76, 0.0),
    (42_919_803_642.649_1, 39_916_800.0),
    (35_711_959_237.355_67, 120_543_840.0),
    (17_921_034_426.037_21, 150_917_976.0),
    (6_039_542_586.352_028, 105_258_076.0),
    (1_439_720_407.311_721_6, 45_995_730.0),
    (248_874_557.862_054_17, 13_339_535.0),
    (31_426_415.585_400_194, 2_637_558.0),
    (2_876_370.628_935_372_5, 357_423.0),
    (186_056.265_395_223_48, 32_670.0),
    (8_071.672_002_365_816, 1_925.0),
    (210.824_277_751_579_36, 66.0),
    (2.506_628_274_631_000_2, 1.0),
];

fn lanczos(x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    if x < 5.0 {
        for (a, b) in LANCZOS.iter().rev() {
            above = above * x + a;
            below = below * x + b;
        }
    } else {
        for (a, b) in &LANCZOS {
            above = above / x + a;
            below = below / x + b;
        }
    }
    above / below
}

/// sin(pi x), exact where x is large.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let result = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1.0_f64.copysign(x) * result
}

/// The gamma function; NaN where it is not defined, an infinity where the result is too large.
pub(super) fn gamma(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x == 0.0 || x == f64::NEG_INFINITY || (x < 0.0 && x.fract() == 0.0) {
        return f64::NAN;
    }
    if x.fract() == 0.0 && x <= 23.0 {
        return (1..x as u32).fold(1.0, |product, factor| product * f64::from(factor));
    }
    if size < 1e-20 {
        return 1.0 / x;
    }
    if size > 200.0 {
        return if x < 0.0 {
            0.0 / sin_pi(x)
        } else {
            f64::INFINITY
        };
    }
    let y = size + G_MINUS_HALF;
    // What was lost in that sum.
    let lost = if size > G_MINUS_HALF {
        (y - size) - G_MINUS_HALF
    } else {
        (y - G_MINUS_HALF) - size
    };
    let lost = lost * G / y;
    let by_power = |result: f64, apply: fn(f64, f64) -> f64| {
        if size < 140.0 {
            apply(result, y.powf(size - 0.5))
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            apply(apply(result, root), root)
        }
    };
    if x < 0.0 {
        let result = -PI / sin_pi(size) / size * y.exp() / lanczos(size);
        by_power(result - lost * result, |result, power| result / power)
    } else {
        let result = lanczos(size) / y.exp();
        by_power(result + lost * result, |result, power| result * power)
    }
}

/// Natural logarithm of the gamma function's size; NaN where that is not defined.
pub(super) fn lgamma(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.is_infinite() {
        return f64::INFINITY;
    }
    if x.fract() == 0.0 && x <= 2.0 {
        return if x <= 0.0 { f64::NAN } else { 0.0 };
    }
    let size = x.abs();
    if size < 1e-20 {
        return -size.ln();
    }
    let result = lanczos(size).ln() - G;
    let result = result + (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        /// ln(pi).
        const LN_PI: f64 = 1.144_729_885_849_400_2;
        LN_PI - sin_pi(size).abs().ln() - size.ln() - result
    } else {
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two floats are the same to the last bit.
    #[track_caller]
    fn assert_same(given: f64, expected: f64) {
        assert_eq!(
            given.to_bits(),
            expected.to_bits(),
            "{given} for {expected}"
        );
    }

    #[test]
    fn a_length_is_rounded_once() {
        assert_same(length(&[3.0, 4.0, 12.0]), 13.0);
        assert_same(length(&[1e-300, 1e-300]), 1.414_213_562_373_095e-300);
        assert_same(length(&[f64::NAN, f64::NEG_INFINITY]), f64::INFINITY);
    }

    #[test]
    fn a_sum_is_exact_where_additions_are_not() {
        assert_eq!(exact_sum(&[0.1; 10]), Some(1.0));
        assert_eq!(exact_sum(&[1e308, 1e308, -1e308]), Some(1e308));
        assert_eq!(exact_sum(&[1e16, 1.0, -1e16]), Some(1.0));
        assert_eq!(exact_sum(&[f64::MAX, f64::MAX]), None);
        assert_eq!(exact_sum(&[5e-324, 5e-324]), Some(1e-323));
    }
}
