package app;

import dev.aatomic.Aatomic;
import java.util.function.Supplier;

class Generics {
    @Aatomic(componentModel = "guice") // ! GenericComponent 5
    interface Repository<T> {
        T find();
    }

    @Aatomic // ! GenericComponent 5
    static class Cache<T> implements Supplier<T> {
        @Override
        public T get() {
            return null;
        }
    }

    @Aatomic(componentModel = "plain")
    interface Allowed<T> {
        T find();
    }
}
