//! Calls: arguments to parameters, construction of objects, results to their callers.

#![expect(
    clippy::similar_names,
    reason = "`parts` and `args`, `index` and `items` are the words of the field"
)]

use super::{Args, Cont, Flow, Machine, Out, Pending, R, Thrown};
use crate::python::call::{Call, Step};
use crate::python::names;
use crate::python::program::Code;
use crate::python::value::{
    Attrs, Class, CodeRef, Exception, Generator, GeneratorState, Instance, Name, Obj, Tag, Value,
};

impl Machine {
    /// Calls what lies below `count` arguments on the stack.
    pub(super) fn call_stack(&mut self, count: usize, cont: Cont) -> R<Flow> {
        let at = self.stack.len() - count - 1;
        let callee = self.stack[at];
        if let Some(Obj::Function(function)) = self.heap.obj(callee) {
            let code_ref = function.code;
            let code =
                self.units[usize::from(code_ref.unit)].codes[usize::from(code_ref.index)].clone();
            let is_plain = usize::from(code.n_positional) == count
                && code.n_keyword_only == 0
                && !code.has_star
                && !code.has_double_star;
            if is_plain {
                return self.enter_function(&code, code_ref, at + 1, cont);
            }
        }
        let pos = self.pop_many(count);
        self.pop();
        self.invoke(
            callee,
            Args {
                pos,
                kw: Vec::new(),
            },
            cont,
        )
    }

    /// Enters a function whose parameters are in place; makes a generator if it is one.
    fn enter_function(
        &mut self,
        code: &std::sync::Arc<Code>,
        at: CodeRef,
        base: usize,
        cont: Cont,
    ) -> R<Flow> {
        if let Err(thrown) = self.check_depth(code, at) {
            self.truncate(base - 1);
            return Err(thrown);
        }
        if !self.units[usize::from(at.unit)].library {
            self.name_parameters(code, base);
        }
        if code.is_generator {
            self.stack.resize(base + code.locals.len(), Value::Undef);
            self.copy_closure(code, base);
            // The references move from the stack into the generator.
            let stack = self.stack.split_off(base - 1);
            let generator = Generator {
                code: at,
                pc: 0,
                stack: stack.clone(),
                blocks: Vec::new(),
                state: GeneratorState::Fresh,
            };
            let generator = self.heap.alloc(Obj::Generator(Box::new(generator)));
            for value in stack {
                self.heap.release(value);
            }
            self.assign_names = None;
            return self.deliver(generator, cont);
        }
        self.enter(code.clone(), at, base, cont);
        self.copy_closure(code, base);
        Ok(Flow::Frame)
    }

    fn copy_closure(&mut self, code: &Code, base: usize) {
        if code.free_slots.is_empty() {
            return;
        }
        let Some(Obj::Function(function)) = self.heap.obj(self.stack[base - 1]) else {
            return;
        };
        let cells: Vec<Value> = function.closure.to_vec();
        for (slot, cell) in code.free_slots.iter().zip(cells) {
            self.heap.retain(cell);
            self.stack[base + usize::from(*slot)] = cell;
        }
    }

    /// Tells new names of shared objects that became parameters.
    fn name_parameters(&mut self, code: &Code, base: usize) {
        let count = (code.n_positional + code.n_keyword_only) as usize;
        for slot in 0..count {
            let value = self.stack[base + slot];
            if matches!(value, Value::Ref(_)) {
                self.name_shared(value, code.locals[slot]);
            }
        }
    }

    /// Notes that a shared object is known by this name, and tells the outside if that is new.
    pub(super) fn name_shared(&mut self, value: Value, name: Name) {
        let Some(Obj::Instance(it)) = self.heap.obj(value) else {
            return;
        };
        if !self
            .class(Value::Ref(it.class))
            .is_some_and(|class| class.shared)
        {
            return;
        }
        let Some(handle) = it.attrs.find(names::HANDLE) else {
            return;
        };
        let Some(Obj::Handle(handle)) = self.heap.obj(handle) else {
            return;
        };
        let handle = *handle;
        if self.named.insert((handle, name)) {
            let name = self.names.text(name).to_string();
            self.queue.push_back(Call::Name { handle, name });
        }
    }

    /// Remembers the names a handle was made with.
    pub(super) fn note_names(&mut self, handle: crate::python::call::Handle, list: &[String]) {
        for name in list {
            let name = self.names.intern(name);
            self.named.insert((handle, name));
        }
    }

    /// Calls any value.
    pub(super) fn invoke(&mut self, callee: Value, mut args: Args, cont: Cont) -> R<Flow> {
        match callee {
            Value::Native(index) => return self.call_native(callee, index, args, cont),
            Value::Ref(id) => match self.heap.get(id) {
                Obj::Function(_) => return self.call_function(callee, &args, cont),
                Obj::Method { func, this } => {
                    let (func, this) = (*func, *this);
                    args.pos.insert(0, this);
                    return self.invoke(func, args, cont);
                }
                Obj::BoundNative { name, this } => {
                    let (name, this) = (*name, *this);
                    let out = self.native_method(this, name, &args);
                    return self.finish_native(callee, out, args, cont);
                }
                Obj::Class(_) => return self.construct(callee, args, cont),
                Obj::StaticMethod(inner) => {
                    let inner = *inner;
                    return self.invoke(inner, args, cont);
                }
                Obj::Instance(_) => {
                    if let Some(method) = self.special(callee, names::CALL) {
                        args.pos.insert(0, callee);
                        return self.invoke(method, args, cont);
                    }
                }
                _ => {}
            },
            _ => {}
        }
        let message = format!("'{}' object is not callable", self.type_name(callee));
        Err(self.error("TypeError", message))
    }

    fn call_native(&mut self, callee: Value, index: u16, args: Args, cont: Cont) -> R<Flow> {
        let out = crate::python::builtins::call(self, index, &args);
        self.finish_native(callee, out, args, cont)
    }

    fn finish_native(&mut self, callee: Value, out: R<Out>, args: Args, cont: Cont) -> R<Flow> {
        match out {
            Ok(out) => self.finish(out, cont),
            Err(Thrown::NeedsList(at)) => {
                let function = self.python_function("_retry");
                let pos = self.heap.tuple(args.pos);
                let kw = self.keyword_dict(&args.kw);
                let pos = vec![callee, Value::Int(at as i64), pos, kw];
                self.invoke(
                    function,
                    Args {
                        pos,
                        kw: Vec::new(),
                    },
                    cont,
                )
            }
            Err(thrown) => self.detour(thrown, cont),
        }
    }

    /// Takes the way through Python if that is what a native asked for.
    pub(super) fn detour(&mut self, thrown: Thrown, cont: Cont) -> R<Flow> {
        match thrown {
            Thrown::Python(name, pos) => {
                let function = self.python_function(name);
                self.invoke(
                    function,
                    Args {
                        pos,
                        kw: Vec::new(),
                    },
                    cont,
                )
            }
            thrown => Err(thrown),
        }
    }

    /// What a native answered, to the caller.
    fn finish(&mut self, out: Out, cont: Cont) -> R<Flow> {
        self.assign_names = None;
        match out {
            Out::Value(value) => self.deliver(value, cont),
            Out::Sys(call) => {
                debug_assert!(
                    matches!(cont, Cont::Push),
                    "calls to the outside come from library functions"
                );
                self.pending = Pending::Value;
                Ok(Flow::Step(Step::Call(call)))
            }
            Out::Call(callee, args) => self.invoke(callee, args, cont),
            Out::Text(callee, args, is_repr) => {
                let cont = if cont == Cont::Push {
                    Cont::Text(is_repr)
                } else {
                    cont
                };
                self.invoke(callee, args, cont)
            }
            Out::Next(iter, default) => {
                let cont = match default {
                    Some(default) => {
                        self.push(default);
                        Cont::NextDefault
                    }
                    None => Cont::Next,
                };
                self.push(iter);
                self.next_called(iter, cont)
            }
            Out::Send(iter, value) => {
                self.push(iter);
                match iter {
                    Value::Ref(id) => self.resume_generator(id, value, Cont::Next),
                    _ => Ok(Flow::Next),
                }
            }
            Out::Throw(iter, exception) => {
                self.push(iter);
                match iter {
                    Value::Ref(id) => self.throw_into(id, exception),
                    _ => Ok(Flow::Next),
                }
            }
            Out::Attr(object, name) => self.load_attr(object, name, cont),
            Out::SetAttr(object, name, value) => match self.store_attr(object, name, value)? {
                Flow::Next => self.deliver(Value::None, cont),
                // A setter of the program runs; its result is None.
                flow => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.cont = cont;
                    }
                    Ok(flow)
                }
            },
        }
    }

    pub(crate) fn keyword_dict(&mut self, kw: &[(Name, Value)]) -> Value {
        let dict = self.heap.new_dict();
        for (name, value) in kw {
            let key = self.name_text(*name);
            // Text is always hashable.
            let _ = self.heap.dict_set(dict, key, *value);
        }
        Value::Ref(dict)
    }

    /// Gives a result to the frame on top, as its call wanted it.
    pub(super) fn deliver(&mut self, value: Value, cont: Cont) -> R<Flow> {
        match cont {
            Cont::Push | Cont::ForNext(_) | Cont::Next => self.push(value),
            Cont::Iterator if self.is_iterator(value) => self.push(value),
            Cont::Iterator => {
                let kind = self.type_name(value);
                let message = format!("iter() returned non-iterator of type '{kind}'");
                return Err(self.error("TypeError", message));
            }
            Cont::Text(_) if self.heap.as_str(value).is_some() => self.push(value),
            Cont::Text(is_repr) => {
                let method = if is_repr { "__repr__" } else { "__str__" };
                let kind = self.type_name(value);
                let message = format!("{method} returned non-string (type {kind})");
                return Err(self.error("TypeError", message));
            }
            Cont::Init if value == Value::None => {}
            Cont::Init => {
                let message = format!(
                    "__init__() should return None, not '{}'",
                    self.type_name(value)
                );
                return Err(self.error("TypeError", message));
            }
            Cont::Retry => {
                self.push(value);
                self.pc -= 1;
            }
            Cont::NextDefault => {
                self.pop();
                self.push(value);
            }
            Cont::Not => {
                let truth = self.truth(value).unwrap_or(true);
                self.push(Value::Bool(!truth));
            }
            Cont::JumpIf(target, on) => {
                if self.truth(value).unwrap_or(true) == on {
                    self.pc = target as usize;
                } else {
                    self.pop();
                }
            }
            Cont::Module(unit) => {
                let module = self.heap.alloc(Obj::Module(unit));
                self.push(module);
            }
            Cont::Discard => {}
            Cont::Bottom => {
                let exit = self.with_last_words(crate::python::call::Exit::default());
                return Ok(Flow::Step(Step::Exit(exit)));
            }
            Cont::Imported => return self.begin_spawned(),
            Cont::Upcall => {
                self.pending = self.suspended.pop().unwrap_or(Pending::Nothing);
                return Ok(Flow::Step(Step::Resume));
            }
        }
        Ok(Flow::Frame)
    }

    pub(super) fn op_return(&mut self) -> R<Flow> {
        let value = self.pop();
        let frame = self.frames.last().expect("a frame is running");
        if frame.generator != Value::Undef {
            return self.finish_generator(value);
        }
        let frame = self.leave();
        self.deliver_item(value, frame.cont)
    }

    // --- binding --------------------------------------------------------------------------------------------------

    fn call_function(&mut self, callee: Value, args: &Args, cont: Cont) -> R<Flow> {
        let Some(Obj::Function(function)) = self.heap.obj(callee) else {
            return Ok(Flow::Next);
        };
        let code_ref = function.code;
        let code =
            self.units[usize::from(code_ref.unit)].codes[usize::from(code_ref.index)].clone();
        let function = (**function).clone();
        let locals = self.bind(&code, &function, args)?;
        self.push(callee);
        let base = self.stack.len();
        for value in locals {
            self.push(value);
        }
        self.enter_function(&code, code_ref, base, cont)
    }

    // --- instructions ---------------------------------------------------------------------------------------------

    pub(super) fn op_call_keywords(&mut self, count: usize, names_at: u32) -> R<Flow> {
        let names_value = self.consts[self.unit][names_at as usize];
        let list: Vec<Value> = self
            .heap
            .as_items(names_value)
            .map(<[Value]>::to_vec)
            .unwrap_or_default();
        let values = self.pop_many(list.len());
        let pos = self.pop_many(count);
        let callee = self.pop();
        let mut kw = Vec::with_capacity(list.len());
        for (name, value) in list.into_iter().zip(values) {
            let text = self.heap.as_str(name).unwrap_or_else(|| "".into());
            kw.push((self.names.intern(&text), value));
        }
        self.invoke(callee, Args { pos, kw }, Cont::Push)
    }

    pub(super) fn call_method(&mut self, count: usize) -> R<Flow> {
        let at = self.stack.len() - count - 2;
        match self.stack[at] {
            Value::Undef => {
                // Not a method: callee and arguments move down by one.
                self.stack.remove(at);
                self.call_stack(count, Cont::Push)
            }
            // A method of a built-in type: its name stands in for it.
            Value::MethodName(name) => {
                let pos = self.pop_many(count);
                let this = self.pop();
                self.pop();
                let args = Args {
                    pos,
                    kw: Vec::new(),
                };
                let out = self.native_method(this, name, &args);
                match out {
                    Err(Thrown::NeedsList(_)) => {
                        let bound = self.heap.alloc(Obj::BoundNative { name, this });
                        self.finish_native(bound, out, args, Cont::Push)
                    }
                    out => self.finish_native(Value::None, out, args, Cont::Push),
                }
            }
            _ => self.call_stack(count + 1, Cont::Push),
        }
    }

    // --- construction ---------------------------------------------------------------------------------------------

    fn construct(&mut self, class: Value, args: Args, cont: Cont) -> R<Flow> {
        let Some(it) = self.class(class) else {
            return Ok(Flow::Next);
        };
        let (tag, user) = (it.tag, it.user);
        let Value::Ref(id) = class else {
            return Ok(Flow::Next);
        };
        let object = match tag {
            Tag::Object => {
                let init = self.find_in_class(class, names::INIT);
                let takes_none = init.is_none() && !(args.pos.is_empty() && args.kw.is_empty());
                if takes_none {
                    let message = format!(
                        "{}() takes no arguments",
                        self.class(class).map_or("", |it| &it.name)
                    );
                    return Err(self.error("TypeError", message));
                }
                let instance = Instance {
                    class: id,
                    attrs: Attrs::default(),
                };
                self.heap.alloc(Obj::Instance(Box::new(instance)))
            }
            Tag::Exception => {
                let class = self.class_by_number(class, &args);
                // An OSError that has an `__init__` of its own takes no arguments from the call itself.
                let is_bare = self.find_in_class(class, names::INIT).is_some()
                    && self.is_subclass(class, self.builtin_class("OSError"));
                let pos = if is_bare {
                    Vec::new()
                } else {
                    args.pos.clone()
                };
                self.new_exception(class, pos)
            }
            _ if user => {
                return Err(Thrown::Unsupported(format!(
                    "a class derived from `{}`",
                    self.tag_name(tag)
                )));
            }
            _ => {
                let out = crate::python::builtins::construct(self, tag, &args);
                return self.finish_native(class, out, args, cont);
            }
        };
        let Some(init) = self.find_in_class(class, names::INIT) else {
            if tag == Tag::Exception {
                self.init_exception(object, &args)?;
            }
            self.assign_names = None;
            return self.deliver(object, cont);
        };
        if cont != Cont::Push {
            return Err(Thrown::Unsupported(
                "making an object of a class inside an operator".into(),
            ));
        }
        self.push(object);
        let mut pos = args.pos;
        pos.insert(0, object);
        let flow = self.invoke(init, Args { pos, kw: args.kw }, Cont::Init);
        if flow.is_err() {
            // No frame was entered: the object must not stay.
            self.pop();
        }
        flow
    }

    fn tag_name(&self, tag: Tag) -> String {
        self.class(self.tag_classes[tag as usize])
            .map_or_else(String::new, |class| class.name.to_string())
    }

    /// A new exception object.
    pub(crate) fn new_exception(&mut self, class: Value, args: Vec<Value>) -> Value {
        let args = self.heap.tuple(args);
        let Value::Ref(class) = class else {
            return Value::None;
        };
        self.heap.alloc(Obj::Exception(Box::new(Exception {
            class,
            args,
            attrs: Attrs::default(),
            subject: Value::Undef,
            cause: Value::Undef,
            context: Value::Undef,
            suppress: false,
            trace: Vec::new(),
            remote: None,
            told: None,
        })))
    }

    pub(super) fn op_build_class(&mut self, _name: u32) -> R<Flow> {
        // Base and body lie on the stack; the body's frame finds the base below itself.
        self.call_stack(0, Cont::Push)
    }

    pub(super) fn op_return_namespace(&mut self) -> R<Flow> {
        let frame = self.frames.last().expect("a frame is running");
        let (code, base_at) = (frame.code.clone(), frame.base);
        let library = self.in_library();
        let module = if library {
            self.units[self.unit].name.clone()
        } else {
            self.config.main_name.as_str().into()
        };
        let mut attrs = Attrs::default();
        for (slot, name) in code.locals.iter().enumerate() {
            let value = self.stack[base_at + slot];
            let is_captured = code.free_slots.contains(&(slot as u16));
            if value != Value::Undef && !is_captured {
                attrs.0.push((*name, value));
            }
        }
        let base = match self.stack[base_at - 2] {
            Value::None => self.tag_classes[Tag::Object as usize],
            base => base,
        };
        let Some(parent) = self.class(base) else {
            let kind = self.type_name(base);
            return Err(Thrown::Unsupported(format!(
                "a class derived from an object of type `{kind}`"
            )));
        };
        let is_open = matches!(parent.tag, Tag::Object | Tag::Exception);
        let (tag, shared, parent_name) = (parent.tag, parent.shared, parent.name.clone());
        if !is_open {
            return Err(Thrown::Unsupported(format!(
                "a class derived from `{parent_name}`"
            )));
        }
        let module_name = match attrs
            .find(names::MODULE)
            .and_then(|value| self.heap.as_str(value))
        {
            Some(text) => text,
            None => module,
        };
        let class = Class {
            name: code.name.clone(),
            qualname: code.qualname.clone(),
            module: module_name,
            base,
            shared: shared || attrs.find(names::SHARED).is_some(),
            tag,
            user: true,
            attrs,
        };
        let functions: Vec<Value> = class.attrs.0.iter().map(|(_, value)| *value).collect();
        let class = self.heap.alloc(Obj::Class(Box::new(class)));
        for value in functions {
            self.set_owner(value, class);
        }
        self.leave();
        self.pop();
        self.deliver(class, Cont::Push)
    }

    /// Tells a method (also one in a wrapper) which class it belongs to, for `super()`.
    fn set_owner(&mut self, value: Value, class: Value) {
        let Value::Ref(id) = value else { return };
        match self.heap.get(id) {
            Obj::Function(_) => self.heap.swap_in(id, class, |obj| match obj {
                Obj::Function(function) => Some(&mut function.owner),
                _ => None,
            }),
            Obj::StaticMethod(inner) | Obj::ClassMethod(inner) => {
                let inner = *inner;
                self.set_owner(inner, class);
            }
            Obj::Property { getter, setter } => {
                let (getter, setter) = (*getter, *setter);
                self.set_owner(getter, class);
                self.set_owner(setter, class);
            }
            _ => {}
        }
    }
}
