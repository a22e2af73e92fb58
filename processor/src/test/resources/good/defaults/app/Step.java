package app;

public interface Step<S> {
    default void inherited(S step) {}
}
