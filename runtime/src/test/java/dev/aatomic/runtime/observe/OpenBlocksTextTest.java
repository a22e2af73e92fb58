package dev.aatomic.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockReference;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.DatabaseBlocks;
import dev.aatomic.runtime.OpenBlocks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The open blocks as text: one line a block, in columns, nested ones further to the right. */
@Tag("observability")
final class OpenBlocksTextTest {

    private static final BlockReference HOLDER = new BlockReference(12, "Accounts.transfer", 0);

    private static BlockEntry holding(long id, String name, int slot, String sql) {
        return new BlockEntry(
                id,
                name,
                "default",
                0,
                BlockState.IN_DATABASE,
                OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(9_999)),
                OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(312)),
                OptionalInt.of(slot),
                false,
                Optional.of("Bank.main(Bank.java:7)"),
                Optional.of("statement"),
                Optional.ofNullable(sql),
                List.of());
    }

    private static BlockEntry nested(long id, String name, BlockState state, List<BlockReference> waitsFor) {
        return entry(id, name, 1, state, OptionalLong.empty(), false, waitsFor);
    }

    private static BlockEntry entry(
            long id,
            String name,
            int depth,
            BlockState state,
            OptionalLong openNanos,
            boolean enclosed,
            List<BlockReference> waitsFor) {
        return new BlockEntry(
                id,
                name,
                "default",
                depth,
                state,
                openNanos,
                OptionalLong.empty(),
                OptionalInt.empty(),
                enclosed,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                waitsFor);
    }

    @Test
    void columnsStandBelowEachOther() {
        OptionalLong minute = OptionalLong.of(TimeUnit.SECONDS.toNanos(61));
        DatabaseBlocks blocks = new DatabaseBlocks(
                "default",
                5,
                2,
                1,
                List.of(
                        holding(12, "Accounts.transfer", 0, "update account\n\tset balance = ?"),
                        nested(12, "inner", BlockState.IDLE, List.of()),
                        nested(12, "next", BlockState.WAITING_FOR_TURN, List.of(new BlockReference(12, "inner", 1))),
                        entry(9, "guest", 0, BlockState.IN_BODY, OptionalLong.empty(), true, List.of()),
                        entry(
                                7,
                                "Orders.list",
                                0,
                                BlockState.WAITING_FOR_CONNECTION,
                                minute,
                                false,
                                Collections.nCopies(6, HOLDER))));

        assertThat(new OpenBlocks(List.of(blocks, new DatabaseBlocks("other", 1, 0, 0, List.of()))))
                .hasToString("""
                        database 'default': 2 of 5 connections held, 1 waiting
                          #12 'Accounts.transfer'  in the database, statement  held 312 ms  open 9999 ms  connection 0  opened at Bank.main(Bank.java:7)  sql: update account set balance = ?
                            #12 'inner'            idle
                            #12 'next'             waits for its turn                                     behind #12 'inner'
                          #9 'guest'               in its body                                            in another library's transaction
                          #7 'Orders.list'         waits for a connection                   open 61 s     behind #12 'Accounts.transfer', #12 'Accounts.transfer', #12 'Accounts.transfer', #12 'Accounts.transfer' and 2 more
                        database 'other': 0 of 1 connections held, 0 waiting
                        """);
    }

    /** Thousands may wait: who is next is told, and how many are behind. */
    @Test
    void ofThoseThatWaitForTheSameTheFirstTwentyAreThere() {
        List<BlockEntry> entries = new ArrayList<>(List.of(holding(1, "holder", 0, null)));
        List<BlockReference> behind = List.of(new BlockReference(1, "inner", 1));
        entries.add(nested(1, "inner", BlockState.IDLE, List.of()));
        for (int i = 0; i < 21; i++) {
            entries.add(nested(1, "turn " + i, BlockState.WAITING_FOR_TURN, behind));
        }
        for (int i = 0; i < 20; i++) {
            entries.add(nested(2, "other " + i, BlockState.WAITING_FOR_TURN, behind));
        }
        for (int i = 0; i < 1_000; i++) {
            entries.add(entry(
                    3 + i,
                    "queue " + i,
                    0,
                    BlockState.WAITING_FOR_CONNECTION,
                    OptionalLong.empty(),
                    false,
                    List.of(HOLDER)));
        }

        List<String> lines = new DatabaseBlocks("default", 1, 1, 1_000, entries)
                .toString()
                .lines()
                .toList();

        assertThat(lines).hasSize(1 + 2 + 20 + 1 + 20 + 20 + 1);
        assertThat(lines.get(22)).contains("'turn 19'");
        assertThat(lines.get(23)).matches(" {4}and 1 more +waits for its turn");
        assertThat(lines.get(43)).contains("'other 19'");
        assertThat(lines.get(63)).contains("'queue 19'");
        assertThat(lines.get(64)).matches(" {2}and 980 more +waits for a connection");
    }

    /** Whoever holds a connection is one of few, and may be the one that is looked for. */
    @Test
    void allThatHoldAConnectionAreThere() {
        List<BlockEntry> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            entries.add(holding(1 + i, "holder " + i, i, null));
        }

        assertThat(new DatabaseBlocks("default", 100, 100, 0, entries)
                        .toString()
                        .lines())
                .hasSize(101)
                .noneMatch(line -> line.contains(" more"));
    }

    @Test
    void longTextOfAStatementIsCut() {
        String text =
                new DatabaseBlocks("default", 1, 1, 0, List.of(holding(1, "block", 0, "x".repeat(10_000)))).toString();

        assertThat(text).contains("sql: " + "x".repeat(200) + "…").hasSizeLessThan(500);
    }

    @Test
    void whatIsGivenIsCopied() {
        List<BlockReference> waitsFor = new ArrayList<>(List.of(HOLDER));
        BlockEntry entry = nested(1, "block", BlockState.WAITING_FOR_TURN, waitsFor);
        List<BlockEntry> entries = new ArrayList<>(List.of(entry));
        DatabaseBlocks database = new DatabaseBlocks("default", 1, 0, 0, entries);
        List<DatabaseBlocks> databases = new ArrayList<>(List.of(database));
        OpenBlocks all = new OpenBlocks(databases);

        waitsFor.clear();
        entries.clear();
        databases.clear();

        assertThat(entry.waitsFor()).containsExactly(HOLDER);
        assertThat(database.blocks()).containsExactly(entry);
        assertThat(all.databases()).containsExactly(database);
    }

    @Test
    void databaseIsFoundByItsNameOrTheNamesAreTold() {
        OpenBlocks all = new OpenBlocks(List.of(new DatabaseBlocks("default", 1, 0, 0, List.of())));

        assertThat(all.database("default").connections()).isOne();
        assertThatThrownBy(() -> all.database("orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No database is named 'orders'; expected one of [default]");
    }
}
