package dev.aatomic.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever carries contexts from thread to thread is found, gets the thread's own to carry, and carries the user's beside it. */
@Tag("rooms")
final class PropagatedScopeTest {

    private static final List<CurrentScope> REGISTERED = new ArrayList<>();
    private static @Nullable ContextCapture captures;

    /** What a library that carries contexts has. */
    public static final class Carrier implements ContextPropagation {

        @Override
        public void register(CurrentScope current) {
            REGISTERED.add(current);
        }

        @Override
        public @Nullable ContextCapture capture() {
            return captures;
        }
    }

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path directory;

    @AfterEach
    void forget() {
        REGISTERED.clear();
        captures = null;
    }

    /** Finds the carrier, and no other. */
    private <T> T found(Supplier<T> action) {
        Path services = directory.resolve("services");
        try {
            Files.writeString(services, Carrier.class.getName());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(new ClassLoader(loader) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.endsWith(ContextPropagation.class.getName())
                        ? Collections.enumeration(List.of(services.toUri().toURL()))
                        : super.getResources(name);
            }
        });
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static ContextCapture noting(String name, List<String> log) {
        return task -> {
            log.add("captures " + name);
            return () -> {
                log.add("restores " + name);
                task.run();
            };
        };
    }

    @Test
    void nothingToCarryItIsRefused() {
        assertThatThrownBy(() -> PropagatedScope.propagate(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("contextPropagation: found true, but nothing that propagates");
    }

    @Test
    void carrierReadsAndSetsWhatIsCurrentOnItsThread() {
        assertThat(found(() -> PropagatedScope.propagate(null))).isNull();
        CurrentScope current = REGISTERED.get(0);
        assertThat(current.get()).isNull();
        Context context = new Context() {
            @Override
            public @Nullable Context opener() {
                return null;
            }

            @Override
            public void execute(Runnable continuation) {}

            @Override
            public void executeLater(Runnable continuation) {}
        };

        current.set(context);
        assertThat(current.get()).isSameAs(context);
        assertThat(ThreadState.currentContext()).isSameAs(context);
        current.run(null, () -> assertThat(current.get()).isNull());
        assertThat(current.get()).isSameAs(context);
        current.set(null);
        assertThat(ThreadState.currentContext()).isNull();
        assertThatThrownBy(() -> current.run(context, () -> {
                    assertThat(current.get()).isSameAs(context);
                    throw new IllegalStateException("the action's");
                }))
                .hasMessage("the action's");
        assertThat(current.get()).isNull();
        assertThatThrownBy(() -> current.set("no scope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The scope to set is of type 'java.lang.String'");
    }

    @Test
    void oneThatCapturesIsAllThatDoes() {
        ContextCapture own = noting("own", new ArrayList<>());
        assertThat(found(() -> PropagatedScope.propagate(own))).isSameAs(own);

        captures = noting("carrier's", new ArrayList<>());
        assertThat(found(() -> PropagatedScope.propagate(null))).isSameAs(captures);
    }

    @Test
    void userCapturesBesideTheCarrier() {
        List<String> log = new ArrayList<>();
        captures = noting("carrier's", log);
        ContextCapture both = found(() -> PropagatedScope.propagate(noting("own", log)));
        Executor executor = task -> both.capture(task).run();

        executor.execute(() -> log.add("runs"));

        assertThat(log)
                .containsExactly("captures carrier's", "captures own", "restores own", "restores carrier's", "runs");
    }
}
