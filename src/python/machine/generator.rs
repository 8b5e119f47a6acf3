//! Generators: frames that step aside and come back.

use super::{Args, Cont, Flow, Frame, Machine, R, Thrown};
use crate::python::program::Op;
use crate::python::value::{Block, GeneratorState, Id, Obj, Value};

impl Machine {
    /// Continues a generator with a value for its `yield`; the iterator itself lies on top of the stack where the
    /// continuation says so.
    pub(super) fn resume_generator(&mut self, id: Id, sent: Value, cont: Cont) -> R<Flow> {
        let Obj::Generator(generator) = self.heap.get_mut(id) else {
            return Ok(Flow::Next);
        };
        let was = generator.state;
        match was {
            GeneratorState::Running => {
                return Err(self.error("ValueError", "generator already executing"));
            }
            GeneratorState::Done => return self.exhausted(Value::None, cont),
            GeneratorState::Fresh if sent != Value::None => {
                let message = "can't send non-None value to a just-started generator";
                return Err(self.error("TypeError", message));
            }
            GeneratorState::Fresh | GeneratorState::Suspended => {}
        }
        let at = generator.code;
        let code = self.units[usize::from(at.unit)].codes[usize::from(at.index)].clone();
        let depth = self.depth_of(&code, at);
        self.check_depth(&code, at)?;
        let Obj::Generator(generator) = self.heap.get_mut(id) else {
            return Ok(Flow::Next);
        };
        generator.state = GeneratorState::Running;
        let (at, pc) = (generator.code, generator.pc);
        // The references move back to the stack.
        let stack = std::mem::take(&mut generator.stack);
        let blocks = std::mem::take(&mut generator.blocks);
        let base = self.stack.len() + 1;
        self.stack.extend(stack);
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = self.pc as u32;
        }
        let block_base = self.blocks.len();
        let handled_base = self.handled.len();
        self.blocks
            .extend(blocks.into_iter().map(|block| (block, handled_base)));
        self.heap.retain(Value::Ref(id));
        let generator = Value::Ref(id);
        self.frames.push(Frame {
            code,
            at,
            pc,
            base,
            block_base,
            handled_base,
            cont,
            depth,
            names: None,
            generator,
        });
        self.restore();
        if was == GeneratorState::Suspended {
            self.push(sent);
        }
        Ok(Flow::Frame)
    }

    pub(super) fn op_yield(&mut self) -> R<Flow> {
        let value = self.pop();
        let Some(frame) = self.frames.pop() else {
            return Ok(Flow::Next);
        };
        self.truncate_handled(frame.handled_base);
        let stack = self.stack.split_off(frame.base - 1);
        let blocks: Vec<Block> = self
            .blocks
            .drain(frame.block_base..)
            .map(|(block, _)| block)
            .collect();
        if let Value::Ref(id) = frame.generator
            && let Obj::Generator(generator) = self.heap.get_mut(id)
        {
            generator.stack = stack;
            generator.blocks = blocks;
            generator.pc = self.pc as u32;
            generator.state = GeneratorState::Suspended;
        }
        self.heap.release(frame.generator);
        self.restore();
        self.deliver_item(value, frame.cont)
    }

    /// Gives an item to whoever resumed the iterator.
    pub(super) fn deliver_item(&mut self, value: Value, cont: Cont) -> R<Flow> {
        if matches!(cont, Cont::Next | Cont::NextDefault) {
            // The iterator itself lies below.
            self.pop();
        }
        self.deliver(value, cont)
    }

    /// The generator's function has returned.
    pub(super) fn finish_generator(&mut self, value: Value) -> R<Flow> {
        let frame = self.frames.last().expect("a frame is running");
        if let Value::Ref(id) = frame.generator
            && let Obj::Generator(generator) = self.heap.get_mut(id)
        {
            generator.state = GeneratorState::Done;
        }
        let frame = self.leave();
        self.exhausted(value, frame.cont)
    }

    /// Tells whoever asked for an item that there is none.
    pub(super) fn exhausted(&mut self, value: Value, cont: Cont) -> R<Flow> {
        match cont {
            Cont::ForNext(end) => {
                self.pop();
                self.pc = end as usize;
                if matches!(self.code.ops.get(self.pc), Some(Op::ResultOfIteration)) {
                    self.push(value);
                    self.pc += 1;
                }
                Ok(Flow::Frame)
            }
            Cont::NextDefault => {
                // The iterator goes; the default below it is the result.
                self.pop();
                Ok(Flow::Frame)
            }
            _ => {
                self.pop();
                let class = self.builtin_class("StopIteration");
                let args = if value == Value::None {
                    Vec::new()
                } else {
                    vec![value]
                };
                let exception = self.new_exception(class, args);
                Err(Thrown::Exception(exception))
            }
        }
    }

    /// `generator.throw(exception)`: raises it at the `yield` where the generator waits. The generator lies on top of
    /// the stack.
    pub(super) fn throw_into(&mut self, id: Id, exception: Value) -> R<Flow> {
        let Obj::Generator(generator) = self.heap.get(id) else {
            return Ok(Flow::Next);
        };
        match generator.state {
            GeneratorState::Suspended => {
                self.heap.retain(exception);
                let resumed = self.resume_generator(id, Value::None, Cont::Next);
                self.heap.release(exception);
                resumed?;
                self.pop();
            }
            GeneratorState::Running => {
                return Err(self.error("ValueError", "generator already executing"));
            }
            GeneratorState::Fresh | GeneratorState::Done => {
                self.close_generator(id);
                self.pop();
            }
        }
        Err(Thrown::Exception(exception))
    }

    /// Runs the `finally` parts of a generator that nobody refers to any more, as CPython does when it frees one.
    pub(super) fn close_unfinished(&mut self, id: Id) {
        let function = self.python_function("_close_dropped");
        let args = Args {
            pos: vec![Value::Ref(id)],
            kw: Vec::new(),
        };
        // The call now holds the generator; entering a function of the library cannot fail but for the depth.
        let entered = self.invoke(function, args, Cont::Discard);
        self.heap.release(Value::Ref(id));
        if let Err(thrown) = entered {
            self.handle(thrown);
        }
    }

    /// Whether a generator waits inside a `try` or `with`, so that closing it runs code of the program.
    pub(crate) fn must_unwind(&self, generator: Value) -> bool {
        match self.heap.obj(generator) {
            Some(Obj::Generator(it)) => {
                it.state == GeneratorState::Suspended && !it.blocks.is_empty()
            }
            _ => false,
        }
    }

    /// `generator.close()` of one that waits in no `try`: it will give nothing more.
    pub(crate) fn close_generator(&mut self, id: Id) {
        let Obj::Generator(generator) = self.heap.get_mut(id) else {
            return;
        };
        if generator.state == GeneratorState::Running {
            return;
        }
        generator.state = GeneratorState::Done;
        let stack = std::mem::take(&mut generator.stack);
        for value in stack {
            self.heap.release(value);
        }
    }
}
