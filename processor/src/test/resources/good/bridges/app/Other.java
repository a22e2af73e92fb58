package app;

public interface Other<M extends Comparable<M>> {
    Comparable<? super M> number(M value);

    Object self();
}
