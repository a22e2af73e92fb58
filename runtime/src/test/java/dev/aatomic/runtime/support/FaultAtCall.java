package dev.aatomic.runtime.support;

import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A driver that does one thing wrong in its n-th call. A statement that hangs does so until {@code Statement.cancel}; whatever hangs
 * does until its connection is closed under it or the test lets go.
 */
public final class FaultAtCall implements JdbcFault {

    private static final Set<String> SPARED = Set.of(
            "Connection.close",
            "Connection.abort",
            "Connection.isClosed",
            "Connection.unwrap",
            "Connection.isWrapperFor",
            "DataSource.getConnection");

    private final int number;
    private final FaultKind kind;
    private final boolean forGood;
    private final Throwable failure;
    private final CompletableFuture<JdbcCall> reached = new CompletableFuture<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile SQLException answer;
    private volatile boolean over;

    public FaultAtCall(int number, FaultKind kind) {
        this(number, kind, false);
    }

    private FaultAtCall(int number, FaultKind kind, boolean forGood) {
        this.forGood = forGood;
        this.number = number;
        this.kind = kind;
        this.failure = kind == FaultKind.HANG ? null : kind.failure();
    }

    /** The connection is lost from the n-th call on, and so is every other: only what gives a connection up still works. */
    public static FaultAtCall lostFrom(int number) {
        return new FaultAtCall(number, FaultKind.LOST, true);
    }

    /** Whether this is the call: if so, {@link #failure} is for it. */
    public boolean hits(JdbcCall call) {
        return forGood ? call.number() >= number && !SPARED.contains(call.name()) : call.number() == number;
    }

    /** What the call throws; null if it hangs. */
    public Throwable thrown() {
        return failure;
    }

    @Override
    public Throwable failure(JdbcCall call) {
        if (!hits(call)) {
            letGo(call);
            return null;
        }
        reached.complete(call);
        if (kind != FaultKind.HANG) {
            return failure;
        }
        Await.latch(released);
        over = true;
        return answer;
    }

    private void letGo(JdbcCall call) {
        JdbcCall hung = reached.getNow(null);
        if (hung == null || released.getCount() == 0) {
            return;
        }
        if (call.is("Connection.close")) {
            answer = new SQLException("The connection was closed under the call", "08006");
            released.countDown();
        } else if (hung.isExecution() && call.name().endsWith("Statement.cancel")) {
            answer = new SQLException("The statement was cancelled", "57014");
            released.countDown();
        }
    }

    /** The call, once it was made. */
    public CompletableFuture<JdbcCall> reached() {
        return reached;
    }

    /** Whether the call hangs and nobody has ended that. */
    public boolean isHanging() {
        return kind == FaultKind.HANG && reached.isDone() && !over;
    }

    /** Lets go of the call that hangs: it does its work. */
    public void release() {
        released.countDown();
    }
}
