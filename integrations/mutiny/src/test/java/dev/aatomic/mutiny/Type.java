package dev.aatomic.mutiny;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import io.smallrye.mutiny.Uni;

/** The types of Mutiny, of which a test of what both promise makes a Uni. */
enum Type {
    UNI {
        @Override
        <T> Uni<T> block(Atomic atomic, CheckedSupplier<? extends Uni<T>, ?> body) {
            return MutinyBlocks.uni(atomic, body);
        }
    },
    MULTI {
        @Override
        <T> Uni<T> block(Atomic atomic, CheckedSupplier<? extends Uni<T>, ?> body) {
            return MutinyBlocks.<T>multi(atomic, () -> {
                        Uni<T> returned = body.get();
                        return returned == null ? null : returned.toMulti();
                    })
                    .collect()
                    .last();
        }
    };

    abstract <T> Uni<T> block(Atomic atomic, CheckedSupplier<? extends Uni<T>, ?> body);
}
