from multiprocessing import Process, Queue

total: float = 0
names: list = []
maybe: 'str | None' = None


def add(a: int, b: 'int' = 2, *args: int, key: str = 'k', **kw: dict) -> int:
    result: int = a + b
    return result


class Typed:
    size: int = 3
    label: str

    def grow(self, by: int) -> 'Typed':
        self.size += by
        return self


print(add(1), add(1, 5), Typed().grow(2).size, total, names, maybe)
