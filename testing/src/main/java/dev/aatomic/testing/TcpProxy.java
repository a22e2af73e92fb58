package dev.aatomic.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A way to a server of this host: counts how often its client goes there and back, can change what is sent to the server, hold back what
 * is answered, and lose the connections. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Lock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private volatile UnaryOperator<byte[]> change = UnaryOperator.identity();
    private boolean holding;
    private boolean swallowing;
    private boolean lastWentThere;
    private int roundTrips;

    /**
     * Makes a way that is open at once.
     *
     * @param target the server's port
     */
    public TcpProxy(int target) {
        this.target = target;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    /** The port of this host that leads to the server. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Changes each chunk that is sent to the server from now on. */
    public void change(UnaryOperator<byte[]> operator) {
        change = operator;
    }

    /** Keeps the server's answers back until {@link #release}. */
    public void hold() {
        set(true, false);
    }

    /** A network that swallows packets: nothing gets through in either direction until {@link #release}, no end of a connection either. */
    public void swallow() {
        set(true, true);
    }

    /** Lets through what was kept back. */
    public void release() {
        set(false, false);
    }

    /** Loses the connections that are open. */
    public void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As {@link #cut}, and takes no more: who connects again at once is refused too. */
    public void cutForGood() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void set(boolean answersHeld, boolean allHeld) {
        lock.lock();
        try {
            holding = answersHeld;
            swallowing = allHeld;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(boolean there) throws InterruptedException {
        lock.lock();
        try {
            while (there ? swallowing : holding) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isSwallowing() {
        lock.lock();
        try {
            return swallowing;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How often something was sent to the server after it had answered, or at first. Of one connection alone: what several send at once
     * is not told apart.
     */
    public int roundTrips() {
        lock.lock();
        try {
            return roundTrips;
        } finally {
            lock.unlock();
        }
    }

    private void count(boolean there) {
        lock.lock();
        try {
            if (there && !lastWentThere) {
                roundTrips++;
            }
            lastWentThere = there;
        } finally {
            lock.unlock();
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (SocketException e) {
                        // One side has closed, as it may; the other is closed by who saw it.
                        return;
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError("The proxy failed", e);
                    }
                },
                "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            if (entrance.isClosed()) {
                // Whoever closed it may have looked for open connections before.
                client.close();
                server.close();
            }
            start("there", () -> copy(client, server, true));
            start("back", () -> copy(server, client, false));
        }
    }

    private void copy(Socket from, Socket to, boolean there) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] chunk = Arrays.copyOf(buffer, length);
                count(there);
                awaitRelease(there);
                if (there) {
                    chunk = change.apply(chunk);
                }
                out.write(chunk);
                out.flush();
            }
            if (isSwallowing()) {
                awaitRelease(there);
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Closes the way, and the connections that are open on it. */
    @Override
    public void close() {
        release();
        try {
            entrance.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
