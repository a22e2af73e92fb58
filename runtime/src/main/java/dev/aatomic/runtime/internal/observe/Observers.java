package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.common.RepeatedLog;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Callback;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.BlockObserver;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants to know what becomes of blocks. Where nobody does, no block is observed and no clock is read. */
public final class Observers {

    /** The recorder's module is optional. */
    private static final boolean HAS_FLIGHT_RECORDER = hasFlightRecorder();

    private final RepeatedLog failures = new RepeatedLog(Observers.class);
    private final List<TransactionListener> listeners;
    private final @Nullable BlockObserver observer;

    /** Whether anybody is told of each block. */
    private final boolean isTold;

    private final boolean recordsTimes;
    private final boolean recordsPlaces;
    private final Dispatcher dispatcher;
    private final Callback callback;

    /**
     * Takes the listeners, and what else is recorded.
     *
     * @param observer observes blocks and is current in their code; null for none
     * @param recordsTimes whether times are measured for the metrics
     * @param recordsPlaces whether it is recorded where outermost blocks are opened
     */
    public Observers(
            List<TransactionListener> listeners,
            @Nullable BlockObserver observer,
            boolean recordsTimes,
            boolean recordsPlaces,
            Dispatcher dispatcher) {
        this.listeners = listeners;
        this.observer = observer;
        this.isTold = observer != null || !listeners.isEmpty();
        this.recordsTimes = recordsTimes;
        this.recordsPlaces = recordsPlaces;
        this.dispatcher = dispatcher;
        this.callback = new Callback(dispatcher, "a listener");
    }

    private static boolean hasFlightRecorder() {
        try {
            Class.forName("jdk.jfr.Event", false, Observers.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            logger().log(System.Logger.Level.DEBUG, "There is no flight recorder", e);
            return false;
        }
    }

    /**
     * An outermost block is opened.
     *
     * @param attempt which attempt of a retry it is, from 1 on
     * @param previous what observes the attempt before; null if it is the first, or nothing does
     * @return what observes it, null if nobody wants to know
     */
    @Nullable
    public Observation opened(Observed block, int attempt, @Nullable Observation previous) {
        boolean isRecorded = HAS_FLIGHT_RECORDER && FlightEvents.isWanted();
        if (!isRecorded && !recordsTimes && !recordsPlaces && !isTold) {
            return null;
        }
        return new Observation(
                this,
                block,
                0,
                attempt,
                recordsPlaces ? OpeningPlace.line() : null,
                isRecorded ? new BlockFlight(block) : null,
                observed(block, 0, attempt, previous));
    }

    /** What the observer makes of the block; null if there is none, or it wants nothing of it. On the opening thread. */
    private @Nullable BlockObservation observed(
            Observed block, int depth, int attempt, @Nullable Observation previous) {
        if (observer == null) {
            return null;
        }
        Observation around = block.observationAround();
        try {
            return observer.opened(new OpenedObserved(
                    block.name(), block.database(), depth, attempt, observation(around), observation(previous)));
        } catch (Throwable t) {
            failed(observer, block.name(), t);
            return null;
        }
    }

    private static @Nullable BlockObservation observation(@Nullable Observation of) {
        return of == null || of.observed == null ? null : of.observed.observation;
    }

    /** Logs what one that is told has thrown. */
    void failed(Object told, String name, Throwable failure) {
        failures.log(
                "Listener " + Failures.describe(told) + " failed on block '" + Failures.bounded(name)
                        + "', which goes on",
                failure);
    }

    /**
     * A nested block is opened.
     *
     * @param around what observes the block around it, null if nothing does
     * @return what observes it, null if nobody wants to know
     */
    @Nullable
    public Observation openedInside(@Nullable Observation around, Observed block) {
        BlockFlight flightAround = around == null ? null : around.flight;
        if (!isTold && flightAround == null) {
            return null;
        }
        int depth = around == null ? block.depth() : around.depth + 1;
        BlockFlight flight = flightAround == null ? null : new BlockFlight(block, flightAround);
        return new Observation(this, block, depth, 1, null, flight, observed(block, depth, 1, null));
    }

    /** The driver is about to be called outside any block. Returns what to end, null if no recording wants it. */
    public @Nullable Object beginStepOutside() {
        return HAS_FLIGHT_RECORDER ? FlightStep.beginIfWanted() : null;
    }

    public void endStepOutside(
            @Nullable Object begun,
            ManagedDatabase database,
            StepOperation operation,
            boolean failed,
            @Nullable String sql) {
        if (begun != null) {
            ((FlightStep) begun).ends(BlockIds.NONE, database.name(), operation, failed, sql);
        }
    }

    boolean areListening() {
        return !listeners.isEmpty();
    }

    boolean recordTimes() {
        return recordsTimes;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Tells all listeners, outside any scope. */
    void tell(BiConsumer<TransactionListener, TransactionEvent> what, TransactionEvent event) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = null;
        try {
            for (TransactionListener listener : listeners) {
                try {
                    InheritedContext.run(thread, () -> callback.run(() -> what.accept(listener, event)));
                } catch (Throwable t) {
                    failed(listener, event.name(), t);
                }
            }
        } finally {
            thread.context = previous;
        }
    }

    /** Tells what observes a block, outside any scope. */
    void tell(Consumer<BlockObservation> what, BlockObservation observed, Observed block) {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = null;
        try {
            InheritedContext.run(thread, () -> callback.run(() -> what.accept(observed)));
        } catch (Throwable t) {
            failed(observed, block.name(), t);
        } finally {
            thread.context = previous;
        }
    }

    private static System.Logger logger() {
        return System.getLogger(Observers.class.getName());
    }
}
