package dev.aatomic.runtime.internal.observe;

import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.OpenedBlock;
import org.jspecify.annotations.Nullable;

/** What the user's observer is told of a block. Keeps nothing of the block itself. */
record OpenedObserved(
        String name,
        ManagedDatabase managed,
        int depth,
        int attempt,
        @Nullable BlockObservation around,
        @Nullable BlockObservation previousAttempt)
        implements OpenedBlock {

    @Override
    public String database() {
        return managed.name();
    }

    @Override
    public @Nullable String databaseSystem() {
        DatabaseDialect known = managed.knownDialect();
        return known == null ? null : known.systemName();
    }
}
