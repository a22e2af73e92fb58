package dev.aatomic.runtime.internal.transaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The hooks of one transaction, in the order of their registration. Guarded by the monitor of its {@link Transaction}. */
public final class RegisteredHooks {

    /** A hook, and the block it was registered in. */
    public record Hook(HookAction action, TransactionBlock scope, long sequence) {}

    private @Nullable List<Hook> hooks;

    /** Rollback hooks whose work is undone already. */
    private @Nullable List<Hook> undone;

    private long sequence;

    void add(HookAction action, TransactionBlock scope) {
        if (hooks == null) {
            hooks = new ArrayList<>();
        }
        hooks.add(new Hook(action, scope, ++sequence));
    }

    /** The number of the hook that was registered last; later ones have higher numbers. */
    long lastSequence() {
        return sequence;
    }

    /** Notes that the work of some hooks is undone: of these only the rollback hooks are left, to run at the end. */
    void undo(Predicate<Hook> isUndone) {
        if (hooks == null) {
            return;
        }
        hooks.removeIf(hook -> {
            boolean drop = isUndone.test(hook);
            if (drop && hook.action().isForRollback()) {
                if (undone == null) {
                    undone = new ArrayList<>();
                }
                undone.add(hook);
            }
            return drop;
        });
    }

    /** The first of those that run before the commit, which is not left; null if there is none. */
    @Nullable
    Hook takeBeforeCommit(Predicate<Hook> isOfBlock) {
        if (hooks == null) {
            return null;
        }
        for (Hook hook : hooks) {
            if (hook.action().isBeforeCommit() && isOfBlock.test(hook)) {
                hooks.remove(hook);
                return hook;
            }
        }
        return null;
    }

    boolean hasBeforeCommit(Predicate<Hook> isOfBlock) {
        return hooks != null && hooks.stream().anyMatch(hook -> hook.action().isBeforeCommit() && isOfBlock.test(hook));
    }

    /** Those that run after the commit and were registered after a number, in order; they stay. */
    List<Hook> pendingSince(long after) {
        return hooks == null
                ? List.of()
                : hooks.stream()
                        .filter(hook -> hook.sequence() > after && hook.action().isForCommit())
                        .toList();
    }

    /**
     * The rollback hooks to run as a block ends that a test has made a nested one: those of its work that is undone. Those of its work that
     * is kept are dropped, as COMMIT would drop them.
     */
    List<Hook> takeUndone(Predicate<Hook> isOfBlock) {
        if (hooks != null) {
            hooks.removeIf(hook -> hook.action().isForRollback() && isOfBlock.test(hook));
        }
        if (undone == null) {
            return List.of();
        }
        List<Hook> taken = undone.stream()
                .filter(isOfBlock)
                .sorted(Comparator.comparingLong(Hook::sequence))
                .toList();
        undone.removeAll(taken);
        return taken;
    }

    /** The hooks to run after the end of the transaction; none are left. */
    List<Hook> take(boolean committed) {
        List<Hook> registered = hooks == null ? List.of() : hooks;
        hooks = null;
        if (registered.isEmpty() && undone == null) {
            return registered;
        }
        List<Hook> taken = new ArrayList<>(undone == null ? List.of() : undone);
        undone = null;
        for (Hook hook : registered) {
            if (committed ? hook.action().isForCommit() : hook.action().isForRollback()) {
                taken.add(hook);
            }
        }
        taken.sort(Comparator.comparingLong(Hook::sequence));
        return taken;
    }
}
