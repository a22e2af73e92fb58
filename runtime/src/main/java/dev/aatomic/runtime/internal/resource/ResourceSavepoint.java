package dev.aatomic.runtime.internal.resource;

import java.sql.SQLException;

/** A savepoint in the transaction of a {@link Resource}. Used as that is: while the lane is held. */
public interface ResourceSavepoint {

    /** Keeps what was done since, as a part of what is around it. */
    void release() throws SQLException;

    /** Releases it, since it is not needed any more, and sets another, in one round trip where the database can. */
    ResourceSavepoint releaseAndSet(String name) throws SQLException;

    /** Undoes what was done since; the savepoint stays. */
    void rollbackTo() throws SQLException;

    /** Undoes what was done since and releases it, in one round trip where the database can. */
    void rollbackToAndRelease() throws SQLException;
}
