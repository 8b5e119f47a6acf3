//! Attributes and methods.

use super::{Args, Cont, Flow, Machine, R, Thrown};
use crate::python::names;
use crate::python::value::{Name, Obj, Tag, Value};

/// Where an attribute was found.
#[derive(Clone, Copy)]
pub(crate) enum Found {
    Value(Value),
    /// A function to be bound to the object.
    Method(Value),
    /// A property: call its getter.
    Getter(Value),
    /// A method of a built-in type.
    NativeMethod,
}

impl Machine {
    /// Looks an attribute up.
    pub(crate) fn find_attr(&mut self, object: Value, name: Name) -> R<Option<Found>> {
        if name == names::CLASS {
            return Ok(Some(Found::Value(self.class_of(object))));
        }
        let Value::Ref(id) = object else {
            return Ok(self.native_attr(object, name));
        };
        match self.heap.get(id) {
            Obj::Instance(it) => {
                let in_class = self.find_in_class(Value::Ref(it.class), name);
                if let Some(found) = in_class
                    && let Some(Obj::Property { getter, .. }) = self.heap.obj(found)
                {
                    return Ok(Some(Found::Getter(*getter)));
                }
                if let Some(value) = it.attrs.find(name) {
                    return Ok(Some(Found::Value(value)));
                }
                Ok(in_class
                    .map(|found| self.bind_found(found))
                    .or_else(|| self.instance_attr(object, name)))
            }
            Obj::Exception(it) => {
                let class = Value::Ref(it.class);
                if let Some(value) = it.attrs.find(name) {
                    return Ok(Some(Found::Value(value)));
                }
                if let Some(found) = self.find_in_class(class, name) {
                    return Ok(Some(match self.heap.obj(found) {
                        Some(Obj::Property { getter, .. }) => Found::Getter(*getter),
                        _ => self.bind_found(found),
                    }));
                }
                Ok(self.exception_attr(object, name))
            }
            Obj::Class(_) => Ok(self.class_attr(object, name)),
            Obj::Module(unit) => {
                let unit = usize::from(*unit);
                let slot = self.units[unit]
                    .globals
                    .iter()
                    .position(|global| *global == name);
                let value = slot
                    .map(|slot| self.globals[unit][slot])
                    .filter(|value| *value != Value::Undef);
                Ok(value.map(Found::Value))
            }
            Obj::Super { class, this } => {
                let (class, this) = (*class, *this);
                Ok(self.super_attr(class, this, name))
            }
            Obj::Function(function) => {
                if let Some(value) = function.attrs.find(name) {
                    return Ok(Some(Found::Value(value)));
                }
                let code = &self.units[usize::from(function.code.unit)].codes
                    [usize::from(function.code.index)];
                let text = match name {
                    names::DUNDER_NAME => code.name.clone(),
                    names::QUALNAME => code.qualname.clone(),
                    names::MODULE => self.units[usize::from(function.code.unit)].name.clone(),
                    names::DOC => match &code.doc {
                        Some(doc) => doc.clone(),
                        None => return Ok(Some(Found::Value(Value::None))),
                    },
                    _ => return Ok(None),
                };
                Ok(Some(Found::Value(self.heap.text(text))))
            }
            Obj::Method { func, this } => {
                let (func, this) = (*func, *this);
                if *self.names.text(name) == *"__self__" {
                    return Ok(Some(Found::Value(this)));
                }
                self.find_attr(func, name)
            }
            Obj::BoundNative { name: own, .. } if name == names::DUNDER_NAME => {
                let own = *own;
                Ok(Some(Found::Value(self.name_text(own))))
            }
            _ => Ok(self.native_attr(object, name)),
        }
    }

    /// A value found in a class, seen from an instance.
    fn bind_found(&self, found: Value) -> Found {
        match self.heap.obj(found) {
            Some(Obj::Function(_)) => Found::Method(found),
            Some(Obj::StaticMethod(inner)) => Found::Value(*inner),
            // `attr_value` binds a class method to the class.
            _ => Found::Value(found),
        }
    }

    fn class_attr(&mut self, class: Value, name: Name) -> Option<Found> {
        if let Some(found) = self.find_in_class(class, name) {
            return Some(match self.heap.obj(found) {
                Some(Obj::StaticMethod(inner)) => Found::Value(*inner),
                Some(Obj::ClassMethod(inner)) => {
                    let inner = *inner;
                    let method = self.heap.alloc(Obj::Method {
                        func: inner,
                        this: class,
                    });
                    Found::Value(method)
                }
                _ => Found::Value(found),
            });
        }
        let it = self.class(class)?;
        let (text, tag) = (it.name.clone(), it.tag);
        let qualname = it.qualname.clone();
        match name {
            names::DUNDER_NAME => Some(Found::Value(self.heap.text(text))),
            names::QUALNAME => Some(Found::Value(self.heap.text(qualname))),
            names::MODULE => {
                let module = it.module.clone();
                Some(Found::Value(self.heap.text(module)))
            }
            names::DOC => Some(Found::Value(Value::None)),
            names::INIT if tag == Tag::Exception => {
                let init = self.python_function("_exception_init");
                Some(Found::Value(init))
            }
            names::INIT if tag == Tag::Object => {
                let init = self.python_function("_object_init");
                Some(Found::Value(init))
            }
            _ => crate::python::builtins::class_function(self, tag, name).map(Found::Value),
        }
    }

    fn super_attr(&mut self, class: Value, this: Value, name: Name) -> Option<Found> {
        let base = self.class(class).map_or(Value::Undef, |it| it.base);
        if let Some(found) = self.find_in_class(base, name) {
            return Some(match self.heap.obj(found) {
                Some(Obj::Property { getter, .. }) => {
                    let getter = *getter;
                    let method = self.heap.alloc(Obj::Method { func: getter, this });
                    Found::Getter(method)
                }
                Some(Obj::Function(_)) => {
                    let method = self.heap.alloc(Obj::Method { func: found, this });
                    Found::Value(method)
                }
                Some(Obj::StaticMethod(inner)) => Found::Value(*inner),
                Some(Obj::ClassMethod(inner)) => {
                    let (inner, class) = (*inner, self.class_of(this));
                    let method = self.heap.alloc(Obj::Method {
                        func: inner,
                        this: class,
                    });
                    Found::Value(method)
                }
                _ => Found::Value(found),
            });
        }
        let function = match name {
            names::INIT if self.tag(this) == Tag::Exception => "_exception_init",
            names::INIT => "_object_init",
            names::STR => "_super_str",
            names::REPR => "_super_repr",
            _ => return None,
        };
        let function = self.python_function(function);
        Some(Found::Value(self.heap.alloc(Obj::Method {
            func: function,
            this,
        })))
    }

    fn instance_attr(&mut self, object: Value, name: Name) -> Option<Found> {
        match name {
            names::DICT => {
                let Some(Obj::Instance(it)) = self.heap.obj(object) else {
                    return None;
                };
                let attrs = it.attrs.0.clone();
                Some(Found::Value(self.keyword_dict(&attrs)))
            }
            names::MODULE => {
                let module = self.class(self.class_of(object))?.module.clone();
                Some(Found::Value(self.heap.text(module)))
            }
            names::DOC => Some(Found::Value(Value::None)),
            names::INIT => {
                let init = self.python_function("_object_init");
                Some(Found::Method(init))
            }
            _ => None,
        }
    }

    fn native_attr(&mut self, object: Value, name: Name) -> Option<Found> {
        let tag = self.tag(object);
        if let Some(value) = crate::python::builtins::data_attr(self, object, name) {
            return Some(Found::Value(value));
        }
        crate::python::builtins::has_method(tag, &self.names.text(name))
            .then_some(Found::NativeMethod)
    }

    fn no_attr(&mut self, object: Value, name: Name) -> Thrown {
        let attr = self.names.text(name);
        let message = match self.heap.obj(object) {
            Some(Obj::Class(class)) => {
                format!("type object '{}' has no attribute '{attr}'", class.name)
            }
            Some(Obj::Module(unit)) => {
                format!(
                    "module '{}' has no attribute '{attr}'",
                    self.units[usize::from(*unit)].name
                )
            }
            Some(Obj::Super { .. }) => format!("'super' object has no attribute '{attr}'"),
            _ => format!(
                "'{}' object has no attribute '{attr}'",
                self.type_name(object)
            ),
        };
        // What CPython's own types have and forklore's do not is no AttributeError.
        if crate::python::builtins::cpython_has(self.tag(object), &attr) {
            let kind = self.type_name(object);
            return Thrown::Unsupported(format!("`{attr}` of `{kind}`"));
        }
        let thrown = self.error("AttributeError", message);
        if let Thrown::Exception(Value::Ref(id)) = thrown {
            self.heap.swap_in(id, object, |obj| match obj {
                Obj::Exception(it) => Some(&mut it.subject),
                _ => None,
            });
        }
        thrown
    }

    /// Turns what was found into a value; tells the getter to call instead where it is a property.
    pub(crate) fn attr_value(
        &mut self,
        object: Value,
        name: Name,
        found: Found,
    ) -> Result<Value, Value> {
        match found {
            Found::Value(value) => Ok(match self.heap.obj(value) {
                // A class method found through an instance.
                Some(Obj::ClassMethod(inner)) => {
                    let (inner, class) = (*inner, self.class_of(object));
                    self.heap.alloc(Obj::Method {
                        func: inner,
                        this: class,
                    })
                }
                _ => value,
            }),
            Found::Method(func) => Ok(self.heap.alloc(Obj::Method { func, this: object })),
            Found::NativeMethod => Ok(self.heap.alloc(Obj::BoundNative { name, this: object })),
            Found::Getter(getter) => Err(getter),
        }
    }

    pub(super) fn op_load_attr(&mut self, name: Name) -> R<Flow> {
        let object = self.pop();
        self.load_attr(object, name, Cont::Push)
    }

    /// `object.name`
    pub(super) fn load_attr(&mut self, object: Value, name: Name, cont: Cont) -> R<Flow> {
        let Some(found) = self.find_attr(object, name)? else {
            if let Some(method) = self.special(object, names::GETATTR) {
                let text = self.name_text(name);
                return self.invoke(
                    method,
                    Args {
                        pos: vec![object, text],
                        kw: Vec::new(),
                    },
                    cont,
                );
            }
            return Err(self.no_attr(object, name));
        };
        match self.attr_value(object, name, found) {
            Ok(value) => {
                self.push(value);
                Ok(Flow::Next)
            }
            Err(getter) => self.call_getter(getter, object, cont),
        }
    }

    fn call_getter(&mut self, getter: Value, object: Value, cont: Cont) -> R<Flow> {
        // A bound getter (through `super()`) has its object already.
        let pos = match self.heap.obj(getter) {
            Some(Obj::Method { .. }) => Vec::new(),
            _ => vec![object],
        };
        self.invoke(
            getter,
            Args {
                pos,
                kw: Vec::new(),
            },
            cont,
        )
    }

    pub(super) fn load_method(&mut self, name: Name) -> R<Flow> {
        let object = self.pop();
        match self.find_attr(object, name)? {
            Some(Found::Method(func)) => {
                self.push(func);
                self.push(object);
                Ok(Flow::Next)
            }
            Some(Found::NativeMethod) => {
                self.stack.push(Value::MethodName(name));
                self.push(object);
                Ok(Flow::Next)
            }
            Some(found) => {
                self.stack.push(Value::Undef);
                match self.attr_value(object, name, found) {
                    Ok(value) => {
                        self.push(value);
                        Ok(Flow::Next)
                    }
                    Err(getter) => self.call_getter(getter, object, Cont::Push),
                }
            }
            None => {
                self.stack.push(Value::Undef);
                self.load_attr(object, name, Cont::Push)
            }
        }
    }

    pub(super) fn op_store_attr(&mut self, name: Name) -> R<Flow> {
        let object = self.pop();
        let value = self.pop();
        self.store_attr(object, name, value)
    }

    /// `object.name = value`
    pub(super) fn store_attr(&mut self, object: Value, name: Name, value: Value) -> R<Flow> {
        let Value::Ref(id) = object else {
            return Err(self.no_attr(object, name));
        };
        match self.heap.get(id) {
            Obj::Instance(it) => {
                let class = Value::Ref(it.class);
                if let Some(found) = self.find_in_class(class, name)
                    && let Some(Obj::Property { setter, .. }) = self.heap.obj(found)
                {
                    let setter = *setter;
                    if matches!(setter, Value::None | Value::Undef) {
                        let message = format!(
                            "property '{}' of '{}' object has no setter",
                            self.names.text(name),
                            self.type_name(object)
                        );
                        return Err(self.error("AttributeError", message));
                    }
                    return self.invoke(
                        setter,
                        Args {
                            pos: vec![object, value],
                            kw: Vec::new(),
                        },
                        Cont::Discard,
                    );
                }
                if let Some(method) = self.find_in_class(class, names::SETATTR)
                    && !self.in_library()
                {
                    let text = self.name_text(name);
                    return self.invoke(
                        method,
                        Args {
                            pos: vec![object, text, value],
                            kw: Vec::new(),
                        },
                        Cont::Discard,
                    );
                }
                self.heap.set_attr(id, name, value);
                if !self.in_library() && matches!(value, Value::Ref(_)) {
                    self.name_shared(value, name);
                }
            }
            Obj::Exception(_) => self.set_exception_attr(id, name, value),
            Obj::Class(class) if class.user => self.heap.set_attr(id, name, value),
            Obj::Function(_) => self.heap.set_attr(id, name, value),
            Obj::Module(unit) => {
                let unit = usize::from(*unit);
                let slot = self.units[unit]
                    .globals
                    .iter()
                    .position(|global| *global == name);
                let Some(slot) = slot else {
                    return Err(Thrown::Unsupported(
                        "setting a new attribute of a module".into(),
                    ));
                };
                self.heap.retain(value);
                let old = std::mem::replace(&mut self.globals[unit][slot], value);
                self.heap.release(old);
            }
            _ => return Err(self.no_attr(object, name)),
        }
        Ok(Flow::Next)
    }

    pub(crate) fn delete_attr(&mut self, object: Value, name: Name) -> R<()> {
        match object {
            Value::Ref(id) if self.heap.delete_attr(id, name) => Ok(()),
            _ => Err(self.no_attr(object, name)),
        }
    }

    /// `super()` without arguments: the class of the running method, its first argument.
    pub(super) fn load_super(&mut self) -> R<Flow> {
        let callee = self.stack[self.base - 1];
        let owner = match self.heap.obj(callee) {
            Some(Obj::Function(function)) => function.owner,
            _ => Value::Undef,
        };
        let first = self.stack.get(self.base).copied().unwrap_or(Value::Undef);
        let this = match self.heap.obj(first) {
            Some(Obj::Cell(value)) => *value,
            _ => first,
        };
        if owner == Value::Undef || this == Value::Undef {
            return Err(self.error("RuntimeError", "super(): no arguments"));
        }
        let value = self.heap.alloc(Obj::Super { class: owner, this });
        self.push(value);
        Ok(Flow::Next)
    }

    pub(super) fn op_import_from(&mut self, name: Name) -> R<Flow> {
        let module = self.top();
        if let Some(Found::Value(value)) = self.find_attr(module, name)? {
            self.push(value);
            return Ok(Flow::Next);
        }
        let unit = match self.heap.obj(module) {
            Some(Obj::Module(unit)) => self.units[usize::from(*unit)].name.clone(),
            _ => "".into(),
        };
        let message = format!(
            "cannot import name '{}' from '{unit}' (unknown location)",
            self.names.text(name)
        );
        Err(self.error("ImportError", message))
    }
}
