package dev.aatomic.conformance.random;

import dev.aatomic.conformance.Op;
import dev.aatomic.conformance.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes one program from a seed. The same seed makes the same program. It may be one that the rules leave open: the reference
 * model says so.
 */
final class ProgramGenerator {

    private static final int DEEPEST = 6;
    private static final int LONGEST = 5;

    /** A program of more operations than these makes no further blocks. */
    private static final int ENOUGH = 60;

    private static final List<String> ERRORS = List.of("Boom", "Other");

    /** A manual savepoint, and the body that took it: in another one the rules mostly leave open what it does. */
    private record Taken(String using, String name, int body) {}

    private final Random random;
    private final List<Taken> taken = new ArrayList<>();
    private int operations;
    private int bodies;
    private int values;
    private int names;

    private ProgramGenerator(long seed) {
        // Seeds next to each other give a Random that begins alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /**
     * Makes a program.
     *
     * @param seed its seed
     * @return its operations, at least one
     */
    static List<Op> program(long seed) {
        ProgramGenerator generator = new ProgramGenerator(seed);
        List<Op> program = new ArrayList<>();
        for (int i = generator.random.nextInt(4); i >= 0; i--) {
            String using = generator.database("default");
            // A failure that nothing catches ends the program: mostly it shall go on.
            program.add(
                    generator.oneIn(4)
                            ? generator.op(using, 0)
                            : new Op.Try(
                                    generator.oneIn(5)
                                            ? generator.body(using, 1)
                                            : List.of(generator.block(using, 1))));
        }
        return List.copyOf(program);
    }

    private List<Op> body(String using, int depth) {
        int number = bodies++;
        List<Op> body = new ArrayList<>();
        for (int i = random.nextInt(LONGEST + 1); i > 0; i--) {
            if (oneIn(10)) {
                addRecovery(body, using, number);
            } else {
                body.add(oneIn(8) ? savepointOp(using, number) : op(database(using), depth));
            }
        }
        return List.copyOf(body);
    }

    private Op op(String using, int depth) {
        operations++;
        if (depth < DEEPEST && operations < ENOUGH) {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    return block(using, depth + 1);
                }
                case 2 -> {
                    return new Op.Try(List.of(block(using, depth + 1)));
                }
                case 3 -> {
                    return new Op.Try(body(using, depth + 1));
                }
                default -> {
                    // One of the operations without a body, below.
                }
            }
        }
        return leaf(using, depth);
    }

    private Op.Block block(String using, int depth) {
        boolean durable = oneIn(depth <= 1 ? 4 : 20);
        return new Op.Block(using, !oneIn(3), durable, body(using, depth));
    }

    private Op leaf(String using, int depth) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> insert(using);
            case 7 -> new Op.Duplicate(using);
            case 8, 9, 10 -> new Op.Count(using);
            case 11 -> new Op.Raise(ERRORS.get(random.nextInt(ERRORS.size())));
            case 12 -> new Op.SetRollback(using, random.nextBoolean());
            case 13, 14 -> new Op.GetRollback(using);
            case 15 -> random.nextBoolean() ? new Op.Commit(using) : new Op.Rollback(using);
            default -> hook(using, depth);
        };
    }

    private Op insert(String using) {
        boolean again = values > 0 && oneIn(15);
        return new Op.Insert(using, again ? 1 + random.nextInt(values) : ++values);
    }

    /**
     * A hook waits for what its body starts, on a thread of the executor, which has one for each connection: three inside each other
     * leave one for the innermost.
     */
    private Op hook(String using, int depth) {
        String label = "h" + ++names;
        boolean robust = oneIn(3);
        int inside = depth + DEEPEST / 2;
        boolean bodiless = oneIn(2) || inside > DEEPEST || operations >= ENOUGH;
        return new Op.OnCommit(using, label, robust, bodiless ? List.of() : body(using, inside));
    }

    private Op savepointOp(String using, int body) {
        List<Taken> usable =
                taken.stream().filter(savepoint -> savepoint.body() == body).toList();
        if (usable.isEmpty() || oneIn(4)) {
            Taken savepoint = new Taken(using, "s" + ++names, body);
            taken.add(savepoint);
            return new Op.Savepoint(using, savepoint.name());
        }
        Taken savepoint = usable.get(random.nextInt(usable.size()));
        return random.nextInt(3) == 0
                ? new Op.SavepointCommit(savepoint.using(), savepoint.name())
                : new Op.SavepointRollback(savepoint.using(), savepoint.name());
    }

    /** A failed statement whose mark is taken back, as one does who goes on with a savepoint, or some of it. */
    private void addRecovery(List<Op> body, String using, int number) {
        Taken savepoint = new Taken(using, "s" + ++names, number);
        boolean saved = random.nextBoolean();
        if (saved) {
            taken.add(savepoint);
            body.add(new Op.Savepoint(using, savepoint.name()));
        }
        body.add(new Op.Try(List.of(insert(using), new Op.Duplicate(using))));
        if (!oneIn(4)) {
            body.add(new Op.SetRollback(using, false));
        }
        if (saved && !oneIn(4)) {
            body.add(new Op.SavepointRollback(using, savepoint.name()));
        }
    }

    /** Mostly the one around. */
    private String database(String around) {
        return oneIn(6) ? Program.DATABASES.get(random.nextInt(Program.DATABASES.size())) : around;
    }

    private boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }
}
