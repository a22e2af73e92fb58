package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.support.LogCapture;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A failure is told of if its future is lost, unless somebody has looked at it before. */
@Tag("rooms")
final class UnseenFailureTest {

    /** Of this test alone, since failures of one kind are told of once per process. */
    private final String place = "'" + UUID.randomUUID() + "'";

    @Test
    void failureOfALostFutureIsLogged() {
        IOException failure = new IOException("of the body");
        try (LogCapture log = new LogCapture()) {
            new UnseenFailure(place, failure).run();

            assertThat(log.lines())
                    .containsExactly("Block " + place + " failed, and nobody looked at its future " + failure);
        }
    }

    @Test
    void failureThatSomebodyHasSeenIsNot() {
        UnseenFailure unseen = new UnseenFailure(place, new IOException());
        try (LogCapture log = new LogCapture()) {
            unseen.seen();
            unseen.run();

            assertThat(log.count(place)).isZero();
        }
    }

    @Test
    void whatIsTheUsersIsNotKept() throws ReflectiveOperationException {
        IOException cause = new IOException();
        AfterCommitException given = new AfterCommitException("hook", cause, List.of(new Object()), "value");
        UnseenFailure unseen = new UnseenFailure(place, given);
        Field failure = UnseenFailure.class.getDeclaredField("failure");
        failure.setAccessible(true);

        AfterCommitException kept = (AfterCommitException) failure.get(unseen);

        assertThat(kept).hasMessage("hook").hasCause(cause);
        assertThat(kept.droppedHooks()).isEmpty();
        assertThat(kept.result()).isNull();
        assertThat(kept.getStackTrace()).isEqualTo(given.getStackTrace());
    }
}
