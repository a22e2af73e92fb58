package lib;

public interface Outcome<T, E extends Exception> {}
