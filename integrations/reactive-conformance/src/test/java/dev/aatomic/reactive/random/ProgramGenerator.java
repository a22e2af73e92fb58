package dev.aatomic.reactive.random;

import dev.aatomic.reactive.random.Program.Cancel;
import dev.aatomic.reactive.random.Program.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a program from a seed. */
final class ProgramGenerator {

    private static final int LARGEST = 26;
    private static final int MOST_ITEMS = 4;
    private static final int MOST_PARTS = 3;

    /** Rows are told apart by it. */
    static final int NUMBERS = 100;

    private final Random random;
    private int number;
    private int left;

    private ProgramGenerator(Random random) {
        this.random = random;
        this.left = 4 + random.nextInt(LARGEST - 3);
    }

    static Program program(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Node root = new ProgramGenerator(random).outside(0);
        Cancel cancel = switch (random.nextInt(20)) {
            case 0 -> Cancel.ON_SUBSCRIBE;
            case 1, 2, 3, 4 -> Cancel.IN_ITEM;
            case 5, 6 -> Cancel.AFTER_ITEM;
            case 7, 8 -> Cancel.SOME_TIME;
            default -> Cancel.NEVER;
        };
        return new Program(
                seed,
                oneOf(random, LibraryKind.values()),
                root,
                random.nextBoolean() ? Demand.ALL : oneOf(random, Demand.values()),
                cancel,
                cancel == Cancel.SOME_TIME ? random.nextInt(50_000) : 1 + random.nextInt(MOST_ITEMS - 1),
                random.nextInt(3) == 0);
    }

    private static <T> T oneOf(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private int next() {
        left--;
        return 1 + number++ % (NUMBERS - 1);
    }

    private int times(int most) {
        return 1 + random.nextInt(most);
    }

    /** Around outermost blocks. */
    private Node outside(int depth) {
        if (depth > 3) {
            return block(depth);
        }
        return switch (random.nextInt(24)) {
            case 0 -> Node.of(Kind.HOP, next(), outside(depth + 1));
            case 1 -> Node.of(Kind.SUBSCRIBE_ON, next(), outside(depth + 1));
            case 2, 3 -> Node.of(Kind.RETRY, times(2), outside(depth + 1));
            case 4 -> Node.of(Kind.RESUME, 0, outside(depth + 1), items());
            case 5 -> Node.of(Kind.RESUME, 0, outside(depth + 1), outside(depth + 1));
            case 6, 7 -> Node.of(Kind.TAKE, times(MOST_ITEMS), outside(depth + 1));
            case 8 -> Node.of(Kind.SEQUENCE, 0, outside(depth + 1), outside(depth + 1));
            case 9 -> Node.of(Kind.MERGE, 0, outside(depth + 1), outside(depth + 1));
            case 10 -> Node.of(Kind.COLLECT, 0, outside(depth + 1));
            case 11 -> Node.of(Kind.CONCAT_MAP, next(), items(), outside(depth + 1));
            case 12 -> Node.of(Kind.FLAT_MAP, next(), Node.of(Kind.COLLECT, 0, outside(depth + 1)), outside(depth + 1));
            case 13 -> Node.of(Kind.OVERDUE_BLOCK, next(), endless());
            default -> block(depth);
        };
    }

    private Node block(int depth) {
        Kind kind = switch (random.nextInt(16)) {
            case 0 -> Kind.FORGIVING_BLOCK;
            case 1 -> Kind.RETRIED_BLOCK;
            default -> Kind.BLOCK;
        };
        return Node.of(kind, next(), body(depth + 1));
    }

    private Node body(int depth) {
        return switch (random.nextInt(50)) {
            case 0 -> Node.of(Kind.THROWS, next());
            case 1 -> Node.of(Kind.RETURNS_NULL, next());
            default -> sequence(depth);
        };
    }

    private Node sequence(int depth) {
        List<Node> parts = new ArrayList<>();
        for (int i = times(MOST_PARTS + 1); i > 0; i--) {
            parts.add(inside(depth));
        }
        return parts.size() == 1 ? parts.get(0) : new Node(Kind.SEQUENCE, 0, parts);
    }

    private Node items() {
        return Node.of(Kind.ITEMS, times(MOST_ITEMS));
    }

    /** In a block. */
    private Node inside(int depth) {
        return depth > 8 || left <= 0 || random.nextInt(5) < 2 ? leaf() : composite(depth + 1);
    }

    private Node leaf() {
        return switch (random.nextInt(40)) {
            case 0, 1, 2 -> items();
            case 3, 4 -> Node.of(Kind.STATEMENT_FAILS, next());
            case 5, 6 -> Node.of(Kind.FAILS, next());
            case 7, 8 -> Node.of(Kind.FAILS_FIRST, next());
            case 9 -> Node.of(Kind.THROWS, next());
            case 10 -> Node.of(Kind.ROLLBACK_ONLY, next());
            case 11, 12, 13 -> Node.of(Kind.HOOK, next());
            case 14 -> Node.of(random.nextInt(3) == 0 ? Kind.HOOK_FAILS : Kind.HOOK, next());
            case 15 -> Node.of(Kind.ROLLBACK_HOOK, next());
            case 16 -> Node.of(random.nextInt(2) == 0 ? Kind.CANCEL : Kind.WRITE, next());
            default -> Node.of(Kind.WRITE, next());
        };
    }

    private Node composite(int depth) {
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5 -> block(depth);
            case 6, 7, 8, 9, 10 -> Node.of(Kind.RESUME, 0, block(depth), leaf());
            case 11, 12 -> Node.of(Kind.RESUME, 0, inside(depth), inside(depth));
            case 13, 14 -> Node.of(Kind.MERGED_BLOCK, next(), body(depth));
            case 15, 16, 17, 18 -> Node.of(Kind.HOP, next(), sequence(depth));
            case 19, 20 -> Node.of(Kind.SUBSCRIBE_ON, next(), sequence(depth));
            case 21 -> Node.of(Kind.RETRY, times(2), sequence(depth));
            case 22, 23 -> Node.of(Kind.RETRY, times(2), block(depth));
            case 24, 25 -> Node.of(Kind.TAKE, times(MOST_ITEMS), sequence(depth));
            case 26, 27, 28 -> Node.of(Kind.TAKE, times(MOST_ITEMS), block(depth));
            case 29, 30, 31 -> Node.of(Kind.MERGE, 0, inside(depth), inside(depth), inside(depth));
            case 32 -> Node.of(Kind.FLAT_MAP, next(), source(depth), inside(depth));
            case 33, 34 -> Node.of(Kind.CONCAT_MAP, next(), source(depth), inside(depth));
            case 35 -> Node.of(Kind.COLLECT, 0, sequence(depth));
            case 36, 37 -> Node.of(Kind.MAP, 0, sequence(depth));
            case 38 -> Node.of(Kind.RESUME, 0, Node.of(limited(), next(), endless()), leaf());
            default -> random.nextInt(4) == 0 ? Node.of(limited(), next(), endless()) : block(depth);
        };
    }

    private Kind limited() {
        return random.nextBoolean() ? Kind.OVERDUE_BLOCK : Kind.TIMED_OUT_BLOCK;
    }

    /** What a nested stream emits is collected first: a statement of the block around waits until that stream has ended. */
    private Node source(int depth) {
        return random.nextInt(3) > 0 ? items() : Node.of(Kind.COLLECT, 0, sequence(depth));
    }

    /** A body that does not end, and that nothing but its limit ends. */
    private Node endless() {
        List<Node> parts = new ArrayList<>();
        for (int i = random.nextInt(MOST_PARTS); i > 0; i--) {
            Node write = Node.of(Kind.WRITE, next());
            parts.add(
                    switch (random.nextInt(4)) {
                        case 0 -> Node.of(Kind.HOP, next(), write);
                        case 1 -> Node.of(Kind.HOOK, next());
                        case 2 -> Node.of(Kind.BLOCK, next(), write);
                        default -> write;
                    });
        }
        parts.add(Node.of(Kind.NEVER, 0));
        return new Node(Kind.SEQUENCE, 0, parts);
    }
}
