/* What TCP takes beyond a full buffer: a segment that was begun is filled. */
#include "parity.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int listener, client, server;

static void pair(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    bind(listener, (struct sockaddr *)&address, size);
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&address, &size);
    client = socket(AF_INET, SOCK_STREAM, 0);
    connect(client, (struct sockaddr *)&address, size);
    server = accept(listener, 0, 0);
    fcntl(client, F_SETFL, O_NONBLOCK);
    fcntl(server, F_SETFL, O_NONBLOCK);
}

/* Writes everything while the other end reads in small pieces; then one byte more. */
static void behind(long total, int piece) {
    static char data[1 << 20];
    long left = total;
    pair();
    while (left > 0) {
        long n = write(client, data, left < (long)sizeof data ? left : (long)sizeof data);
        if (n > 0)
            left -= n;
        else
            read(server, data, piece);
    }
    printf("%ld by %d: one more %zd\n", total, piece, write(client, "x", 1));
    long got = 0, n;
    usleep(20000);
    while ((n = read(server, data, sizeof data)) > 0 || (errno == EAGAIN && got == 0))
        got += n > 0 ? n : 0;
    printf("came %d\n", got > 0);
    close(client);
    close(server);
    close(listener);
}

int main(void) {
    behind(10 << 20, 1024);
    behind(10 << 20, 4096);
    behind(6 << 20, 512);
    return 0;
}
