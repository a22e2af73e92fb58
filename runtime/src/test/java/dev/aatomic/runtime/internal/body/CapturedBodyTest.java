package dev.aatomic.runtime.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.spi.ContextCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body runs with what was captured where it was opened, or not at all. */
@Tag("rooms")
final class CapturedBodyTest {

    private final List<String> order = new ArrayList<>();

    private final CheckedSupplier<Integer, RuntimeException> body = () -> {
        order.add("body");
        return 7;
    };

    private static CapturedBody captured(CheckedSupplier<?, ?> body, ContextCapture capture) {
        Captured captured = new Dispatcher(Runnable::run, 1, capture).capture();
        return new CapturedBody(body, Objects.requireNonNull(captured));
    }

    /** As what runs a body does. */
    private void start(CapturedBody captured) {
        try {
            order.add(String.valueOf(captured.get()));
        } catch (Throwable t) {
            order.add(t.getMessage());
        }
    }

    @Test
    void bodyRunsBetweenTheRestoringAndItsEnd() {
        CapturedBody captured = captured(body, task -> () -> {
            order.add("restored");
            task.run();
            order.add("taken back");
        });

        captured.run(() -> start(captured));

        assertThat(order).containsExactly("restored", "body", "7", "taken back");
    }

    @Test
    void bodyFailsUncalledWhereNothingCanBeRestored() {
        CapturedBody captured = captured(body, task -> () -> {
            throw new IllegalStateException("no context");
        });

        captured.run(() -> start(captured));

        assertThat(order).containsExactly("no context");
        assertThatThrownBy(captured::get).hasMessage("no context");
    }

    @Test
    void bodyFailsUncalledWhereWhatRestoresForgetsIt() {
        CapturedBody captured = captured(body, task -> () -> {});

        captured.run(() -> start(captured));

        assertThat(order).singleElement().asString().contains("ContextCapture.capture");
    }

    /** A retry calls it once more. */
    @Test
    void laterRunDoesNotFailForAnEarlierOne() {
        List<String> problems = new ArrayList<>(List.of("first"));
        CapturedBody captured = captured(body, task -> () -> {
            if (!problems.isEmpty()) {
                throw new IllegalStateException(problems.remove(0));
            }
            task.run();
        });

        captured.run(() -> start(captured));
        captured.run(() -> start(captured));

        assertThat(order).containsExactly("first", "body", "7");
    }

    @Test
    void bodyIsTheSameUnderWhatWasCaptured() {
        ContextCapture nothing = task -> task;

        assertThat(Body.isStage(captured(body, nothing))).isTrue();
        assertThat(Body.isStage(captured(Body.of(body), nothing))).isFalse();
        assertThat(Body.origin(captured(Body.of(body), nothing))).isEqualTo("in " + CapturedBodyTest.class.getName());
    }
}
