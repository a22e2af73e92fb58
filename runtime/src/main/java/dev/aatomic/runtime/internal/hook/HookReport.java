package dev.aatomic.runtime.internal.hook;

import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.scope.Unfinished;
import java.time.Duration;

/** Reports hooks that take long. */
public final class HookReport {

    private HookReport() {}

    /**
     * Looks at the hooks that run, and warns of those that have been seen to run for longer than the limit. Called by the watchdog only.
     *
     * @return whether any run
     */
    public static boolean look(Unfinished unfinished, long now, Duration limit) {
        if (unfinished.isEmpty()) {
            return false;
        }
        boolean any = false;
        for (Abortable each : unfinished.all()) {
            if (each instanceof Hooks hooks) {
                hooks.seenRunning(now, limit);
                any = true;
            }
        }
        return any;
    }
}
