package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.observe.Observed;
import org.jspecify.annotations.Nullable;

/** What others learn of a block: the counters always, listeners and recordings where there are any, reports in the log. */
abstract class ObservedBlock extends BlockContext implements Observed {

    final CheckedSupplier<?, ?> body;

    /** What observes the block; null where nobody wants to know. Written as it is opened. */
    @Nullable
    public Observation observation;

    /** Which attempt of a retry this is. Written before it is opened. */
    public int attempt = 1;

    /** Where it was opened, if somebody will want to know; else null. Written as it is opened. */
    private @Nullable String openedAt;

    ObservedBlock(
            Services engine,
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

    /** It has its connection, or its turn. */
    final void observeBeginning() {
        if (parent == null) {
            database.counters().countBegun();
        }
        if (observation != null) {
            observation.holds();
        }
    }

    /**
     * What became of it. Said once, by whoever moved it to a phase that {@linkplain ScopePhase#isCounted is counted}.
     *
     * @param begun whether its body was to run
     */
    final void observeEnd(boolean begun, Outcome outcome, @Nullable Throwable problem) {
        if (parent == null) {
            database.counters().countEnded(begun, outcome);
        }
        if (observation != null) {
            observation.ends(outcome, problem);
        }
    }

    /** The lane holds a connection, this is its innermost block, and nothing has happened for a while. */
    @Override
    public final void reportQuiet() {
        Observation ofLane = ((ObservedBlock) outermost()).observation;
        if (ofLane != null) {
            ofLane.idles(this);
        }
    }

    @Override
    public final int depth() {
        return depth;
    }

    @Override
    public final int attempt() {
        return attempt;
    }

    @Override
    public final String name() {
        return settings.name(body);
    }

    @Override
    public final String place() {
        return settings.place(body);
    }

    @Override
    public final String openingPlace() {
        return openedAt == null ? place() : place() + " (opened " + openedAt + ")";
    }
}
