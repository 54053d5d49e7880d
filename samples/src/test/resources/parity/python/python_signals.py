import signal, os, time, threading, select, errno
got = []
signal.signal(signal.SIGUSR1, lambda n, f: got.append(n)); os.kill(os.getpid(), signal.SIGUSR1); print(got)
signal.signal(signal.SIGALRM, lambda n, f: got.append('alarm')); signal.setitimer(signal.ITIMER_REAL, 0.02, 0.01); time.sleep(0.2); signal.setitimer(signal.ITIMER_REAL, 0); print(got.count('alarm') >= 3)
print(signal.alarm(100), signal.alarm(0)); r, w = os.pipe(); os.set_blocking(w, False); signal.set_wakeup_fd(w); signal.raise_signal(signal.SIGUSR1); print(os.read(r, 10)); signal.set_wakeup_fd(-1)
print(signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])); os.kill(os.getpid(), signal.SIGUSR1); print(signal.sigpending()); print(signal.sigtimedwait([signal.SIGUSR1], 0).si_signo, signal.sigtimedwait([signal.SIGUSR1], 0.01)); signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
class Stop(Exception): pass
def stop(n, f): raise Stop(n)
signal.signal(signal.SIGALRM, stop)
for what in (lambda: time.sleep(5), lambda: select.select([r], [], [], 5), lambda: os.read(r, 1), lambda: os.wait(), lambda: signal.pause(), lambda: threading.Event().wait(5)):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try: print(what())
    except Stop as s: print('stopped', s)
    except OSError as e: print(errno.errorcode[e.errno]); signal.setitimer(signal.ITIMER_REAL, 0)
signal.signal(signal.SIGALRM, lambda n, f: None); start = time.monotonic(); signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01); time.sleep(0.1); signal.setitimer(signal.ITIMER_REAL, 0); print(0.09 < time.monotonic() - start < 1)
try: signal.signal(signal.SIGKILL, signal.SIG_IGN)
except OSError as e: print(errno.errorcode[e.errno])
t = threading.Thread(target=lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)); got.clear(); t.start(); t.join(); print(got); print(signal.getsignal(signal.SIGPIPE), signal.siginterrupt(signal.SIGUSR1, False)); print(len(signal.valid_signals()))
pid = os.fork()
if not pid: signal.signal(signal.SIGTERM, signal.SIG_DFL); time.sleep(10)
os.kill(pid, signal.SIGTERM); print(os.waitpid(pid, 0)[1]); print(signal.strsignal(11))
