package dev.aatomic.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What calls that are all made have failed with. */
@Tag("rooms")
final class FailureCollectorTest {

    private final FailureCollector failures = new FailureCollector();

    @Test
    void allCallsAreMadeAndTheFirstFailureHasTheOthers() {
        IOException first = new IOException("first");
        AssertionError second = new AssertionError("second");
        List<String> made = new ArrayList<>();

        failures.collect(() -> made.add("well"));
        failures.collect(() -> {
            throw first;
        });
        failures.collect(() -> {
            made.add("after");
            throw second;
        });

        assertThat(made).containsExactly("well", "after");
        assertThat(failures.first()).isSameAs(first);
        assertThatThrownBy(failures::rethrow).isSameAs(first).hasSuppressedException(second);
    }

    @Test
    void withoutAFailureNothingIsThrown() {
        failures.collect(() -> {});

        assertThat(failures.first()).isNull();
        assertThatCode(failures::rethrow).doesNotThrowAnyException();
    }

    /** As where one failure is what all who are told throw again; no failure suppresses itself. */
    @Test
    void sameFailureTwiceIsOne() {
        IllegalStateException failure = new IllegalStateException();
        failures.add(failure);
        failures.add(failure);

        assertThatThrownBy(failures::rethrow).isSameAs(failure).hasNoSuppressedExceptions();
    }
}
