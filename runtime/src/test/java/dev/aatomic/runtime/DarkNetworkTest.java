package dev.aatomic.runtime;

import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.wire.ClosingRun;
import dev.aatomic.runtime.support.wire.Form;
import dev.aatomic.runtime.support.wire.Impatience;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.WireCells;
import dev.aatomic.runtime.support.wire.WireLedger;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G15 and G18 while nothing goes through to the server any more, whatever a block is at. */
@Tag("G15")
@Tag("G18")
final class DarkNetworkTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final WireLedger ledger = new WireLedger(fixtures.database(Server.POSTGRES, 1));

    @Test
    void closeEndsInTimeAndEveryFutureIsDone() {
        WireCells.run(
                WireCells.of(List.of(Injury.DARK), List.of(Form.values()), Impatience.NONE),
                (cell, id) -> new ClosingRun(ledger, fixtures.foreign(), cell, id).run());
    }
}
