package app;

import dev.aatomic.Aatomic;
import org.jspecify.annotations.Nullable;

@Aatomic
public interface Enclosing<K> extends Given<String> {
    void put(Outer<@Nullable K>.Inner<String> inner);

    Outer<@Nullable String>.Inner<@Nullable K> get();

    class Outer<A extends @Nullable Object> {
        public class Inner<B extends @Nullable Object> {}
    }
}

interface Given<T> {
    Enclosing.Outer<@Nullable T>.Inner<@Nullable T>[] given();
}
