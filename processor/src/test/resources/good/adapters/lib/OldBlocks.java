package lib;

import dev.aatomic.ReturnTypeAdapter;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.Flow;

@Deprecated
public interface OldBlocks {
    @ReturnTypeAdapter(lazy = true, many = true)
    static <T> Flow.Publisher<T> publisher(
            Atomic atomic, CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body) {
        throw new UnsupportedOperationException();
    }
}
