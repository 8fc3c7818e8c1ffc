package io.dirgate.proxy.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TCP conversations of a capture file, pcap or pcapng, as far as the corpus needs it: IPv4 and IPv6 in Ethernet, Linux cooked
 * or raw frames, retransmissions left out.
 */
final class Capture {
    private static final int TCP = 6;

    private final Map<String, Conversation> conversations = new LinkedHashMap<>();

    private Capture() {}

    /** What one side sent, as it was cut into segments. */
    record Segment(boolean fromClient, ByteBuffer content) {
        byte[] bytes() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }

    /** One TCP connection; the client is the side that asked for it, or else the one with the higher port. */
    static final class Conversation {
        private final String client;
        private final int serverPort;
        private final List<Segment> segments = new ArrayList<>();
        private final Map<Boolean, Long> next = new LinkedHashMap<>();

        private Conversation(String client, int serverPort) {
            this.client = client;
            this.serverPort = serverPort;
        }

        int serverPort() {
            return serverPort;
        }

        List<Segment> segments() {
            return segments;
        }

        private void add(boolean fromClient, long sequence, byte[] bytes) {
            long expected = next.getOrDefault(fromClient, sequence);
            int known = (int) Math.min(bytes.length, Math.max(0, expected - sequence));
            if (known < bytes.length) {
                segments.add(new Segment(fromClient, ByteBuffer.wrap(bytes, known, bytes.length - known)));
                next.put(fromClient, sequence + bytes.length);
            }
        }
    }

    static List<Conversation> conversations(Path file) throws IOException {
        Capture capture = new Capture();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) == 0x0a0d0d0a) {
            capture.readPcapng(bytes);
        } else {
            capture.readPcap(bytes);
        }
        return List.copyOf(capture.conversations.values());
    }

    private void readPcap(ByteBuffer file) {
        int link = file.getInt(20);
        int at = 24;
        while (at + 16 <= file.limit()) {
            int length = file.getInt(at + 8);
            frame(link, file.slice(at + 16, length));
            at += 16 + length;
        }
    }

    private void readPcapng(ByteBuffer file) {
        List<Integer> links = new ArrayList<>();
        int at = 0;
        while (at + 12 <= file.limit()) {
            int type = file.getInt(at);
            if (type == 1) {
                links.add((int) file.getShort(at + 8));
            } else if (type == 6) {
                frame(links.get(file.getInt(at + 8)), file.slice(at + 28, file.getInt(at + 20)));
            }
            at += file.getInt(at + 4);
        }
    }

    private void frame(int link, ByteBuffer frame) {
        int header =
                switch (link) {
                    // A VLAN's tag is four bytes long.
                    case 1 -> frame.order(ByteOrder.BIG_ENDIAN).getShort(12) == (short) 0x8100 ? 18 : 14;
                    case 113 -> 16;
                    case 101, 228 -> 0;
                    default -> throw new IllegalArgumentException("link type " + link + " is not read here");
                };
        ByteBuffer packet = frame.slice(header, frame.limit() - header).order(ByteOrder.BIG_ENDIAN);
        boolean v6 = packet.get(0) >>> 4 == 6;
        int protocol = packet.get(v6 ? 6 : 9);
        if (protocol == TCP) {
            int start = v6 ? 40 : (packet.get(0) & 0xf) * 4;
            int end = v6 ? 40 + (packet.getShort(4) & 0xffff) : packet.getShort(2) & 0xffff;
            int address = v6 ? 16 : 4;
            int source = v6 ? 8 : 12;
            String from = hex(packet, source, address) + ":" + (packet.getShort(start) & 0xffff);
            String to = hex(packet, source + address, address) + ":" + (packet.getShort(start + 2) & 0xffff);
            segment(from, to, packet.slice(start, end - start).order(ByteOrder.BIG_ENDIAN));
        }
    }

    private void segment(String from, String to, ByteBuffer segment) {
        boolean asks = (segment.get(13) & 0x12) == 0x02;
        boolean higher = port(from) > port(to);
        String key = from.compareTo(to) < 0 ? from + " " + to : to + " " + from;
        Conversation conversation = conversations.computeIfAbsent(
                key, of -> asks || higher ? new Conversation(from, port(to)) : new Conversation(to, port(from)));
        int header = (segment.get(12) >>> 4 & 0xf) * 4;
        byte[] bytes = new byte[segment.limit() - header];
        segment.get(header, bytes);
        conversation.add(from.equals(conversation.client), segment.getInt(4) & 0xffff_ffffL, bytes);
    }

    private static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    private static String hex(ByteBuffer packet, int at, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(String.format("%02x", packet.get(at + i)));
        }
        return text.toString();
    }
}
