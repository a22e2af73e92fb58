package dev.aatomic.databases.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server of this host that counts how often the client goes there and back. For one connection. */
public final class RoundTripProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final AtomicInteger roundTrips = new AtomicInteger();

    /** Whether what came last was sent to the server. */
    private volatile boolean lastWentThere;

    public RoundTripProxy(int target) {
        this.target = target;
        try {
            this.entrance = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** How often something was sent to the server after it had answered, or at first. */
    public int roundTrips() {
        return roundTrips.get();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (SocketException closed) {
                        return;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "round-trip-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(() -> copy(client, server, true));
            start(() -> copy(server, client, false));
        }
    }

    private void copy(Socket from, Socket to, boolean there) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (there && !lastWentThere) {
                    roundTrips.incrementAndGet();
                }
                lastWentThere = there;
                out.write(buffer, 0, length);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
