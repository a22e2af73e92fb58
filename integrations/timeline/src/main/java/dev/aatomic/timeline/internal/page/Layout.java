package dev.aatomic.timeline.internal.page;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.Part;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which bar is in which row.
 *
 * @param bars by row, and in a row by start
 */
record Layout(List<Pool> pools, List<Row> rows, List<Bar> bars) {

    private static final Comparator<Pool> ORDER =
            Comparator.comparingInt(Pool::process).thenComparing(Pool::database);

    static Pool pool(Block block) {
        return new Pool(block.process(), block.database());
    }

    static Layout of(List<Block> blocks) {
        Map<Pool, List<Integer>> byPool = new TreeMap<>(ORDER);
        for (int i = 0; i < blocks.size(); i++) {
            byPool.computeIfAbsent(pool(blocks.get(i)), p -> new ArrayList<>()).add(i);
        }
        Layout layout = new Layout(List.copyOf(byPool.keySet()), new ArrayList<>(), new ArrayList<>());
        int pool = 0;
        for (List<Integer> ofPool : byPool.values()) {
            layout.add(pool++, blocks, ofPool);
        }
        return layout;
    }

    private void add(int pool, List<Block> blocks, List<Integer> ofPool) {
        Map<Integer, List<Bar>> connections = new TreeMap<>();
        Packing some = new Packing();
        Packing other = new Packing();
        Packing waiting = new Packing();
        Packing hooks = new Packing();
        for (int index : ofPool) {
            Block block = blocks.get(index);
            if (block.held()) {
                switch (block.connection()) {
                    case Event.NOT_RECORDED -> some.add(index, block.connected(), block.returned());
                    case Event.NOT_OF_POOL -> other.add(index, block.connected(), block.returned());
                    default ->
                        connections
                                .computeIfAbsent(block.connection(), c -> new ArrayList<>())
                                .add(new Bar(index, 0, block.connected(), block.returned()));
                }
            }
            addRest(block, index, waiting, hooks);
        }
        connections.forEach((connection, bars) -> {
            bars.sort(Comparator.comparingLong(Bar::start));
            addRow(new Row(pool, Row.Kind.CONNECTION, connection), bars);
        });
        addPacked(pool, Row.Kind.SOME_CONNECTION, some);
        addPacked(pool, Row.Kind.OTHER_CONNECTION, other);
        addPacked(pool, Row.Kind.WAITING, waiting);
        addPacked(pool, Row.Kind.HOOKS, hooks);
    }

    private static void addRest(Block block, int index, Packing waiting, Packing hooks) {
        long hooksFrom = Long.MAX_VALUE;
        long hooksTo = Long.MIN_VALUE;
        for (Part part : block.parts()) {
            if (part.kind() == PartKind.WAITING) {
                waiting.add(index, part.start(), part.end());
            } else if (part.kind() == PartKind.HOOK && part.start() >= block.returned()) {
                hooksFrom = Math.min(hooksFrom, part.start());
                hooksTo = Math.max(hooksTo, part.end());
            }
        }
        if (hooksTo > hooksFrom) {
            hooks.add(index, hooksFrom, hooksTo);
        }
    }

    private void addPacked(int pool, Row.Kind kind, Packing packing) {
        Map<Integer, List<Bar>> byRow = new TreeMap<>();
        for (Bar bar : packing.pack()) {
            byRow.computeIfAbsent(bar.row(), r -> new ArrayList<>()).add(bar);
        }
        byRow.forEach((number, bars) -> addRow(new Row(pool, kind, number), bars));
    }

    private void addRow(Row row, List<Bar> inRow) {
        int index = rows.size();
        rows.add(row);
        for (Bar bar : inRow) {
            bars.add(new Bar(bar.block(), index, bar.start(), bar.end()));
        }
    }
}
