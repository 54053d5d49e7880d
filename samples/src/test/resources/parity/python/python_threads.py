import threading, queue, time, concurrent.futures as cf, os, sys
out = []; lock = threading.Lock(); c = 0
def add():
    global c
    for _ in range(1000):
        with lock: c += 1
ts = [threading.Thread(target=add) for _ in range(8)]; [t.start() for t in ts]; [t.join() for t in ts]; print(c)
q = queue.Queue(3); threading.Thread(target=lambda: [q.put(i) for i in range(20)]).start(); print([q.get() for _ in range(20)])
cond = threading.Condition(); state = []
def wait():
    with cond: cond.wait_for(lambda: state, 5); out.append('woken')
ts = [threading.Thread(target=wait) for _ in range(3)]; [t.start() for t in ts]; time.sleep(0.01)
with cond: state.append(1); cond.notify_all()
[t.join() for t in ts]; print(out); b = threading.Barrier(4); n = []; ts = [threading.Thread(target=lambda: n.append(b.wait())) for _ in range(4)]; [t.start() for t in ts]; [t.join() for t in ts]; print(sorted(n))
s = threading.Semaphore(2); print(s.acquire(), s.acquire(), s.acquire(timeout=0.01)); e = threading.Event(); print(e.wait(0.01)); threading.Timer(0.01, e.set).start(); print(e.wait(5))
with cf.ThreadPoolExecutor(4) as x: print(list(x.map(lambda v: v * v, range(10)))); f = x.submit(lambda: 1 / 0); print(type(f.exception()).__name__)
loc = threading.local(); loc.v = 1; t = threading.Thread(target=lambda: print(hasattr(loc, 'v'))); t.start(); t.join(); print(threading.active_count(), threading.get_native_id() == os.getpid(), len(os.listdir('/proc/self/task')))
threading.stack_size(1 << 20); t = threading.Thread(target=lambda: print('small stack')); t.start(); t.join()
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
sys.setrecursionlimit(3000); t = threading.Thread(target=lambda: print(deep(2500))); t.start(); t.join()
pid = os.fork()
if not pid: print('child', threading.active_count(), flush=True); os._exit(0)
print(os.waitpid(pid, 0)[1])
