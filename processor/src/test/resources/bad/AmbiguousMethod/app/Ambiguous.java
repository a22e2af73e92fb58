package app;

import dev.aatomic.Aatomic;

@Aatomic
interface Ambiguous extends Generic<String>, Plain {} // ! AmbiguousMethod 1

interface Generic<T> {
    void save(T value);
}

interface Plain {
    void save(String value);
}
