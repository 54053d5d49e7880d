import socket, select, threading, os, struct, array, errno, socketserver, selectors
def t(text):
    try: print(text, '->', eval(text))
    except OSError as e: print(text, '->', type(e).__name__, errno.errorcode.get(e.errno, e.errno))
    except Exception as e: print(text, '->', type(e).__name__, e)
l = socket.create_server(('127.0.0.1', 0)); c = socket.create_connection(l.getsockname()); a, who = l.accept(); u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('127.0.0.1', 0)); x, y = socket.socketpair(); six = socket.create_server(('::1', 0), family=socket.AF_INET6); dual = socket.create_server(('', 0), family=socket.AF_INET6, dualstack_ipv6=True)
for z in ["who == c.getsockname()", "c.getpeername() == l.getsockname()", "c.send(b'x' * 100)", "len(a.recv(1000))", "a.sendall(b'y' * 1000000) if 0 else None", "c.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)", "c.settimeout(0.01)", "c.recv(1)", "c.setblocking(False)", "c.recv(1)", "l.setblocking(False)", "l.accept()", "socket.socket().connect(('127.0.0.1', 1))", "socket.socket().connect_ex(('127.0.0.1', 1)) == errno.ECONNREFUSED", "u.sendto(b'dgram', u.getsockname())", "u.recvfrom(100)[0]", "u.sendto(b'x' * 70000, u.getsockname())", "u.recv_into(bytearray(5), 0, socket.MSG_DONTWAIT)", "x.sendmsg([b'a', b'bc'])", "y.recvmsg(10)", "socket.send_fds(x, [b'fd'], [1])", "len(socket.recv_fds(y, 10, 3)[1])", "x.shutdown(socket.SHUT_WR)", "y.recv(1)", "y.send(b'back')", "x.recv(10)", "socket.create_connection(('::1', six.getsockname()[1])).getpeername()[0]", "socket.create_connection(('127.0.0.1', dual.getsockname()[1])).getpeername()[0]", "dual.accept()[1][0]", "socket.gethostname() == os.uname().nodename", "socket.gethostbyname('127.0.0.1')", "socket.getaddrinfo('127.0.0.1', 80, type=socket.SOCK_STREAM)", "socket.inet_ntop(socket.AF_INET6, b'\\0' * 15 + b'\\1')", "socket.if_nameindex()[0]", "socket.if_nametoindex('lo')", "socket.socket(socket.AF_UNIX).connect('\\0none')", "socket.socket(socket.AF_UNIX).bind('/none/x')", "struct.unpack('3i', x.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0] == os.getpid()", "select.select([a], [a], [], 0)[1] == [a]", "l.fileno() > 0", "a.close()", "c.recv(1)", "c.send(b'1')", "c.detach() > 0", "c.fileno()", "socket.socket(99, 1)", "socket.has_ipv6", "socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET)"]: t(z)
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile: self.wfile.write(line.upper())
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), Echo) as s:
    threading.Thread(target=s.serve_forever, kwargs={'poll_interval': 0.01}).start()
    for i in range(3):
        with socket.create_connection(s.server_address) as k: k.sendall(b'line %d\n' % i); print(k.makefile().readline().strip())
    s.shutdown()
l = socket.create_server(('127.0.0.1', 0)); data = os.urandom(3000000)
def serve():
    a = l.accept()[0]; a.sendall(data); a.close()
threading.Thread(target=serve).start(); c = socket.create_connection(l.getsockname()); b = b''
while (p := c.recv(65536)): b += p
print(b == data); ep = select.epoll(); r, w = os.pipe(); ep.register(r, select.EPOLLIN | select.EPOLLET); print(ep.poll(0)); os.write(w, b'1'); print([e for _, e in ep.poll(0)], ep.poll(0)); po = select.poll(); po.register(r); print(po.poll(0) == [(r, select.POLLIN)]); sel = selectors.DefaultSelector(); sel.register(r, selectors.EVENT_READ, 'd'); print([k.data for k, _ in sel.select(0)], type(sel).__name__); os.close(w); os.read(r, 1); print([e for _, e in po.poll(0)])
