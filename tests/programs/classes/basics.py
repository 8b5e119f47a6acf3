class Account:
    rate = 0.5
    opened = []

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.opened.append(owner)

    def deposit(self, amount):
        self.balance += amount
        return self

    @property
    def interest(self):
        return self.balance * self.rate

    @interest.setter
    def interest(self, value):
        self.balance = value / self.rate

    @staticmethod
    def check(amount):
        return amount > 0

    @classmethod
    def named(cls, text):
        return cls(text.title())

    def __repr__(self):
        return f'Account({self.owner!r}, {self.balance})'

    def __str__(self):
        return f'{self.owner}: {self.balance}'

    def __eq__(self, other):
        return isinstance(other, Account) and self.balance == other.balance

    def __lt__(self, other):
        return self.balance < other.balance

    def __len__(self):
        return self.balance

    def __call__(self, x):
        return self.balance + x


a = Account('ann', 5).deposit(3)
b = Account.named('bob')
print(a, repr(b), [a, b], a.interest, Account.check(1), a.check(-1))
a.interest = 10
print(a.balance, a == b, a == Account('x', 20.0), a != b, b < a, sorted([a, b]), bool(b), len(b), a(1))
Account.rate = 2
print(a.interest, Account.opened, type(a).__name__, isinstance(a, Account), a.__class__ is Account)
try:
    del a.owner
    a.owner
except AttributeError as error:
    print(error)
try:
    Account.balance
except AttributeError as error:
    print(error)
print(hasattr(a, 'owner'), getattr(a, 'owner', 'gone'))
setattr(a, 'owner', 'new')
print(getattr(a, 'owner'))
