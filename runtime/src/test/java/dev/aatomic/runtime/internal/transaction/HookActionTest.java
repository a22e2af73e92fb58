package dev.aatomic.runtime.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.CapturedContexts;
import dev.aatomic.runtime.internal.transaction.HookAction.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a hook is for, and what its failure means. */
@Tag("hooks")
final class HookActionTest {

    private final List<String> calls = new ArrayList<>();

    private HookAction plain(Kind kind) {
        return new HookAction((CheckedRunnable<RuntimeException>) () -> calls.add("called"), kind, null);
    }

    private static HookAction asynchronous(@Nullable CompletionStage<?> stage) {
        return new HookAction(
                (CheckedSupplier<@Nullable CompletionStage<?>, RuntimeException>) () -> stage, Kind.ASYNC_COMMIT, null);
    }

    @ParameterizedTest
    @CsvSource({
        "COMMIT,        false, false, false, onCommit",
        "ROBUST_COMMIT, false, true,  false, onCommitRobust",
        "ASYNC_COMMIT,  false, false, false, onCommitAsync",
        "ROLLBACK,      true,  true,  true,  onRollback",
    })
    void kinds(Kind kind, boolean forRollback, boolean toleratesException, boolean toleratesError, String method) {
        HookAction hook = plain(kind);

        assertThat(hook.isForRollback()).isEqualTo(forRollback);
        assertThat(hook.toleratesFailure(new IOException())).isEqualTo(toleratesException);
        assertThat(hook.toleratesFailure(new AssertionError())).isEqualTo(toleratesError);
        assertThat(kind.method).isEqualTo(method);
    }

    @Test
    void plainOneIsCalledAndWaitedForByNobody() throws Throwable {
        assertThat(plain(Kind.COMMIT).call()).isNull();

        assertThat(calls).containsExactly("called");
    }

    @Test
    void stageOfAnAsynchronousOneIsWaitedFor() throws Throwable {
        CompletableFuture<Integer> stage = new CompletableFuture<>();

        assertThat((Object) asynchronous(stage).call()).isSameAs(stage);
    }

    @Test
    void asynchronousOneMustReturnAStage() {
        assertThatThrownBy(() -> asynchronous(null).call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("null instead of a stage");
    }

    @Test
    void capturedOneRunsWithWhatWasBoundToItsThread() throws Throwable {
        Captured captured = CapturedContexts.of(task -> () -> {
            calls.add("restored");
            task.run();
            calls.add("put back");
        });
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        HookAction hook = new HookAction(
                (CheckedSupplier<CompletionStage<?>, RuntimeException>) () -> {
                    calls.add("called");
                    return stage;
                },
                Kind.ASYNC_COMMIT,
                captured);

        assertThat((Object) hook.call()).isSameAs(stage);
        assertThat(calls).containsExactly("restored", "called", "put back");
    }
}
