package dev.aatomic.testing.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request on a connection of its own, which can be read slowly, and hung up on. */
public final class RawRequest implements AutoCloseable {

    private final Socket socket = new Socket();
    private final InputStream answer;

    private RawRequest(URI server, String request) throws IOException {
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        answer = new BufferedInputStream(socket.getInputStream());
    }

    public static RawRequest get(URI server, String path) throws IOException {
        return new RawRequest(server, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    public static RawRequest post(URI server, String path, String json) throws IOException {
        return new RawRequest(
                server,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + "\r\n\r\n" + json);
    }

    /** Reads up to the first place where this text stands. */
    public void readTo(String text) throws IOException {
        int matched = 0;
        while (matched < text.length()) {
            int read = answer.read();
            if (read < 0) {
                throw new IOException("The answer ended before '" + text + "'");
            }
            matched = read == text.charAt(matched) ? matched + 1 : read == text.charAt(0) ? 1 : 0;
        }
    }

    /** Hangs up. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
