package app;

import dev.aatomic.Aatomic;
import java.util.List;

abstract class Base<E extends Comparable<? super E>> implements Repository<E, Long>, Hidden.Marker {
    @Override
    @Aatomic(readOnly = true)
    public E find(Long number) {
        throw new IllegalStateException();
    }

    @Override
    public List<E> all(List<? super Long> numbers) {
        return List.of();
    }
}
