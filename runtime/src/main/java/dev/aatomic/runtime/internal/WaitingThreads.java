package dev.aatomic.runtime.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The threads that wait for one future. */
final class WaitingThreads {

    private final List<Thread> threads = new ArrayList<>(2);

    synchronized void add(Thread thread) {
        threads.add(thread);
    }

    synchronized void remove(Thread thread) {
        threads.remove(thread);
    }

    synchronized void unparkAll() {
        threads.forEach(LockSupport::unpark);
    }
}
