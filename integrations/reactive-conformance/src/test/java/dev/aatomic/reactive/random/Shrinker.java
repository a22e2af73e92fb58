package dev.aatomic.reactive.random;

import dev.aatomic.reactive.random.Program.Cancel;
import dev.aatomic.reactive.random.Program.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Makes a program that fails smaller, as long as it still fails. */
final class Shrinker {

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(20L);

    private Shrinker() {}

    static Program shrink(Program program, Predicate<Program> fails) {
        long start = System.nanoTime();
        Program smallest = program;
        boolean isSmaller = true;
        while (isSmaller) {
            isSmaller = false;
            for (Program candidate : candidates(smallest)) {
                if (System.nanoTime() - start > LONGEST) {
                    return smallest;
                }
                if (Shape.isProgram(candidate.root()) && isDetermined(candidate) && fails.test(candidate)) {
                    smallest = candidate;
                    isSmaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static List<Program> candidates(Program program) {
        List<Program> candidates = new ArrayList<>();
        if (program.cancel() != Cancel.NEVER) {
            candidates.add(program.withReader(program.demand(), Cancel.NEVER));
        }
        if (program.demand() != Demand.ALL) {
            candidates.add(program.withReader(Demand.ALL, program.cancel()));
        }
        if (program.isLazy()) {
            candidates.add(program.eager());
        }
        program.root().smaller().forEach(root -> candidates.add(program.withRoot(root)));
        return candidates;
    }

    private static boolean isDetermined(Program program) {
        try {
            Model.predict(program);
            return true;
        } catch (UndeterminedException chance) {
            return false;
        }
    }
}
