package dev.aatomic.reactor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Ways in which the items of a Flux get to another thread; each emits one item. */
enum Hop {
    PUBLISH_ON(flux -> flux.publishOn(Schedulers.parallel())),
    SUBSCRIBE_ON(flux -> flux.subscribeOn(Schedulers.parallel())),
    BOUNDED_ELASTIC(flux -> flux.publishOn(Schedulers.boundedElastic())),
    DELAY_ELEMENTS(flux -> flux.delayElements(Duration.ofMillis(1))),
    DELAY_SUBSCRIPTION(flux -> flux.delaySubscription(Duration.ofMillis(1))),
    PARALLEL(flux -> flux.parallel(2).runOn(Schedulers.parallel()).sequential()),
    FLAT_MAP(flux -> flux.flatMap(value -> Mono.just(value).subscribeOn(Schedulers.parallel()), 4)),
    GROUP_BY(flux -> flux.groupBy(value -> value % 2).flatMap(group -> group.publishOn(Schedulers.parallel()))),
    BACKOFF(flux -> {
        AtomicBoolean failed = new AtomicBoolean();
        return flux.concatMap(value -> Mono.fromCallable(() -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new IllegalStateException("first");
                    }
                    return value;
                })
                .retryWhen(Retry.backoff(3, Duration.ofMillis(1))));
    }),
    FOREIGN_FUTURE(flux -> flux.concatMap(value -> Mono.fromFuture(() -> elsewhere(value)))),
    CREATE(flux -> flux.concatMap(value -> Flux.<Integer>create(sink -> start(() -> {
        sink.next(value);
        sink.complete();
    })))),
    SINK(flux -> flux.concatMap(value -> {
        Sinks.One<Integer> sink = Sinks.one();
        start(() -> sink.emitValue(value, Sinks.EmitFailureHandler.FAIL_FAST));
        return sink.asMono();
    })),
    FOREIGN_PUBLISHER(flux -> flux.concatMap(value -> Flux.<Integer>from(subscriber -> {
        SubmissionPublisher<Integer> foreign = new SubmissionPublisher<>();
        foreign.subscribe(FlowAdapters.toFlowSubscriber(subscriber));
        foreign.submit(value);
        foreign.close();
    })));

    private final UnaryOperator<Flux<Integer>> operator;

    Hop(UnaryOperator<Flux<Integer>> operator) {
        this.operator = operator;
    }

    Flux<Integer> on(Flux<Integer> flux) {
        return operator.apply(flux);
    }

    private static CompletableFuture<Integer> elsewhere(int value) {
        CompletableFuture<Integer> future = new CompletableFuture<>();
        start(() -> future.complete(value));
        return future;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "foreign");
        thread.setDaemon(true);
        thread.start();
    }
}
