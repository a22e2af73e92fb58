package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL is told which block a transaction is, and nothing of it outlasts the transaction: asked is the server itself. */
@Tag("G12")
@Tag("G13")
final class BlockNamesTest {

    private static final String APPLICATION = "ApplicationName";
    private static final String NAME = "Accounts.transfer";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    private void open(int connections, boolean autoCommit) {
        database = fixtures.database(Server.POSTGRES, connections, autoCommit);
        transactions = fixtures.transactions(database, builder -> builder.sendBlockNames(true));
    }

    private Atomic named() {
        return transactions.atomic().named(NAME);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private String inBlock(String sql) {
        return Await.value(transactions.submit(connection -> text(connection, sql)));
    }

    private static String applicationName(Connection connection) throws SQLException {
        return text(connection, "show application_name");
    }

    /** What the server calls the session of the block. */
    private String shown() {
        return Await.value(transactions.submit(BlockNamesTest::applicationName));
    }

    /** The session, and what it is called, for whoever takes its connection out of the pool next; by nobody's block. */
    private String next() {
        try (Connection connection = database.pool().getConnection()) {
            if (!connection.getAutoCommit()) {
                // What was set in a transaction that was left open does not last.
                connection.rollback();
            }
            String session = text(connection, "select pg_backend_pid() || ' ' || current_setting('application_name')");
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return session;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    // ---- who sees it

    @Test
    void isSeenByWhoeverLooksAtTheSessions() {
        open(1, true);
        String ours = "select count(*)::int from pg_stat_activity where datname = current_database()"
                + " and application_name = '" + NAME + "' and pid = ";

        named().run(() -> {
            String pid = inBlock("select pg_backend_pid()::text");
            assertThat(database.integers(ours + pid)).containsExactly(1);
        });
        String async = Await.value(named().getAsync(this::shown));
        assertThat(async).isEqualTo(NAME);
        String staged = Await.value(named().getStageAsync(() -> transactions.submit(BlockNamesTest::applicationName)));
        assertThat(staged).isEqualTo(NAME);
        Scope entered = Await.value(named().enter());
        String inScope = Await.value(entered.submit(BlockNamesTest::applicationName));
        assertThat(inScope).isEqualTo(NAME);
        Await.value(entered.exit());
    }

    @Test
    void blockWithoutANameHasThatOfItsBody() {
        open(1, true);

        assertThat(transactions.atomic().get(this::shown)).isEqualTo("in " + BlockNamesTest.class.getName());
    }

    @Test
    void isNotSentUnlessItIsSaid() {
        database = fixtures.database(Server.POSTGRES, 1);
        transactions = fixtures.transactions(database);

        assertThat(named().get(this::shown)).isNotEqualTo(NAME);
    }

    @Test
    void nestedBlocksHaveTheOutermostOnes() {
        open(2, true);

        named().run(() -> {
            transactions
                    .atomic()
                    .named("first, with no statement before")
                    .run(() -> assertThat(shown()).isEqualTo(NAME));
            assertThatThrownBy(() -> transactions.atomic().named("undone").run(() -> {
                        assertThat(shown()).isEqualTo(NAME);
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
            assertThat(shown()).isEqualTo(NAME);
            transactions
                    .atomic()
                    .named("own")
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> assertThat(shown()).isEqualTo("own"));
            assertThat(shown()).isEqualTo(NAME);
        });
    }

    @Test
    void eachAttemptHasIt() {
        open(1, true);
        List<String> attempts = new ArrayList<>();

        named().retry(RetryPolicy.ofMaxAttempts(3).retryIf(failure -> true)).run(() -> {
            attempts.add(shown());
            if (attempts.size() < 3) {
                throw new IllegalStateException("again");
            }
        });

        assertThat(attempts).containsExactly(NAME, NAME, NAME);
    }

    /** It is somebody else's transaction. */
    @Test
    void blockInAnothersTransactionSendsNone() throws Exception {
        database = fixtures.database(Server.POSTGRES, 1);
        ThreadTransactions library = new ThreadTransactions(database.source());
        transactions = fixtures.transactions(
                database, builder -> builder.enclosing(library).sendBlockNames(true));

        library.run(connection -> {
            String before = applicationName(connection);
            assertThat(named().get(this::shown)).isEqualTo(before);
            assertThat(applicationName(connection)).isEqualTo(before);
        });
    }

    @Test
    void whatRunsOutsideBlocksHasNone() {
        open(1, true);
        String before = next();
        List<String> hook = new ArrayList<>();

        named().run(() -> {
            assertThat(shown()).isEqualTo(NAME);
            transactions.onCommit(() -> hook.add(shown()));
        });
        String alone = transactions.autocommit(this::shown);

        assertThat(before).endsWith(" " + alone);
        assertThat(hook).containsExactly(alone);
    }

    // ---- nothing outlasts the transaction

    private interface End {
        void of(BlockNamesTest test);
    }

    private static Map.Entry<String, End> end(String name, End end) {
        return Map.entry(name, end);
    }

    private static Map<String, End> ends() {
        return Map.ofEntries(
                end("commit", test -> test.named().run(test::shown)),
                end("no statement", test -> test.named().run(() -> {})),
                end(
                        "rollback that was asked for",
                        test -> test.named().run(() -> {
                            test.shown();
                            test.transactions.setRollbackOnly(true);
                        })),
                end(
                        "body that fails",
                        test -> assertThatThrownBy(() -> test.named().run(() -> {
                                    test.shown();
                                    throw new IllegalStateException("body");
                                }))
                                .hasMessage("body")),
                end(
                        "first statement that fails",
                        test -> assertThat(Await.failure(
                                        test.named().getStageAsync(() -> test.transactions.submit(Sql.bad()))))
                                .isNotNull()),
                end(
                        "COMMIT that is refused",
                        test -> assertThat(Await.failure(test.named()
                                        .getStageAsync(() -> test.transactions.submit(
                                                Sql.update("insert into deferred values (1), (1)")))))
                                .isNotNull()),
                end("statement that is cancelled", BlockNamesTest::cancel),
                end(
                        "statement that is overdue",
                        test -> assertThat(Await.failure(test.named()
                                        .timeout(Duration.ofMillis(50))
                                        .getStageAsync(() -> test.transactions.submit(
                                                Sql.update("insert into entry select 1 from pg_sleep(60)")))))
                                .isNotNull()),
                end(
                        "nested block that fails",
                        test -> test.named().run(() -> {
                            test.shown();
                            assertThatThrownBy(() -> test.transactions
                                            .atomic()
                                            .run(() -> Await.value(test.transactions.submit(Sql.bad()))))
                                    .isNotNull();
                        })),
                end("client information that is changed", test -> test.changeClientInfo(false)),
                end("client information that is changed in a nested block", test -> test.changeClientInfo(true)));
    }

    private static void cancel(BlockNamesTest test) {
        CompletableFuture<?> cancelled = test.named()
                .getStageAsync(
                        () -> test.transactions.submit(Sql.update("insert into entry select 1 from pg_sleep(60)")));
        Await.until(
                "the server sleeps",
                () -> test.database
                        .integers("select count(*)::int from pg_stat_activity where datname = current_database()"
                                + " and application_name = '" + NAME + "' and query like '%pg_sleep(60)%'")
                        .equals(List.of(1)));
        assertThat(cancelled.cancel(false)).isTrue();
        Await.end(cancelled);
    }

    /** Sets it for the session, and what was read before for the session, too, when it is put back. */
    private void changeClientInfo(boolean isNested) {
        named().run(() -> {
            Atomic changing = transactions.atomic().savepoint(isNested);
            changing.run(() -> {
                String changed = Await.value(transactions.submit(connection -> {
                    connection.setClientInfo(APPLICATION, "reports");
                    return applicationName(connection);
                }));
                assertThat(changed).isEqualTo("reports");
            });
            assertThat(shown()).isEqualTo(NAME);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLeftForTheNext(boolean autoCommit) {
        open(1, autoCommit);
        String before = next();

        ends().forEach((name, end) -> {
            end.of(this);

            // The same session, which was not thrown away for it.
            assertThat(next()).as(name).isEqualTo(before);
            assertThat(database.integers("select count(*)::int from pg_stat_activity where application_name = '" + NAME
                            + "' and pid = " + before.split(" ")[0]))
                    .as(name)
                    .containsExactly(0);
        });
    }

    // ---- any name

    private static Map<String, String> names() {
        String longest = "a".repeat(63);
        return Map.ofEntries(
                Map.entry("o'clock", "o'clock"),
                Map.entry("''; drop table entry; --", "''; drop table entry; --"),
                Map.entry("\\", "\\"),
                Map.entry("\\'; drop table entry; --", "\\'; drop table entry; --"),
                Map.entry("a\\'b\\\\''c", "a\\'b\\\\''c"),
                Map.entry(
                        "\"quoted\" $$dollars$$ {fn now()} {d 'x'} ? :x",
                        "\"quoted\" $$dollars$$ {fn now()} {d 'x'} ? :x"),
                Map.entry("/* a comment */ -- and one", "/* a comment */ -- and one"),
                Map.entry("two\nlines\tand\u0000nothing\u007f", "two?lines?and?nothing?"),
                Map.entry("Überweisung → Konto 口座 \uD83D\uDCB0", "?berweisung ? Konto ?? ?"),
                Map.entry("half of one: \uD83D", "half of one: ?"),
                Map.entry("", ""),
                Map.entry(" ", " "),
                Map.entry(longest, longest),
                Map.entry(longest + "b", longest),
                Map.entry("\uD83D\uDCB0".repeat(100), "?".repeat(63)),
                Map.entry("'".repeat(64), "'".repeat(63)),
                Map.entry("\\".repeat(64), "\\".repeat(63)));
    }

    @Test
    void anyNameIsShown() {
        open(1, true);

        assertNamesAreShown();
    }

    /** Without the standard's strings a backslash is another thing. */
    @Test
    void anyNameIsShownWhateverABackslashMeans() throws SQLException {
        open(1, true);
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set standard_conforming_strings = off");
            statement.execute("set backslash_quote = off");
        }

        assertNamesAreShown();
    }

    private void assertNamesAreShown() {
        Map<String, String> names = names();
        List<Integer> inserted = new ArrayList<>();

        names.forEach((name, expected) -> transactions.atomic().named(name).run(() -> {
            assertThat(shown()).isEqualTo(expected);
            inserted.add(inserted.size());
            Await.value(transactions.submit(Sql.insert(inserted.size() - 1)));
        }));

        assertThat(names).hasSizeGreaterThan(10);
        assertThat(database.rows()).isEqualTo(inserted);
    }

    // ---- what belongs before the first query

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isolationAndReadOnlyAreSetAllTheSame(boolean autoCommit) {
        open(1, autoCommit);

        named().isolation(Isolation.SERIALIZABLE).readOnly().run(() -> {
            assertThat(shown()).isEqualTo(NAME);
            assertThat(inBlock("show transaction_isolation")).isEqualTo("serializable");
            assertThat(inBlock("show transaction_read_only")).isEqualTo("on");
        });
        named().run(() -> {
            assertThat(shown()).isEqualTo(NAME);
            assertThat(inBlock("show transaction_isolation")).isEqualTo("read committed");
            assertThat(inBlock("show transaction_read_only")).isEqualTo("off");
        });
    }

    /** No snapshot is taken before the first statement of the user's, who may have to lock a table first, or import one. */
    @Test
    void firstStatementIsStillTheFirst() {
        open(1, true);

        named().isolation(Isolation.REPEATABLE_READ).run(() -> {
            Await.value(transactions.submit(Sql.update("lock table entry in share mode")));
            database.execute("create table other(v int)");
            database.execute("insert into deferred values (7)");
            assertThat(inBlock("select v::text from deferred")).isEqualTo("7");
            assertThat(shown()).isEqualTo(NAME);
        });
        named().run(() -> {
            Await.value(transactions.submit(Sql.update("set transaction isolation level serializable")));
            assertThat(inBlock("show transaction_isolation")).isEqualTo("serializable");
            assertThat(shown()).isEqualTo(NAME);
        });
    }

    // ---- a failure of its own

    /** It is one of BEGIN: nothing is let through, and the connection is thrown away. */
    @Test
    void failureIsThatOfTheBegin() {
        open(1, true);
        String before = next();
        SQLException refused = new SQLException("refused", "XX000");
        database.source()
                .fail(call -> call.isWith("Statement.execute", "SET LOCAL application_name = '" + NAME + "'")
                        ? refused
                        : null);

        Throwable failure = Await.failure(named().getStageAsync(() -> transactions.submit(Sql.insert(1))));

        assertThat(failure).isSameAs(refused);
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().count("Connection.commit")).isZero();
        database.source().fail(call -> null);
        assertThat(named().get(this::shown)).isEqualTo(NAME);
        assertThat(next()).as("another session").doesNotStartWith(before.split(" ")[0] + " ");
    }

    /** It is not known then what the session is called; what a transaction is called ends with that all the same. */
    @Test
    void driverThatDoesNotTellTheSessionsNameDoesNoHarm() {
        open(1, true);
        String before = next();
        database.source()
                .fail(call -> call.is("Connection.getClientInfo") ? new SQLException("not supported", "0A000") : null);

        assertThat(named().get(this::shown)).isEqualTo(NAME);
        assertThat(next()).isEqualTo(before);
    }
}
