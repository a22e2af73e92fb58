package dev.aatomic.reactive;

import dev.aatomic.conformance.run.Ticket;
import dev.aatomic.kotlin.KotlinBlocks;
import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.reactive.generated.TypedBlocks;
import dev.aatomic.reactivestreams.ReactiveStreamsBlocks;
import dev.aatomic.reactor.ReactorBlocks;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import dev.aatomic.runtime.support.subscribed.SubscribedType;
import dev.aatomic.rxjava3.RxJavaBlocks;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import kotlin.Unit;
import org.jspecify.annotations.Nullable;

/** The types of reactive libraries, and of Kotlin's coroutines. */
enum ReactiveType implements SubscribedType {
    MONO(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toPublisher(ReactorBlocks.<T>mono(atomic, () -> Values.<T>mono(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toPublisher(blocks.mono(body));
        }
    },
    FLUX(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toPublisher(ReactorBlocks.<T>flux(atomic, () -> Values.<T>flux(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toPublisher(blocks.flux(body));
        }
    },
    PUBLISHER(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toPublisher(
                    ReactiveStreamsBlocks.<T>publisher(atomic, () -> Values.<T>publisher(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toPublisher(blocks.publisher(body));
        }
    },
    UNI(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toUni(MutinyBlocks.<T>uni(atomic, () -> Values.<T>uni(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toUni(blocks.uni(body));
        }
    },
    MULTI(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toFlowPublisher(MutinyBlocks.<T>multi(atomic, () -> Values.<T>multi(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toFlowPublisher(blocks.multi(body));
        }
    },
    SINGLE(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toSingle(RxJavaBlocks.<T>single(atomic, () -> Values.<T>single(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toSingle(blocks.single(body));
        }
    },
    MAYBE(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toMaybe(RxJavaBlocks.<T>maybe(atomic, () -> Values.<T>maybe(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toMaybe(blocks.maybe(body));
        }
    },
    COMPLETABLE(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            Kept<T> kept = new Kept<>();
            return Subscriptions.toCompletable(
                    RxJavaBlocks.completable(atomic, () -> Values.completable(kept.keep(body.get()))), kept);
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            Kept<Ticket> kept = new Kept<>();
            return Subscriptions.toCompletable(blocks.completable(() -> kept.keep(body.get())), kept);
        }
    },
    FLOWABLE(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toPublisher(RxJavaBlocks.<T>flowable(atomic, () -> Values.<T>flowable(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toPublisher(blocks.flowable(body));
        }
    },
    OBSERVABLE(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Subscriptions.toObservable(
                    RxJavaBlocks.<T>observable(atomic, () -> Values.<T>observable(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Subscriptions.toObservable(blocks.observable(body));
        }
    },
    /** A function of Kotlin that suspends until its value is there. */
    SUSPEND(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Coroutines.<T>call(caller -> KotlinBlocks.<T>await(
                    atomic, continuation -> Coroutines.<T>suspend(body.get(), continuation), caller));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Coroutines.call(caller -> blocks.suspend(body, caller));
        }
    },
    /** A function of Kotlin that returns at once, and whose child goes on. */
    LAUNCH(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            Kept<T> kept = new Kept<>();
            return Coroutines.call(
                    caller -> KotlinBlocks.<Unit>await(
                            atomic, continuation -> Coroutines.launch(kept.keep(body.get()), continuation), caller),
                    kept);
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            Kept<Ticket> kept = new Kept<>();
            return Coroutines.call(caller -> blocks.launch(() -> kept.keep(body.get()), caller), kept);
        }
    },
    FLOW(false) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Coroutines.collect(KotlinBlocks.<T>flow(atomic, () -> Coroutines.<T>flow(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Coroutines.collect(blocks.flow(body));
        }
    },
    DEFERRED(true) {
        @Override
        public <T> SubscribedFuture<T> open(
                Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
            return Coroutines.await(KotlinBlocks.<T>deferred(atomic, () -> Coroutines.<T>deferred(body.get())));
        }

        @Override
        SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body) {
            return Coroutines.await(blocks.deferred(body));
        }
    };

    private final boolean hasValue;

    ReactiveType(boolean hasValue) {
        this.hasValue = hasValue;
    }

    @Override
    public boolean hasValue() {
        return hasValue;
    }

    /** Makes a value by a generated class, and subscribes to it once. */
    abstract SubscribedFuture<Ticket> open(TypedBlocks blocks, Supplier<CompletionStage<Ticket>> body);

    /** The value of a body, of which a type tells nobody. */
    private static final class Kept<T> implements Supplier<T> {

        private final AtomicReference<@Nullable T> value = new AtomicReference<>();

        CompletionStage<T> keep(CompletionStage<? extends T> stage) {
            return stage.thenApply(given -> {
                value.set(given);
                return given;
            });
        }

        @Override
        public T get() {
            return Objects.requireNonNull(value.get(), "told of completion before the body had its value");
        }
    }
}
