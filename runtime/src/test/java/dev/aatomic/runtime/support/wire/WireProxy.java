package dev.aatomic.runtime.support.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a PostgreSQL server that follows what is said on it, and hurts it where an {@link Ambush} says so. What it swallows it keeps:
 * like a network, it delivers that when it is healed.
 */
public final class WireProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket entrance;
    private final Passage requests = new Passage();
    private final Passage answers = new Passage();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final Map<Injury, Integer> injuries = new EnumMap<>(Injury.class);
    private Ambush ambush = Ambush.NOTHING;

    /** A way to a port of this host. */
    public WireProxy(int target) {
        this.target = target;
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "wire-accept");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Line line = new Line(this, client, new Socket(InetAddress.getLoopbackAddress(), target));
                lines.add(line);
                line.start();
                if (entrance.isClosed()) {
                    line.close();
                }
            } catch (IOException e) {
                // Closed; or the client has gone already.
                continue;
            }
        }
    }

    Passage requests() {
        return requests;
    }

    Passage answers() {
        return answers;
    }

    void forget(Line line) {
        lines.remove(line);
    }

    // ---- what happens to it

    /** Decides from now on what is hurt; what the one before decided has happened. */
    public synchronized void ambush(Ambush decision) {
        ambush = decision;
    }

    /** Something goes through on a line. What silences it happens here, the rest is for who asks. */
    synchronized Injury strike(Line line, Moment moment, Way way, Phase phase) {
        Injury injury = ambush.strike(moment, way, phase);
        if (injury == null) {
            return null;
        }
        injuries.merge(injury, 1, Integer::sum);
        if (injury == Injury.DARK) {
            darken();
        } else if (injury.isSilent()) {
            line.silence(injury, way);
        }
        return injury;
    }

    /** From now on nothing goes through. */
    public synchronized void darken() {
        requests.shut();
        answers.shut();
    }

    /** How often each injury was done. */
    public synchronized Map<Injury, Integer> injuries() {
        return new EnumMap<>(injuries);
    }

    /** Everything goes through again, and what was held back first. */
    public synchronized void heal() {
        requests.open();
        answers.open();
        lines.forEach(Line::heal);
    }

    @Override
    public void close() {
        requests.demolish();
        answers.demolish();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(Line::close);
    }
}
