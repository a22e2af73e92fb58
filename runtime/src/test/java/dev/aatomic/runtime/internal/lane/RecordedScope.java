package dev.aatomic.runtime.internal.lane;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block that is nothing but its place on a lane: it writes down what is asked of it. */
final class RecordedScope extends LaneScope {

    private final String name;
    private final @Nullable RecordedScope parent;
    private final List<String> log;
    boolean startsOnCaller;
    boolean refusable;
    boolean opensAtOnce;

    /** What its turn does after it was written down. */
    Runnable turn = () -> {};

    RecordedScope(Lane lane, String name, List<String> log) {
        super(lane);
        this.name = name;
        this.parent = null;
        this.log = log;
    }

    RecordedScope(RecordedScope parent, String name) {
        super(parent);
        this.name = name;
        this.parent = parent;
        this.log = parent.log;
    }

    /** Moves through phases. */
    RecordedScope moved(ScopePhase... phases) {
        synchronized (lane) {
            for (ScopePhase phase : phases) {
                become(phase);
            }
        }
        return this;
    }

    @Override
    public @Nullable LaneScope parent() {
        return parent;
    }

    @Override
    public boolean openAtOnce(ThreadState thread) {
        return opensAtOnce;
    }

    @Override
    public void run(ThreadState thread) {
        log.add(name);
        if (phase == ScopePhase.WAITING) {
            moved(ScopePhase.OPEN);
        }
        lane.unpin();
        turn.run();
    }

    @Override
    public boolean startsOnCaller() {
        return startsOnCaller;
    }

    @Override
    public void startOnCaller() {
        log.add(name + " started on its caller");
    }

    @Override
    public void abandonEnding(Duration limit) {
        log.add(name + " given up in its end after " + limit);
    }

    @Override
    public void abandon() {
        log.add(name + " given up");
    }

    @Override
    public void crash(Throwable failure) {
        log.add(name + " crashed: " + failure.getMessage());
    }

    @Override
    public void expire(String why) {
        log.add(name + " expired: " + why);
    }

    @Override
    public void abortWith(Throwable reason) {
        log.add(name + " aborted: " + reason.getMessage());
    }

    @Override
    public String place() {
        return "'" + name + "'";
    }

    @Override
    public void drop(Throwable reason) {
        log.add(name + " dropped: " + reason.getMessage());
    }

    @Override
    public boolean pinsLane() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return refusable;
    }
}
