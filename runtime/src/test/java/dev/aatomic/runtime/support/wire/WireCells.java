package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.TableShare;
import dev.aatomic.testing.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Runs many cells of the table at once, since most of their time is waiting. */
public final class WireCells {

    private static final int AT_ONCE = 32;

    private WireCells() {}

    /** One cell. */
    public interface Run {
        void run(WireCell cell, int id);
    }

    /** All cells of these injuries and forms in which nothing of what is hurt has gone through. */
    public static List<WireCell> of(List<Injury> injuries, List<Form> forms, Impatience impatience) {
        return of(List.of(Point.values()), List.of(Phase.BEFORE), injuries, forms, impatience);
    }

    /** All cells of these places, injuries and forms. */
    public static List<WireCell> of(
            List<Point> points, List<Phase> phases, List<Injury> injuries, List<Form> forms, Impatience impatience) {
        List<WireCell> cells = new ArrayList<>();
        for (Injury injury : injuries) {
            for (Form form : forms) {
                for (Point point : points) {
                    for (Phase phase : phases) {
                        for (Way way : Way.values()) {
                            cells.add(new WireCell(point, way, phase, injury, form, impatience));
                        }
                    }
                }
            }
        }
        return cells.stream().filter(WireCell::exists).toList();
    }

    /** Runs this suite's share. Fails with what was not as it shall be in any of them, and if a thread of ours is left. */
    public static void run(List<WireCell> cells, Run run) {
        Set<Thread> before = threads();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<CompletableFuture<String>> runs = new ArrayList<>();
            for (int row = 0; row < cells.size(); row++) {
                if (!TableShare.has(row)) {
                    continue;
                }
                WireCell cell = cells.get(row);
                int id = row;
                runs.add(CompletableFuture.supplyAsync(() -> problem(run, cell, id), threads));
            }

            assertThat(runs.stream().map(CompletableFuture::join).filter(problem -> !problem.isEmpty()))
                    .isEmpty();
        } finally {
            threads.shutdown();
        }
        Await.until("no thread of ours is left", () -> before.containsAll(threads()));
    }

    /** Empty if there is none. */
    private static String problem(Run run, WireCell cell, int id) {
        try {
            run.run(cell, id);
            return "";
        } catch (Exception | AssertionError e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return cell + ": " + text;
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-"))
                .collect(Collectors.toSet());
    }
}
