package dev.aatomic.runtime.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** The forms of a body: what its end waits for, what it gives, and where it was written. */
@Tag("rooms")
final class BodyTest {

    private final CheckedSupplier<Integer, RuntimeException> value = () -> 7;
    private final CheckedSupplier<CompletableFuture<Integer>, RuntimeException> stage =
            () -> CompletableFuture.completedFuture(7);

    /** Of another package's classes, which extend each other. */
    private interface Stream extends Publisher<Integer> {}

    private static class Reactive implements Stream {
        @Override
        public void subscribe(Subscriber<? super Integer> subscriber) {}
    }

    private static final class MoreReactive extends Reactive {}

    /** A body that no user wrote. */
    private record Entered(boolean isBoundToThread) implements CheckedSupplier<Object, RuntimeException>, Body.Foreign {
        @Override
        public String origin() {
            return "at the entry";
        }

        @Override
        public Object get() {
            return this;
        }
    }

    private static final class Forgetful implements CheckedSupplier<Object, RuntimeException>, Body.Foreign {
        @Override
        public String origin() {
            return "somewhere";
        }

        @Override
        public Object get() {
            return this;
        }
    }

    @Test
    void onlyABodyThatReturnsAStageIsWaitedFor() {
        assertThat(Body.isStage(Body.ofStage(stage))).isTrue();
        assertThat(Body.isStage(Body.of(value))).isFalse();
        assertThat(Body.isStage(Body.of(() -> {}))).isFalse();
    }

    /** It costs nothing. */
    @Test
    void bodyThatReturnsAStageIsTheUsersFunctionItself() {
        assertThat((Object) Body.ofStage(stage)).isSameAs(stage);
    }

    @Test
    void bodyGivesWhatTheFunctionGives() throws Throwable {
        List<String> ran = new ArrayList<>();
        IOException failure = new IOException();

        assertThat((Object) Body.of(value).get()).isEqualTo(7);
        assertThat((Object) Body.of(() -> {
                            ran.add("work");
                        })
                        .get())
                .isNull();
        assertThat(ran).containsExactly("work");
        assertThatThrownBy(() -> Body.of((CheckedRunnable<IOException>) () -> {
                            throw failure;
                        })
                        .get())
                .isSameAs(failure);
    }

    @Test
    void noBodyIsRefusedByName() {
        assertThatThrownBy(() -> Body.of((CheckedSupplier<?, ?>) null)).hasMessage("body");
        assertThatThrownBy(() -> Body.of((CheckedRunnable<?>) null)).hasMessage("body");
        assertThatThrownBy(() -> Body.ofStage(null)).hasMessage("body");
    }

    @Test
    void originIsTheClassInWhichTheBodyWasWritten() {
        CheckedSupplier<?, ?> named = new CheckedSupplier<Integer, RuntimeException>() {
            @Override
            public Integer get() {
                return 1;
            }
        };

        assertThat(Body.origin(Body.of(value))).isEqualTo("in " + BodyTest.class.getName());
        assertThat(Body.origin(Body.of(() -> {}))).isEqualTo("in " + BodyTest.class.getName());
        assertThat(Body.origin(Body.ofStage(stage))).isEqualTo("in " + BodyTest.class.getName());
        assertThat(Body.origin(named)).isEqualTo("in " + named.getClass().getName());
        assertThat(Body.origin(new Entered(true))).isEqualTo("at the entry");
    }

    @Test
    void onlyABodyThatSaysSoIsBoundToItsThread() {
        assertThat(Body.isBoundToThread(new Entered(true))).isTrue();
        assertThat(Body.isBoundToThread(new Entered(false))).isFalse();
        assertThat(Body.isBoundToThread(new Forgetful())).isFalse();
        assertThat(Body.isBoundToThread(stage)).isFalse();
    }

    @Test
    void valueThatIsThereIsTaken() {
        assertThat(Body.checkValue(null)).isNull();
        assertThat(Body.checkValue(7)).isNull();
        assertThat(Body.checkValue(List.of(stage.get()))).isNull();
    }

    @Test
    void valueThatMayComeLaterIsRefusedWithTheWayOut() {
        assertThat(Body.checkValue(stage.get()))
                .hasMessageContaining("'java.util.concurrent.CompletableFuture', a CompletionStage")
                .hasMessageContaining("declare the method");
        assertThat(Body.checkValue(new FutureTask<>(() -> 7)))
                .hasMessageContaining("a Future whose")
                .hasMessageContaining("Wait for its value");
        try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
            assertThat((Object) publisher).isInstanceOf(Flow.Publisher.class);
            assertThat(Body.checkValue(publisher)).hasMessageContaining("a Publisher whose");
        }
    }

    /** Its class, one that it extends, or an interface of these, is known by name. */
    @Test
    void publisherOfReactiveStreamsIsOneToo() {
        Publisher<Integer> direct = subscriber -> {};

        assertThat(Body.checkValue(direct)).hasMessageContaining("a Publisher whose");
        assertThat(Body.checkValue(new Reactive())).hasMessageContaining("a Publisher whose");
        assertThat(Body.checkValue(new MoreReactive())).hasMessageContaining("a Publisher whose");
    }
}
