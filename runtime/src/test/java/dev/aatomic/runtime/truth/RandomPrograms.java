package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.subscribed.SubscribedType;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Random programs over everything that can end a block, in every form of a body and on every executor: afterwards the database is asked
 * whether what callers were told is true.
 *
 * <p>{@code -Daatomic.truth.seconds} is how long they run in all. {@code -Daatomic.truth.seed} is the seed of the first
 * program, so that the seed of a failure runs that program again; {@code -Daatomic.truth.times} how often each program runs, since
 * chance has its part; {@code -Daatomic.truth.failures} how many failures are looked for; {@code -Daatomic.truth.without} a regular
 * expression for programs to leave out; and {@code -Daatomic.truth.slack} how many seconds a machine may be late beyond a block's limit and
 * grace, by default 5.
 */
public final class RandomPrograms {

    private static final long SEED = Long.getLong("aatomic.truth.seed", 20_260_101L);
    private static final int TIMES = Integer.getInteger("aatomic.truth.times", 1);
    private static final int FAILURES = Integer.getInteger("aatomic.truth.failures", 1);
    private static final String WITHOUT = System.getProperty("aatomic.truth.without", "");

    private static boolean isLeftOut(Program program) {
        return !WITHOUT.isEmpty()
                && Pattern.compile(WITHOUT, Pattern.DOTALL)
                        .matcher(program.toString())
                        .find();
    }

    private RandomPrograms() {}

    /** How long they are to run in all, where it is not said by property. */
    public static double seconds(double byDefault) {
        return Double.parseDouble(System.getProperty("aatomic.truth.seconds", Double.toString(byDefault)));
    }

    /**
     * Runs them, on one database.
     *
     * @param seconds for how long
     * @param types the types that have to be subscribed to, through which blocks are opened
     * @param percent how many of a hundred blocks are opened so
     * @throws AssertionError if something was told that is not true
     */
    public static void run(Server server, double seconds, List<? extends SubscribedType> types, int percent) {
        SubscribedShare subscribed = new SubscribedShare(List.copyOf(types), percent);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        Figures figures = new Figures();
        List<String> failures = new ArrayList<>();
        try (Databases databases = new Databases(server)) {
            for (long run = 0; System.nanoTime() - end < 0 && failures.size() < FAILURES; run++) {
                Program program = ProgramGenerator.program(SEED + run / TIMES, server, subscribed);
                if (isLeftOut(program)) {
                    continue;
                }
                Verdict verdict = databases.run(program, figures);
                if (run == 0) {
                    // It may have started the server.
                    end = System.nanoTime() + (long) (seconds * 1e9);
                }
                if (!verdict.isWell()) {
                    failures.add(text(verdict, databases));
                }
            }
            failures.addAll(databases.threadsLeft());
            failures.addAll(databases.virtualThreadsLeft());
        }
        System.out.println(server + " from seed " + SEED + ": " + figures);
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join("\n\n", failures));
        }
    }

    private static String text(Verdict failed, Databases databases) {
        String text = "Again: -Daatomic.truth.seed=" + failed.program().seed() + "\n" + failed;
        if (failed.isHang()) {
            return text;
        }
        Program smallest = Shrinker.shrink(
                failed.program(),
                smaller -> databases.run(smaller, new Figures()).isLike(failed));
        return text + "\nSmallest that fails in the same way:\n" + smallest;
    }
}
