package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import org.jspecify.annotations.Nullable;

/** What others learn of a block: the counters always, listeners and recordings where there are any, reports in the log. */
abstract class ObservedBlock extends BlockContext {

    final CheckedSupplier<?, ?> body;

    /** What observes the block; null where nobody wants to know. Written as it is opened. */
    @Nullable
    Observation observation;

    /** Which attempt of a retry this is. Written before it is opened. */
    int attempt = 1;

    /** Where it was opened, if somebody will want to know; else null. Written as it is opened. */
    private @Nullable String openedAt;

    /** Guarded by the lane; not changed after {@code concluded} is. */
    private boolean begun;

    /** Guarded by the lane. */
    private boolean concluded;

    ObservedBlock(
            Engine engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body) {
        super(engine, settings, database, opener);
        this.body = body;
    }

    ObservedBlock(BlockContext parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body) {
        super(parent, settings, opener);
        this.body = body;
    }

    /** Before it asks for its turn. */
    final void observeOpening() {
        observation = engine.observers().opened(this);
        if (parent == null && engine.recordsOpeningPlaces()) {
            openedAt = OpeningPlace.here();
        }
    }

    /** Holding the lane's lock: it is open, and its body will run. */
    final void begin() {
        phase = Phase.OPEN;
        begun = true;
    }

    /** It has its connection, or its turn. */
    final void observeBeginning() {
        if (parent == null) {
            database.counters().countBegun();
        }
        if (observation != null) {
            observation.holds();
        }
    }

    /** What became of it, unless that was said before. */
    final void conclude(Outcome outcome, @Nullable Throwable problem) {
        boolean first;
        synchronized (lane) {
            first = isConcludedNow();
        }
        if (first) {
            observeEnd(outcome, problem);
        }
    }

    /** Holding the lane's lock: returns true the first time, after which the caller must {@link #observeEnd}. */
    final boolean isConcludedNow() {
        boolean first = !concluded;
        concluded = true;
        return first;
    }

    /** What became of it. */
    final void observeEnd(Outcome outcome, @Nullable Throwable problem) {
        if (parent == null) {
            database.counters().countEnded(begun, outcome);
        }
        if (observation != null) {
            observation.ends(outcome, problem);
        }
    }

    /** The lane holds a connection, this is its innermost block, and nothing has happened for a while. */
    @Override
    final void reportQuiet() {
        Observation ofLane = ((ObservedBlock) outermost()).observation;
        if (ofLane != null) {
            ofLane.idles(this);
        }
    }

    final String name() {
        return settings.name(body);
    }

    @Override
    final String place() {
        return settings.place(body);
    }

    @Override
    final String openingPlace() {
        return openedAt == null ? place() : place() + " (opened " + openedAt + ")";
    }
}
