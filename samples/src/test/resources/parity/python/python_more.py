import sqlite3, os, time, pty, termios, tty, ctypes, pwd, grp, errno, locale, zlib, hashlib, json, decimal, datetime, random, platform, tarfile, zipfile, io, logging, struct, math
os.chdir('/dev/shm'); os.path.exists('t.db') and os.unlink('t.db')
d = sqlite3.connect('t.db'); d.execute('pragma journal_mode=wal'); d.execute('create table t (a integer primary key, b text)'); d.executemany('insert into t (b) values (?)', [('row %d' % i,) for i in range(200)]); d.commit(); print(d.execute('select count(*), min(b), max(a) from t').fetchone()); e = sqlite3.connect('t.db', timeout=0.05); d.execute('begin immediate')
try: e.execute('insert into t (b) values (1)')
except sqlite3.OperationalError as x: print(x)
d.rollback(); e.execute('delete from t where a > 100'); e.commit(); print(d.execute('select count(*) from t').fetchone(), d.execute('pragma integrity_check').fetchone()); d.execute('vacuum'); d.close(); e.close(); print(sorted(x for x in os.listdir('.') if x.startswith('t.db')))
import sys; sys.stdout.flush(); pid, fd = pty.fork()
if pid == 0: print(os.isatty(0), os.get_terminal_size(), os.tcgetpgrp(0) == os.getpid(), input('? ')); os._exit(4)
out = b''
while not out.endswith(b'? '): out += os.read(fd, 1000)
os.write(fd, b'typed\n')
try:
    while (x := os.read(fd, 1000)): out += x
except OSError as x: print(errno.errorcode[x.errno])
print(out, os.waitpid(pid, 0)[1] >> 8); m, s = pty.openpty(); old = termios.tcgetattr(s); print(old[3] & termios.ECHO, len(old[6])); tty.setraw(s); print(termios.tcgetattr(s)[3] & (termios.ECHO | termios.ICANON)); os.write(m, b'\x03raw'); time.sleep(0.01); print(os.read(s, 10)); termios.tcsetattr(s, termios.TCSADRAIN, old); print(os.ttyname(s).startswith('/dev/pts/'), termios.tcgetwinsize(s)); termios.tcsetwinsize(s, (10, 20)); print(os.get_terminal_size(m))
lib = ctypes.CDLL(None, use_errno=True); print(lib.getpid() == os.getpid(), lib.open(b'/none', 0), ctypes.get_errno() == errno.ENOENT, ctypes.string_at(ctypes.create_string_buffer(b'ctypes'))); print(lib.qsort and [x for x in (lambda a: (lib.qsort(a, 3, 4, ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))(lambda p, q: p[0] - q[0])), a)[1])((ctypes.c_int * 3)(3, 1, 2))])
print(pwd.getpwuid(0).pw_name, grp.getgrgid(0).gr_name, pwd.getpwnam('nobody').pw_uid); print(time.strftime('%Y', time.gmtime(0)), time.clock_getres(time.CLOCK_MONOTONIC), time.get_clock_info('monotonic').adjustable, time.thread_time() >= 0, time.clock_gettime(time.CLOCK_BOOTTIME) > 0); print(zlib.crc32(b'x' * 1000), hashlib.sha256(b'abc').hexdigest()[:16], hashlib.blake2b(b'').hexdigest()[:16]); print(math.fsum([.1] * 10), 2 ** 0.5, math.sin(1e22), float('inf') - float('inf'), round(2.675, 2), 1e308 * 10, decimal.Decimal(1) / 7); print(struct.pack('<dfq', 1.5, 2.5, -1).hex()); random.seed(5); print(random.random(), random.gauss(0, 1)); print(platform.machine(), platform.system())
b = io.BytesIO(); t = tarfile.open(fileobj=b, mode='w:gz'); i = tarfile.TarInfo('x'); i.size = 3; t.addfile(i, io.BytesIO(b'abc')); t.close(); b.seek(0); print(tarfile.open(fileobj=b).extractfile('x').read())
for n in ('t.db', 't.db-wal', 't.db-shm'): os.path.exists(n) and os.unlink(n)
