package dev.aatomic.spring;

import dev.aatomic.Isolation;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;

/** Spring's numbers for isolations. */
final class Isolations {

    private Isolations() {}

    /** Null for the default, as Spring has it where it binds an isolation to a thread. */
    static @Nullable Integer toSpring(Isolation isolation) {
        return switch (isolation) {
            case DEFAULT -> null;
            case READ_UNCOMMITTED -> TransactionDefinition.ISOLATION_READ_UNCOMMITTED;
            case READ_COMMITTED -> TransactionDefinition.ISOLATION_READ_COMMITTED;
            case REPEATABLE_READ -> TransactionDefinition.ISOLATION_REPEATABLE_READ;
            case SERIALIZABLE -> TransactionDefinition.ISOLATION_SERIALIZABLE;
        };
    }

    static Isolation ofSpring(@Nullable Integer level) {
        if (level == null) {
            return Isolation.DEFAULT;
        }
        return switch (level) {
            case TransactionDefinition.ISOLATION_READ_UNCOMMITTED -> Isolation.READ_UNCOMMITTED;
            case TransactionDefinition.ISOLATION_READ_COMMITTED -> Isolation.READ_COMMITTED;
            case TransactionDefinition.ISOLATION_REPEATABLE_READ -> Isolation.REPEATABLE_READ;
            case TransactionDefinition.ISOLATION_SERIALIZABLE -> Isolation.SERIALIZABLE;
            default -> Isolation.DEFAULT;
        };
    }
}
