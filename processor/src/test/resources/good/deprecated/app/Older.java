package app;

@Deprecated
public interface Older {}
