package dev.aatomic.runtime.support.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What client and server of one connection are talking about: which answer belongs to which request. */
final class Conversation {

    /** What the server still has to answer. A simple query ends with the server's readiness, others with their own completion. */
    private record Pending(Moment moment, boolean simple) {}

    private static final Pending SYNCHRONIZATION = new Pending(Moment.OTHER, false);

    private final Map<String, Moment> prepared = new HashMap<>();
    private final Map<String, Moment> portals = new HashMap<>();
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** What the client has begun to ask for, and not yet asked to execute. */
    private Moment asking;

    /** What the client has asked to execute since the last synchronization. */
    private Moment executed;

    private boolean answering;

    /** What the server has answered since its last readiness. */
    private Moment answered;

    /** Takes note of a message to the server. */
    synchronized Passing request(Frame frame) {
        return switch (frame.type()) {
            case 'P' -> Passing.begin(parse(frame));
            case 'B' -> Passing.begin(bind(frame));
            case 'E' -> execute(portals.getOrDefault(frame.text(0), Moment.OTHER));
            case 'Q' -> {
                Moment moment = Moment.of(frame.text(0));
                pending.add(new Pending(moment, true));
                yield Passing.whole(moment);
            }
            case 'S' -> {
                Moment synchronised = executed;
                pending.add(SYNCHRONIZATION);
                asking = null;
                executed = null;
                yield Passing.end(synchronised);
            }
            default -> Passing.NOTHING;
        };
    }

    private Passing execute(Moment moment) {
        pending.add(new Pending(moment, false));
        asking = null;
        if (moment == Moment.BEGIN) {
            // The statement that it travels with brings the synchronization.
            return Passing.end(moment);
        }
        executed = moment;
        return Passing.NOTHING;
    }

    private Moment parse(Frame frame) {
        asking = Moment.of(frame.text(1));
        prepared.put(frame.text(0), asking);
        return asking;
    }

    private Moment bind(Frame frame) {
        Moment moment = prepared.getOrDefault(frame.text(1), Moment.OTHER);
        portals.put(frame.text(0), moment);
        boolean first = asking == null;
        asking = moment;
        return first ? moment : null;
    }

    /** Takes note of a message to the client. */
    synchronized Passing answer(Frame frame) {
        Pending head = pending.peek();
        if (isUnasked(frame.type()) || head == null) {
            return Passing.NOTHING;
        }
        Moment begun = answering || head == SYNCHRONIZATION ? null : head.moment();
        Moment ready = null;
        answering = head != SYNCHRONIZATION;
        switch (frame.type()) {
            case 'Z' -> {
                ready = head.simple() ? head.moment() : answered;
                answered = null;
                // After an error the server has skipped what was asked before the synchronization.
                Pending skipped = pending.poll();
                while (skipped != null && skipped != SYNCHRONIZATION && !skipped.simple()) {
                    skipped = pending.poll();
                }
                answering = false;
            }
            case 'C', 'I', 's', 'E' -> {
                if (head != SYNCHRONIZATION && !head.simple()) {
                    pending.poll();
                    answering = false;
                    if (head.moment() == Moment.BEGIN) {
                        return new Passing(begun, null, Moment.BEGIN);
                    }
                    answered = head.moment();
                }
            }
            default -> {
                // Goes on.
            }
        }
        return new Passing(begun, ready, ready);
    }

    private static boolean isUnasked(char type) {
        return type == 'N' || type == 'A' || type == 'S' || type == Frame.UNTYPED;
    }
}
