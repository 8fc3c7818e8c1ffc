package io.dirgate.certtool.doctor;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A name server that has one service record for whatever it is asked (RFC 1035 section 4, RFC 2782). */
final class OneAnswerDns implements AutoCloseable {
    private static final int HEADER = 12;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final int port;
    private final String target;
    private final Thread thread = new Thread(this::serve, "name server");

    OneAnswerDns(int port, String target) throws IOException {
        this.port = port;
        this.target = target;
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                byte[] reply = answer(Arrays.copyOf(buffer, question.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, question.getSocketAddress()));
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        int end = HEADER;
        while (question[end] != 0) {
            end += question[end] + 1;
        }
        end += 5;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream reply = new DataOutputStream(bytes);
        reply.writeShort(ByteBuffer.wrap(question).getShort());
        // A response, recursion available; one question, one answer.
        reply.writeShort(0x8180);
        reply.writeShort(1);
        reply.writeShort(1);
        reply.writeInt(0);
        reply.write(question, HEADER, end - HEADER);
        // The name as in the question, SRV, IN, a minute to live.
        reply.writeShort(0xc000 | HEADER);
        reply.writeShort(33);
        reply.writeShort(1);
        reply.writeInt(60);
        reply.writeShort(6 + target.length() + 2);
        reply.writeShort(0);
        reply.writeShort(100);
        reply.writeShort(port);
        for (String label : target.split("\\.")) {
            reply.writeByte(label.length());
            reply.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        reply.writeByte(0);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws InterruptedException {
        socket.close();
        thread.join();
    }
}
