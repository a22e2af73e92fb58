package io.reactivex.rxjava3.core;

public abstract class Completable {}
