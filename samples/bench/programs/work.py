# Words counted in a dictionary, a recursion, objects with methods, floating point and strings; the argument says how often.
import sys

class Account:
    def __init__(self, name, balance):
        self.name = name
        self.balance = balance

    def move(self, other, amount):
        if amount > self.balance:
            amount = self.balance % 17
        self.balance -= amount
        other.balance += amount
        return amount

def ways(coins, amount):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(coins, amount - coins[-1]) + ways(coins[:-1], amount)

def words(seed):
    counted = {}
    for _ in range(1500):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        word = "w%x" % (seed >> 16 & 0xFF)
        counted[word] = counted.get(word, 0) + 1
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[0]

def orbit(steps):
    x, y, u, v = 1.0, 0.0, 0.0, 1.0
    for _ in range(steps):
        cube = (x * x + y * y) ** 1.5
        u -= 0.01 * x / cube
        v -= 0.01 * y / cube
        x += 0.01 * u
        y += 0.01 * v
    return "%.9f %.9f" % (x, y)

def text(n):
    parts = [str(i * n % 97) for i in range(400)]
    joined = ",".join(parts)
    return sum(int(part) for part in joined.split(",")) + joined.count("1")

for turn in range(int(sys.argv[1])):
    accounts = [Account("a%d" % i, 1000 + i) for i in range(20)]
    moved = 0
    for i in range(1000):
        moved += accounts[i * 7 % 20].move(accounts[i * 13 % 20], i % 50)
    line = (moved, ways((1, 5, 10, 25), 60), words(turn), orbit(600), text(turn))
    print(turn, line)
