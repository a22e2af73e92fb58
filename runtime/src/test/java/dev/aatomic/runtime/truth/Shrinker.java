package dev.aatomic.runtime.truth;

import dev.aatomic.ConnectionAcquisition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes a program that fails smaller, as long as it still fails. */
final class Shrinker {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(Long.getLong("aatomic.truth.shrink", 20));
    private static final int TRIES = 4;

    private Shrinker() {}

    /** A smaller program that fails too; at worst the same. */
    static Program shrink(Program program, Predicate<Program> fails) {
        long end = System.nanoTime() + LONGEST;
        Program smallest = program;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Program candidate : candidates(smallest)) {
                if (System.nanoTime() - end > 0) {
                    return smallest;
                }
                if (failsOnce(candidate, fails)) {
                    smallest = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    /** Chance has its part in what happens. */
    private static boolean failsOnce(Program candidate, Predicate<Program> fails) {
        for (int i = 0; i < TRIES; i++) {
            if (fails.test(candidate)) {
                return true;
            }
        }
        return false;
    }

    private static List<Program> candidates(Program program) {
        List<Program> candidates = new ArrayList<>();
        List<BlockPlan> roots = program.roots();
        for (int i = 0; i < roots.size(); i++) {
            int index = i;
            if (roots.size() > 1) {
                candidates.add(program.withRoots(without(roots, index)));
            }
            smallerBlocks(roots.get(i), block -> candidates.add(program.withRoots(with(roots, index, block))));
        }
        Setup setup = program.setup();
        if (setup.executor() != ExecutorKind.DEFAULT) {
            candidates.add(program.withSetup(setup.withExecutor(ExecutorKind.DEFAULT)));
        }
        if (setup.connection() != ConnectionAcquisition.EAGER) {
            candidates.add(program.withSetup(setup.withConnection(ConnectionAcquisition.EAGER)));
        }
        if (setup.connections() < 3) {
            candidates.add(program.withSetup(setup.withConnections(3)));
        }
        return candidates;
    }

    private static void smallerBlocks(BlockPlan block, Consumer<BlockPlan> found) {
        List<Action> actions = block.actions();
        for (int i = 0; i < actions.size(); i++) {
            found.accept(block.withActions(without(actions, i)));
        }
        if (block.end() != End.VALUE) {
            found.accept(block.withEnd(End.VALUE));
        }
        if (!block.settings().equals(BlockPlan.Settings.NONE)) {
            found.accept(block.withSettings(BlockPlan.Settings.NONE));
        }
        if (!block.interference().isNone()) {
            found.accept(block.withInterference(Interference.NONE));
        }
        if (block.form() != Form.STAGE && !block.form().isBlocking()) {
            found.accept(block.withForm(Form.STAGE));
        }
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            int index = i;
            if (action.block() != null) {
                smallerBlocks(
                        action.block(),
                        inner -> found.accept(
                                block.withActions(with(actions, index, Action.block(action.kind(), inner)))));
            }
            if (action.hook() != null && action.hook().opens() != null) {
                HookPlan hook = action.hook();
                found.accept(block.withActions(
                        with(actions, index, Action.hook(new HookPlan(hook.kind(), hook.failure(), null)))));
            }
        }
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }

    private static <T> List<T> with(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }
}
