package app;

import lib.Task;

public interface Base<T> {
    Task<T> first(T value);
}
