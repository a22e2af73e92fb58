package dev.aatomic.reactive.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A block with a savepoint, or an outermost one, by Django's rules. */
final class Frame {

    private final @Nullable Frame around;
    private final List<Integer> rows = new ArrayList<>();
    /** Below 0 is one that fails. */
    private final List<Integer> hooks = new ArrayList<>();

    private final List<Integer> rollbackHooks = new ArrayList<>();

    /** What failed in it first, and was not undone: statements are refused. */
    private @Nullable End brokenBy;

    /** The code has asked for the rollback. */
    private boolean isAsked;

    Frame(@Nullable Frame around) {
        this.around = around;
    }

    boolean isBroken() {
        return brokenBy != null;
    }

    boolean isAsked() {
        return isAsked;
    }

    boolean rollsBack() {
        return isBroken() || isAsked;
    }

    void breaks(End by) {
        if (brokenBy == null) {
            brokenBy = by;
        }
    }

    /** A failure that comes of what broke it. */
    End failed(String failure) {
        return Objects.requireNonNull(brokenBy).causes(failure);
    }

    void ask() {
        isAsked = true;
    }

    void write(int row) {
        rows.add(row);
    }

    void hook(int hook) {
        hooks.add(hook);
    }

    void rollbackHook(int hook) {
        rollbackHooks.add(hook);
    }

    boolean isOutermost() {
        return around == null;
    }

    /** The savepoint is released. */
    void release() {
        if (around != null) {
            around.rows.addAll(rows);
            around.hooks.addAll(hooks);
            around.rollbackHooks.addAll(rollbackHooks);
        }
    }

    List<Integer> rollbackHooks() {
        return rollbackHooks;
    }

    /** What is left once it is committed: of the hooks, those before the first that fails, and that one. */
    Prediction.Transaction committed() {
        List<Integer> run = new ArrayList<>();
        for (int hook : hooks) {
            run.add(Math.abs(hook));
            if (hook < 0) {
                break;
            }
        }
        return new Prediction.Transaction(List.copyOf(rows), run);
    }

    boolean hasFailingHook() {
        return hooks.stream().anyMatch(hook -> hook < 0);
    }
}
