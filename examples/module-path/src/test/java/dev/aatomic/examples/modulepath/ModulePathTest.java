package dev.aatomic.examples.modulepath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import java.io.File;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application and the library as named modules: what one sees of the other, and that blocks commit and roll back. */
final class ModulePathTest {

    private static final Module RUNTIME = Transactions.class.getModule();
    private static final String INTERNAL = "dev.aatomic.runtime.internal.";

    private final HikariDataSource dataSource = Database.create();
    private final Transactions transactions =
            Transactions.builder().database("bank", dataSource).build();
    private final Accounts accounts = new AccountsAatomic(new JdbcAccounts(transactions), transactions);

    @AfterEach
    void close() {
        transactions.close();
        dataSource.close();
    }

    /** As the descriptor in its jar says, and not as the name of the jar does. */
    @Test
    void applicationAndLibraryAreNamedModules() {
        assertThat(Accounts.class.getModule().getName()).isEqualTo("dev.aatomic.examples.modulepath");
        for (Class<?> type : List.of(Transactions.class, Aatomic.class)) {
            Module module = type.getModule();
            assertThat(module.isNamed()).as("%s is named", module).isTrue();
            assertThat(module.getDescriptor().isAutomatic())
                    .as("%s is automatic", module)
                    .isFalse();
        }
        assertThat(RUNTIME.getName()).isEqualTo("dev.aatomic.runtime");
        assertThat(Aatomic.class.getModule().getName()).isEqualTo("dev.aatomic");
    }

    @Test
    void allButTheInternalPackagesIsForTheApplication() {
        Module application = Accounts.class.getModule();
        Set<String> visible = RUNTIME.getPackages().stream()
                .filter(name -> RUNTIME.isExported(name, application))
                .collect(Collectors.toSet());

        assertThat(visible)
                .containsExactlyInAnyOrder(
                        "dev.aatomic.runtime",
                        "dev.aatomic.runtime.event",
                        "dev.aatomic.runtime.jooq",
                        "dev.aatomic.runtime.management",
                        "dev.aatomic.runtime.spi");
        assertThat(RUNTIME.getPackages()).anyMatch(name -> name.startsWith(INTERNAL));
        assertThat(RUNTIME.getPackages()).noneMatch(name -> RUNTIME.isOpen(name, application));
    }

    @Test
    void classOfAnInternalPackageIsOutOfReach() throws Exception {
        Constructor<?> constructor = Transactions.builder().getClass().getConstructors()[0];

        assertThat(constructor.getDeclaringClass().getName()).startsWith(INTERNAL);
        assertThatThrownBy(() -> constructor.newInstance())
                .isInstanceOf(IllegalAccessException.class)
                .hasMessageContaining("does not export");
    }

    @Test
    void blockCommits() throws Exception {
        BigDecimal left = accounts.transfer(1, 2, new BigDecimal("30.00"))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(left).isEqualByComparingTo("70");
        assertThat(balances()).containsExactly(new BigDecimal("70.00"), new BigDecimal("30.00"));
    }

    /** The amount has been added to the second account when the first one turns out to have too little. */
    @Test
    void blockRollsBack() throws Exception {
        assertThatThrownBy(() -> accounts.transfer(1, 2, new BigDecimal("130.00"))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(SQLException.class);

        assertThat(balances()).containsExactly(new BigDecimal("100.00"), new BigDecimal("0.00"));
    }

    private List<BigDecimal> balances() throws SQLException {
        List<BigDecimal> balances = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT balance FROM account ORDER BY id")) {
            while (rows.next()) {
                balances.add(rows.getBigDecimal(1));
            }
        }
        return balances;
    }

    /** By reflection into the pool's module, which the library's does not require. */
    @Test
    void numberOfConnectionsIsReadFromThePool() {
        assertThat(transactions.metrics().database("bank").connections()).isEqualTo(Database.CONNECTIONS);
    }

    /** The library may look for the service at all, and finds that nobody provides it here. */
    @Test
    void contextPropagationIsLookedFor() {
        Transactions.Builder builder =
                Transactions.builder().database("bank", dataSource).contextPropagation(true);

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("found true, but nothing that propagates");
    }

    /** With the modules that it requires and the driver's alone: neither the flight recorder's nor jOOQ's, and no class path. */
    @Test
    void programRunsWithoutWhatIsOptional(@TempDir Path folder) throws Exception {
        String application = Accounts.class.getModule().getName();
        Class<?> driver = DriverManager.getDriver(dataSource.getJdbcUrl()).getClass();
        Path driverJar = Path.of(
                driver.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path output = folder.resolve("output.txt");
        Path errors = folder.resolve("errors.txt");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        System.getProperty("jdk.module.path") + File.pathSeparator + driverJar,
                        "--limit-modules",
                        application + ",com.h2database",
                        "--module",
                        application + "/" + Application.class.getName())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            program.destroyForcibly();
        }

        assertThat(Files.readAllLines(output))
                .as("%s", Files.readString(errors))
                .containsExactly("30.00 paid: 70.00 and 30.00", "80.00 refused: 70.00 and 30.00");
        assertThat(program.exitValue()).isZero();
    }
}
