package dev.aatomic.runtime.internal.common;

import dev.aatomic.runtime.AfterCommitException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure that a future has and nobody has looked at. Logged if the future is lost before anybody does. */
public final class UnseenFailure implements Runnable {

    private static final RepeatedLog LOG = new RepeatedLog(UnseenFailure.class);

    private final String place;

    /** Null once somebody has looked. */
    private volatile @Nullable Throwable failure;

    public UnseenFailure(String place, Throwable failure) {
        this.place = place;
        this.failure = failure instanceof AfterCommitException known ? withoutHooks(known) : failure;
    }

    /** Leaves out hooks and values: they are the user's and may refer to the future, which then would never be lost. */
    private static AfterCommitException withoutHooks(AfterCommitException known) {
        AfterCommitException same =
                new AfterCommitException(String.valueOf(known.getMessage()), known.getCause(), List.of(), null);
        same.setStackTrace(known.getStackTrace());
        return same;
    }

    public void seen() {
        failure = null;
    }

    /** Logs the failure: the future is lost. */
    @Override
    public void run() {
        Throwable unseen = failure;
        if (unseen != null) {
            LOG.log("Block " + place + " failed, and nobody looked at its future", unseen);
        }
    }
}
