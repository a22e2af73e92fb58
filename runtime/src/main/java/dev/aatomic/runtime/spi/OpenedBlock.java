package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/** A block as its {@link BlockObserver} sees it; for you to call. Safe for use by many threads, also after the block's end. */
public interface OpenedBlock {

    /**
     * The name given to the block, character for character, else where its body was written.
     *
     * @return the name
     */
    String name();

    /**
     * Its database.
     *
     * @return the name given to the builder
     */
    String database();

    /**
     * The kind of its database, as OpenTelemetry's conventions name it in {@code db.system.name}: for example {@code postgresql}.
     *
     * @return the name, {@code other_sql} for one that the library does not know; null until something was first sent to it
     */
    @Nullable
    String databaseSystem();

    /**
     * How deep it is nested in blocks of its database.
     *
     * @return 0 for an outermost one, which is a transaction
     */
    int depth();

    /**
     * Which attempt of a retry it is.
     *
     * @return from 1 on
     */
    int attempt();

    /**
     * What the same observer returned for the innermost block around it, of whichever database. It is what is current on the opening thread
     * too, unless the user's code has made something else current inside, or the block was opened on a thread that has only the scope of
     * the block around it, as a fork.
     *
     * @return null if it is in none, or in none that is observed
     */
    @Nullable
    BlockObservation around();

    /**
     * What the same observer returned for the attempt before.
     *
     * @return null for the first
     */
    @Nullable
    BlockObservation previousAttempt();
}
