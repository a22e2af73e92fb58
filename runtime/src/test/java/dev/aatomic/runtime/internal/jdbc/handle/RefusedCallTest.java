package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql.Finding;
import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql.Reason;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused is said in JDBC's terms, with what to do instead, and without what a driver said. */
@Tag("D8")
final class RefusedCallTest {

    private final TransactionException refusal = new TransactionManagementException("Not here.", null);

    @ParameterizedTest
    @CsvSource({
        "CONTROL, 2D000, 'the library begins and ends transactions itself'",
        "SAVEPOINT, 3B000, 'a savepoint that only the database knows'",
        "IMPLICIT_COMMIT, 2D000, 'on this database it commits the transaction'",
        "UNREADABLE, 2D000, 'this database could not be asked'"
    })
    void textIsRefusedForItsReason(Reason reason, String state, String words) {
        assertThat((Throwable) Refusals.sql(new Finding(reason, "THIS"), false))
                .hasMessageStartingWith("Refused on a connection of a transaction scope: SQL text with THIS")
                .hasMessageContaining(words)
                .hasFieldOrPropertyWithValue("SQLState", state)
                .hasCauseInstanceOf(TransactionManagementException.class);
    }

    @Test
    void refusalSaysItselfAndADriverNothingOfItsValues() {
        assertThat(RefusedCallException.describe(RefusedCallException.of(refusal)))
                .isEqualTo("Not here.");
        assertThat(RefusedCallException.describe(new SQLException("secret", "42000")))
                .isEqualTo("java.sql.SQLException with SQLState 42000");
    }

    @Test
    void refusalIsFoundBehindJdbcs() {
        SQLException other = new SQLException("x", refusal);

        assertThat(RefusedCallException.withoutJdbc(RefusedCallException.of(refusal)))
                .isSameAs(refusal);
        assertThat(RefusedCallException.withoutJdbc(other)).isSameAs(other);
        assertThat((Throwable) RefusedCallException.of(refusal)).hasFieldOrPropertyWithValue("SQLState", "25000");
    }

    @Test
    void dataSourceRefusesInJdbcsTerms() {
        ScopeDataSource none = new ScopeDataSource("orders", () -> {
            throw refusal;
        });

        assertThatThrownBy(none::getConnection)
                .isInstanceOf(RefusedCallException.class)
                .hasCause(refusal);
    }

    // ---- savepoints

    @Test
    void savepointHasANameOrAnId() throws SQLException {
        SavepointHandle named = SavepointHandle.of("a");
        SavepointHandle unnamed = SavepointHandle.of(null);
        unnamed.set(3);

        assertThat(named.getSavepointName()).isEqualTo("a");
        assertThat(unnamed.getSavepointId()).isEqualTo(3);
        assertThat(unnamed).hasToString("Savepoint 3 of its transaction");
        assertThatThrownBy(named::getSavepointId)
                .hasMessage("The savepoint has a name, 'a', and no id")
                .hasFieldOrPropertyWithValue("SQLState", "3B000");
        assertThatThrownBy(unnamed::getSavepointName)
                .hasMessage("The savepoint has an id, 3, and no name")
                .hasFieldOrPropertyWithValue("SQLState", "3B000");
    }

    @Test
    void savepointOfAnotherLibraryIsNotOurs() {
        SavepointHandle ours = SavepointHandle.of("a");
        Savepoint foreign = new FakeDriver().make(Savepoint.class);

        assertThat(SavepointHandle.given(ours)).isSameAs(ours);
        assertThatCode(ours::checkOurs).doesNotThrowAnyException();
        assertThatThrownBy(SavepointHandle.given(null)::checkOurs).hasMessageContaining("of type 'null'");
        assertThatThrownBy(SavepointHandle.given(foreign)::checkOurs)
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("of type '" + foreign.getClass().getName() + "'");
    }
}
