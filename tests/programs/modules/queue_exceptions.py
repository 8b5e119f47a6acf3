import multiprocessing
import queue
from queue import Empty, Full

q = multiprocessing.Queue(1)
try:
    q.get_nowait()
except Empty as error:
    print('empty', repr(error), type(error).__name__)
try:
    q.get(timeout=0.02)
except queue.Empty:
    print('empty after waiting')
q.put(1)
try:
    q.put_nowait(2)
except Full as error:
    print('full', repr(error))
try:
    q.put(2, True, 0.02)
except queue.Full:
    print('full after waiting')
print(q.get(), isinstance(Empty(), Exception), q.get.__name__)
