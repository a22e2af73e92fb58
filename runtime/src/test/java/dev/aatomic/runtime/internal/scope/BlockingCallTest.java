package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: a call of another thread on a block's connection waits for its turn, and is told if it has none. */
@Tag("G3")
final class BlockingCallTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    @Test
    void callThatIsDroppedFailsForWhoWaitsForIt() {
        fixtures.transactions(1).atomic().named("order").run(() -> {
            IOException why = new IOException("torn");
            BlockingCall<Integer> call =
                    new BlockingCall<>(block().connection(), HandleOwner.Kind.FETCH, null, connection -> 1, null);
            assertThat(call.pinsLane()).isTrue();
            assertThat(call.isRefusable()).isTrue();

            call.drop(why);

            assertThatThrownBy(call::await)
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessage("A statement of block 'order' was dropped before it ran: java.io.IOException")
                    .hasCause(why);
        });
    }
}
