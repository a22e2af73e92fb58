package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.LogCapture;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of thousands of failures of one kind a few lines are written. */
@Tag("rooms")
final class RepeatedLogTest {

    private final LogCapture capture = new LogCapture();
    private final RepeatedLog log = new RepeatedLog(RepeatedLogTest.class);
    private final IOException failure = new IOException("of the driver");

    @AfterEach
    void close() {
        capture.close();
    }

    @Test
    void failureIsLoggedWithAllThatIsKnownTheFirstTimeAndThenWhereItsNumberGrows() {
        for (int i = 0; i < 1_001; i++) {
            log.log("failed", failure);
        }

        assertThat(capture.lines())
                .containsExactly(
                        "failed " + failure,
                        "failed, for the 10th time",
                        "failed, for the 100th time",
                        "failed, for the 1000th time");
    }

    @Test
    void messageAndClassMakeTheKind() {
        log.log("failed", failure);
        log.log("failed", new IOException("another message"));
        log.log("failed", new IllegalStateException());
        log.log("failed otherwise", failure);

        assertThat(capture.lines())
                .containsExactly(
                        "failed " + failure, "failed " + new IllegalStateException(), "failed otherwise " + failure);
    }

    @Test
    void whatComesAfterAThousandKindsIsOneKind() {
        for (int i = 0; i < 1_000; i++) {
            log.log("kind " + i, failure);
        }
        for (int i = 1_000; i < 1_005; i++) {
            log.log("kind " + i, failure);
        }
        // Of a kind that has its place: else these would be the tenth of the others.
        for (int i = 0; i < 5; i++) {
            log.log("kind 0", failure);
        }

        assertThat(capture.lines()).hasSize(1_001);
        assertThat(capture.lines().get(999)).startsWith("kind 999 ");
        assertThat(capture.lines().get(1_000)).startsWith("kind 1000 ");
    }
}
