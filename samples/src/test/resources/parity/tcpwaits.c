/* IP_LOCAL_PORT_RANGE, binds while a connection waits after its end, connections to oneself. */
#include "parity.h"
static struct sockaddr_in at(int port) {
    struct sockaddr_in a = {AF_INET, htons(port), {htonl(0x7f000001)}};
    return a;
}
static int port(int s) {
    struct sockaddr_in a;
    socklen_t l = sizeof a;
    getsockname(s, (void *)&a, &l);
    return ntohs(a.sin_port);
}
static void range(int type, unsigned low, unsigned high) {
    int s = socket(AF_INET, type, 0);
    unsigned v = high << 16 | low, got = 0;
    socklen_t l = 4;
    printf("range %d %u %u\n", type, low, high);
    T(setsockopt(s, SOL_IP, 51, &v, 4));
    T(getsockopt(s, SOL_IP, 51, &got, &l));
    printf("%x %d\n", got, l);
    struct sockaddr_in a = at(0);
    int r = bind(s, (void *)&a, sizeof a);
    printf("bind %d %s %s\n", r, r ? strerrorname_np(errno) : "",
           low && port(s) >= low && port(s) <= high ? "inside"
           : port(s) >= 32768                       ? "usual"
                                                    : "else");
    int t = socket(AF_INET, type, 0);
    setsockopt(t, SOL_IP, 51, &v, 4);
    r = bind(t, (void *)&a, sizeof a);
    printf("second %d %s\n", r, r ? strerrorname_np(errno) : "");
    int u = socket(AF_INET, type, 0);
    setsockopt(u, SOL_IP, 51, &v, 4);
    r = bind(u, (void *)&a, sizeof a);
    printf("third %d %s\n", r, r ? strerrorname_np(errno) : "");
    close(s), close(t), close(u);
}
static void waiting(int server, int reuse, int who) {
    int q = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in a = at(5000 + server * 4 + reuse * 2 + who);
    setsockopt(q, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    bind(q, (void *)&a, sizeof a);
    listen(q, 1);
    int c = socket(AF_INET, SOCK_STREAM, 0);
    connect(c, (void *)&a, sizeof a);
    struct sockaddr_in mine = at(port(c));
    int s = accept(q, 0, 0);
    close(q);
    close(server ? s : c);
    char b[1];
    printf("end %ld\n", (long)read(server ? c : s, b, 1));
    close(server ? c : s);
    int n = socket(AF_INET, SOCK_STREAM, 0);
    if (reuse) setsockopt(n, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    errno = 0;
    int r = bind(n, who ? (void *)&mine : (void *)&a, sizeof a);
    printf("%s closes first, %s, bind to the %s port: %d %s\n", server ? "server" : "client", reuse ? "reuse" : "no reuse",
           who ? "client's" : "server's", r, r ? strerrorname_np(errno) : "");
    r = r ? r : listen(n, 1);
    printf("listen %d %s\n", r, r ? strerrorname_np(errno) : "");
    close(n);
}
static void self(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = at(5100);
    char b[10];
    T(bind(s, (void *)&a, sizeof a));
    T(connect(s, (void *)&a, sizeof a));
    T(send(s, "hello", 5, 0));
    T(events(s, POLLIN | POLLOUT | POLLHUP | POLLRDHUP));
    T(recv(s, b, 10, 0));
    T(shutdown(s, SHUT_WR));
    T(recv(s, b, 10, 0));
    T(events(s, POLLIN | POLLOUT | POLLHUP | POLLRDHUP));
    T(connect(s, (void *)&a, sizeof a));
    close(s);
    int t = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), u = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in x = at(5101), y = at(5102);
    T(bind(t, (void *)&x, sizeof x));
    T(bind(u, (void *)&y, sizeof y));
    T(connect(t, (void *)&y, sizeof y));
    T(connect(u, (void *)&x, sizeof x));
    close(t), close(u);
}
static void deferred(void) {
    int q = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), v = 3;
    struct sockaddr_in a = at(5200);
    socklen_t l = 4;
    T(setsockopt(q, SOL_TCP, TCP_DEFER_ACCEPT, &v, 4));
    T(getsockopt(q, SOL_TCP, TCP_DEFER_ACCEPT, &v, &l));
    T(v);
    T(bind(q, (void *)&a, sizeof a));
    T(listen(q, 5));
    int c = socket(AF_INET, SOCK_STREAM, 0);
    T(connect(c, (void *)&a, sizeof a));
    T(events(q, POLLIN));
    T(accept(q, 0, 0));
    T(send(c, "x", 1, 0));
    T(events(q, POLLIN));
    int s = accept(q, 0, 0);
    T(s >= 0);
    char b[4];
    T(recv(s, b, 4, MSG_DONTWAIT));
    close(s), close(c), close(q);
}
int main() {
    range(SOCK_STREAM, 40000, 40001);
    range(SOCK_DGRAM, 40000, 40001);
    range(SOCK_STREAM, 40005, 40001);
    range(SOCK_STREAM, 0, 0);
    range(SOCK_STREAM, 100, 101);
    for (int i = 0; i < 8; i++) waiting(i >> 2, i >> 1 & 1, i & 1);
    self();
    deferred();
}
