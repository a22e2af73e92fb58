package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which values stand for work that begins or goes on later, of types that are known and of those that are told of. */
final class UnfinishedTypesTest {

    /** A type that only Spring's registry may know of. */
    private static final class Later {}

    private static final class LaterKind<T> implements Flow.Publisher<T> {
        @Override
        public void subscribe(Flow.Subscriber<? super T> subscriber) {}
    }

    @Test
    void theAnswerForAClassIsThatOfItsTypeEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThat(UnfinishedTypes.isUnfinished(Mono.just(1))).isTrue();
            assertThat(UnfinishedTypes.isUnfinished(new LaterKind<>())).isTrue();
            assertThat(UnfinishedTypes.isUnfinished("a value")).isFalse();
            assertThat(UnfinishedTypes.isUnfinished(1)).isFalse();
        }
    }

    /** An application may tell the registry of types when methods have returned some already. */
    @Test
    void aTypeThatSpringIsToldOfLaterIsUnfinishedFromThenOn() {
        assertThat(UnfinishedTypes.isUnfinished(new Later())).isFalse();

        ReactiveAdapterRegistry.getSharedInstance()
                .registerReactiveType(
                        ReactiveTypeDescriptor.multiValue(Later.class, Later::new),
                        later -> Flux.empty(),
                        publisher -> new Later());

        assertThat(UnfinishedTypes.isUnfinished(new Later())).isTrue();
    }
}
