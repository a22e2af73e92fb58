package app;

public interface Top<T> {
    void two();

    void four(T value);
}
