//! Shared memory: its calls to the outside, and items as the bytes of C types.

use super::{bytes, handle, int, text, truth, value};
use crate::python::call::Call;
use crate::python::machine::{Args, Machine, Out, R};
use crate::python::shared::{Layout, type_size};
use crate::python::value::{Obj, Value};

pub(super) fn new_shared(machine: &mut Machine, args: &Args) -> R<Out> {
    let code = text(machine, args, 0)?;
    // The length of an Array, -1 for a Value.
    let items = u32::try_from(int(machine, args, 1)?).ok();
    let lock = truth(machine, args, 2);
    Ok(Out::Sys(Call::NewShared {
        layout: Layout {
            code: code.bytes().next().unwrap_or(b'i'),
            items,
        },
        content: bytes(machine, args, 3),
        lock,
        names: machine.target_names(),
    }))
}

pub(super) fn shared_read(machine: &mut Machine, args: &Args) -> R<Out> {
    Ok(Out::Sys(Call::SharedRead {
        handle: handle(machine, args)?,
        offset: int(machine, args, 1)? as u32,
        len: int(machine, args, 2)? as u32,
    }))
}

pub(super) fn shared_write(machine: &mut Machine, args: &Args) -> R<Out> {
    Ok(Out::Sys(Call::SharedWrite {
        handle: handle(machine, args)?,
        offset: int(machine, args, 1)? as u32,
        bytes: bytes(machine, args, 2),
        from_read: machine.stores_what_it_read(),
    }))
}

/// An item as the bytes of a C type, by its type code.
pub(super) fn pack(machine: &mut Machine, args: &Args) -> R<Out> {
    let code = text(machine, args, 0)?;
    let bytes = pack_item(machine, &code, value(args, 1))?;
    Ok(machine.heap.bytes(bytes).into())
}

/// The items of a list one behind the other.
pub(super) fn pack_all(machine: &mut Machine, args: &Args) -> R<Out> {
    let code = text(machine, args, 0)?;
    let items = match machine.heap.obj(value(args, 1)) {
        Some(Obj::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    let mut all = Vec::with_capacity(items.len() * type_size(&code));
    for item in items {
        all.extend(pack_item(machine, &code, item)?);
    }
    Ok(machine.heap.bytes(all).into())
}

fn pack_item(machine: &mut Machine, code: &str, item: Value) -> R<Vec<u8>> {
    match code {
        "f" => Ok((machine.float_arg(item)? as f32).to_le_bytes().to_vec()),
        "d" => Ok(machine.float_arg(item)?.to_le_bytes().to_vec()),
        "u" => pack_character(machine, item),
        "c" => pack_byte(machine, item),
        _ => pack_integer(machine, code, item),
    }
}

fn pack_integer(machine: &mut Machine, code: &str, item: Value) -> R<Vec<u8>> {
    let Some(number) = machine.as_int(item) else {
        let kind = machine.type_name(item);
        return Err(machine.error(
            "TypeError",
            format!("'{kind}' object cannot be interpreted as an integer"),
        ));
    };
    let size = type_size(code);
    let mut bytes = number.to_signed_bytes_le();
    let fill = if number < 0.into() { 0xff } else { 0 };
    bytes.resize(size.max(bytes.len()), fill);
    bytes.truncate(size);
    Ok(bytes)
}

fn pack_byte(machine: &mut Machine, item: Value) -> R<Vec<u8>> {
    let bytes = match (machine.as_i64(item), machine.heap.obj(item)) {
        (Some(byte), _) => u8::try_from(byte).into_iter().collect(),
        (None, Some(Obj::Bytes(bytes))) => bytes.to_vec(),
        _ => Vec::new(),
    };
    if bytes.len() == 1 {
        return Ok(bytes);
    }
    Err(machine.error(
        "TypeError",
        "one character bytes, bytearray or integer expected",
    ))
}

/// A character as `wchar_t` holds it on Linux: its code point in four bytes.
fn pack_character(machine: &mut Machine, item: Value) -> R<Vec<u8>> {
    let Some(Obj::Str(text)) = machine.heap.obj(item) else {
        let kind = machine.type_name(item);
        let message = format!("unicode string expected instead of {kind} instance");
        return Err(machine.error("TypeError", message));
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(u32::from(character).to_le_bytes().to_vec()),
        _ => Err(machine.error("TypeError", "one character unicode string expected")),
    }
}

pub(super) fn unpack(machine: &mut Machine, args: &Args) -> R<Out> {
    let code = text(machine, args, 0)?;
    let bytes = bytes(machine, args, 1);
    Ok(unpack_item(machine, &code, &bytes).into())
}

/// The list of all items that the bytes hold.
pub(super) fn unpack_all(machine: &mut Machine, args: &Args) -> R<Out> {
    let code = text(machine, args, 0)?;
    let bytes = bytes(machine, args, 1);
    let items = bytes
        .chunks_exact(type_size(&code))
        .map(|item| unpack_item(machine, &code, item))
        .collect();
    Ok(machine.heap.list(items).into())
}

fn unpack_item(machine: &mut Machine, code: &str, bytes: &[u8]) -> Value {
    match (code, bytes) {
        ("f", [a, b, c, d]) => Value::Float(f64::from(f32::from_le_bytes([*a, *b, *c, *d]))),
        ("d", [a, b, c, d, e, f, g, h]) => {
            Value::Float(f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]))
        }
        ("u", [a, b, c, d]) => {
            let code = u32::from_le_bytes([*a, *b, *c, *d]);
            let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            machine.heap.text(character.to_string())
        }
        ("c", _) => machine.heap.bytes(bytes.to_vec()),
        ("B" | "H" | "I" | "L" | "Q", bytes) => machine.heap.int(
            num_bigint::BigInt::from_bytes_le(num_bigint::Sign::Plus, bytes),
        ),
        (_, bytes) => machine
            .heap
            .int(num_bigint::BigInt::from_signed_bytes_le(bytes)),
    }
}
