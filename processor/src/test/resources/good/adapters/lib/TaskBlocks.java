package lib;

import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;

public final class TaskBlocks {
    private TaskBlocks() {}

    @ReturnTypeAdapter
    public static <T> Task<T> task(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
        throw new UnsupportedOperationException();
    }

    @ReturnTypeAdapter(lazy = true)
    public static Done done(Atomic atomic, CheckedSupplier<? extends Done, ?> body) {
        throw new UnsupportedOperationException();
    }

    @ReturnTypeAdapter(lazy = true, many = true)
    public static <V, X extends Exception> Outcome<V, X> outcome(
            Atomic atomic, CheckedSupplier<? extends Outcome<? extends V, ? extends X>, ? extends Throwable> body) {
        throw new UnsupportedOperationException();
    }

    public static <T> Task<T> noAdapter(T value) {
        throw new UnsupportedOperationException();
    }
}
