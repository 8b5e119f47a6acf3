//! The loop over instructions.

use super::{Cont, Flow, Machine, Pending, R, Thrown};
use crate::python::call::Step;
use crate::python::heap::same_object;
use crate::python::names;
use crate::python::program::Op;
use crate::python::syntax::{BinaryOp, CompareOp};
use crate::python::value::{Block, CodeRef, Function, Iter, Obj, Value};

impl Machine {
    /// Runs until a step.
    pub(super) fn run(&mut self) -> Step {
        loop {
            if (self.heap.has_zero() || !self.queue.is_empty())
                && let Some(step) = self.boundary()
            {
                return step;
            }
            if let Some(id) = self.heap.unfinished.pop() {
                self.close_unfinished(id);
            }
            if self.budget == 0 {
                self.pending = Pending::Nothing;
                return Step::Breath;
            }
            self.budget -= 1;
            let op = self.code.ops[self.pc];
            self.pc += 1;
            // Here and not in `execute`: the step goes straight to the caller, without a copy on the way. Every
            // statement passes here.
            if let Op::Line(line) = op {
                self.pending = Pending::Nothing;
                self.line = line;
                return Step::Line(line);
            }
            let result = match self.execute(op) {
                Ok(flow) => flow,
                Err(thrown) => self.handle(thrown),
            };
            if let Flow::Step(step) = result {
                self.note_end(&step);
                return step;
            }
        }
    }

    /// Frees what was dropped and tells the outside.
    fn boundary(&mut self) -> Option<Step> {
        self.heap.collect();
        if self.heap.needs_sweep() {
            self.sweep();
        }
        if self.heap.live() > super::MOST_OBJECTS {
            let what = format!("a process holds at most {} objects", super::MOST_OBJECTS);
            return Some(self.stop_at_limit(&what));
        }
        if self.heap.is_list_full {
            let what = format!(
                "a list holds at most {} items",
                crate::python::heap::MOST_ITEMS
            );
            return Some(self.stop_at_limit(&what));
        }
        if self.heap.is_too_long {
            return Some(self.stop_at_limit(&crate::python::builtins::too_long_text()));
        }
        if self.heap.taken > super::MOST_TAKEN {
            self.heap.taken = 0;
            self.budget = 0;
        }
        self.bookkeeping()
    }

    #[expect(
        clippy::inline_always,
        reason = "the one caller is the loop; a call per instruction costs a fifth"
    )]
    #[inline(always)]
    fn execute(&mut self, op: Op) -> R<Flow> {
        match op {
            Op::LoadFast(slot) => {
                let value = self.stack[self.base + usize::from(slot)];
                if value == Value::Undef {
                    return Err(self.unbound_local(slot));
                }
                self.push(value);
            }
            Op::StoreFast(slot) => {
                // The count of the reference moves from the operand to the local.
                let value = self.stack.pop().expect("the compiler balances the stack");
                let at = self.base + usize::from(slot);
                let old = std::mem::replace(&mut self.stack[at], value);
                self.heap.release(old);
            }
            Op::LoadGlobal(slot) => {
                let value = self.globals[self.unit][usize::from(slot)];
                if value == Value::Undef {
                    let value = self.missing_global(slot)?;
                    self.push(value);
                } else {
                    self.push(value);
                }
            }
            Op::StoreGlobal(slot) => {
                let value = self.stack.pop().expect("the compiler balances the stack");
                let old = std::mem::replace(&mut self.globals[self.unit][usize::from(slot)], value);
                self.heap.release(old);
            }
            Op::Int(value) => self.stack.push(Value::Int(i64::from(value))),
            Op::Const(at) => {
                let value = self.consts[self.unit][at as usize];
                self.push(value);
            }
            Op::None => self.stack.push(Value::None),
            Op::True => self.stack.push(Value::Bool(true)),
            Op::False => self.stack.push(Value::Bool(false)),
            Op::Undef => self.stack.push(Value::Undef),
            Op::Pop => {
                self.pop();
            }
            Op::AddInt(small) => {
                let top = self.stack.len() - 1;
                if let Value::Int(left) = self.stack[top]
                    && let Some(sum) = left.checked_add(i64::from(small))
                {
                    self.stack[top] = Value::Int(sum);
                } else {
                    self.stack.push(Value::Int(i64::from(small)));
                    return self.binary(BinaryOp::Add);
                }
            }
            Op::Binary(op) => {
                if op != BinaryOp::Add || !self.add_ints() {
                    return self.binary(op);
                }
            }
            Op::Inplace(op) => {
                if op != BinaryOp::Add || !self.add_ints() {
                    return self.inplace(op);
                }
            }
            Op::Compare(op) => return self.compare(op),
            Op::Jump(target) => self.pc = target as usize,
            Op::JumpIfFalse(target) => match self.top() {
                Value::Bool(truth) => {
                    self.stack.pop();
                    if !truth {
                        self.pc = target as usize;
                    }
                }
                value => {
                    let Some(truth) = self.truth_or_call(value)? else {
                        return Ok(Flow::Frame);
                    };
                    self.pop();
                    if !truth {
                        self.pc = target as usize;
                    }
                }
            },
            Op::JumpIfTrue(target) => {
                let Some(truth) = self.truth_or_call(self.top())? else {
                    return Ok(Flow::Frame);
                };
                self.pop();
                if truth {
                    self.pc = target as usize;
                }
            }
            Op::JumpIfFalseOrPop(target) => return self.jump_or_pop(target, false),
            Op::JumpIfTrueOrPop(target) => return self.jump_or_pop(target, true),
            Op::ForIter(end) => return self.for_iter(end),
            Op::Call(count) => return self.call_stack(usize::from(count), Cont::Push),
            Op::CallMethod(count) => return self.call_method(usize::from(count)),
            Op::LoadMethod(name) => return self.load_method(name),
            Op::LoadAttr(name) => return self.op_load_attr(name),
            Op::StoreAttr(name) => return self.op_store_attr(name),
            Op::Index => return self.op_index(),
            Op::Return => return self.op_return(),
            Op::LoadDeref(slot) => {
                let cell = self.stack[self.base + usize::from(slot)];
                match self.heap.obj(cell) {
                    Some(Obj::Cell(value)) if *value != Value::Undef => {
                        let value = *value;
                        self.push(value);
                    }
                    _ => return Err(self.unbound_free(slot)),
                }
            }
            _ => return self.execute_rare(op),
        }
        Ok(Flow::Next)
    }

    #[inline(never)]
    fn execute_rare(&mut self, op: Op) -> R<Flow> {
        match op {
            Op::Dup => self.push(self.top()),
            Op::DupTwo => {
                let at = self.stack.len() - 2;
                let (below, top) = (self.stack[at], self.stack[at + 1]);
                self.push(below);
                self.push(top);
            }
            Op::Swap => {
                let at = self.stack.len() - 2;
                self.stack.swap(at, at + 1);
            }
            Op::RotThree => {
                let at = self.stack.len() - 3;
                self.stack[at..].rotate_right(1);
            }
            Op::DeleteFast(slot) => {
                let at = self.base + usize::from(slot);
                let old = std::mem::replace(&mut self.stack[at], Value::Undef);
                if old == Value::Undef {
                    return Err(self.unbound_local(slot));
                }
                self.heap.release(old);
            }
            Op::DeleteGlobal(slot) => {
                let old = std::mem::replace(
                    &mut self.globals[self.unit][usize::from(slot)],
                    Value::Undef,
                );
                if old == Value::Undef {
                    return Err(self.name_error(slot));
                }
                self.heap.release(old);
            }
            Op::LoadBuiltin(slot) => {
                let value = self.globals[0][usize::from(slot)];
                self.push(value);
            }
            Op::LoadNative(index) => self.stack.push(Value::Native(index)),
            Op::StoreDeref(slot) => {
                let value = self.pop();
                if let Value::Ref(cell) = self.stack[self.base + usize::from(slot)] {
                    self.heap.swap_in(cell, value, cell_place);
                }
            }
            Op::DeleteDeref(slot) => {
                if let Value::Ref(cell) = self.stack[self.base + usize::from(slot)] {
                    self.heap.swap_in(cell, Value::Undef, cell_place);
                }
            }
            Op::LoadClassOrGlobal(slot, global) => {
                let mut value = self.stack[self.base + usize::from(slot)];
                if value == Value::Undef {
                    value = self.globals[self.unit][usize::from(global)];
                }
                if value == Value::Undef {
                    value = self.missing_global(global)?;
                }
                self.push(value);
            }
            Op::MakeCell(slot) => {
                let at = self.base + usize::from(slot);
                let value = self.stack[at];
                let cell = self.heap.alloc(Obj::Cell(value));
                self.heap.retain(cell);
                self.stack[at] = cell;
                self.heap.release(value);
            }
            Op::LoadCell(slot) => {
                let cell = self.stack[self.base + usize::from(slot)];
                self.push(cell);
            }
            Op::LoadHandled => {
                let value = self.handled.last().copied().unwrap_or(Value::None);
                self.push(value);
            }
            Op::DeleteAttr(name) => {
                let object = self.pop();
                self.delete_attr(object, name)?;
            }
            Op::LoadSuper => return self.load_super(),
            Op::StoreIndex => return self.op_store_index(),
            Op::DeleteIndex => return self.op_delete_index(),
            Op::BuildSlice => {
                let parts = self.pop_many(3);
                let slice = self
                    .heap
                    .alloc(Obj::Slice(Box::new([parts[0], parts[1], parts[2]])));
                self.push(slice);
            }
            Op::Not => {
                let Some(truth) = self.truth_or_call(self.top())? else {
                    return Ok(Flow::Frame);
                };
                self.pop();
                self.stack.push(Value::Bool(!truth));
            }
            Op::Neg | Op::Pos | Op::Invert => return self.op_unary(op),
            Op::BuildTuple(count) => {
                let items = self.pop_many(count as usize);
                let tuple = self.heap.tuple(items);
                self.push(tuple);
            }
            Op::BuildList(count) => {
                let items = self.pop_many(count as usize);
                let list = self.heap.list(items);
                self.push(list);
            }
            Op::BuildSet(count) => {
                let items = self.pop_many(count as usize);
                let set = self.heap.new_set(&items);
                let set = self.hashable(set)?;
                self.push(Value::Ref(set));
            }
            Op::BuildDict(count) => {
                let items = self.pop_many(count as usize * 2);
                let dict = self.heap.new_dict();
                for pair in items.chunks_exact(2) {
                    let done = self.heap.dict_set(dict, pair[0], pair[1]);
                    self.hashable(done)?;
                }
                self.push(Value::Ref(dict));
            }
            Op::ListExtend => {
                return self.op_list_extend(|kind| {
                    format!("Value after * must be an iterable, not {kind}")
                });
            }
            Op::SetExtend => {
                return self.op_list_extend(|kind| format!("'{kind}' object is not iterable"));
            }
            Op::ListAppend(depth) => {
                let value = self.pop();
                if let Value::Ref(list) = self.stack[self.stack.len() - 1 - usize::from(depth)] {
                    self.heap.list_push(list, value);
                }
            }
            Op::SetAdd(depth) => {
                let value = self.pop();
                if let Value::Ref(set) = self.stack[self.stack.len() - 1 - usize::from(depth)] {
                    let done = self.heap.set_add(set, value);
                    self.hashable(done)?;
                }
            }
            Op::MapAdd(depth) => {
                let value = self.pop();
                let key = self.pop();
                if let Value::Ref(dict) = self.stack[self.stack.len() - 1 - usize::from(depth)] {
                    let done = self.heap.dict_set(dict, key, value);
                    self.hashable(done)?;
                }
            }
            Op::SetUpdate => {
                let items = self.pop();
                let items = self
                    .heap
                    .as_items(items)
                    .map(<[Value]>::to_vec)
                    .unwrap_or_default();
                if let Value::Ref(set) = self.top() {
                    for item in items {
                        let done = self.heap.set_add(set, item);
                        self.hashable(done)?;
                    }
                }
            }
            Op::DictUpdate => self.op_dict_update()?,
            Op::DictMerge => self.op_dict_merge()?,
            Op::ListToTuple => {
                let list = self.pop();
                let items = self
                    .heap
                    .as_items(list)
                    .map(<[Value]>::to_vec)
                    .unwrap_or_default();
                let tuple = self.heap.tuple(items);
                self.push(tuple);
            }
            Op::Unpack(count) => return self.op_unpack(usize::from(count), None),
            Op::UnpackStar(before, after) => {
                return self.op_unpack(usize::from(before), Some(usize::from(after)));
            }
            Op::GetIter => return self.op_get_iter(),
            Op::AssignNames(at) => self.assign_names = Some((self.unit as u16, at)),
            Op::CallKeywords(count, names) => {
                return self.op_call_keywords(usize::from(count), names);
            }
            Op::CallSpread => return self.op_call_spread(),
            Op::MakeFunction(index) => self.op_make_function(index),
            Op::BuildClass(name) => return self.op_build_class(name),
            Op::ReturnNamespace => return self.op_return_namespace(),
            Op::Yield => return self.op_yield(),
            Op::ResultOfIteration => self.stack.push(Value::None),
            Op::SettleSet => {
                let set = self.pop();
                let items: Vec<Value> = self
                    .heap
                    .as_set(set)
                    .map(|set| set.items().collect())
                    .unwrap_or_default();
                let settled = self.heap.new_set(&items);
                let settled = self.hashable(settled)?;
                self.push(Value::Ref(settled));
            }
            Op::CopySet => {
                if let Value::Ref(set) = self.pop() {
                    let copy = self.heap.set_copy(set);
                    self.push(Value::Ref(copy));
                }
            }
            Op::ToStr => return self.op_to_text(names::STR),
            Op::ToRepr => return self.op_to_text(names::REPR),
            Op::ToAscii => {
                let value = self.pop();
                let text = self.repr(value)?;
                let text = self.heap.text(crate::python::format::to_ascii(&text));
                self.push(text);
            }
            Op::FormatPlain => return self.op_to_text(names::FORMAT),
            Op::FormatSpec => return self.op_format_spec(),
            Op::Concat(count) => {
                let parts = self.pop_many(usize::from(count));
                let mut text = String::new();
                for part in parts {
                    // What is longer ends the program at the next boundary.
                    if text.len() <= crate::python::heap::MOST_ITEMS {
                        text.push_str(&self.heap.as_str(part).unwrap_or_default());
                    }
                }
                let text = self.heap.text(text);
                self.push(text);
            }
            Op::Import(unit) => return Ok(self.op_import(unit)),
            Op::ImportFrom(name) => return self.op_import_from(name),
            Op::SetupTry(target) => {
                let height = (self.stack.len() - self.base) as u32;
                self.blocks
                    .push((Block { target, height }, self.handled.len()));
            }
            Op::PopBlock => {
                self.blocks.pop();
            }
            Op::MatchException => {
                let classes = self.pop();
                let answer = self.match_exception(classes)?;
                self.stack.push(Value::Bool(answer));
            }
            Op::EndHandler => {
                let len = self.handled.len().saturating_sub(1);
                self.truncate_handled(len);
            }
            Op::Reraise => return Err(self.reraise()),
            Op::Raise(count) => return Err(self.op_raise(count)),
            Op::AssertionError => {
                let class = self.builtin_class("AssertionError");
                self.push(class);
            }
            Op::EnterWith => return self.op_enter_with(),
            Op::ExitWith => return self.op_exit_with(),
            Op::ExitWithException => return self.op_exit_with_exception(),
            Op::Refuse(text) => {
                let text = self.heap.as_str(self.consts[self.unit][text as usize]);
                return Err(Thrown::Unsupported(
                    text.map_or_else(String::new, |text| text.to_string()),
                ));
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    fn jump_or_pop(&mut self, target: u32, on: bool) -> R<Flow> {
        let value = self.top();
        match self.truth(value) {
            Some(truth) if truth == on => self.pc = target as usize,
            Some(_) => {
                self.pop();
            }
            None => return self.call_truth(value, Cont::JumpIf(target, on)),
        }
        Ok(Flow::Next)
    }

    /// Adds the two integers on top, the commonest operation; false if they are none, or the sum is too large.
    #[inline]
    fn add_ints(&mut self) -> bool {
        let at = self.stack.len() - 2;
        if let (Value::Int(a), Value::Int(b)) = (self.stack[at], self.stack[at + 1])
            && let Some(sum) = a.checked_add(b)
        {
            self.stack.pop();
            self.stack[at] = Value::Int(sum);
            return true;
        }
        false
    }

    #[inline]
    pub(super) fn binary(&mut self, op: BinaryOp) -> R<Flow> {
        let at = self.stack.len() - 2;
        if let (Value::Int(a), Value::Int(b)) = (self.stack[at], self.stack[at + 1]) {
            let quick = match op {
                BinaryOp::Add => a.checked_add(b),
                BinaryOp::Sub => a.checked_sub(b),
                BinaryOp::Mul => a.checked_mul(b),
                BinaryOp::Mod if b > 0 => Some(a.rem_euclid(b)),
                BinaryOp::FloorDiv if b > 0 => Some(a.div_euclid(b)),
                BinaryOp::BitAnd => Some(a & b),
                BinaryOp::BitOr => Some(a | b),
                BinaryOp::BitXor => Some(a ^ b),
                _ => None,
            };
            if let Some(value) = quick {
                self.stack.pop();
                self.stack[at] = Value::Int(value);
                return Ok(Flow::Next);
            }
        }
        if let (Value::Float(a), Value::Float(b)) = (self.stack[at], self.stack[at + 1]) {
            let quick = match op {
                BinaryOp::Add => Some(a + b),
                BinaryOp::Sub => Some(a - b),
                BinaryOp::Mul => Some(a * b),
                _ => None,
            };
            if let Some(value) = quick {
                self.stack.pop();
                self.stack[at] = Value::Float(value);
                return Ok(Flow::Next);
            }
        }
        let right = self.pop();
        let left = self.pop();
        self.operate(op, left, right)
    }

    #[inline]
    fn compare(&mut self, op: CompareOp) -> R<Flow> {
        let at = self.stack.len() - 2;
        if let (Value::Int(a), Value::Int(b)) = (self.stack[at], self.stack[at + 1]) {
            let answer = match op {
                CompareOp::Lt => Some(a < b),
                CompareOp::LtE => Some(a <= b),
                CompareOp::Gt => Some(a > b),
                CompareOp::GtE => Some(a >= b),
                CompareOp::Eq | CompareOp::Is => Some(a == b),
                CompareOp::NotEq | CompareOp::IsNot => Some(a != b),
                CompareOp::In | CompareOp::NotIn => None,
            };
            if let Some(answer) = answer {
                self.stack.pop();
                self.stack[at] = Value::Bool(answer);
                return Ok(Flow::Next);
            }
        }
        let right = self.pop();
        let left = self.pop();
        match op {
            CompareOp::Is => self.stack.push(Value::Bool(same_object(left, right))),
            CompareOp::IsNot => self.stack.push(Value::Bool(!same_object(left, right))),
            _ => return self.op_compare(op, left, right),
        }
        Ok(Flow::Next)
    }

    fn for_iter(&mut self, end: u32) -> R<Flow> {
        let iter = self.top();
        if let Value::Ref(id) = iter
            && let Obj::Iter(state) = self.heap.get_mut(id)
        {
            if let Iter::Range { next, stop, step } = &mut **state {
                let item = *next;
                if (*step > 0 && item < *stop) || (*step < 0 && item > *stop) {
                    *next = item.saturating_add(*step);
                    self.stack.push(Value::Int(item));
                } else {
                    self.pop();
                    self.pc = end as usize;
                }
                return Ok(Flow::Next);
            }
            if let Some(item) = self.next_native(id)? {
                self.push(item);
            } else {
                self.pop();
                self.pc = end as usize;
            }
            return Ok(Flow::Next);
        }
        self.next_called(iter, Cont::ForNext(end))
    }

    fn op_make_function(&mut self, index: u16) {
        let parts = self.pop_many(3);
        let items = |value: Value| {
            self.heap
                .as_items(value)
                .map(<[Value]>::to_vec)
                .unwrap_or_default()
        };
        let function = Function {
            code: CodeRef {
                unit: self.unit as u16,
                index,
            },
            closure: items(parts[0]).into(),
            keyword_defaults: items(parts[1]).into(),
            defaults: items(parts[2]).into(),
            owner: Value::Undef,
            attrs: crate::python::value::Attrs::default(),
        };
        let function = self.heap.alloc(Obj::Function(Box::new(function)));
        self.push(function);
    }

    fn op_import(&mut self, unit: u16) -> Flow {
        if self.imported[usize::from(unit)] {
            let module = self.heap.alloc(Obj::Module(unit));
            self.push(module);
            return Flow::Next;
        }
        self.open_unit(unit, Cont::Module(unit));
        Flow::Frame
    }
}

fn cell_place(obj: &mut Obj) -> Option<&mut Value> {
    match obj {
        Obj::Cell(value) => Some(value),
        _ => None,
    }
}
