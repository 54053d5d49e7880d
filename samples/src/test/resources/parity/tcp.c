#include "parity.h"
int main() {
    struct sockaddr_in a = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}}, g; socklen_t l = sizeof a; char b[64]; int v; signal(SIGPIPE, SIG_IGN);
    int s = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0); T(events(s, POLLIN | POLLOUT)); T(bind(s, (void *)&a, sizeof a)); T(bind(s, (void *)&a, sizeof a));
    T(getsockname(s, (void *)&a, &l)); T(a.sin_port != 0); T(connect(c, (void *)&a, l)); T(listen(s, 5)); T(connect(c, (void *)&a, l)); T(connect(c, (void *)&a, l));
    l = sizeof g; int d = accept(s, (void *)&g, &l); T(d >= 0); T(g.sin_addr.s_addr == htonl(INADDR_LOOPBACK)); T(events(d, POLLIN | POLLOUT));
    T(send(c, "abc", 3, 0)); T(recv(d, b, 64, 0)); T(recv(d, b, 64, MSG_DONTWAIT)); T(shutdown(c, SHUT_WR)); usleep(1000); T(events(d, POLLIN | POLLOUT | POLLRDHUP)); T(recv(d, b, 1, 0)); T(send(c, "x", 1, 0));
    T(send(d, "still", 5, 0)); T(recv(c, b, 64, MSG_WAITALL & 0)); T(close(d)); usleep(1000); T(recv(c, b, 1, 0)); T(events(c, POLLIN | POLLOUT)); T(close(c));
    c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); T(connect(c, (void *)&a, sizeof a)); usleep(1000); T(events(c, POLLOUT)); l = 4; T(getsockopt(c, SOL_SOCKET, SO_ERROR, &v, &l)); T(v); T(connect(c, (void *)&a, sizeof a)); T(connect(c, (void *)&a, sizeof a));
    d = accept(s, 0, 0); struct linger z = {1, 0}; T(setsockopt(d, SOL_SOCKET, SO_LINGER, &z, sizeof z)); T(close(d)); usleep(1000); T(events(c, POLLIN | POLLOUT)); T(recv(c, b, 1, 0)); T(recv(c, b, 1, 0)); T(send(c, b, 1, 0)); close(c);
    close(s); c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); T(connect(c, (void *)&a, sizeof a)); usleep(1000); T(events(c, POLLIN | POLLOUT)); l = 4; T(getsockopt(c, SOL_SOCKET, SO_ERROR, &v, &l)); T(v);
    int x = socket(AF_INET, SOCK_STREAM, 0), y = socket(AF_INET, SOCK_STREAM, 0), on = 1; a.sin_port = htons(4242); T(bind(x, (void *)&a, sizeof a)); T(bind(y, (void *)&a, sizeof a));
    T(setsockopt(y, SOL_SOCKET, SO_REUSEADDR, &on, 4)); T(bind(y, (void *)&a, sizeof a)); T(listen(x, 1)); a.sin_addr.s_addr = htonl(0x08080808); T(bind(y, (void *)&a, sizeof a));
    l = 4; T(getsockopt(x, SOL_SOCKET, SO_ACCEPTCONN, &v, &l)); T(v); T(getsockopt(x, IPPROTO_TCP, TCP_NODELAY, &v, &l)); T(v); T(getsockopt(x, SOL_SOCKET, 999, &v, &l)); T(getsockopt(x, SOL_SOCKET, SO_TYPE, &v, &l)); T(v);
}
