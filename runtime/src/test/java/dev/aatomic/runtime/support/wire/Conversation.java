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

    private boolean answering;

    /** Takes note of a message to the server. Returns what it is the first message of; null if it goes on with something. */
    synchronized Moment request(Frame frame) {
        return switch (frame.type()) {
            case 'P' -> parse(frame);
            case 'B' -> bind(frame);
            case 'E' -> {
                pending.add(new Pending(portals.getOrDefault(frame.text(0), Moment.OTHER), false));
                asking = null;
                yield null;
            }
            case 'Q' -> {
                Moment moment = Moment.of(frame.text(0));
                pending.add(new Pending(moment, true));
                yield moment;
            }
            case 'S' -> {
                pending.add(SYNCHRONIZATION);
                asking = null;
                yield null;
            }
            default -> null;
        };
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

    /** Takes note of a message to the client. Returns what it is the first answer to; null if it goes on with something. */
    synchronized Moment answer(Frame frame) {
        Pending head = pending.peek();
        if (isUnasked(frame.type()) || head == null) {
            return null;
        }
        Moment begun = answering || head == SYNCHRONIZATION ? null : head.moment();
        answering = head != SYNCHRONIZATION;
        switch (frame.type()) {
            case 'Z' -> {
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
                }
            }
            default -> {
                // Goes on.
            }
        }
        return begun;
    }

    private static boolean isUnasked(char type) {
        return type == 'N' || type == 'A' || type == 'S' || type == Frame.UNTYPED;
    }
}
