package dev.aatomic.runtime.support;

import java.util.Set;

/** Decides which calls on the driver fail. */
@FunctionalInterface
public interface JdbcFault {

    /** Nothing fails. */
    JdbcFault NONE = call -> null;

    /**
     * Decides about one call. It may also wait here, to hold the call up.
     *
     * @param call the call
     * @return what to throw in the call's place, or null
     * @throws Throwable for a fault that waits and is interrupted
     */
    Throwable failure(JdbcCall call) throws Throwable;

    /** The n-th call after this one fails. */
    static JdbcFault at(int number, Throwable failure) {
        return call -> call.number() == number ? failure : null;
    }

    /** Every call from the n-th on fails, as on a lost connection, but for those that give it up. */
    static JdbcFault from(int number, Throwable failure) {
        Set<String> spared = Set.of(
                "Connection.close",
                "Connection.abort",
                "Connection.isClosed",
                "Connection.unwrap",
                "Connection.isWrapperFor",
                "DataSource.getConnection");
        return call -> call.number() >= number && !spared.contains(call.name()) ? failure : null;
    }

    /** Every call of that name fails. */
    static JdbcFault on(String name, Throwable failure) {
        return call -> call.is(name) ? failure : null;
    }
}
