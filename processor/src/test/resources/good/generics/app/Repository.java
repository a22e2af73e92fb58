package app;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

public interface Repository<T extends Comparable<? super T>, I extends Serializable> extends Source<T> {
    <S extends T> S save(S entity);

    <S extends T, C extends Collection<? super S> & Serializable> C saveAll(C into, List<S> entities);

    T get(I id);

    Optional<T> find(I id);

    CompletionStage<? extends T> first();

    CompletionStage<List<? super T>> all();

    CompletionStage<?> anything();

    <K extends Comparable<K>> Map<K, T[]> byKey(Map.Entry<K, ? extends I>[][] keys);

    T[] array();
}
