//! Operators and truth, with the methods that the program's classes define for them.

use super::{Args, Cont, Flow, Machine, R, Thrown};
use crate::python::builtins::number;
use crate::python::names;
use crate::python::program::Op;
use crate::python::syntax::{BinaryOp, CompareOp};
use crate::python::value::{Name, Obj, Value};

/// Method, reflected method and in-place method of an operator.
fn methods(op: BinaryOp) -> (Name, Option<Name>, Option<Name>) {
    match op {
        BinaryOp::Add => (names::ADD, Some(names::RADD), Some(names::IADD)),
        BinaryOp::Sub => (names::SUB, Some(names::RSUB), Some(names::ISUB)),
        BinaryOp::Mul => (names::MUL, Some(names::RMUL), Some(names::IMUL)),
        BinaryOp::Div => (names::TRUEDIV, Some(names::RTRUEDIV), None),
        BinaryOp::FloorDiv => (names::FLOORDIV, Some(names::RFLOORDIV), None),
        BinaryOp::Mod => (names::MOD, Some(names::RMOD), None),
        BinaryOp::Pow => (names::POW, Some(names::RPOW), None),
        BinaryOp::LShift => (names::LSHIFT, None, None),
        BinaryOp::RShift => (names::RSHIFT, None, None),
        BinaryOp::BitOr => (names::OR, Some(names::ROR), Some(names::IOR)),
        BinaryOp::BitXor => (names::XOR, None, None),
        BinaryOp::BitAnd => (names::AND, Some(names::RAND), Some(names::IAND)),
        BinaryOp::MatMul => (names::MATMUL, None, None),
    }
}

/// The sign of an operator, as CPython's messages show it.
pub(crate) fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "** or pow()",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
        BinaryOp::MatMul => "@",
    }
}

impl Machine {
    /// Truth of a value; none where a method of the program must tell.
    pub(crate) fn truth(&self, value: Value) -> Option<bool> {
        Some(match value {
            Value::Bool(it) => it,
            Value::Undef | Value::None => false,
            Value::Int(it) => it != 0,
            Value::Signal(it) => it != 0,
            Value::Float(it) => it != 0.0,
            Value::Ref(id) => match self.heap.get(id) {
                Obj::Str(text) => !text.is_empty(),
                Obj::Bytes(bytes) => !bytes.is_empty(),
                Obj::Tuple(items) => !items.is_empty(),
                Obj::List(items) => !items.is_empty(),
                Obj::Dict(dict) => dict.len() > 0,
                Obj::Set(set) => set.len() > 0,
                Obj::Range(range) => crate::python::builtins::range_len(range) > 0,
                Obj::View { dict, .. } => {
                    self.heap.as_dict(*dict).is_some_and(|dict| dict.len() > 0)
                }
                Obj::Instance(_) => {
                    let has_method = self
                        .special(value, names::BOOL)
                        .or_else(|| self.special(value, names::LEN))
                        .is_some();
                    return (!has_method).then_some(true);
                }
                _ => true,
            },
            _ => true,
        })
    }

    /// Truth of the top of the stack; none after a method has been called whose result replaces it.
    #[inline]
    pub(super) fn truth_or_call(&mut self, value: Value) -> R<Option<bool>> {
        if let Some(truth) = self.truth(value) {
            Ok(Some(truth))
        } else {
            self.pop();
            self.call_truth(value, Cont::Retry)?;
            Ok(None)
        }
    }

    pub(super) fn call_truth(&mut self, value: Value, cont: Cont) -> R<Flow> {
        let Some(method) = self.special(value, names::BOOL) else {
            return self.detour(Thrown::Python("_len_of", vec![value]), cont);
        };
        self.invoke(
            method,
            Args {
                pos: vec![value],
                kw: Vec::new(),
            },
            cont,
        )
    }

    /// `left op right`
    pub(super) fn operate(&mut self, op: BinaryOp, left: Value, right: Value) -> R<Flow> {
        let (own, reflected, _) = methods(op);
        if let Some(method) = self.special(left, own) {
            return self.invoke(
                method,
                Args {
                    pos: vec![left, right],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        if let Some(method) = reflected.and_then(|name| self.special(right, name)) {
            return self.invoke(
                method,
                Args {
                    pos: vec![right, left],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        match number::binary(self, op, left, right) {
            Ok(value) => {
                self.push(value);
                Ok(Flow::Next)
            }
            Err(thrown) => self.detour(thrown, Cont::Push),
        }
    }

    pub(super) fn inplace(&mut self, op: BinaryOp) -> R<Flow> {
        let at = self.stack.len() - 2;
        if let (Value::Int(_), Value::Int(_)) = (self.stack[at], self.stack[at + 1]) {
            return self.binary(op);
        }
        let right = self.pop();
        let left = self.pop();
        let (_, _, inplace) = methods(op);
        if let Some(method) = inplace.and_then(|name| self.special(left, name)) {
            return self.invoke(
                method,
                Args {
                    pos: vec![left, right],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        if let (BinaryOp::Add, Value::Ref(list)) = (op, left)
            && matches!(self.heap.get(list), Obj::List(_))
        {
            return self.extend_in_place(left, right);
        }
        if let Some(method) = self.method_in_place(op, left, right) {
            self.push(left);
            let name = self.names.intern(method);
            let args = Args {
                pos: vec![right],
                kw: Vec::new(),
            };
            return match self.native_method(left, name, &args) {
                Ok(_) => Ok(Flow::Next),
                Err(thrown) => self.detour(thrown, Cont::Discard),
            };
        }
        match self.operate(op, left, right) {
            Err(Thrown::Exception(exception)) => Err(self.inplace_message(op, exception)),
            other => other,
        }
    }

    /// The method of a dict or set that does an operation in place.
    fn method_in_place(&self, op: BinaryOp, left: Value, right: Value) -> Option<&'static str> {
        match (self.heap.obj(left)?, self.heap.obj(right), op) {
            (Obj::Dict(_), _, BinaryOp::BitOr) => Some("update"),
            (Obj::Set(set), Some(Obj::Set(_)), _) if !set.frozen => match op {
                BinaryOp::BitOr => Some("update"),
                BinaryOp::Sub => Some("difference_update"),
                BinaryOp::BitAnd => Some("intersection_update"),
                BinaryOp::BitXor => Some("symmetric_difference_update"),
                _ => None,
            },
            _ => None,
        }
    }

    /// CPython names the in-place operator in the message.
    fn inplace_message(&mut self, op: BinaryOp, exception: Value) -> Thrown {
        let plain = format!("unsupported operand type(s) for {}: ", sign(op));
        let message = self.exception_message(exception);
        let shown = if op == BinaryOp::Pow { "**" } else { sign(op) };
        match message.strip_prefix(&plain) {
            Some(rest) => self.error(
                "TypeError",
                format!("unsupported operand type(s) for {shown}=: {rest}"),
            ),
            None => Thrown::Exception(exception),
        }
    }

    fn extend_in_place(&mut self, left: Value, right: Value) -> R<Flow> {
        let args = Args {
            pos: vec![right],
            kw: Vec::new(),
        };
        let items = match self.items_of(&args, 0) {
            Ok(items) => items,
            Err(Thrown::NeedsList(_)) => {
                return self.detour(Thrown::Python("_extend", vec![left, right]), Cont::Push);
            }
            Err(thrown) => return Err(thrown),
        };
        if let Value::Ref(list) = left {
            for item in items {
                self.heap.list_push(list, item);
            }
        }
        self.push(left);
        Ok(Flow::Next)
    }

    pub(super) fn op_unary(&mut self, op: Op) -> R<Flow> {
        let value = self.pop();
        let name = match op {
            Op::Neg => names::NEG,
            Op::Pos => names::POS,
            _ => names::INVERT,
        };
        if let Some(method) = self.special(value, name) {
            return self.invoke(
                method,
                Args {
                    pos: vec![value],
                    kw: Vec::new(),
                },
                Cont::Push,
            );
        }
        let result = number::unary(self, op, value)?;
        self.push(result);
        Ok(Flow::Next)
    }

    /// All comparisons but identity.
    pub(super) fn op_compare(&mut self, op: CompareOp, left: Value, right: Value) -> R<Flow> {
        match self.comparison(op, left, right) {
            Ok(Answer::Known(answer)) => {
                self.stack.push(Value::Bool(answer));
                Ok(Flow::Next)
            }
            Ok(Answer::Ask(method, pos, cont)) => self.invoke(
                method,
                Args {
                    pos,
                    kw: Vec::new(),
                },
                cont,
            ),
            Err(thrown) => self.detour(thrown, Cont::Push),
        }
    }

    fn comparison(&mut self, op: CompareOp, left: Value, right: Value) -> R<Answer> {
        match op {
            CompareOp::Eq | CompareOp::NotEq => self.equality(op, left, right),
            CompareOp::In | CompareOp::NotIn => self.membership(op, left, right),
            _ => {
                let (own, reflected) = match op {
                    CompareOp::Lt => (names::LT, names::GT),
                    CompareOp::LtE => (names::LE, names::GE),
                    CompareOp::Gt => (names::GT, names::LT),
                    _ => (names::GE, names::LE),
                };
                if let Some(method) = self.special(left, own) {
                    return Ok(Answer::Ask(method, vec![left, right], Cont::Push));
                }
                if let Some(method) = self.special(right, reflected) {
                    return Ok(Answer::Ask(method, vec![right, left], Cont::Push));
                }
                number::order(self, op, left, right).map(Answer::Known)
            }
        }
    }

    fn equality(&mut self, op: CompareOp, left: Value, right: Value) -> R<Answer> {
        let is_eq = op == CompareOp::Eq;
        if !is_eq && let Some(method) = self.special(left, names::NE) {
            return Ok(Answer::Ask(method, vec![left, right], Cont::Push));
        }
        for (one, other) in [(left, right), (right, left)] {
            if let Some(method) = self.special(one, names::EQ) {
                let cont = if is_eq { Cont::Push } else { Cont::Not };
                return Ok(Answer::Ask(method, vec![one, other], cont));
            }
        }
        match self.heap.eq(left, right) {
            Ok(same) => Ok(Answer::Known(same == is_eq)),
            Err(_) => Err(Thrown::Python(
                if is_eq { "_equal" } else { "_unequal" },
                vec![left, right],
            )),
        }
    }

    fn membership(&mut self, op: CompareOp, item: Value, container: Value) -> R<Answer> {
        let is_in = op == CompareOp::In;
        if let Some(method) = self.special(container, names::CONTAINS) {
            let pos = vec![container, item];
            let cont = if is_in { Cont::Push } else { Cont::Not };
            return Ok(Answer::Ask(method, pos, cont));
        }
        match crate::python::builtins::contains(self, container, item)? {
            Some(found) => Ok(Answer::Known(found == is_in)),
            None => Err(Thrown::Python(
                if is_in { "_contains" } else { "_lacks" },
                vec![container, item],
            )),
        }
    }
}

/// The outcome of a comparison.
enum Answer {
    Known(bool),
    /// A method of the program tells.
    Ask(Value, Vec<Value>, Cont),
}
