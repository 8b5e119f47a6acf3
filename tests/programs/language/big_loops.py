total = 0
for i in range(200000):
    if i % 3 == 0:
        total += i
    elif i % 5 == 0:
        total -= 1
print(total)
words = []
for i in range(2000):
    words.append(str(i))
text = ' '.join(words)
print(len(text), text.count('9'), sum(int(w) for w in text.split()), len(set(text)))
primes = [n for n in range(2, 2000) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
print(len(primes), primes[-1], sum(primes))
sieve = [True] * 10000
for i in range(2, 100):
    if sieve[i]:
        sieve[i * i::i] = [False] * len(sieve[i * i::i])
print(sum(sieve) - 2)
memo = {}


def collatz(n):
    steps = 0
    while n != 1:
        if n in memo:
            steps += memo[n]
            break
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


for n in range(1, 3000):
    memo[n] = collatz(n)
print(max(memo, key=memo.get), max(memo.values()))
