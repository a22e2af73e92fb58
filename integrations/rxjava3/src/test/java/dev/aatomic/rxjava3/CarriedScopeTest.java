package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.SingleSubject;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a statement that follows an operator is in the block: by itself, with {@code bind}, with propagation switched on. */
@Tag("G10")
final class CarriedScopeTest {

    private final Entries entries = new Entries();
    private final Queue<Throwable> furtherFailures = new ConcurrentLinkedQueue<>();
    private final ExecutorService foreign = Executors.newSingleThreadExecutor();

    /** Where several parts of a body fail at once, only one failure is the block's. */
    @BeforeEach
    void takeFurtherFailures() {
        RxJavaPlugins.setErrorHandler(furtherFailures::add);
    }

    @AfterEach
    void close() {
        RxJavaPlugins.setErrorHandler(null);
        foreign.shutdown();
        entries.close();
    }

    /** An operator, in the place where it stands before a statement or around one. */
    private enum Operator {
        NONE(true, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1)).flatMapMaybe(place::insert);
            }
        },
        TIMEOUT(true, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).timeout(30, TimeUnit.SECONDS))
                        .flatMapMaybe(place::insert);
            }
        },
        STATEMENT_AND_STATEMENT(true, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(place.insert(2).toFlowable()).flatMapMaybe(one -> place.insert(1));
            }
        },
        STATEMENT_AFTER_DELAY_WITHIN(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).delay(1, TimeUnit.MILLISECONDS))
                        .flatMapMaybe(value -> place.insert(2).flatMap(two -> place.insert(1)));
            }
        },
        DELAY(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).delay(1, TimeUnit.MILLISECONDS))
                        .flatMapMaybe(place::insert);
            }
        },
        TIMER_OF_SINGLE(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Single.timer(1, TimeUnit.MILLISECONDS))
                        .flatMapMaybe(tick -> place.insert(1))
                        .toFlowable();
            }
        },
        DELAY_OF_MAYBE(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Maybe.just(1).delay(1, TimeUnit.MILLISECONDS))
                        .flatMap(place::insert)
                        .toFlowable();
            }
        },
        DELAY_OF_COMPLETABLE(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Completable.complete().delay(1, TimeUnit.MILLISECONDS))
                        .andThen(place.insert(1))
                        .toFlowable();
            }
        },
        DELAY_OF_OBSERVABLE(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Observable.just(1).delay(1, TimeUnit.MILLISECONDS))
                        .flatMapMaybe(place::insert)
                        .firstElement()
                        .toFlowable();
            }
        },
        INTERVAL(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.interval(1, TimeUnit.MILLISECONDS).take(2))
                        .concatMapMaybe(tick -> place.insert(tick.intValue() + 1));
            }
        },
        BUFFER_OF_TIME(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1)
                                .concatWith(Flowable.never())
                                .buffer(5, TimeUnit.MILLISECONDS)
                                .take(1))
                        .flatMapMaybe(buffer -> place.insert(1));
            }
        },
        OBSERVE_ON(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).observeOn(Schedulers.computation()))
                        .flatMapMaybe(place::insert);
            }
        },
        OBSERVE_ON_AN_EXECUTOR(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).observeOn(Schedulers.from(place.foreign)))
                        .flatMapMaybe(place::insert);
            }
        },
        SUBSCRIBE_ON_BEFORE_A_STATEMENT(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.just(1).subscribeOn(Schedulers.io())).flatMapMaybe(place::insert);
            }
        },
        SUBSCRIBE_ON_AROUND_A_STATEMENT(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(place.insert(1)).subscribeOn(Schedulers.io()).toFlowable();
            }
        },
        DELAY_SUBSCRIPTION_OF_A_STATEMENT(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(place.insert(1))
                        .delaySubscription(Flowable.timer(1, TimeUnit.MILLISECONDS))
                        .toFlowable();
            }
        },
        PARALLEL(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.range(1, 4)
                                .parallel(2)
                                .runOn(Schedulers.computation())
                                .map(value -> value)
                                .sequential())
                        .concatMapMaybe(place::insert);
            }
        },
        STATEMENTS_IN_PARALLEL_RAILS(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return Flowable.range(1, 4)
                        .parallel(2)
                        .runOn(Schedulers.computation())
                        .flatMap(value -> place.bind(place.insert(value)).toFlowable())
                        .sequential();
            }

            @Override
            boolean worksWithBind() {
                return false;
            }
        },
        RETRY_AFTER_A_DELAY(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                Flowable<Integer> failsOnce = Flowable.defer(
                        () -> place.attempts++ == 0 ? Flowable.error(new IllegalStateException()) : Flowable.just(1));
                return place.bind(failsOnce.retryWhen(failures -> failures.delay(1, TimeUnit.MILLISECONDS)))
                        .flatMapMaybe(place::insert);
            }
        },
        GROUP_BY(true, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(
                                Flowable.range(1, 4).groupBy(value -> value % 2).flatMap(group -> group))
                        .concatMapMaybe(place::insert);
            }
        },
        FOREIGN_STAGE(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Single.fromCompletionStage(CompletableFuture.supplyAsync(() -> 1, place.later())))
                        .flatMapMaybe(place::insert)
                        .toFlowable();
            }
        },
        EMITTER(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(
                                Single.<Integer>create(emitter -> place.later().execute(() -> emitter.onSuccess(1))))
                        .flatMapMaybe(place::insert)
                        .toFlowable();
            }
        },
        SUBJECT(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                SingleSubject<Integer> subject = SingleSubject.create();
                place.later().execute(() -> subject.onSuccess(1));
                return place.bind(subject).flatMapMaybe(place::insert).toFlowable();
            }
        },
        FOREIGN_PUBLISHER(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(Flowable.fromPublisher(Flowable.just(1).delay(1, TimeUnit.MILLISECONDS)))
                        .flatMapMaybe(place::insert);
            }
        },
        WITHOUT_SCOPE_IN_BETWEEN(false, true) {
            @Override
            Flowable<Integer> in(Place place) {
                return place.bind(
                                Flowable.just(1).delay(1, TimeUnit.MILLISECONDS).map(value -> value))
                        .filter(value -> true)
                        .observeOn(Schedulers.computation())
                        .flatMapMaybe(place::insert);
            }

            @Override
            boolean worksWithBind() {
                return false;
            }
        };

        private final boolean worksByItself;
        private final boolean worksWithPropagation;

        Operator(boolean worksByItself, boolean worksWithPropagation) {
            this.worksByItself = worksByItself;
            this.worksWithPropagation = worksWithPropagation;
        }

        abstract Flowable<Integer> in(Place place);

        boolean worksWithBind() {
            return true;
        }
    }

    /**
     * Those whose item may be there before anybody subscribes, or while the block's thread still passes others on; then it goes on on that
     * thread, and is in the block.
     */
    private static final Set<Operator> PERHAPS_THERE =
            EnumSet.of(Operator.FOREIGN_STAGE, Operator.SUBJECT, Operator.RETRY_AFTER_A_DELAY, Operator.PARALLEL);

    /** Where an operator stands: in a body that binds, or does not. */
    private final class Place {

        final Executor foreign = CarriedScopeTest.this.foreign;
        private final boolean binds;
        int attempts;

        Place(boolean binds) {
            this.binds = binds;
        }

        Maybe<Integer> insert(int value) {
            return entries.insert(value);
        }

        /** Runs on a thread of nobody's once the body has returned. */
        Executor later() {
            return CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS, foreign);
        }

        <T> Single<T> bind(Single<T> source) {
            return binds ? RxJavaTransactions.bind(source) : source;
        }

        <T> Maybe<T> bind(Maybe<T> source) {
            return binds ? RxJavaTransactions.bind(source) : source;
        }

        Completable bind(Completable source) {
            return binds ? RxJavaTransactions.bind(source) : source;
        }

        <T> Flowable<T> bind(Flowable<T> source) {
            return binds ? RxJavaTransactions.bind(source) : source;
        }

        <T> Observable<T> bind(Observable<T> source) {
            return binds ? RxJavaTransactions.bind(source) : source;
        }
    }

    private void check(Operator operator, boolean binds, boolean works) {
        Flowable<Integer> block =
                RxJavaBlocks.flowable(entries.transactions.atomic(), () -> operator.in(new Place(binds)));
        Throwable failure = Await.end(block.ignoreElements().toCompletionStage(null));
        if (works || (failure == null && PERHAPS_THERE.contains(operator))) {
            assertThat(failure).isNull();
            assertThat(entries.committed()).contains(1);
        } else {
            assertThat(failure)
                    .isInstanceOf(NoTransactionException.class)
                    .hasMessageContaining("RxJavaTransactions.bind");
            assertThat(entries.committedAtLast()).isEmpty();
        }
        assertThat(furtherFailures).allMatch(further -> !works && further.getCause() instanceof NoTransactionException);
    }

    @ParameterizedTest
    @EnumSource
    void byItself(Operator operator) {
        check(operator, false, operator.worksByItself);
    }

    @ParameterizedTest
    @EnumSource
    void bound(Operator operator) {
        check(operator, true, operator.worksWithBind());
    }

    @ParameterizedTest
    @EnumSource
    void withPropagation(Operator operator) {
        try (RxJavaScopePropagation on = RxJavaScopePropagation.enable()) {
            assertThat(on).isNotNull();
            check(operator, false, operator.worksWithPropagation);
        }
    }
}
