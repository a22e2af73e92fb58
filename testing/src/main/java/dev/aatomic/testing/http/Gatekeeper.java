package dev.aatomic.testing.http;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands before an auditor: lets calls through until a test shuts the gate, and counts the pages. Safe for use by several threads. */
public final class Gatekeeper {

    private final AtomicInteger pages = new AtomicInteger();
    private volatile @Nullable Gate gate;

    /**
     * Lets nobody through from now on.
     *
     * @param event what is told
     * @param before how many come through before
     */
    public Gate shut(String event, int before) {
        Gate shut = new Gate(event, before);
        gate = shut;
        return shut;
    }

    /** Lets all through, and counts anew. */
    public void reset() {
        gate = null;
        pages.set(0);
    }

    /** How many pages were read. */
    public int pages() {
        return pages.get();
    }

    /** To be asked for each call: the gate where it has to wait, or null if it comes through. */
    public @Nullable Gate gateFor(String event) {
        if (event.equals("page")) {
            pages.incrementAndGet();
        }
        Gate shut = gate;
        return shut != null && shut.stops(event) ? shut : null;
    }
}
