package dev.aatomic.runtime.internal.resource;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A savepoint in the transaction of a {@link Resource}. Used as that is: while the lane is held. */
public interface ResourceSavepoint {

    /** Keeps what was done since, as a part of what is around it. */
    void release() throws SQLException;

    /** Releases it, since it is not needed any more, and sets another, in one round trip where the database can. */
    ResourceSavepoint releaseAndSet(String name) throws SQLException;

    /**
     * Undoes what was done since; the savepoint stays.
     *
     * @return what the resource says that it could not undo; null for nothing
     */
    @Nullable
    String rollbackTo() throws SQLException;

    /**
     * Undoes what was done since. The savepoint is not used again: it is released if that costs no round trip of its own.
     *
     * @return what the resource says that it could not undo; null for nothing
     */
    @Nullable
    String rollbackToAndRelease() throws SQLException;
}
