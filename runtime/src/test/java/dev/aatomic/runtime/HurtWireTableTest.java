package dev.aatomic.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import dev.aatomic.runtime.support.wire.Form;
import dev.aatomic.runtime.support.wire.Impatience;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.Point;
import dev.aatomic.runtime.support.wire.Way;
import dev.aatomic.runtime.support.wire.WireCell;
import dev.aatomic.runtime.support.wire.WireCellRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G7, G8, G11 and G12 on a wire that is hurt: each injury, before each request and each answer of a block, in each form. What the block
 * says is held against the database, and it says it in time.
 */
@Tag("G7")
@Tag("G8")
@Tag("G11")
@Tag("G12")
final class HurtWireTableTest {

    private static final int AT_ONCE = 32;
    private static final List<Injury> SILENT =
            List.of(Injury.values()).stream().filter(Injury::isSilent).toList();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final Set<Thread> before = threads();
    private final TestDatabase database = fixtures.database(Server.POSTGRES, 1);

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-"))
                .collect(Collectors.toSet());
    }

    @AfterEach
    void noThreadIsLeft() {
        Await.until("no thread of ours is left", () -> before.containsAll(threads()));
    }

    /** Runs many cells at once, since most of their time is waiting. */
    private void run(List<WireCell> cells) {
        WireCellRun.createTables(database);
        ExecutorService threads = fixtures.executors().threads(AT_ONCE);
        List<CompletableFuture<String>> runs = new ArrayList<>();
        for (WireCell cell : cells) {
            int id = runs.size();
            runs.add(CompletableFuture.supplyAsync(() -> problem(cell, id), threads));
        }

        assertThat(runs.stream().map(CompletableFuture::join).filter(problem -> !problem.isEmpty()))
                .isEmpty();
    }

    /** Empty if there is none. */
    private String problem(WireCell cell, int id) {
        try {
            new WireCellRun(database, fixtures.foreign(), cell, id).run();
            return "";
        } catch (Exception | AssertionError e) {
            return cell + ": " + String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private static List<WireCell> cells(List<Injury> injuries, List<Form> forms, Impatience impatience) {
        List<WireCell> cells = new ArrayList<>();
        for (Injury injury : injuries) {
            for (Form form : forms) {
                for (Point point : Point.values()) {
                    for (Way way : Way.values()) {
                        cells.add(new WireCell(point, way, injury, form, impatience));
                    }
                }
            }
        }
        return cells;
    }

    private static List<WireCell> withoutCancel(List<WireCell> cells) {
        return cells.stream().filter(cell -> cell.point() != Point.CANCEL).toList();
    }

    @Test
    void verdictIsTrueWhereTheNetworkIsHeard() {
        run(withoutCancel(cells(
                List.of(Injury.DELAY, Injury.SPLIT, Injury.CUT, Injury.HALF_CLOSE),
                List.of(Form.values()),
                Impatience.NONE)));
    }

    @Test
    void timeoutHoldsWhereTheNetworkIsSilent() {
        run(cells(SILENT, List.of(Form.ASYNCHRONOUS, Form.DISPATCHED), Impatience.TIMEOUT));
    }
}
