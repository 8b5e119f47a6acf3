from multiprocessing import Condition, Lock, RLock, Event
def t(g):
    try:
        print(g())
    except BaseException as e:
        print(type(e).__name__, e)
c = Condition()
t(c.wait); t(lambda: c.wait(1)); t(c.notify); t(c.notify_all); t(c.release)
t(lambda: c.wait_for(lambda: True)); t(lambda: c.wait_for(lambda: False)); t(lambda: c.wait_for(lambda: 5))
with c:
    t(lambda: c.wait(0.01)); t(c.notify); t(lambda: c.notify(3)); t(c.notify_all); t(lambda: c.wait_for(lambda: 0, 0.02)); t(lambda: c.wait_for(lambda: [], timeout=-1))
    t(lambda: c.wait(-1)); t(lambda: c.wait(0))
t(lambda: c)
c = Condition(Lock())
t(c.notify)
with c: t(c.notify)
t(lambda: c)
t(lambda: Condition(5)); t(lambda: Condition(Lock(), 2))
t(lambda: c.notify('a'))
with c: t(lambda: c.notify(0))
e = Event()
t(e.is_set); t(lambda: e.wait(0.01)); t(e.set); t(e.wait); t(e.is_set); t(e.clear); t(e.is_set); t(lambda: e.wait(0)); t(lambda: e.wait(-1))
t(lambda: e)
