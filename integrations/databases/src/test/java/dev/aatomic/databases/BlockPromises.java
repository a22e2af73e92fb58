package dev.aatomic.databases;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.databases.engine.Engine;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.databases.promise.EndPromises;
import dev.aatomic.databases.promise.Fixture;
import dev.aatomic.databases.promise.LockPromises;
import dev.aatomic.databases.promise.NestingPromises;
import dev.aatomic.databases.promise.PropertyPromises;
import dev.aatomic.databases.promise.SqlSteps;
import dev.aatomic.databases.promise.StatementPromises;
import dev.aatomic.databases.promise.Steps;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a block promises, on one database: its subclasses have nothing but their database, and how they open blocks. What each test finds is
 * compared with {@code docs/databases.md}.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(PageComparison.class)
public abstract class BlockPromises
        implements NestingPromises, PropertyPromises, LockPromises, EndPromises, StatementPromises {

    private final Engine engine;
    private @Nullable TestedDatabase database;
    private @Nullable Fixture fixture;

    /** Makes the tests of one database. */
    protected BlockPromises(Engine engine) {
        this.engine = engine;
    }

    /** How blocks are opened. */
    protected Atomic atomic(Transactions transactions) {
        return transactions.atomic();
    }

    /** What does something in blocks. */
    protected Steps steps(TestedDatabase database, Transactions transactions) {
        return new SqlSteps(transactions);
    }

    final Engine engine() {
        return engine;
    }

    @BeforeAll
    void openDatabase() {
        if (engine.isAvailable()) {
            TestedDatabase opened = engine.open();
            database = opened;
            opened.define();
        }
    }

    @BeforeEach
    void fill() {
        assumeTrue(engine.isAvailable(), () -> engine.heading() + " cannot be run on this machine");
        TestedDatabase opened = Objects.requireNonNull(database);
        opened.execute("delete from entry");
        opened.execute("delete from keyed");
        opened.execute("delete from counter");
        opened.execute("delete from account");
        for (int id = 1; id <= 2; id++) {
            opened.execute("insert into counter(id, v) values(" + id + ", 0)");
        }
        fixture = new Fixture(opened, this::atomic, transactions -> steps(opened, transactions));
    }

    @Override
    public Fixture fixture() {
        return Objects.requireNonNull(fixture);
    }

    @AfterEach
    void closeFixture() {
        Fixture opened = fixture;
        fixture = null;
        if (opened != null) {
            opened.close();
        }
    }

    @AfterAll
    void closeDatabase() {
        if (database != null) {
            database.close();
        }
    }
}
