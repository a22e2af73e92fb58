package app;

import dev.aatomic.Aatomic;
import java.util.Collection;

@Aatomic
public interface Bounds<T extends Object & Comparable<? super T>> extends Parent<String> {
    <S extends Object & Comparable<? super S>> S max(Collection<? extends S> values);

    <S extends T> T first(Collection<S> values);
}

interface Parent<P> {
    <S extends Object & Comparable<? super P>> S min(Collection<? extends S> values);

    <N extends Number & Comparable<P>> N sum(N first, N second);
}
