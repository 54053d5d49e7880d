/* IP_OPTIONS: a packet that has none, as servers ask of who connects. */
#include "parity.h"
int main(void) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof a;
    int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
    char options[200];
    T(bind(server, (struct sockaddr *)&a, sizeof a));
    T(listen(server, 1));
    T(getsockname(server, (struct sockaddr *)&a, &length));
    T(connect(client, (struct sockaddr *)&a, sizeof a));
    int taken = accept(server, 0, 0);
    int all[] = {server, client, taken, udp};
    for (int i = 0; i < 4; i++) {
        length = sizeof options;
        T(getsockopt(all[i], IPPROTO_IP, IP_OPTIONS, options, &length));
        printf("%d\n", length);
        length = 0;
        T(getsockopt(all[i], IPPROTO_IP, IP_OPTIONS, options, &length));
        printf("%d\n", length);
        length = 4;
        T(getsockopt(all[i], IPPROTO_IP, IP_TTL, options, &length));
        printf("%d\n", length);
    }
    return 0;
}
