package dev.aatomic.runtime.truth;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A random program: blocks that strangers open at the same time, and what they run on. Immutable.
 *
 * @param seed what it was made from
 * @param setup what it runs on
 * @param roots the blocks that are opened where none is open
 */
record Program(long seed, Setup setup, List<BlockPlan> roots) {

    Program(long seed, Setup setup, List<BlockPlan> roots) {
        this.seed = seed;
        this.setup = setup;
        this.roots = List.copyOf(roots);
    }

    Program withRoots(List<BlockPlan> others) {
        return new Program(seed, setup, others);
    }

    Program withSetup(Setup other) {
        return new Program(seed, other, roots);
    }

    @Override
    public String toString() {
        return setup + "\n" + roots.stream().map(root -> root.text("  ")).collect(Collectors.joining());
    }
}
