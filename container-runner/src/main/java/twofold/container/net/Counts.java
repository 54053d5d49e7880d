package twofold.container.net;

/** What a namespace has counted of its protocols since it began, RFC 4022 and RFC 4113, for /proc/net/snmp and snmp6. */
final class Counts {
    final Datagrams udp = new Datagrams();
    final Datagrams udpSix = new Datagrams();
    long tcpOpened;
    long tcpAccepted;
    long tcpRefused;
    long tcpReset;
    long tcpResetsSent;

    /** Of datagrams of one protocol. */
    static final class Datagrams {
        long received;
        long withoutPort;
        long sent;
        long dropped;
    }

    /** Of UDP over IPv4 or IPv6. */
    Datagrams udp(boolean four) {
        return four ? udp : udpSix;
    }

    /** The lines of /proc/net/snmp; there are none of kinds of ICMP messages as none is counted. @param established how many TCP connections there are */
    String text(long established) {
        return """
                Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests OutDiscards \
                OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates OutTransmits
                Ip: 2 64 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
                Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps InTimestamps InTimestampReps \
                InAddrMasks InAddrMaskReps OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs \
                OutRedirects OutEchos OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps
                Icmp: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
                Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors
                Tcp: 1 200 120000 -1 %d %d %d %d %d 0 0 0 0 %d 0
                Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors
                Udp: %d %d %d %d %d 0 0 0 0
                UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors IgnoredMulti MemErrors
                UdpLite: 0 0 0 0 0 0 0 0 0
                """.formatted(tcpOpened, tcpAccepted, tcpRefused, tcpReset, established, tcpResetsSent, udp.received, udp.withoutPort, udp.dropped, udp.sent, udp.dropped);
    }
}
