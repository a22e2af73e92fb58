package app;

import dev.aatomic.Aatomic;

@Aatomic
@SuppressWarnings({"rawtypes", "unchecked"})
public interface Erased extends Generic {
    @Override
    Number convert(Class type);

    @Override
    void accept(Comparable value);
}
