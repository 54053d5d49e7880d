package twofold.container.net;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of /proc/net that name counts by the hundred, netstat and snmp6, and protocols; what is not counted is 0. */
final class CountTexts {
    private static final String TCP_COUNTS = """
            SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter \
            TW TWRecycled TWKilled PAWSActive PAWSEstab DelayedACKs DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPHPHits \
            TCPPureAcks TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo \
            TCPPartialUndo TCPDSACKUndo TCPLossUndo TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans \
            TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed \
            TCPBacklogCoalesce TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData TCPAbortOnClose TCPAbortOnMemory \
            TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld \
            TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure TCPSackShifted TCPSackMerged TCPSackShiftFallback \
            TCPBacklogDrop PFMemallocDrop TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow TCPReqQFullDoCookies \
            TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge TCPChallengeACK TCPSYNChallenge TCPFastOpenActive \
            TCPFastOpenActiveFail TCPFastOpenPassive TCPFastOpenPassiveFail TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole \
            TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSynRetrans \
            TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect TCPHystartDelayCwnd TCPACKSkippedSynRecv \
            TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive \
            TCPMTUPFail TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop TCPRcvQDrop TCPWqueueTooBig \
            TCPFastOpenPassiveAltKey TcpTimeoutRehash TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious TCPMigrateReqSuccess \
            TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood TCPAODroppedIcmps""";
    private static final String IP_COUNTS = """
            InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts InOctets OutOctets InMcastOctets OutMcastOctets \
            InBcastOctets OutBcastOctets InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps""";
    private static final String SIX_COUNTS = """
            Ip6InReceives Ip6InHdrErrors Ip6InTooBigErrors Ip6InNoRoutes Ip6InAddrErrors Ip6InUnknownProtos Ip6InTruncatedPkts Ip6InDiscards \
            Ip6InDelivers Ip6OutForwDatagrams Ip6OutRequests Ip6OutDiscards Ip6OutNoRoutes Ip6ReasmTimeout Ip6ReasmReqds Ip6ReasmOKs Ip6ReasmFails \
            Ip6FragOKs Ip6FragFails Ip6FragCreates Ip6InMcastPkts Ip6OutMcastPkts Ip6InOctets Ip6OutOctets Ip6InMcastOctets Ip6OutMcastOctets \
            Ip6InBcastOctets Ip6OutBcastOctets Ip6InNoECTPkts Ip6InECT1Pkts Ip6InECT0Pkts Ip6InCEPkts Ip6OutTransmits Icmp6InMsgs Icmp6InErrors \
            Icmp6OutMsgs Icmp6OutErrors Icmp6InCsumErrors Icmp6OutRateLimitHost Icmp6InDestUnreachs Icmp6InPktTooBigs Icmp6InTimeExcds \
            Icmp6InParmProblems Icmp6InEchos Icmp6InEchoReplies Icmp6InGroupMembQueries Icmp6InGroupMembResponses Icmp6InGroupMembReductions \
            Icmp6InRouterSolicits Icmp6InRouterAdvertisements Icmp6InNeighborSolicits Icmp6InNeighborAdvertisements Icmp6InRedirects \
            Icmp6InMLDv2Reports Icmp6OutDestUnreachs Icmp6OutPktTooBigs Icmp6OutTimeExcds Icmp6OutParmProblems Icmp6OutEchos Icmp6OutEchoReplies \
            Icmp6OutGroupMembQueries Icmp6OutGroupMembResponses Icmp6OutGroupMembReductions Icmp6OutRouterSolicits Icmp6OutRouterAdvertisements \
            Icmp6OutNeighborSolicits Icmp6OutNeighborAdvertisements Icmp6OutRedirects Icmp6OutMLDv2Reports Udp6InDatagrams Udp6NoPorts Udp6InErrors \
            Udp6OutDatagrams Udp6RcvbufErrors Udp6SndbufErrors Udp6InCsumErrors Udp6IgnoredMulti Udp6MemErrors UdpLite6InDatagrams UdpLite6NoPorts \
            UdpLite6InErrors UdpLite6OutDatagrams UdpLite6RcvbufErrors UdpLite6SndbufErrors UdpLite6InCsumErrors UdpLite6MemErrors""";
    /** A protocol: its name, the bytes of a socket, memory in use (-1 where none is counted), whether it is short of that, the longest header, whether sockets have a
     * cache of their own, and which operations it has. */
    private static final String PROTOCOLS = """
            PACKET 1536 -1 NI 0 no nnnnnnnnnnnnnnnnnn
            PINGv6 1200 -1 NI 0 yes yyynnynnyyyyyyyyyn
            RAWv6 1200 -1 NI 0 yes yyynyyynyyyyyyyynn
            UDPLITEv6 1344 0 NI 0 yes yyynyyynyyyynnyyyn
            UDPv6 1344 0 NI 0 yes yyynyyynyyyynnyyyn
            TCPv6 2560 0 no 320 yes yyyyyyyyyyyynyyyyy
            UNIX-STREAM 1024 -1 NI 0 yes ynnnnnnnnnnnnnnynn
            UNIX 1024 -1 NI 0 yes ynnnnnnnnnnnnnnnnn
            UDP-Lite 1152 0 NI 0 yes yyynyyynyyyynnyyyn
            PING 992 -1 NI 0 yes yyynnynnyyyyyyyyyn
            RAW 1000 -1 NI 0 yes yyynyyynyyyyyyyynn
            UDP 1152 0 NI 0 yes yyynyyynyyyynnyyyn
            TCP 2368 0 no 320 yes yyyyyyyyyyyynyyyyy
            NETLINK 1088 -1 NI 0 no nnnnnnnnnnnnnnnnnn
            """;

    private CountTexts() {
    }

    /** netstat: two lines for each group, names and values. */
    static String netstat() {
        return group("TcpExt", TCP_COUNTS) + group("IpExt", IP_COUNTS);
    }

    private static String group(String name, String counts) {
        return "%s: %s\n%s:%s\n".formatted(name, counts, name, " 0".repeat(counts.split(" ").length));
    }

    /** snmp6: a line for each count. */
    static String snmpSix(Counts counts) {
        Counts.Datagrams of = counts.udpSix;
        Map<String, Long> known = Map.of("Udp6InDatagrams", of.received, "Udp6NoPorts", of.withoutPort, "Udp6InErrors", of.dropped, "Udp6OutDatagrams", of.sent,
                "Udp6RcvbufErrors", of.dropped);
        return Arrays.stream(SIX_COUNTS.split(" ")).map(name -> "%-32s\t%d\n".formatted(name, known.getOrDefault(name, 0L))).collect(Collectors.joining());
    }

    /** protocols: what kinds of sockets there are, and how many of each. */
    static String protocols(NetNamespace net) {
        List<String> sockets = Stream.of(net.unixSockets, net.netlinkPorts.values(), net.link.sockets(), net.tcp.all(), net.udp.all(), net.udpLite.all(),
                net.internet.sockets(IpSocket.class)).flatMap(Collection::stream).map(Socket.class::cast)
                .map(each -> SocketSummary.protocol(each.family, each.type, each.protocol)).toList();
        StringBuilder text = new StringBuilder("protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em\n");
        for (String row : PROTOCOLS.lines().toList()) {
            String[] words = row.split(" ");
            long count = sockets.stream().filter(words[0]::equals).count();
            text.append("%-9s %4s %6d  %6s   %-3s %6s   %-3s  %-10s ".formatted(words[0], words[1], count, words[2], words[3], words[4], words[5], "kernel"));
            words[6].chars().forEach(operation -> text.append(' ').append((char) operation).append(' '));
            text.setLength(text.length() - 1);
            text.append('\n');
        }
        return text.toString();
    }
}
