import multiprocessing as mp, os, time, sys
from multiprocessing import shared_memory
mp.set_start_method('fork')
def square(x): return x * x
def child(c): c.send(c.recv() * 2); c.close()
def inc(v, l):
    for _ in range(200):
        with l: v.value += 1
with mp.Pool(3) as p: print(p.map(square, range(10))); print(p.apply_async(square, (7,)).get(10))
a, b = mp.Pipe(); p = mp.Process(target=child, args=(b,)); p.start(); a.send(21); print(a.recv()); p.join(); print(p.exitcode)
v = mp.Value('i', 0, lock=False); l = mp.Lock(); ps = [mp.Process(target=inc, args=(v, l)) for _ in range(4)]; [p.start() for p in ps]; [p.join() for p in ps]; print(v.value)
q = mp.Queue(); p = mp.Process(target=lambda: [q.put(i) for i in range(5)]); p.start(); print([q.get(timeout=10) for _ in range(5)]); p.join()
s = shared_memory.SharedMemory(create=True, size=100); s.buf[:3] = b'abc'; o = shared_memory.SharedMemory(s.name); print(bytes(o.buf[:3])); o.close(); s.close(); s.unlink()
e = mp.Event(); p = mp.Process(target=e.set); p.start(); print(e.wait(10)); p.join(); p = mp.Process(target=time.sleep, args=(10,)); p.start(); p.terminate(); p.join(); print(p.exitcode); p = mp.Process(target=sys.exit, args=(5,)); p.start(); p.join(); print(p.exitcode); arr = mp.Array('d', [1.5, 2.5]); print(list(arr)); bar = mp.Barrier(2); p = mp.Process(target=bar.wait); p.start(); print(bar.wait(10) in (0, 1)); p.join()
