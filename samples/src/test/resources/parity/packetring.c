/* PACKET_RX_RING: shapes that are refused, and packets in rings of all versions. */
#include "parity.h"
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>

static void fill(int port, int count, const char *text) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int out = socket(AF_INET, SOCK_DGRAM, 0);
    for (int i = 0; i < count; i++) {
        sendto(out, text, strlen(text), 0, (struct sockaddr *)&to, sizeof to);
    }
    close(out);
}

static void request(int fd, int size, int nr, int frame, int frames) {
    struct tpacket_req3 r = {size, nr, frame, frames, 20, 0, 0};
    printf("%d x %d of %d, %d: ", size, nr, frame, frames);
    T(setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &r, sizeof r));
}

/* Nobody else's packets are here. */
static void alone(void) {
    struct ifreq up = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    T(unshare(CLONE_NEWNET));
    T(ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &up));
}

int main(void) {
    alone();
    int in = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof to;
    bind(in, (struct sockaddr *)&to, sizeof to);
    getsockname(in, (struct sockaddr *)&to, &length);
    int port = ntohs(to.sin_port);
    for (int version = 0; version < 3; version++) {
        printf("version %d\n", version);
        int fd = socket(AF_PACKET, version == 1 ? SOCK_DGRAM : SOCK_RAW, htons(ETH_P_IP));
        struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = 1};
        bind(fd, (struct sockaddr *)&at, sizeof at);
        T(setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, 4));
        T(mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
        request(fd, 4096, 4, 1024, 15);
        request(fd, 4095, 4, 1024, 16);
        request(fd, 4096, 4, 1000, 16);
        request(fd, 4096, 4, 16, 1024);
        request(fd, 4096, 4, 8192, 4);
        request(fd, 0, 4, 1024, 16);
        request(fd, 4096, 0, 1024, 16);
        request(fd, -4096, 4, 1024, 16);
        request(fd, 4096, 4, 1024, 16);
        request(fd, 4096, 4, 1024, 16);
        T(setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, 4));
        T(setsockopt(fd, SOL_PACKET, PACKET_RESERVE, &version, 4));
        T(mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
        unsigned char *ring = mmap(0, 16384, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        printf("mapped %d events %x\n", ring != MAP_FAILED, events(fd, POLLIN));
        fill(port, 20, "ring");
        struct pollfd p = {fd, POLLIN, 0};
        T(poll(&p, 1, 5000));
        if (version < 2) {
            for (int i = 0; i < 16; i++) {
                unsigned char *f = ring + 1024 * i;
                int mac, net, snap, len;
                unsigned status = *(unsigned *)f & 1;
                struct sockaddr_ll *from = (void *)(f + 32);
                if (version == 0) {
                    struct tpacket_hdr *h = (void *)f;
                    mac = h->tp_mac, net = h->tp_net, snap = h->tp_snaplen, len = h->tp_len;
                } else {
                    struct tpacket2_hdr *h = (void *)f;
                    mac = h->tp_mac, net = h->tp_net, snap = h->tp_snaplen, len = h->tp_len;
                }
                printf("%d: status %u mac %d net %d snap %d len %d from %d %x %d %d data %.4s\n", i, status, mac, net, snap, len,
                       from->sll_family, ntohs(from->sll_protocol), from->sll_ifindex, from->sll_halen, f + net + 28);
                if (i < 4) {
                    memset(f, 0, 8);
                }
            }
            fill(port, 6, "more");
            for (int i = 0; i < 6; i++) {
                printf("%d: status %x\n", i, *(unsigned *)(ring + 1024 * i) & 5);
            }
        } else {
            usleep(300000);
            struct tpacket_block_desc *b = (void *)ring;
            printf("block version %d priv %d status %d packets %d first %d length %d seq %d\n", b->version, b->offset_to_priv,
                   b->hdr.bh1.block_status & 1, b->hdr.bh1.num_pkts, b->hdr.bh1.offset_to_first_pkt, b->hdr.bh1.blk_len,
                   (int)b->hdr.bh1.seq_num);
            unsigned char *f = ring + b->hdr.bh1.offset_to_first_pkt;
            for (int i = 0; i < b->hdr.bh1.num_pkts; i++) {
                struct tpacket3_hdr *h = (void *)f;
                struct sockaddr_ll *from = (void *)(f + 48);
                printf("%d: next %d snap %d len %d mac %d net %d from %d %x data %.4s\n", i, h->tp_next_offset, h->tp_snaplen, h->tp_len,
                       h->tp_mac, h->tp_net, from->sll_ifindex, ntohs(from->sll_protocol), f + h->tp_net + 28);
                f += h->tp_next_offset;
            }
        }
        struct tpacket_stats_v3 s = {0};
        length = sizeof s;
        T(getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &s, &length));
        printf("length %d packets %d drops %d\n", length, s.tp_packets, s.tp_drops);
        request(fd, 0, 0, 0, 0);
        munmap(ring, 16384);
        request(fd, 0, 0, 0, 0);
        T(close(fd));
    }
    return 0;
}
