from collections import deque, Counter, defaultdict
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
d = deque([1, 2, 3], maxlen=4); d.append(4); d.append(5); d.appendleft(0); print(d, d.pop(), d.popleft(), len(d), d[0], list(d), d.maxlen); d.extend([7, 8]); d.extendleft([9]); d.rotate(1); print(d, 7 in d, d.count(7), d.index(7)); d.clear(); print(d)
t(lambda: d.pop()); t(lambda: d.popleft()); t(lambda: deque()[0]); t(lambda: deque(5)); t(lambda: d.remove(5)); t(lambda: deque([1]) == deque([1]))
c = Counter('abracadabra'); print(c, c['a'], c['z'], c.most_common(2), sum(c.values()), sorted(c.elements())[:3]); c.update('aaa'); c.subtract({'a': 5}); print(c, c + Counter('b'), c - Counter('a'), Counter(a=1) == Counter('a'), Counter([1, 1, 2]), Counter()); del c['a']; print(c, dict(c))
dd = defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dict(dd), dd.get('z'), len(dd)); di = defaultdict(int); di['x'] += 5; print(di, 'y' in di); t(lambda: defaultdict()['a']); t(lambda: defaultdict(5)); dl = defaultdict(lambda: 'dflt'); print(dl['q'])
