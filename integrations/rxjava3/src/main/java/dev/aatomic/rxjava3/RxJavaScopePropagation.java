package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/**
 * Carries the block that is current through all of RxJava: what a scheduler runs has the block in which it was scheduled, and what an observer
 * is told arrives in the block in which it was subscribed. So a body is in its block after {@code delay}, {@code observeOn}, {@code
 * subscribeOn} and {@code parallel}, and after an emitter that another library calls. Where no block is current nothing is carried, and costs
 * little.
 *
 * <p>This is for the application to switch on, once: it sets {@link RxJavaPlugins#setScheduleHandler} and the {@code setOn…Subscribe} of {@code
 * Single}, {@code Maybe}, {@code Completable}, {@code Flowable} and {@code Observable}, of which there is one each in a JVM. Functions that were
 * set before are called first. Who sets one of them later has to call the one that he found, or else the scope is not carried there. Safe for
 * use by many threads.
 */
public final class RxJavaScopePropagation implements AutoCloseable {

    private static final Object LOCK = new Object();

    // Guarded by LOCK:
    private static @Nullable PluginHooks hooks;
    private static int enabled;

    // Guarded by LOCK:
    private boolean isClosed;

    private RxJavaScopePropagation() {}

    /**
     * Switches it on, until what this returns is closed. If it is on already, it stays on until all are closed.
     *
     * @return switches it off again
     * @throws IllegalStateException if {@link RxJavaPlugins#lockdown} was called
     */
    public static RxJavaScopePropagation enable() {
        synchronized (LOCK) {
            if (hooks == null) {
                hooks = new PluginHooks();
            }
            enabled++;
            return new RxJavaScopePropagation();
        }
    }

    /**
     * Switches it off, and puts back the functions that were there before; one that somebody has set since stays. What was scheduled or
     * subscribed to before keeps its block. Further calls do nothing.
     */
    @Override
    public void close() {
        synchronized (LOCK) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (--enabled == 0 && hooks != null) {
                hooks.takeBack();
                hooks = null;
            }
        }
    }
}
