package app;

import java.util.List;

public interface Repository<T extends Comparable<? super T>, I> {
    T find(I id);

    <S extends T> S save(S entity);

    List<? extends T> all(List<? super I> ids);
}
