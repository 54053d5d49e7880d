import asyncio, os, sys, signal, socket
async def main():
    async def work(n): await asyncio.sleep(0.001 * (5 - n)); return n
    print(await asyncio.gather(*(work(i) for i in range(5)))); print([await f for f in asyncio.as_completed([work(i) for i in range(5)])])
    async def echo(r, w):
        while (line := await r.readline()): w.write(line[::-1]); await w.drain()
        w.close()
    s = await asyncio.start_server(echo, '127.0.0.1', 0); port = s.sockets[0].getsockname()[1]
    async def client(n): r, w = await asyncio.open_connection('127.0.0.1', port); w.write(b'%d ab\n' % n); x = await r.read(5); w.close(); return x
    print(await asyncio.gather(*(client(i) for i in range(10)))); s.close()
    p = await asyncio.create_subprocess_exec('cat', stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE); print(await p.communicate(b'through')); p = await asyncio.create_subprocess_shell('exit 3'); print(await p.wait()); p = await asyncio.create_subprocess_exec('sleep', '10'); p.kill(); print(await p.wait())
    try: await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except TimeoutError: print('timeout')
    loop = asyncio.get_running_loop(); f = loop.create_future(); loop.add_signal_handler(signal.SIGUSR1, lambda: f.set_result('signal')); os.kill(os.getpid(), signal.SIGUSR1); print(await f); print(await loop.run_in_executor(None, lambda: sum(range(1000))))
    r, w = os.pipe(); got = loop.create_future(); loop.add_reader(r, lambda: got.set_result(os.read(r, 10))); os.write(w, b'pipe'); print(await got); loop.remove_reader(r)
    q = asyncio.Queue(); asyncio.create_task(q.put(1)); print(await q.get()); l = asyncio.Lock()
    async with l: print(l.locked())
    s = await asyncio.start_unix_server(echo, '/dev/shm/async'); r, w = await asyncio.open_unix_connection('/dev/shm/async'); w.write(b'unix\n'); print(await r.read(5)); w.close(); s.close(); os.unlink('/dev/shm/async')
    class U(asyncio.DatagramProtocol):
        def datagram_received(self, d, a): res.set_result(d)
    res = loop.create_future(); t, _ = await loop.create_datagram_endpoint(U, ('127.0.0.1', 0)); c, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=t.get_extra_info('sockname')); c.sendto(b'udp'); print(await res); t.close(); c.close()
asyncio.run(main())
