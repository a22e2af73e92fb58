package dev.aatomic.runtime.internal.common;

import java.util.List;

/** Knows the threads of libraries whose operators go on elsewhere, by name: these libraries need not be there. */
public final class ReactiveThread {

    private static final String REACTOR = "reactor.core.scheduler.NonBlocking";
    private static final String RXJAVA = "io.reactivex.rxjava3.internal.schedulers.NonBlockingThread";

    /** The names of those schedulers' threads that may block, and so are of no class of their own. */
    private static final List<String> REACTOR_NAMES = List.of("boundedElastic-", "loomBoundedElastic-");

    private static final List<String> RXJAVA_NAMES = List.of("RxCachedThreadScheduler-", "RxNewThreadScheduler-");

    private ReactiveThread() {}

    /** What brings a block to this thread, as the end of a message; empty if the thread is none of theirs. */
    public static String mend(Thread thread) {
        if (isOf(thread, REACTOR, REACTOR_NAMES)) {
            return ". This is a thread of Reactor's, to which an operator such as publishOn or delayElement has gone on: a block that"
                    + " returns mono.toFuture() is lost there. Open it by ReactorBlocks (aatomic-reactor), and go on by"
                    + " ReactorTransactions, whose submit and bind find it by Reactor's context";
        }
        if (isOf(thread, RXJAVA, RXJAVA_NAMES)) {
            return ". This is a thread of RxJava's, to which an operator such as observeOn or delay has gone on: a block that"
                    + " returns a stage made of a Single is lost there. Open it by RxJavaBlocks (aatomic-rxjava3), and go on by"
                    + " RxJavaTransactions";
        }
        return "";
    }

    private static boolean isOf(Thread thread, String type, List<String> names) {
        return names.stream().anyMatch(thread.getName()::startsWith) || isA(thread.getClass(), type);
    }

    private static boolean isA(Class<?> type, String name) {
        for (Class<?> current = type; current != null && current != Thread.class; current = current.getSuperclass()) {
            for (Class<?> implemented : current.getInterfaces()) {
                if (implemented.getName().equals(name) || isA(implemented, name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
