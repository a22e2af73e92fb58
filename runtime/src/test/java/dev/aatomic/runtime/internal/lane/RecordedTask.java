package dev.aatomic.runtime.internal.lane;

import java.util.List;

/** Work of a scope: it writes down that it ran or was dropped. */
final class RecordedTask extends LaneTask {

    private final LaneScope scope;
    private final String name;
    private final List<String> log;
    private final boolean pins;
    private final Runnable action;
    boolean needsConnection;

    RecordedTask(LaneScope scope, String name, List<String> log) {
        this(scope, name, log, true, () -> {});
    }

    /** Work that does something, and whose driver is at work or not while it does. */
    RecordedTask(LaneScope scope, String name, List<String> log, boolean pins, Runnable action) {
        this.scope = scope;
        this.name = name;
        this.log = log;
        this.pins = pins;
        this.action = action;
    }

    @Override
    public void run(ThreadState thread) {
        log.add(name);
        LaneScope before = thread.acceptedBy;
        thread.acceptedBy = scope;
        try {
            action.run();
        } finally {
            thread.acceptedBy = before;
            LaneExecution.endWork(scope.lane, scope, pins);
        }
    }

    @Override
    public void drop(Throwable reason) {
        log.add(name + " dropped: " + reason.getMessage()
                + (ThreadState.current().isReserved() ? ", reserved" : ""));
    }

    @Override
    public boolean pinsLane() {
        return pins;
    }

    @Override
    public boolean needsConnection() {
        return needsConnection;
    }

    @Override
    public boolean isRefusable() {
        return true;
    }
}
