package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.spi.ContextCapture;

/** What was captured, for tests of other rooms. */
public final class CapturedContexts {

    private CapturedContexts() {}

    public static Captured of(ContextCapture capture) {
        return new Captured(capture);
    }
}
