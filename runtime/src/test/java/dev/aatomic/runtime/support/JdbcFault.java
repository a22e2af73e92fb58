package dev.aatomic.runtime.support;

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

    /** Every call of that name fails. */
    static JdbcFault on(String name, Throwable failure) {
        return call -> call.is(name) ? failure : null;
    }
}
