package dev.aatomic.runtime.support;

import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A driver that hangs in the first call of a name, whatever it is asked, until the connection is closed under it or the test lets
 * go. Closing it lets go.
 */
public final class Hang implements JdbcFault, AutoCloseable {

    private static final long SECONDS = 60;

    private final String name;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean closedUnderIt;
    private volatile boolean interrupted;

    public Hang(String name) {
        this.name = name;
    }

    @Override
    public Throwable failure(JdbcCall call) {
        if (call.is("Connection.close") && reached.getCount() == 0 && released.getCount() > 0) {
            closedUnderIt = true;
            released.countDown();
        }
        if (!call.is(name) || !isFirst()) {
            return null;
        }
        awaitRelease();
        return closedUnderIt ? new SQLException("The connection was closed under the call", "08006") : null;
    }

    private synchronized boolean isFirst() {
        boolean first = reached.getCount() > 0;
        reached.countDown();
        return first;
    }

    private void awaitRelease() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        boolean again = true;
        while (again) {
            try {
                if (!released.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("Nobody let go of " + name + " for " + SECONDS + " s");
                }
                again = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    /** Waits until the driver hangs. */
    public void awaitReached() {
        Await.latch(reached);
    }

    /** Whether the driver hangs, or did. */
    public boolean wasReached() {
        return reached.getCount() == 0;
    }

    /** Whether the thread in the call was interrupted. */
    public boolean wasInterrupted() {
        return interrupted;
    }

    /** Whether the connection was closed while the call hung. */
    public boolean wasClosedUnderIt() {
        return closedUnderIt;
    }

    /** Lets go. */
    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
    }
}
