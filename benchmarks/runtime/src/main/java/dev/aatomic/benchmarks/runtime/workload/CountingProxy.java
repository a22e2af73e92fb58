package dev.aatomic.benchmarks.runtime.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server of this machine that counts round trips of one connection: how often the direction of the bytes changes. */
final class CountingProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final AtomicInteger trips = new AtomicInteger();
    private volatile boolean wentThere;

    CountingProxy(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    int trips() {
        return trips.get();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (SocketException e) {
                        // One side has closed, as it may; the other is closed by who saw it.
                        return;
                    } catch (IOException e) {
                        throw new IllegalStateException("The proxy failed", e);
                    }
                },
                "proxy");
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
                if (there && !wentThere) {
                    trips.incrementAndGet();
                }
                wentThere = there;
                out.write(buffer, 0, length);
                out.flush();
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
