package io.vertx.core;

public interface Future<T> {}
