package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.BlockObservation;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls on what the user's observer made of one block. */
final class ObserverCalls {

    private final Observers observers;
    private final Observed block;
    final BlockObservation observation;

    /** Held while that is told something: the thread that opens the block and those that run it may come to it at once. */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    // Guarded by oneAtATime:
    private boolean hasBegun;
    private boolean isOver;

    ObserverCalls(Observers observers, Observed block, BlockObservation observation) {
        this.observers = observers;
        this.block = block;
        this.observation = observation;
    }

    /** The block waits for a connection. On the opening thread, so that the block may have begun or ended before. */
    void waits() {
        tell(told -> {
            if (!hasBegun) {
                told.waiting();
            }
        });
    }

    void begins() {
        tell(told -> {
            hasBegun = true;
            told.began();
        });
    }

    /** Tells the last. */
    void ends(Outcome outcome, @Nullable Throwable failure) {
        tell(told -> {
            isOver = true;
            told.ended(outcome, failure);
        });
    }

    /** On this thread, so that nobody goes on before; on one of ours if no code of the user may run here. */
    private void tell(Consumer<BlockObservation> what) {
        if (ThreadState.current().isReserved()) {
            observers.dispatcher().runInTurn(() -> tellHere(what));
        } else {
            tellHere(what);
        }
    }

    private void tellHere(Consumer<BlockObservation> what) {
        oneAtATime.lock();
        try {
            if (!isOver) {
                observers.tell(what, observation, block);
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Makes it current on this thread. Returns what to give to {@link #leave}; null if that failed. */
    BlockObservation.@Nullable Current enter() {
        try {
            return observation.makeCurrent();
        } catch (Throwable t) {
            observers.failed(observation, block.name(), t);
            return null;
        }
    }

    void leave(BlockObservation.Current entered) {
        try {
            entered.close();
        } catch (Throwable t) {
            observers.failed(observation, block.name(), t);
        }
    }
}
