package dev.aatomic.runtime.internal.common;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The threads that wait for one future. */
public final class WaitingThreads {

    private final List<Thread> threads = new ArrayList<>(2);

    public synchronized void add(Thread thread) {
        threads.add(thread);
    }

    public synchronized void remove(Thread thread) {
        threads.remove(thread);
    }

    public synchronized void unparkAll() {
        threads.forEach(LockSupport::unpark);
    }
}
