package dev.aatomic.runtime.truth;

import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random programs over everything that can end a block, in every form of a body and on every executor: afterwards the database is asked
 * whether what callers were told is true.
 *
 * <p>Runs for {@code -Daatomic.truth.seconds} in all, by default a minute. {@code -Daatomic.truth.seed} is the seed of the first
 * program, so that the seed of a failure runs that program again; {@code -Daatomic.truth.times} how often each program runs, since
 * chance has its part; {@code -Daatomic.truth.failures} how many failures are looked for; {@code -Daatomic.truth.without} a regular
 * expression for programs to leave out; and {@code -Daatomic.truth.slack} how many seconds a machine may be late beyond a block's limit and
 * grace, by default 5.
 */
@Tag("D1")
@Tag("D6")
@Tag("G2")
@Tag("G5")
@Tag("G7")
@Tag("G8")
@Tag("G9")
@Tag("G15")
@Tag("G16")
@Tag("G18")
@Tag("G20")
@Tag("hooks")
@Timeout(value = 1, unit = TimeUnit.DAYS)
final class TruthTest {

    private static final double SECONDS = Double.parseDouble(System.getProperty("aatomic.truth.seconds", "60"));
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

    @ParameterizedTest
    @EnumSource
    void whatIsToldIsTrue(Server server) {
        // Most of it on the database that needs less time for a program.
        double share = server == Server.H2 ? 0.6 : 0.4;
        long end = System.nanoTime() + (long) (share * SECONDS * 1e9);
        Figures figures = new Figures();
        List<String> failures = new ArrayList<>();
        try (Databases databases = new Databases(server)) {
            for (long run = 0; System.nanoTime() - end < 0 && failures.size() < FAILURES; run++) {
                Program program = ProgramGenerator.program(SEED + run / TIMES, server);
                if (isLeftOut(program)) {
                    continue;
                }
                Verdict verdict = databases.run(program, figures);
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
