#include "parity.h"
int main() {
    int s[2]; char b[64] = {0};
    T(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    T(write(s[0], "hello", 5)); T(events(s[1], POLLIN | POLLOUT)); T(recv(s[1], b, 3, MSG_PEEK)); T(read(s[1], b, 64)); puts(b);
    T(recv(s[1], b, 1, MSG_DONTWAIT)); T(shutdown(s[0], SHUT_WR)); T(read(s[1], b, 1)); T(events(s[1], POLLIN | POLLRDHUP)); T(write(s[1], "x", 1));
    T(close(s[1])); T(events(s[0], POLLIN | POLLOUT)); T(read(s[0], b, 1)); T(read(s[0], b, 1)); T(send(s[0], "x", 1, MSG_NOSIGNAL));
    T(socketpair(AF_INET, SOCK_STREAM, 0, s)); T(socketpair(AF_UNIX, SOCK_STREAM, 5, s)); T(socketpair(AF_UNIX, 77, 0, s)); T(socketpair(99, SOCK_STREAM, 0, s));
    T(socketpair(AF_UNIX, SOCK_STREAM, 0, s)); T(write(s[0], "unread", 6)); T(close(s[1])); T(recv(s[0], b, 1, 0)); T(recv(s[0], b, 1, 0));
    int u = socket(AF_UNIX, SOCK_STREAM, 0); T(events(u, POLLIN | POLLOUT)); T(read(u, b, 1)); T(send(u, b, 1, MSG_NOSIGNAL)); T(listen(u, 1));
    T(accept(u, 0, 0)); T(getpeername(u, (struct sockaddr *)b, &(socklen_t){64}));
}
