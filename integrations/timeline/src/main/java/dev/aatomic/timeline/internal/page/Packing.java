package dev.aatomic.timeline.internal.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/** Puts intervals into as few rows as there are intervals at once, each into the first row that is free. */
final class Packing {

    private record Busy(long until, int row) {}

    private final List<Bar> bars = new ArrayList<>();

    void add(int block, long start, long end) {
        bars.add(new Bar(block, 0, start, end));
    }

    /** The bars in their rows, which count from 0. */
    List<Bar> pack() {
        bars.sort(Comparator.comparingLong(Bar::start).thenComparingInt(Bar::block));
        PriorityQueue<Busy> busy =
                new PriorityQueue<>(Comparator.comparingLong(Busy::until).thenComparingInt(Busy::row));
        TreeSet<Integer> free = new TreeSet<>();
        int rows = 0;
        List<Bar> packed = new ArrayList<>(bars.size());
        for (Bar bar : bars) {
            while (!busy.isEmpty() && busy.peek().until() <= bar.start()) {
                free.add(busy.remove().row());
            }
            Integer row = free.pollFirst();
            int taken = row == null ? rows++ : row;
            busy.add(new Busy(bar.end(), taken));
            packed.add(new Bar(bar.block(), taken, bar.start(), bar.end()));
        }
        return packed;
    }
}
