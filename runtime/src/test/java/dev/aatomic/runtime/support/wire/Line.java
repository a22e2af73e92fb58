package dev.aatomic.runtime.support.wire;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection through the proxy: one socket to the client, one to the server. */
final class Line {

    private final WireProxy proxy;
    private final Socket client;
    private final Socket server;
    private final Pump requests;
    private final Pump answers;
    private final Conversation conversation = new Conversation();
    private final AtomicInteger singleBytes = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private boolean started;
    private volatile boolean cancels;

    Line(WireProxy proxy, Socket client, Socket server) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        requests = new Pump(this, Way.REQUEST, client, server, proxy.requests());
        answers = new Pump(this, Way.ANSWER, server, client, proxy.answers());
    }

    void start() {
        start("requests", requests);
        start("answers", answers);
    }

    private void start(String name, Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException broken) {
                        // One side has gone in the middle of it, and the other learns of it.
                        close();
                    } catch (InterruptedException e) {
                        throw new AssertionError("Interrupted", e);
                    } finally {
                        if (ended.incrementAndGet() == 2) {
                            close();
                        }
                    }
                },
                "wire-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    // ---- what is said

    /** The next message; null at the end. */
    Frame read(FrameReader reader, Way way) throws IOException {
        if (way == Way.REQUEST && !started) {
            return reader.nextUntyped();
        }
        return reader.next(() -> way == Way.ANSWER && singleBytes.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
    }

    /** What a message is. */
    Passing passing(Frame frame, Way way) {
        if (way == Way.ANSWER) {
            return conversation.answer(frame);
        }
        if (frame.type() != Frame.UNTYPED) {
            return conversation.request(frame);
        }
        if (frame.asksForEncryption()) {
            singleBytes.incrementAndGet();
            return Passing.NOTHING;
        }
        started = true;
        cancels = frame.isCancelRequest();
        return cancels ? Passing.whole(Moment.CANCEL) : Passing.NOTHING;
    }

    /** What the end of a direction says; null for nothing. */
    Moment momentOfEnd(Way way) {
        return cancels && way == Way.ANSWER ? Moment.CANCEL : null;
    }

    Injury strike(Moment moment, Way way, Phase phase) {
        return proxy.strike(this, moment, way, phase);
    }

    /** The other side is not answered until {@link #letGo}. */
    void hold(Way way) {
        opposite(way).turn().shut();
    }

    void letGo(Way way) {
        opposite(way).turn().open();
    }

    private Pump opposite(Way way) {
        return way == Way.REQUEST ? answers : requests;
    }

    // ---- injuries

    void cut() throws IOException {
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
        // Before anybody is let go.
        client.close();
        server.close();
        close();
    }

    /** Nothing goes through any more, in one direction or both. */
    void silence(Injury injury, Way way) {
        if (injury == Injury.SWALLOW || way == Way.REQUEST) {
            requests.passage().shut();
        }
        if (injury == Injury.SWALLOW || way == Way.ANSWER) {
            answers.passage().shut();
        }
    }

    void heal() {
        requests.passage().open();
        answers.passage().open();
    }

    /** Ends it for good. */
    void close() {
        requests.demolish();
        answers.demolish();
        proxy.forget(this);
        try {
            client.close();
            server.close();
        } catch (IOException gone) {
            // As it shall be.
            return;
        }
    }
}
