package app;

import dev.aatomic.Aatomic;

@Aatomic
public interface Erased extends Generic {
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    Number convert(Class type);

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    void accept(Comparable value);
}
