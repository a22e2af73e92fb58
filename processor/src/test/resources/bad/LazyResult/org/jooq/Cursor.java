package org.jooq;

public interface Cursor<R> extends Iterable<R> {}
