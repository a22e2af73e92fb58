package dev.aatomic.runtime.support;

import java.util.Objects;

/**
 * One call on the driver.
 *
 * @param number its place among all calls, from 1
 * @param name interface and method, as in {@code Connection.commit}
 * @param argument its first argument, null if none
 */
public record JdbcCall(int number, String name, Object argument) {

    public boolean is(String expected) {
        return name.equals(expected);
    }

    public boolean isWith(String expected, Object expectedArgument) {
        return name.equals(expected) && Objects.equals(argument, expectedArgument);
    }

    /** Whether a statement runs. */
    public boolean isExecution() {
        return name.contains("Statement.execute");
    }

    @Override
    public String toString() {
        return argument == null ? name : name + "(" + argument + ")";
    }
}
