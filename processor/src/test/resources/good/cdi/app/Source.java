package app;

interface Source<T> {
    T next();
}
