package dev.aatomic.runtime.internal.admission;

import java.util.ArrayList;
import java.util.List;

/** A ticket that notes that it was granted, and that nobody gives up. */
final class RecordedTicket extends Ticket {

    private final String name;
    private final List<String> granted;

    RecordedTicket() {
        this("block", new ArrayList<>());
    }

    /** Adds its name to the list as it is granted. */
    RecordedTicket(String name, List<String> granted) {
        this.name = name;
        this.granted = granted;
    }

    @Override
    public void granted() {
        granted.add(name);
    }

    @Override
    public String place() {
        return name;
    }

    @Override
    public void abort(Throwable reason) {
        throw new AssertionError("Nobody aborts", reason);
    }

    @Override
    public void expire(String why) {
        throw new AssertionError("Nobody expires: " + why);
    }

    @Override
    public void seenHolding(long now) {}

    @Override
    public String holding(long now) {
        return name;
    }
}
