package dev.aatomic.examples.webflux;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that reads when it is told to, and hangs up when it is closed. */
final class SlowClient implements AutoCloseable {

    private static final int TIMEOUT = 30_000;

    private final Socket socket = new Socket();
    private final InputStream input;

    /** Sends a request, and reads nothing of the answer. */
    SlowClient(URI server, String method, String path, String body) throws IOException {
        // Little of what the server sends fits in here unread.
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(TIMEOUT);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "%s %s HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, content.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(content);
        input = socket.getInputStream();
    }

    /** Reads on until a text has come. */
    void readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = input.read();
            if (next < 0) {
                throw new IOException("Expected " + text + ", but after this there was no more: " + read);
            }
            read.append((char) next);
        }
    }

    /** Reads all that is left, and returns the last of it. */
    String readToEnd() throws IOException {
        byte[] rest = input.readAllBytes();
        int length = Math.min(rest.length, 100);
        return new String(rest, rest.length - length, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
