package dev.aatomic.runtime.support.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** One direction of a connection: hands its messages on, unless they are hurt. */
final class Pump {

    private static final Duration DELAY = Duration.ofMillis(150);

    private final Line line;
    private final Way way;
    private final Socket from;
    private final Socket to;
    private final Passage network;
    private final Passage passage = new Passage();
    private final Passage turn = new Passage();
    private boolean split;

    Pump(Line line, Way way, Socket from, Socket to, Passage network) {
        this.line = line;
        this.way = way;
        this.from = from;
        this.to = to;
        this.network = network;
    }

    Passage passage() {
        return passage;
    }

    /** Shut while the other direction is not done. */
    Passage turn() {
        return turn;
    }

    void demolish() {
        turn.demolish();
        passage.demolish();
    }

    /** Works until this direction has ended. */
    void run() throws IOException, InterruptedException {
        FrameReader reader = new FrameReader(from.getInputStream());
        OutputStream out = to.getOutputStream();
        Frame frame = line.read(reader, way);
        while (frame != null) {
            Passing passing = line.passing(frame, way);
            if (!strike(passing.begins(), Phase.BEFORE) || !strike(passing.ends(), Phase.WITHIN)) {
                return;
            }
            pass();
            if (!handOn(out, frame, passing.completes())) {
                return;
            }
            frame = line.read(reader, way);
        }
        Moment end = line.momentOfEnd(way);
        if (strike(end, Phase.BEFORE)) {
            pass();
            to.shutdownOutput();
            strike(end, Phase.AFTER);
        }
    }

    /** Nobody has anything to say to it before what happens after it has happened. */
    private boolean handOn(OutputStream out, Frame frame, Moment completed) throws IOException, InterruptedException {
        if (completed == null) {
            write(out, frame.bytes());
            return true;
        }
        line.hold(way);
        try {
            write(out, frame.bytes());
            return strike(completed, Phase.AFTER);
        } finally {
            line.letGo(way);
        }
    }

    private void pass() throws InterruptedException {
        turn.pass();
        network.pass();
        passage.pass();
    }

    private void write(OutputStream out, byte[] bytes) throws IOException {
        if (!split) {
            out.write(bytes);
            return;
        }
        for (byte each : bytes) {
            out.write(each);
            out.flush();
        }
    }

    /** Returns false if nothing goes through any more. */
    private boolean strike(Moment moment, Phase phase) throws IOException, InterruptedException {
        Injury injury = moment == null ? null : line.strike(moment, way, phase);
        if (injury == null) {
            return true;
        }
        switch (injury) {
            case CUT -> {
                line.cut();
                return false;
            }
            case HALF_CLOSE -> {
                to.shutdownOutput();
                line.letGo(way);
                drain();
                return false;
            }
            case DELAY -> passage.dawdle(DELAY);
            case SPLIT -> split = true;
            case SWALLOW, SWALLOW_ONE_WAY, DARK -> {
                // It waits in the passage.
            }
        }
        return true;
    }

    /** Whoever speaks is heard to the end, and not understood. */
    private void drain() throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[1024];
        while (in.read(buffer) >= 0) {
            continue;
        }
    }
}
