package dev.aatomic.runtime.internal;

/** Something whose future its caller may cancel. */
interface Abortable {

    /**
     * Makes it roll back with a failure, wherever it is.
     *
     * @return false if it is too late
     */
    boolean abort(Throwable reason);
}
