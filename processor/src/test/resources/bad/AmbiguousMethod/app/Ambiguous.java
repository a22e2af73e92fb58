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

@Aatomic
interface Folded extends Pair<String> {} // ! AmbiguousMethod 1

interface Pair<T> {
    void save(T value);

    void save(String value);
}
