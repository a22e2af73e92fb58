package dev.aatomic.benchmarks.runtime.driver;

import java.sql.Savepoint;

/** A savepoint of {@link NoConnection}. */
final class NoSavepoint implements Savepoint {

    @Override
    public int getSavepointId() {
        return 1;
    }

    @Override
    public String getSavepointName() {
        return "savepoint";
    }
}
