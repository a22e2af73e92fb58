package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.LogCapture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G10: what was bound to a thread is there where its work runs, and nothing of it stays. */
@Tag("G10")
final class CapturedTest {

    private final List<String> log = new ArrayList<>();

    /** A context that is nothing but one. */
    private static final class Nowhere implements Context {

        @Override
        public @Nullable Context opener() {
            return null;
        }

        @Override
        public void execute(Runnable continuation) {
            continuation.run();
        }

        @Override
        public void executeLater(Runnable continuation) {
            continuation.run();
        }
    }

    private Captured around() {
        return new Captured(task -> () -> {
            log.add("restored");
            task.run();
            log.add("taken back");
        });
    }

    @Test
    void workRunsWithWhatWasCaptured() {
        assertThat(around().run(() -> log.add("work"))).isNull();

        assertThat(log).containsExactly("restored", "work", "taken back");
    }

    @Test
    void sameIsUsedForOneThingAfterAnother() throws Exception {
        Captured captured = around();

        assertThat(captured.<Integer>call(() -> 1)).isEqualTo(1);
        assertThat(captured.<Integer>call(() -> 2)).isEqualTo(2);

        assertThat(log).hasSize(4);
    }

    @Test
    void scopeIsThatOfTheWorkAndNotThatOfThen() {
        Nowhere ofThen = new Nowhere();
        Nowhere ofWork = new Nowhere();
        ThreadState thread = ThreadState.current();
        Captured captured = new Captured(task -> () -> {
            thread.context = ofThen;
            task.run();
            log.add("of then again: " + (thread.context == ofThen));
        });

        ofWork.runHere(() -> {
            captured.run(() -> log.add("of work: " + (thread.context == ofWork)));
            assertThat(thread.context).isSameAs(ofWork);
        });

        assertThat(log).containsExactly("of work: true", "of then again: true");
        assertThat(thread.context).isNull();
    }

    @Test
    void failureOfWhatIsCalledIsItsOwn() {
        assertThatThrownBy(() -> around().call(() -> {
                    throw new IOException("of the work");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("of the work");
        assertThat(log).containsExactly("restored", "taken back");
    }

    @Test
    void workThatWasNotRunIsSaidNotToBe() {
        Captured lazy = new Captured(task -> () -> log.add("did not run it"));

        assertThat(lazy.run(() -> log.add("work")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not run the task that it was given");
        assertThatThrownBy(() -> lazy.call(() -> log.add("work"))).isInstanceOf(IllegalStateException.class);
        assertThat(log).doesNotContain("work");
    }

    @Test
    void failureBeforeTheWorkIsWhyItWasNotRun() {
        RuntimeException cannot = new IllegalArgumentException("cannot restore");
        Captured failing = new Captured(task -> () -> {
            throw cannot;
        });

        assertThat(failing.run(() -> log.add("work"))).isSameAs(cannot);
        assertThat(log).isEmpty();
    }

    @Test
    void failureAfterTheWorkIsLogged() {
        Captured failing = new Captured(task -> () -> {
            task.run();
            throw new IllegalArgumentException("cannot take back");
        });

        try (LogCapture logged = new LogCapture()) {
            assertThat(failing.run(() -> log.add("work"))).isNull();
            assertThat(logged.count("could not be taken back")).isEqualTo(1);
            assertThat(around().run(() -> {})).isNull();
            assertThat(logged.lines()).hasSize(1);
        }
        assertThat(log).startsWith("work");
    }

    @Test
    void workRunsOnceHoweverOftenItIsRun() {
        List<Runnable> tasks = new ArrayList<>();
        Captured twice = new Captured(task -> () -> {
            tasks.add(task);
            task.run();
            task.run();
        });

        assertThat(twice.run(() -> log.add("work"))).isNull();
        tasks.get(0).run();

        assertThat(log).containsExactly("work");
    }

    @Test
    void captureThatReturnsNothingIsRefused() {
        assertThatThrownBy(() -> new Captured(task -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("ContextCapture.capture returned null");
    }
}
