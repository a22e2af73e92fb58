package dev.aatomic.micronaut;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.exceptions.IllegalTransactionStateException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Micronaut's definitions of transactions mean for blocks. */
final class Definitions {

    private Definitions() {}

    /** The block that such a transaction is inside another block. */
    static Atomic atomic(Database database, TransactionDefinition definition) {
        Atomic atomic = database.atomic();
        atomic = switch (definition.getPropagationBehavior()) {
            case NESTED -> atomic;
            case REQUIRES_NEW -> atomic.propagation(Propagation.REQUIRES_NEW);
            case REQUIRED, SUPPORTS, MANDATORY -> atomic.savepoint(false);
            case NEVER -> throw refused(definition, "Call it outside the block");
            case NOT_SUPPORTED ->
                throw refused(
                        definition,
                        "For statements that commit one by one, annotate the method with"
                                + " @Aatomic(propagation = NOT_SUPPORTED) or use transactions.autocommit(…)");
        };
        if (definition.getName() != null) {
            atomic = atomic.named(definition.getName());
        }
        Isolation isolation =
                definition.getIsolationLevel().map(Definitions::isolation).orElse(Isolation.DEFAULT);
        if (isolation != Isolation.DEFAULT) {
            atomic = atomic.isolation(isolation);
        }
        // Micronaut's annotation says false where the user said nothing.
        if (definition.isReadOnly().orElse(false)) {
            atomic = atomic.readOnly();
        }
        Duration timeout = definition.getTimeout().orElse(TransactionDefinition.TIMEOUT_DEFAULT);
        return timeout.isNegative() || timeout.isZero() ? atomic : atomic.timeout(timeout);
    }

    static Isolation isolation(TransactionDefinition.Isolation isolation) {
        return switch (isolation) {
            case DEFAULT -> Isolation.DEFAULT;
            case READ_UNCOMMITTED -> Isolation.READ_UNCOMMITTED;
            case READ_COMMITTED -> Isolation.READ_COMMITTED;
            case REPEATABLE_READ -> Isolation.REPEATABLE_READ;
            case SERIALIZABLE -> Isolation.SERIALIZABLE;
        };
    }

    /** Whether the block that it is takes no part in what is around it. */
    static boolean isOfItsOwn(TransactionDefinition definition) {
        return definition.getPropagationBehavior() == TransactionDefinition.Propagation.REQUIRES_NEW;
    }

    static IllegalTransactionStateException refused(TransactionDefinition definition, String mend) {
        return new IllegalTransactionStateException("Micronaut transaction '" + definition.getName()
                + "' with propagation " + definition.getPropagationBehavior() + " was begun inside a block. " + mend);
    }

    /** The same, where what Micronaut has in its context does not belong to: with nothing around it. */
    static TransactionDefinition apart(TransactionDefinition definition) {
        return switch (definition.getPropagationBehavior()) {
            case REQUIRED, NESTED -> new Apart(definition, TransactionDefinition.Propagation.REQUIRES_NEW);
            case SUPPORTS, NEVER -> new Apart(definition, TransactionDefinition.Propagation.NOT_SUPPORTED);
            case REQUIRES_NEW, NOT_SUPPORTED -> definition;
            case MANDATORY ->
                throw new IllegalTransactionStateException("Micronaut transaction '" + definition.getName()
                        + "' with propagation MANDATORY was begun where no transaction is: what is around it"
                        + " does not reach into the autocommit context or a hook. Begin one there");
        };
    }

    private record Apart(TransactionDefinition given, Propagation propagation) implements TransactionDefinition {

        @Override
        public Propagation getPropagationBehavior() {
            return propagation;
        }

        @Override
        public Optional<Isolation> getIsolationLevel() {
            return given.getIsolationLevel();
        }

        @Override
        public Optional<Duration> getTimeout() {
            return given.getTimeout();
        }

        @Override
        public Optional<Boolean> isReadOnly() {
            return given.isReadOnly();
        }

        @Override
        public @Nullable String getName() {
            return given.getName();
        }

        @Override
        public Collection<Class<? extends Throwable>> getRollbackOn() {
            return given.getRollbackOn();
        }

        @Override
        public Collection<Class<? extends Throwable>> getDontRollbackOn() {
            return given.getDontRollbackOn();
        }
    }
}
