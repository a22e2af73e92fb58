package app;

public interface Generic {
    <N extends Number> N convert(Class<N> type);

    <C extends Comparable<C>> void accept(C value);
}
