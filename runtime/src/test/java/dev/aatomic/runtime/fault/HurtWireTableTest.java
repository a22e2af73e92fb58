package dev.aatomic.runtime.fault;

import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.wire.Form;
import dev.aatomic.runtime.support.wire.Impatience;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.Phase;
import dev.aatomic.runtime.support.wire.Point;
import dev.aatomic.runtime.support.wire.WireCell;
import dev.aatomic.runtime.support.wire.WireCellRun;
import dev.aatomic.runtime.support.wire.WireCells;
import dev.aatomic.runtime.support.wire.WireLedger;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G7, G8, G11 and G12 on a wire that is hurt: each injury, before, within and after each request and each answer of a block, in each
 * form: chosen ones by default, all with {@code -Daatomic.stress.seconds}. What the block says is held against the database, and it says it in time.
 */
@Tag("G7")
@Tag("G8")
@Tag("G11")
@Tag("G12")
final class HurtWireTableTest {

    private static final boolean FULL = System.getProperty("aatomic.stress.seconds") != null;

    private static final List<Form> WITH_A_FUTURE = List.of(Form.ASYNCHRONOUS, Form.DISPATCHED);

    private static final List<Phase> BEFORE = List.of(Phase.BEFORE);
    private static final List<Phase> LATER = List.of(Phase.WITHIN, Phase.AFTER);

    /** Those that differ most; the others with {@code -Daatomic.stress.seconds}. */
    private static final List<Point> CHOSEN =
            List.of(Point.FIRST_STATEMENT, Point.LATER_STATEMENT, Point.COMMIT, Point.ROLLBACK, Point.CANCEL);

    private static final List<Point> CHOSEN_LATER =
            List.of(Point.FIRST_STATEMENT, Point.LATER_STATEMENT, Point.LAST_STATEMENT, Point.ROLLBACK, Point.CANCEL);

    private static final List<Injury> SWALLOWS = List.of(Injury.SWALLOW, Injury.SWALLOW_ONE_WAY);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final WireLedger ledger = new WireLedger(fixtures.database(Server.POSTGRES, 1));

    private void run(List<WireCell> cells) {
        WireCells.run(cells, (cell, id) -> new WireCellRun(ledger, fixtures.foreign(), cell, id).run());
    }

    private static List<Point> chosen(List<Point> points) {
        return FULL ? List.of(Point.values()) : points;
    }

    private static List<WireCell> joined(List<WireCell> first, List<WireCell> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().toList();
    }

    @Test
    void verdictIsTrueWhereTheNetworkIsHeard() {
        run(WireCells.of(Injury.HEARD, Form.WORKING, Impatience.NONE).stream()
                .filter(HurtWireTableTest::isEnded)
                .toList());
    }

    /** Only a future can be cancelled. */
    private static boolean isEnded(WireCell cell) {
        return cell.point() != Point.CANCEL || cell.form().isCancellable();
    }

    @Test
    void timeoutHoldsWhereTheNetworkIsSilent() {
        run(WireCells.of(Injury.SILENT, WITH_A_FUTURE, Impatience.TIMEOUT));
    }

    @Test
    void timeoutOfTheBlockingFormHoldsWhereTheNetworkIsSilent() {
        run(WireCells.of(Injury.SILENT, List.of(Form.BLOCKING), Impatience.TIMEOUT));
    }

    @Test
    void cancelHoldsInTheDark() {
        run(joined(
                WireCells.of(List.of(Injury.DARK), WITH_A_FUTURE, Impatience.CANCEL),
                WireCells.of(chosen(CHOSEN), BEFORE, SWALLOWS, WITH_A_FUTURE, Impatience.CANCEL)));
    }

    @Test
    void orTimeoutHoldsInTheDark() {
        run(joined(
                WireCells.of(List.of(Injury.DARK), WITH_A_FUTURE, Impatience.OR_TIMEOUT),
                WireCells.of(chosen(CHOSEN), BEFORE, SWALLOWS, WITH_A_FUTURE, Impatience.OR_TIMEOUT)));
    }

    /** What a deadline sends may be hurt too. */
    @Test
    void deadlineHoldsWhereTheNetworkIsHeard() {
        List<Point> points = chosen(List.of(Point.LATER_STATEMENT, Point.COMMIT));
        run(joined(
                joined(
                        WireCells.of(List.of(Point.CANCEL), BEFORE, Injury.HEARD, Form.WORKING, Impatience.TIMEOUT),
                        WireCells.of(
                                List.of(Point.CANCEL), BEFORE, Injury.HEARD, WITH_A_FUTURE, Impatience.OR_TIMEOUT)),
                Stream.of(Impatience.TIMEOUT, Impatience.OR_TIMEOUT, Impatience.CANCEL)
                        .flatMap(impatience ->
                                WireCells.of(points, BEFORE, Injury.HEARD, List.of(Form.ASYNCHRONOUS), impatience)
                                        .stream())
                        .toList()));
    }

    @Test
    void verdictIsTrueWhereTheNetworkIsHeardAfterwards() {
        List<Form> forms = FULL ? Form.WORKING : List.of(Form.ASYNCHRONOUS);
        run(joined(
                        WireCells.of(chosen(CHOSEN_LATER), LATER, Injury.HEARD, forms, Impatience.NONE),
                        WireCells.of(List.of(Point.COMMIT), LATER, Injury.HEARD, Form.WORKING, Impatience.NONE))
                .stream()
                .filter(HurtWireTableTest::isEnded)
                .toList());
    }

    @Test
    void timeoutHoldsWhereTheNetworkIsSilentAfterwards() {
        List<Form> forms = FULL ? Form.WORKING : List.of(Form.ASYNCHRONOUS);
        run(joined(
                WireCells.of(chosen(CHOSEN_LATER), LATER, Injury.SILENT, forms, Impatience.TIMEOUT),
                WireCells.of(List.of(Point.COMMIT), LATER, Injury.SILENT, Form.WORKING, Impatience.TIMEOUT)));
    }

    /** What begins in another way. */
    @Test
    void verdictIsTrueHoweverTheBlockBegins() {
        List<Form> forms = List.of(Form.ENTERED, Form.SERIALIZABLE, Form.READ_ONLY);
        List<Point> points = chosen(List.of(Point.BEGIN, Point.ISOLATION, Point.COMMIT));
        List<Phase> phases = FULL ? List.of(Phase.values()) : BEFORE;
        run(joined(
                WireCells.of(points, phases, Injury.HEARD, forms, Impatience.NONE).stream()
                        .filter(HurtWireTableTest::isEnded)
                        .toList(),
                WireCells.of(points, phases, List.of(Injury.DARK), forms, Impatience.TIMEOUT)));
    }
}
