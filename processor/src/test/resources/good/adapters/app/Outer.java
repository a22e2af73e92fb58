package app;

import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;
import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.Future;
import lib.Task;

@AdaptedBy(Outer.TaskBlocks.class)
class Outer {
    interface Other extends Future<String> {}

    /** Nearer than that of the package. */
    static class TaskBlocks {
        @ReturnTypeAdapter
        static <T> Task<T> nested(Atomic atomic, CheckedSupplier<? extends Task<? extends T>, ?> body) {
            throw new UnsupportedOperationException();
        }

        @ReturnTypeAdapter
        static Other other(Atomic atomic, CheckedSupplier<? extends Other, ?> body) {
            throw new UnsupportedOperationException();
        }
    }

    @Aatomic
    static class Counter implements Counting {
        @Override
        public Task<Integer> next() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Other other() {
            throw new UnsupportedOperationException();
        }
    }

    interface Counting {
        class TaskBlocks {}

        Task<Integer> next();

        Other other();
    }
}
