//! The text of a pickled value without a machine.

use num_bigint::BigInt;

use super::op;
use crate::python::format;

/// `repr` of a pickled value, cut to `max_chars` characters (with `…` at the cut). Objects of the program's classes
/// show as `<Name>`. Damaged bytes show as their number.
pub fn preview(bytes: &[u8], max_chars: usize) -> String {
    let mut reader = Reader {
        bytes,
        at: 0,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: Vec::new(),
    };
    let text = match reader.run() {
        Some(node) => {
            let mut out = String::new();
            node.write(&mut out, max_chars.saturating_mul(4), 0);
            out
        }
        None => format!("<{} bytes>", bytes.len()),
    };
    if text.chars().count() <= max_chars {
        return text;
    }
    let mut cut: String = text.chars().take(max_chars.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[derive(Clone, Debug)]
enum Node {
    /// Text as it is shown.
    Plain(String),
    Text(String),
    Tuple(Vec<Node>),
    List(Vec<Node>),
    Set(Vec<Node>),
    Dict(Vec<(Node, Node)>),
    /// Name of a class or function.
    Global(String),
    /// Class and arguments.
    Object(String, Option<Vec<Node>>),
}

impl Node {
    fn write(&self, out: &mut String, limit: usize, depth: usize) {
        if out.len() > limit || depth > 100 {
            out.push_str("...");
            return;
        }
        match self {
            Self::Plain(text) => out.push_str(text),
            Self::Text(text) => out.push_str(&format::str_repr(text)),
            Self::Global(name) => out.push_str(name),
            Self::Tuple(items) => {
                out.push('(');
                write_all(items, out, limit, depth);
                out.push_str(if items.len() == 1 { ",)" } else { ")" });
            }
            Self::List(items) => {
                out.push('[');
                write_all(items, out, limit, depth);
                out.push(']');
            }
            Self::Set(items) if items.is_empty() => out.push_str("set()"),
            Self::Set(items) => {
                out.push('{');
                write_all(items, out, limit, depth);
                out.push('}');
            }
            Self::Dict(items) => {
                out.push('{');
                for (index, (key, value)) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    key.write(out, limit, depth + 1);
                    out.push_str(": ");
                    value.write(out, limit, depth + 1);
                }
                out.push('}');
            }
            Self::Object(name, None) => format::put(out, format_args!("<{name}>")),
            Self::Object(name, Some(args)) => {
                out.push_str(name);
                out.push('(');
                write_all(args, out, limit, depth);
                out.push(')');
            }
        }
    }
}

fn write_all(items: &[Node], out: &mut String, limit: usize, depth: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        item.write(out, limit, depth + 1);
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    stack: Vec<Node>,
    marks: Vec<usize>,
    memo: Vec<Node>,
}

impl Reader<'_> {
    fn take(&mut self, len: usize) -> Option<Vec<u8>> {
        let part = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(part.to_vec())
    }

    fn number(&mut self, width: usize) -> Option<usize> {
        Some(
            self.take(width)?
                .iter()
                .rev()
                .fold(0, |number, byte| (number << 8) | usize::from(*byte)),
        )
    }

    fn above_mark(&mut self) -> Option<Vec<Node>> {
        let mark = self.marks.pop()?;
        (mark <= self.stack.len()).then(|| self.stack.split_off(mark))
    }

    fn last(&mut self, len: usize) -> Option<Vec<Node>> {
        let at = self.stack.len().checked_sub(len)?;
        Some(self.stack.split_off(at))
    }

    fn run(&mut self) -> Option<Node> {
        loop {
            let code = self.number(1)? as u8;
            let node = match code {
                op::STOP => return self.stack.pop(),
                op::PROTO => {
                    self.take(1)?;
                    continue;
                }
                op::FRAME => {
                    self.take(8)?;
                    continue;
                }
                op::MARK => {
                    self.marks.push(self.stack.len());
                    continue;
                }
                op::POP => {
                    self.stack.pop()?;
                    continue;
                }
                op::MEMOIZE => {
                    let top = self.stack.last()?.clone();
                    self.memo.push(top);
                    continue;
                }
                op::BINGET => {
                    let at = self.number(1)?;
                    self.memo.get(at)?.clone()
                }
                op::LONG_BINGET => {
                    let at = self.number(4)?;
                    self.memo.get(at)?.clone()
                }
                op::NONE => Node::Plain("None".to_owned()),
                op::TRUE => Node::Plain("True".to_owned()),
                op::FALSE => Node::Plain("False".to_owned()),
                op::BININT1 => Node::Plain(self.number(1)?.to_string()),
                op::BININT2 => Node::Plain(self.number(2)?.to_string()),
                op::BININT => Node::Plain((self.number(4)? as u32 as i32).to_string()),
                op::LONG1 | op::LONG4 => {
                    let len = self.number(if code == op::LONG1 { 1 } else { 4 })?;
                    Node::Plain(BigInt::from_signed_bytes_le(&self.take(len)?).to_string())
                }
                op::BINFLOAT => {
                    let bytes: [u8; 8] = self.take(8)?.try_into().ok()?;
                    Node::Plain(format::float_repr(f64::from_be_bytes(bytes)))
                }
                op::SHORT_BINUNICODE | op::BINUNICODE | op::BINUNICODE8 => {
                    let width = match code {
                        op::SHORT_BINUNICODE => 1,
                        op::BINUNICODE => 4,
                        _ => 8,
                    };
                    let len = self.number(width)?;
                    Node::Text(String::from_utf8(self.take(len)?).ok()?)
                }
                op::SHORT_BINBYTES | op::BINBYTES => {
                    let len = self.number(if code == op::SHORT_BINBYTES { 1 } else { 4 })?;
                    Node::Plain(format::bytes_repr(&self.take(len)?))
                }
                op::EMPTY_TUPLE => Node::Tuple(Vec::new()),
                op::TUPLE1 => Node::Tuple(self.last(1)?),
                op::TUPLE2 => Node::Tuple(self.last(2)?),
                op::TUPLE3 => Node::Tuple(self.last(3)?),
                op::TUPLE => Node::Tuple(self.above_mark()?),
                op::EMPTY_LIST => Node::List(Vec::new()),
                op::EMPTY_DICT => Node::Dict(Vec::new()),
                op::EMPTY_SET => Node::Set(Vec::new()),
                op::FROZENSET => Node::Object(
                    "frozenset".to_owned(),
                    Some(vec![Node::Set(self.above_mark()?)]),
                ),
                op::STACK_GLOBAL => match self.last(2)?.pop()? {
                    Node::Text(name) => Node::Global(name),
                    _ => return None,
                },
                op::NEWOBJ => match self.last(2)?.first()? {
                    Node::Global(name) => Node::Object(name.clone(), None),
                    _ => return None,
                },
                op::REDUCE => {
                    let pair = self.last(2)?;
                    match pair.as_slice() {
                        [Node::Global(name), Node::Tuple(args)] => {
                            Node::Object(name.clone(), Some(args.clone()))
                        }
                        _ => return None,
                    }
                }
                _ => {
                    self.fill(code)?;
                    continue;
                }
            };
            self.stack.push(node);
        }
    }

    fn fill(&mut self, code: u8) -> Option<()> {
        let items = match code {
            op::APPEND => self.last(1)?,
            op::SETITEM => self.last(2)?,
            op::BUILD => {
                self.stack.pop()?;
                return Some(());
            }
            op::APPENDS | op::SETITEMS | op::ADDITEMS => self.above_mark()?,
            _ => return None,
        };
        match self.stack.last_mut()? {
            Node::List(list) | Node::Set(list) => list.extend(items),
            Node::Dict(pairs) => {
                pairs.extend(
                    items
                        .chunks_exact(2)
                        .map(|pair| (pair[0].clone(), pair[1].clone())),
                );
            }
            _ => return None,
        }
        Some(())
    }
}
