package app;

public interface Parent {
    @Deprecated
    void c();

    @Deprecated(forRemoval = true)
    void d();
}
