package dev.aatomic.runtime.spi;

/**
 * Carries what is bound to a thread, such as a tenant, a trace or a security context, to the threads on which the code of blocks runs.
 *
 * <p>An executor that does so by itself captures on whichever thread hands a task over. For a block that has waited, that is the thread of
 * another caller, whose block gave its connection back. So what is to be carried is captured here instead: where a block is opened, a step
 * submitted, a hook registered, and a continuation attached to a future of this library.
 *
 * <p>For example, with a decorator of Spring: {@code builder().contextCapture(decorator::decorate)}; with Spring Security: {@code
 * builder().contextCapture(DelegatingSecurityContextRunnable::new)}.
 */
@FunctionalInterface
public interface ContextCapture {

    /**
     * Captures what is bound to the calling thread.
     *
     * @param task runs the user's code
     * @return runs the task, once, with what was captured, and leaves the thread as it found it. It is called later and on other threads,
     *     and more than once if a block is retried, one call after another
     */
    Runnable capture(Runnable task);
}
