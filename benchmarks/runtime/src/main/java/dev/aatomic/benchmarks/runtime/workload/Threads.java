package dev.aatomic.benchmarks.runtime.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The executors. */
final class Threads {

    private static final String VIRTUAL = "virtual";

    private Threads() {}

    static ExecutorService fixed(int threads) {
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "benchmark");
            thread.setDaemon(true);
            return thread;
        });
    }

    static boolean haveVirtual() {
        return Runtime.version().feature() >= 21;
    }

    /** A virtual thread a task, through reflection since the code is compiled for Java 17. */
    static ExecutorService virtual() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable t) {
            throw new IllegalStateException("Virtual threads: found Java " + Runtime.version() + ", need 21", t);
        }
    }

    /** For a number of threads, or "virtual". */
    static ExecutorService named(String name) {
        return name.equals(VIRTUAL) ? virtual() : fixed(Integer.parseInt(name));
    }

    /** What {@link #named} takes, as said in tables. */
    static String title(String name) {
        return name.equals(VIRTUAL) ? "virtual threads" : "fixed pool of " + name;
    }
}
