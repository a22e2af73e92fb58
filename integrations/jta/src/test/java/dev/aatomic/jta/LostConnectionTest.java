package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is lost in a block: its pool, which knows nothing of the block, must not give it out again. */
final class LostConnectionTest {

    @ParameterizedTest
    @EnumSource(
            value = SetUp.class,
            names = {"POSTGRES", "POSTGRES_XA"})
    void poolDropsWhatIsThrownAwayAndTheTransactionRollsBack(SetUp setUp) {
        Application.run(setUp, application -> {
            application.manager().begin();
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insertInBlock(1);
                        int server = application
                                .transactions()
                                .submit(connection -> {
                                    ResultSet result =
                                            connection.createStatement().executeQuery("select pg_backend_pid()");
                                    result.next();
                                    return result.getInt(1);
                                })
                                .join();
                        application.database().execute("select pg_terminate_backend(" + server + ", 10000)");
                        application.insertInBlock(2);
                    }))
                    .isInstanceOf(SQLException.class);
            // What else is done there cannot be committed with a part of it gone.
            assertThatThrownBy(application.manager()::commit).isNotNull();

            assertThat(application.committed()).isEmpty();
        });
    }
}
