package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("D8")
class ScopeDataSourceTest {

    private final Connection connection = new FakeDriver().connection();
    private final DataSource dataSource = new ScopeDataSource("orders", () -> connection);

    @Test
    void connectionsComeFromTheEngine() throws SQLException {
        assertThat(dataSource.getConnection()).isSameAs(connection);
        SQLException failure = new SQLException("pool closed");
        DataSource failing = new ScopeDataSource("orders", () -> {
            throw failure;
        });
        assertThatThrownBy(failing::getConnection).isSameAs(failure);
    }

    @Test
    void credentialsAreThePools() {
        assertThatThrownBy(() -> dataSource.getConnection("a", "b"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("getConnection()");
    }

    @Test
    void timeoutAndLogAreThePools() throws SQLException {
        assertThat(dataSource.getLoginTimeout()).isZero();
        dataSource.setLoginTimeout(0);
        assertThatThrownBy(() -> dataSource.setLoginTimeout(1)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThat(dataSource.getLogWriter()).isNull();
        dataSource.setLogWriter(null);
        PrintWriter writer = new PrintWriter(new StringWriter());
        assertThatThrownBy(() -> dataSource.setLogWriter(writer)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(dataSource::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
    }

    @Test
    void nothingIsHiddenInside() throws SQLException {
        assertThat(dataSource.isWrapperFor(DataSource.class)).isTrue();
        assertThat(dataSource.isWrapperFor(Connection.class)).isFalse();
        assertThat(dataSource.unwrap(DataSource.class)).isSameAs(dataSource);
        assertThatThrownBy(() -> dataSource.unwrap(Connection.class)).isInstanceOf(SQLException.class);
        assertThat(dataSource).hasToString("Connections of the current scope of orders");
    }
}
