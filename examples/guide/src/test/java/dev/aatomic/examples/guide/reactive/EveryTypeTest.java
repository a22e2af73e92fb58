package dev.aatomic.examples.guide.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.aatomic.examples.guide.GuideDatabase;
import io.reactivex.rxjava3.core.Flowable;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;

class EveryTypeTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final EveryType types =
            new EveryTypeAatomic(new StoredEveryType(database.transactions()), database.transactions());

    /** Each type, with how its user waits for its last value. */
    static Stream<Arguments> types() {
        return Stream.of(
                type(
                        "Flow.Publisher",
                        (types, answer) -> Flux.from(FlowAdapters.toPublisher(types.flowPublisher(answer)))
                                .blockLast()),
                type(
                        "Publisher",
                        (types, answer) -> Flux.from(types.publisher(answer)).blockLast()),
                type("Mono", (types, answer) -> types.mono(answer).block()),
                type("Flux", (types, answer) -> types.flux(answer).blockLast()),
                type("Uni", (types, answer) -> types.uni(answer).await().indefinitely()),
                type(
                        "Multi",
                        (types, answer) ->
                                types.multi(answer).collect().last().await().indefinitely()),
                type("Single", (types, answer) -> types.single(answer).blockingGet()),
                type("Maybe", (types, answer) -> types.maybe(answer).blockingGet()),
                type(
                        "Completable",
                        (types, answer) -> types.completable(answer)
                                .toSingleDefault(answer)
                                .blockingGet()),
                type(
                        "Flowable",
                        (types, answer) ->
                                Flowable.fromPublisher(types.flowable(answer)).blockingLast()),
                type("Observable", (types, answer) -> types.observable(answer).blockingLast()));
    }

    private static Arguments type(String name, BiFunction<EveryType, String, @Nullable String> wait) {
        return arguments(name, wait);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void commitsOrRollsBack(String name, BiFunction<EveryType, String, @Nullable String> wait) {
        assertThat(wait.apply(types, "yes")).isEqualTo("yes");
        assertThat(database.answers()).isEqualTo(1);

        assertThatThrownBy(() -> wait.apply(types, "")).hasMessage("an empty answer");
        assertThat(database.answers()).isEqualTo(1);
    }
}
