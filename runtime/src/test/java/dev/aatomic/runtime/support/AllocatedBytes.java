package dev.aatomic.runtime.support;

import java.lang.reflect.Method;

/** The bytes that the calling thread has allocated so far; by reflection, since the module under test needs no management. */
public final class AllocatedBytes {

    private final Object threads;
    private final Method allocated;

    public AllocatedBytes() {
        try {
            threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("This JVM does not count allocations", e);
        }
    }

    public long read() {
        try {
            return (long) allocated.invoke(threads, Thread.currentThread().getId());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
