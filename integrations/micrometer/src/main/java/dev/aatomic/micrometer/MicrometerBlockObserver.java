package dev.aatomic.micrometer;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.OpenedBlock;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An observation for each block, and so a span where there is tracing. Given to {@code Transactions.builder().observer(…)}.
 *
 * <p>An observation begins where its block is opened and ends before the block's caller is told, its hooks included. Its parent is the one
 * that was current on the opening thread, also for the later attempts of a retry, each of which has an observation of its own. It is
 * current in the block's body, steps, continuations and hooks, so that what these observe is inside it, nested blocks too. {@link
 * BlockObservationConvention} says what it is called. Its events are {@code waiting}, for a connection, {@code nested}, as a block is opened
 * inside, and {@code retried}, at the beginning of an attempt that follows another.
 *
 * <p>Safe for use by many threads.
 */
public final class MicrometerBlockObserver implements BlockObserver {

    private static final Observation.Event WAITING = Observation.Event.of("waiting");
    private static final Observation.Event NESTED = Observation.Event.of("nested");
    private static final Observation.Event RETRIED = Observation.Event.of("retried");
    private static final BlockObservationConvention BY_DEFAULT = new BlockObservationConvention() {};

    private final ObservationRegistry registry;
    private final @Nullable BlockObservationConvention convention;

    /**
     * Observations with the convention that is registered, else the default one.
     *
     * @param registry gets the observations
     */
    public MicrometerBlockObserver(ObservationRegistry registry) {
        this(registry, null);
    }

    /**
     * Observations with a convention.
     *
     * @param registry gets the observations
     * @param convention what they are called; null for the one that is registered, else the default one
     */
    public MicrometerBlockObserver(ObservationRegistry registry, @Nullable BlockObservationConvention convention) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.convention = convention;
    }

    @Override
    public @Nullable BlockObservation opened(OpenedBlock block) {
        if (registry.isNoop()) {
            return null;
        }
        BlockObservationContext context = new BlockObservationContext(block);
        Observation observation = Observation.createNotStarted(convention, BY_DEFAULT, () -> context, registry);
        if (observation.isNoop()) {
            return null;
        }
        Observed around = (Observed) block.around();
        Observed previous = (Observed) block.previousAttempt();
        if (previous != null) {
            // This thread is none of the caller's.
            context.setParentObservation(previous.parent());
        } else if (around != null && context.getParentObservation() == null) {
            context.setParentObservation(around.observation);
        }
        // A convention sets it at the end only.
        context.setContextualName(block.name());
        observation.start();
        if (previous != null) {
            observation.event(RETRIED);
        }
        if (around != null && block.depth() > 0) {
            around.observation.event(NESTED);
        }
        return new Observed(observation, context);
    }

    private record Observed(Observation observation, BlockObservationContext context) implements BlockObservation {

        @Nullable
        ObservationView parent() {
            return context.getParentObservation();
        }

        @Override
        public Current makeCurrent() {
            return observation.openScope()::close;
        }

        @Override
        public void waiting() {
            observation.event(WAITING);
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable failure) {
            context.setOutcome(outcome);
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        }
    }
}
