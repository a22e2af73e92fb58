package app;

@Deprecated(forRemoval = true)
public interface Oldest {}
