package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failure is under its wrappers, and what of it a message shows. */
@Tag("rooms")
final class FailuresTest {

    private final IOException failure = new IOException("secret");

    @Test
    void failureIsUnderAllWrappersOfFutures() {
        assertThat(Failures.unwrap(failure)).isSameAs(failure);
        assertThat(Failures.unwrap(new CompletionException(failure))).isSameAs(failure);
        assertThat(Failures.unwrap(new ExecutionException(failure))).isSameAs(failure);
        assertThat(Failures.unwrap(new CompletionException(new ExecutionException(new CompletionException(failure)))))
                .isSameAs(failure);
    }

    @Test
    void whatWrapsNothingIsAFailureItself() {
        CompletionException bare = new CompletionException("bare", null);
        IllegalStateException users = new IllegalStateException(failure);

        assertThat(Failures.unwrap(bare)).isSameAs(bare);
        assertThat(Failures.unwrap(users)).isSameAs(users);
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "get", "getNow"})
    void cancellationIsUnderTheOneOfWhoeverWaitsForIt(String method) {
        CancellationException cancelled = new CancellationException("cancelled");

        assertThat(Failures.unwrap(cancellation(method, cancelled))).isSameAs(cancelled);
    }

    private static CancellationException cancellation(String message, Throwable cause) {
        CancellationException cancelled = new CancellationException(message);
        cancelled.initCause(cause);
        return cancelled;
    }

    @Test
    void cancellationOfAnotherKindIsAFailureItself() {
        CancellationException cause = new CancellationException();
        CancellationException otherMessage = cancellation("user", cause);
        CancellationException noMessage = cancellation(null, cause);
        CancellationException otherCause = cancellation("join", failure);

        assertThat(Failures.unwrap(otherMessage)).isSameAs(otherMessage);
        assertThat(Failures.unwrap(noMessage)).isSameAs(noMessage);
        assertThat(Failures.unwrap(otherCause)).isSameAs(otherCause);
    }

    @Test
    void eachBlockThatIsCancelledWithItsParentHasAnExceptionOfItsOwn() {
        CancellationException one = Failures.cancelledWithParent("'one'", failure);

        assertThat(one).hasMessageContaining("'one'").hasCause(failure);
        assertThat(Failures.cancelledWithParent("'one'", failure)).isNotSameAs(one);
    }

    @Test
    void descriptionIsTheClassAndNotTheMessage() {
        Supplier<String> lambda = () -> "";

        assertThat(Failures.describe(null)).isEqualTo("null");
        assertThat(Failures.describe(failure)).isEqualTo("java.io.IOException");
        assertThat(Failures.describe(lambda)).isEqualTo("a lambda of " + FailuresTest.class.getName());
    }

    @Test
    void descriptionOfADriversFailureHasItsState() {
        assertThat(Failures.describe(new SQLException("secret", "40001")))
                .isEqualTo("java.sql.SQLException with SQLState 40001");
        assertThat(Failures.describe(new SQLException("secret"))).isEqualTo("java.sql.SQLException");
        assertThat(Failures.describe(new SQLException("secret", "4\n1"))).endsWith("SQLState 4\\u000a1");
    }

    @Test
    void nameIsShownUpToItsTwoHundredthCharacter() {
        String longest = "x".repeat(200);

        assertThat(Failures.bounded("")).isEmpty();
        assertThat(Failures.bounded(longest)).isSameAs(longest);
        assertThat(Failures.bounded(longest + "y")).isEqualTo(longest + "…");
        // A character that is two in Java is one here.
        assertThat(Failures.bounded("😀".repeat(200))).isEqualTo("😀".repeat(200));
        assertThat(Failures.bounded("😀".repeat(201))).isEqualTo("😀".repeat(200) + "…");
    }

    /** A line separator, a paragraph separator, a change of direction, half a character. */
    @ParameterizedTest
    @ValueSource(ints = {'\n', 0, 0x7f, 0x2028, 0x2029, 0x202e, 0xd800})
    void whatWouldChangeTheLineIsShownAsItsNumber(int character) {
        String shown = Failures.bounded("a" + (char) character + "é");

        assertThat(shown).isEqualTo("a\\u%04xé", character);
    }

    @Test
    void failureOfAFutureIsWhatItFailedWith() {
        CompletableFuture<Integer> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);

        assertThat(Failures.of(CompletableFuture.failedFuture(failure))).isSameAs(failure);
        assertThat(Failures.of(cancelled)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> Failures.of(CompletableFuture.completedFuture(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void laterFailureIsSuppressedInTheFirst() {
        IOException later = new IOException("later");

        Failures.suppress(failure, null);
        Failures.suppress(failure, failure);
        assertThat(failure).hasNoSuppressedExceptions();
        Failures.suppress(failure, later);
        assertThat(failure.getSuppressed()).containsExactly(later);
    }

    @Test
    void whatFailedFirstExplainsWhatCameOfIt() {
        SQLException first = new SQLException("first");
        SQLException inner = new SQLException("inner");
        IOException outer = new IOException("outer", inner);

        Failures.explain(outer, first);
        assertThat(outer).hasCause(inner);
        assertThat((Throwable) inner).hasCause(first);
        Failures.explain(outer, first);
        assertThat((Throwable) first).as("said already").hasNoCause();
        assertThat(outer).hasNoSuppressedExceptions();
    }

    @Test
    void failureIsNotMadeItsOwnCause() {
        SQLException inner = new SQLException("inner");
        IOException outer = new IOException("outer", inner);

        Failures.explain(inner, outer);
        Failures.explain(inner, inner);

        assertThat((Throwable) inner).hasNoCause().hasNoSuppressedExceptions();
    }

    @Test
    void failureWhoseCauseIsClosedKeepsTheFirstAsSuppressed() {
        SQLException first = new SQLException("first");
        IOException closed = new IOException("closed", null);

        Failures.explain(closed, first);

        assertThat(closed).hasNoCause();
        assertThat(closed.getSuppressed()).containsExactly(first);
    }

    @Test
    void checkedFailureIsThrownAsItIs() {
        assertThatThrownBy(() -> Failures.<RuntimeException>rethrow(failure)).isSameAs(failure);
    }
}
