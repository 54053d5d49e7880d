/* Which addresses keep which others from a port: IPv4 and IPv6, both or one of them, with SO_REUSEADDR and SO_REUSEPORT. */
#include "parity.h"
static const char *names[] = {"4any", "4loop", "4two", "6any", "6only", "6loop", "mapany", "maploop"};
enum { NAMES = sizeof names / sizeof *names };
static int ends(int kind, struct sockaddr_storage *at, int port) {
    memset(at, 0, sizeof *at);
    struct sockaddr_in *four = (void *)at;
    struct sockaddr_in6 *six = (void *)at;
    if (kind < 3) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        four->sin_addr.s_addr = htonl(kind == 0 ? 0 : kind == 1 ? 0x7f000001 : 0x7f000002);
        return sizeof *four;
    }
    const char *text[] = {"::", "::", "::1", "::ffff:0.0.0.0", "::ffff:127.0.0.1"};
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    inet_pton(AF_INET6, text[kind - 3], &six->sin6_addr);
    return sizeof *six;
}
static int make(int kind, int type, int flags) {
    int s = socket(kind < 3 ? AF_INET : AF_INET6, type, 0), one = 1;
    if (kind == 4) setsockopt(s, SOL_IPV6, IPV6_V6ONLY, &one, 4);
    if (flags & 1) setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, 4);
    if (flags & 2) setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &one, 4);
    return s;
}
static int port = 2000;
static char try(int s, int kind, int p, int listens) {
    struct sockaddr_storage at;
    int n = ends(kind, &at, p);
    if (bind(s, (void *)&at, n)) return errno == EADDRINUSE ? 'U' : errno == EINVAL ? 'I' : '?';
    if (listens && listen(s, 1)) return errno == EADDRINUSE ? 'L' : '!';
    return '.';
}
static void matrix(int type, int listens) {
    for (int a = 0; a < NAMES; a++) {
        for (int b = 0; b < NAMES; b++) {
            printf("%s %d %s %s: ", type == SOCK_STREAM ? "tcp" : "udp", listens, names[a], names[b]);
            for (int f = 0; f < 16; f++) {
                port++;
                int x = make(a, type, f & 3), y = make(b, type, f >> 2);
                char r = try(x, a, port, listens & 1);
                putchar(r);
                putchar(try(y, b, port, listens >> 1));
                putchar(' ');
                close(x);
                close(y);
            }
            puts("");
        }
    }
}
static void three(int type) {
    for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) {
            printf("three %d %d %d: ", type, a, b);
            for (int c = 0; c < 4; c++) {
                port++;
                int x = make(0, type, a), y = make(0, type, b), z = make(0, type, c);
                putchar(try(x, 0, port, 0));
                putchar(try(y, 0, port, 0));
                putchar(try(z, 0, port, 0));
                close(x);
                putchar('/');
                int w = make(0, type, c);
                putchar(try(w, 0, port, 0));
                putchar(' ');
                close(y);
                close(z);
                close(w);
            }
            puts("");
        }
    /* What is changed after it was bound. */
    for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) {
            port++;
            int x = make(0, type, a), y = make(0, type, b), one = 1, zero = 0;
            printf("later %d %d %d: ", type, a, b);
            putchar(try(x, 0, port, 0));
            setsockopt(x, SOL_SOCKET, SO_REUSEADDR, b & 1 ? &one : &zero, 4);
            setsockopt(x, SOL_SOCKET, SO_REUSEPORT, b & 2 ? &one : &zero, 4);
            putchar(try(y, 0, port, 0));
            puts("");
            close(x);
            close(y);
        }
}
int main() {
    matrix(SOCK_STREAM, 0);
    matrix(SOCK_STREAM, 1);
    matrix(SOCK_STREAM, 3);
    matrix(SOCK_DGRAM, 0);
    three(SOCK_STREAM);
    three(SOCK_DGRAM);
}
