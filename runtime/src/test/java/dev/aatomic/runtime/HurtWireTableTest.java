package dev.aatomic.runtime;

import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.wire.Form;
import dev.aatomic.runtime.support.wire.Impatience;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.Point;
import dev.aatomic.runtime.support.wire.WireCell;
import dev.aatomic.runtime.support.wire.WireCellRun;
import dev.aatomic.runtime.support.wire.WireCells;
import dev.aatomic.runtime.support.wire.WireLedger;
import java.util.List;
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

    private static final List<Form> WITH_A_FUTURE = List.of(Form.ASYNCHRONOUS, Form.DISPATCHED);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final WireLedger ledger = new WireLedger(fixtures.database(Server.POSTGRES, 1));

    private void run(List<WireCell> cells) {
        WireCells.run(cells, (cell, id) -> new WireCellRun(ledger, fixtures.foreign(), cell, id).run());
    }

    @Test
    void verdictIsTrueWhereTheNetworkIsHeard() {
        // Only a future can be cancelled.
        run(WireCells.of(Injury.HEARD, List.of(Form.values()), Impatience.NONE).stream()
                .filter(cell -> cell.point() != Point.CANCEL || cell.form() != Form.BLOCKING)
                .toList());
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
        run(WireCells.of(List.of(Injury.DARK), WITH_A_FUTURE, Impatience.CANCEL));
    }

    @Test
    void orTimeoutHoldsInTheDark() {
        run(WireCells.of(List.of(Injury.DARK), WITH_A_FUTURE, Impatience.OR_TIMEOUT));
    }
}
