package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.LogCapture;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** A COPY that was left open is found where PostgreSQL's driver keeps it, and cancelled. */
@Tag("rooms")
final class PostgresCopyTest {

    /** As the driver's, with the field in which that keeps the COPY. */
    public static final class Executor {

        private final @Nullable Object lockedFor;

        Executor(@Nullable Object lockedFor) {
            this.lockedFor = lockedFor;
        }

        @Override
        public String toString() {
            return "of " + lockedFor;
        }
    }

    /** As the driver's. */
    public static final class Connected {

        private final @Nullable Object executor;

        Connected(@Nullable Object executor) {
            this.executor = executor;
        }

        public @Nullable Object getQueryExecutor() {
            return executor;
        }
    }

    private final FakeDriver driver = new FakeDriver();

    private Object copy(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, driver);
    }

    private static PostgresCopy.End ended(@Nullable Object copy) {
        return PostgresCopy.end(new Connected(new Executor(copy)), Connected.class);
    }

    @Test
    void whereNoneIsOpenNothingIsDone() {
        assertThat(ended(null)).isEqualTo(PostgresCopy.End.NONE);
        assertThat(PostgresCopy.end(new Connected(null), Connected.class)).isEqualTo(PostgresCopy.End.NONE);
    }

    @Test
    void copyIntoTheDatabaseIsCancelled() {
        assertThat(ended(copy(CopyIn.class))).isEqualTo(PostgresCopy.End.CANCELLED);
        assertThat(driver.count("cancelCopy")).isEqualTo(1);
    }

    @Test
    void copyOutOfItLeavesTheConnectionOutOfStep() {
        assertThat(ended(copy(CopyOut.class))).isEqualTo(PostgresCopy.End.OUT_OF_STEP);
        assertThat(driver.count("cancelCopy")).isEqualTo(1);
    }

    @Test
    void copyThatCannotBeCancelledDoesSoToo() {
        driver.fail("cancelCopy", new SQLException("lost"));
        try (LogCapture log = LogCapture.withDetails()) {
            assertThat(ended(copy(CopyIn.class))).isEqualTo(PostgresCopy.End.OUT_OF_STEP);

            assertThat(log.lines())
                    .containsExactly("A COPY that was left open could not be cancelled java.sql.SQLException: lost");
        }
    }

    @Test
    void driverThatShowsNoneHasNone() {
        driver.fail("cancelCopy", new IllegalStateException());
        assertThat(ended(copy(CopyIn.class))).as("that fails otherwise").isEqualTo(PostgresCopy.End.NONE);

        try (LogCapture log = LogCapture.withDetails()) {
            assertThat(PostgresCopy.end(new Connected("no field"), Connected.class))
                    .isEqualTo(PostgresCopy.End.NONE);
            assertThat(PostgresCopy.end("no method", String.class)).isEqualTo(PostgresCopy.End.NONE);

            assertThat(log.count("PostgreSQL's driver does not show whether a COPY is open"))
                    .isEqualTo(2);
        }
    }

    @Test
    void connectionThatIsNoneOfPostgresHasNone() {
        assertThat(PostgresCopy.end(null, driver.connection())).isEqualTo(PostgresCopy.End.NONE);

        driver.fail("isWrapperFor", new IllegalStateException());
        try (LogCapture log = LogCapture.withDetails()) {
            assertThat(PostgresCopy.end(null, driver.connection())).isEqualTo(PostgresCopy.End.NONE);

            assertThat(log.count("A connection does not show whether a COPY is open"))
                    .isEqualTo(1);
        }
    }
}
