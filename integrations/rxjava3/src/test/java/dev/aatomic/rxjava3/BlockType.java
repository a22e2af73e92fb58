package dev.aatomic.rxjava3;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;

/** The types that a block may have; each is made of the same body and ends in the same type, so that a test can be about all of them. */
enum BlockType {
    SINGLE {
        @Override
        Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body) {
            return RxJavaBlocks.single(atomic, () -> body.get().toSingle()).toFlowable();
        }
    },
    MAYBE {
        @Override
        Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body) {
            return RxJavaBlocks.maybe(atomic, body).toFlowable();
        }
    },
    COMPLETABLE {
        @Override
        Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body) {
            return RxJavaBlocks.completable(atomic, () -> body.get().ignoreElement())
                    .toFlowable();
        }
    },
    FLOWABLE {
        @Override
        Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body) {
            return RxJavaBlocks.flowable(atomic, () -> body.get().toFlowable());
        }
    },
    OBSERVABLE {
        @Override
        Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body) {
            return RxJavaBlocks.observable(atomic, () -> body.get().toObservable())
                    .toFlowable(BackpressureStrategy.ERROR);
        }
    };

    /** A block with the body's value, as far as the type has one. */
    abstract Flowable<Integer> block(Atomic atomic, CheckedSupplier<Maybe<Integer>, ?> body);

    /** What a subscriber gets of a body's values. */
    Integer[] values(Integer... values) {
        return this == COMPLETABLE ? new Integer[0] : values;
    }
}
