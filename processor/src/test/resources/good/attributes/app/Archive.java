package app;

public interface Archive {
    void archived();
}
