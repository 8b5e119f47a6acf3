//! What the `random` module needs from the generator.

use num_bigint::BigUint;
use num_traits::Signed;
use sha2::{Digest, Sha512};

use super::Native;
use crate::python::call::Call;
use crate::python::machine::{Args, Machine, Out, R, Thrown};
use crate::python::random::Twister;
use crate::python::value::{Obj, Value};

pub(super) const NATIVES: &[(&str, Native)] = &[
    ("_entropy", |_, _| Ok(Out::Sys(Call::Entropy))),
    ("_random_ready", |machine, _| {
        Ok(Value::Bool(machine.random.is_some()).into())
    }),
    ("_random_seed", |machine, args| {
        let key = key_of(machine, args.pos[0]);
        machine.random = Some(Twister::new(&key));
        Ok(Value::None.into())
    }),
    ("_random_float", |machine, _| {
        Ok(Value::Float(global(machine)?.float()).into())
    }),
    ("_random_bits", bits),
    ("_random_new", |machine, _| {
        Ok(machine
            .heap
            .alloc(Obj::Random(Box::new(Twister::new(&[0]))))
            .into())
    }),
];

fn global(machine: &mut Machine) -> R<&mut Twister> {
    machine
        .random
        .as_mut()
        .ok_or_else(|| Thrown::Unsupported("random numbers before seeding".into()))
}

/// The key words of a seed: the magnitude of an int; of text and bytes these with their SHA-512 behind them, read as
/// one big-endian number; of anything else its hash.
fn key_of(machine: &Machine, value: Value) -> Vec<u32> {
    if let Some(int) = machine.as_int(value) {
        return int.abs().to_u32_digits().1;
    }
    let bytes = match machine.heap.obj(value) {
        Some(Obj::Str(text)) => text.as_bytes().to_vec(),
        Some(Obj::Bytes(bytes)) => bytes.to_vec(),
        _ => {
            let hash = machine.heap.hash(value).unwrap_or(0);
            return BigUint::from(hash).to_u32_digits();
        }
    };
    let digest = Sha512::digest(&bytes);
    BigUint::from_bytes_be(&[&bytes, digest.as_slice()].concat()).to_u32_digits()
}

fn words_to_int(machine: &mut Machine, words: Vec<u32>) -> Value {
    machine.heap.int(BigUint::new(words).into())
}

fn bits(machine: &mut Machine, args: &Args) -> R<Out> {
    let count = machine.int_arg(args.pos[0])?;
    let words = global(machine)?.bits(count.clamp(0, 1 << 20) as u32);
    Ok(words_to_int(machine, words).into())
}

/// Methods of a generator of its own.
pub(super) fn method(machine: &mut Machine, this: Value, name: &str, args: &Args) -> R<Out> {
    let Value::Ref(id) = this else {
        return Ok(Value::None.into());
    };
    let key = if name == "seed" {
        Some(key_of(machine, args.pos[0]))
    } else {
        None
    };
    let count = if name == "getrandbits" {
        machine.int_arg(args.pos[0])?
    } else {
        0
    };
    let Obj::Random(twister) = machine.heap.get_mut(id) else {
        return Ok(Value::None.into());
    };
    match name {
        "seed" => {
            **twister = Twister::new(&key.unwrap_or_default());
            Ok(Value::None.into())
        }
        "random" => Ok(Value::Float(twister.float()).into()),
        _ => {
            let words = twister.bits(count.clamp(0, 1 << 20) as u32);
            Ok(words_to_int(machine, words).into())
        }
    }
}
