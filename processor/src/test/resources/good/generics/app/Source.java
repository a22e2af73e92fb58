package app;

public interface Source<Q> {
    Q next(Q after);
}
