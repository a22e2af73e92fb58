package lib;

public interface Task<T> {}
