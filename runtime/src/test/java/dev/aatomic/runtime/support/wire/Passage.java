package dev.aatomic.runtime.support.wire;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A way that can be shut; who comes then waits until it is open again. */
final class Passage {

    private final Lock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean shut;
    private boolean demolished;

    void shut() {
        lock.lock();
        try {
            shut = !demolished;
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            shut = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Open, for ever. */
    void demolish() {
        lock.lock();
        try {
            demolished = true;
        } finally {
            lock.unlock();
        }
        open();
    }

    void pass() throws InterruptedException {
        lock.lock();
        try {
            while (shut) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a while. */
    void dawdle(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !demolished) {
                left = opened.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
