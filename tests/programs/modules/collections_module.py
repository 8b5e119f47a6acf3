from collections import Counter, defaultdict, deque

d = deque([1, 2, 3])
d.append(4)
d.appendleft(0)
print(d, d.pop(), d.popleft(), len(d), d[0], d[-1], 2 in d, list(d), sum(d))
d.extend('ab')
d.extendleft('xy')
d.rotate(2)
print(d)
d.rotate(-1)
d.remove('a')
d.reverse()
print(d, d.count(1), d.index(1), bool(deque()), d == deque(d), d.copy() == d)
last = deque(maxlen=2)
for i in range(5):
    last.append(i)
print(last, last.maxlen, deque('abc', 2))
d[0] = 'first'
d.insert(1, 'second')
print(d, [x for x in d][:2])
d.clear()
for attempt in (d.pop, d.popleft, lambda: d[0], lambda: d.remove(1)):
    try:
        attempt()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
c = Counter('abracadabra')
print(c, c['a'], c['z'], c.most_common(2), sum(c.values()), len(c), 'a' in c, sorted(c), c.total())
c.update('aaz')
c['b'] -= 1
c.subtract('a')
print(c, Counter(a=2, b=1), Counter({'x': 3}), sorted(Counter('ab').elements()), Counter('aab') + Counter('bc'), Counter('aab') - Counter('ab'))
del c['a']
print(c.most_common(1), dict(Counter('aab')), Counter(), Counter('ab') == Counter('ba'), list(c.items())[0])
w = defaultdict(list)
for word in 'apple ant bee bat'.split():
    w[word[0]].append(word)
print(dict(w), w['z'], len(w), 'q' in w, w.get('q'), sorted(w.items()), w.default_factory is list)
n = defaultdict(int, a=1)
for ch in 'hello':
    n[ch] += 1
print(n, defaultdict(lambda: 5)['x'], list(n), n.pop('a'), n.keys())
try:
    defaultdict()['missing']
except KeyError as error:
    print(repr(error))
for key in w:
    print(key, end=' ')
print()
