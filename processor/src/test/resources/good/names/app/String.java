package app;

public final class String {}
