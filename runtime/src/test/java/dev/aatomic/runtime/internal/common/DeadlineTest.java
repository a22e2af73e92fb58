package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Points in time on a clock that may start anywhere, and whose 0 stands for never. */
@Tag("rooms")
final class DeadlineTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @Test
    void nothingFromNowIsNever() {
        assertThat(Deadline.after(0L)).isZero();
        assertThat(Deadline.hasPassed(0L)).isFalse();
    }

    @Test
    void deadlineIsThatLongFromNow() {
        long before = System.nanoTime();
        long deadline = Deadline.after(HOUR);
        long after = System.nanoTime();

        assertThat(deadline - before).isGreaterThanOrEqualTo(HOUR);
        assertThat(deadline - after).isLessThanOrEqualTo(HOUR);
    }

    /** Half the clock's range is the longest limit of a block. */
    @Test
    void deadlineBeyondTheEndOfTheClockIsStillToCome() {
        assertThat(Deadline.hasPassed(Deadline.after(Long.MAX_VALUE >> 1))).isFalse();
        assertThat(Deadline.hasPassed(Deadline.after(Long.MAX_VALUE))).isFalse();
        assertThat(Deadline.hasPassed(Deadline.after(HOUR))).isFalse();
    }

    @Test
    void deadlineHasPassedFromItsOwnInstantOn() {
        long now = nowButNotNever();

        assertThat(Deadline.hasPassed(now)).isTrue();
        assertThat(Deadline.hasPassed(now - HOUR)).isTrue();
    }

    private static long nowButNotNever() {
        long now = System.nanoTime();
        return now == 0L ? -1L : now;
    }

    /** The last two rows are on both sides of the clock's end. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        0,                    0,                    0
        0,                    7,                    7
        7,                    0,                    7
        0,                    -7,                   -7
        -7,                   0,                    -7
        5,                    7,                    5
        7,                    5,                    5
        7,                    7,                    7
        -5,                   7,                    -5
        9223372036854775807,  -9223372036854775808, 9223372036854775807
        -9223372036854775808, 9223372036854775807,  9223372036854775807
        """)
    void earlierOfTwoIsTheOneThatIsNotNever(long one, long other, long earlier) {
        assertThat(Deadline.earlier(one, other)).isEqualTo(earlier);
    }
}
