package dev.aatomic.runtime.truth;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.support.subscribed.SubscribedType;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes programs. The same seed makes the same program. */
final class ProgramGenerator {

    private static final int DEEPEST = 3;
    private static final int MOST_ROOTS = 4;
    private static final int MOST_ACTIONS = 4;
    private static final int MOST_BLOCKS = 14;
    private static final int LONGEST_SPIN = 20_000;

    private static final Action.Kind[] INNER = {
        Action.Kind.BLOCK,
        Action.Kind.BLOCK,
        Action.Kind.BLOCK,
        Action.Kind.BLOCK_SWALLOWED,
        Action.Kind.BLOCK_SWALLOWED,
        Action.Kind.BLOCK_SWALLOWED,
        Action.Kind.BLOCK_UNAWAITED,
        Action.Kind.BLOCK_IN_STEP
    };

    private final Random random;
    private final Setup setup;
    private final SubscribedShare subscribed;
    private final long seed;
    private int blocks;

    private ProgramGenerator(long seed, Server server, SubscribedShare subscribed) {
        this.seed = seed;
        this.subscribed = subscribed;
        this.random = new Random(seed);
        ExecutorKind[] executors = ExecutorKind.values();
        ExecutorKind executor = executors[random.nextInt(executors.length)];
        this.setup = new Setup(
                server,
                // H2 in this process spins, and may not be called on virtual threads.
                server == Server.H2 && executor == ExecutorKind.VIRTUAL ? ExecutorKind.DEFAULT : executor,
                1 + random.nextInt(3),
                ConnectionAcquisition.values()[Math.floorMod(seed, ConnectionAcquisition.values().length)],
                chance(8) ? random.nextInt(2 * LONGEST_SPIN) : -1);
    }

    static Program program(long seed, Server server, SubscribedShare subscribed) {
        return new ProgramGenerator(seed, server, subscribed).program();
    }

    private Program program() {
        List<BlockPlan> roots = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_ROOTS); i > 0; i--) {
            Target target = chance(4) ? any(Target.values()) : Target.FIRST_DEFAULT;
            roots.add(block(new Around(0, target, false, !chance(3), false)));
        }
        return new Program(seed, setup, roots);
    }

    /**
     * Where a block is to stand.
     *
     * @param depth how many blocks are around it
     * @param target where it is opened
     * @param stopped whether something around it ends in the end, whatever it does
     * @param rough whether things may fail
     * @param beside whether something around it is not waited for
     */
    private record Around(int depth, Target target, boolean stopped, boolean rough, boolean beside) {}

    private BlockPlan block(Around around) {
        blocks++;
        int id = blocks;
        if (around.rough() && chance(12)) {
            return outside(around, id);
        }
        boolean root = around.depth() == 0;
        Form form = form();
        Relation relation = root ? Relation.NESTED : relation(around);
        BlockPlan.Settings settings = settings(around);
        Interference interference = around.rough() && !form.isBlocking() && form != Form.ENTER && chance(6)
                ? interference(form)
                : Interference.NONE;
        boolean stopped = around.stopped()
                || settings.timeout() != null
                || root && interference.kind().stops() && setup.executor().hasThreads()
                || setup.closesEarly();
        List<Action> actions = new ArrayList<>();
        boolean calm = chance(3);
        for (int i = random.nextInt(MOST_ACTIONS + 1); i > 0; i--) {
            actions.add(action(around, stopped, calm));
        }
        BlockPlan block = new BlockPlan(
                id,
                around.target(),
                relation,
                form,
                type(form),
                settings,
                interference,
                List.copyOf(actions),
                End.VALUE,
                null);
        block = chance(30)
                ? block.withActions(List.of()).withEnd(End.VALUE_OF_NOTHING)
                : block.withEnd(end(around, stopped, block));
        return root && chance(6)
                ? block.withNext(block(new Around(DEEPEST, around.target(), false, around.rough(), false)))
                : block;
    }

    /** A block that may be none: its statements commit one by one, where it is not part of one around it. */
    private BlockPlan outside(Around around, int id) {
        List<Action> actions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            actions.add(
                    switch (random.nextInt(5)) {
                        case 0 -> Action.of(Action.Kind.HOP);
                        case 1 -> Action.of(Action.Kind.BAD_STATEMENT);
                        case 2 -> Action.of(Action.Kind.WRITE_BY_DATA_SOURCE);
                        case 3 -> Action.hook(new HookPlan(hookKind(), HookPlan.Failure.NONE, null));
                        default -> Action.of(Action.Kind.WRITE);
                    });
        }
        Form any = form();
        Form form = any == Form.ENTER ? Form.STAGE : any;
        return new BlockPlan(
                id,
                around.target(),
                any(new Relation[] {Relation.SUPPORTS, Relation.NOT_SUPPORTED, Relation.NEVER}),
                form,
                type(form),
                BlockPlan.Settings.NONE,
                Interference.NONE,
                List.copyOf(actions),
                chance(4) ? End.FAILS : End.VALUE,
                null);
    }

    private Relation relation(Around around) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Relation.MERGED;
            case 2 -> around.rough() ? Relation.REQUIRES_NEW : Relation.NESTED;
            case 3 -> around.rough() ? Relation.MANDATORY : Relation.NESTED;
            default -> Relation.NESTED;
        };
    }

    private BlockPlan.Settings settings(Around around) {
        if (!around.rough()) {
            return BlockPlan.Settings.NONE;
        }
        Class<? extends Throwable> commitsFor = switch (random.nextInt(8)) {
            case 0, 1 -> UserFailures.Business.class;
            case 2 -> RuntimeException.class;
            default -> null;
        };
        return new BlockPlan.Settings(
                commitsFor,
                around.depth() == 0 && chance(3) ? 2 + random.nextInt(2) : 1,
                chance(8) ? Duration.ofNanos(1 + random.nextInt(chance(2) ? 3_000_000 : 30_000_000)) : null);
    }

    private Form form() {
        boolean isSubscribed = random.nextInt(100) < subscribed.percent();
        return any(Stream.of(Form.values())
                .filter(form -> form.isSubscribed() == isSubscribed)
                .toArray(Form[]::new));
    }

    private SubscribedType type(Form form) {
        return form.isSubscribed()
                ? subscribed.types().get(random.nextInt(subscribed.types().size()))
                : null;
    }

    private Interference interference(Form form) {
        if (form.isSubscribed()) {
            return new Interference(chance(4) ? Interference.Kind.CANCEL_TWICE : Interference.Kind.CANCEL, spins());
        }
        return switch (random.nextInt(9)) {
            case 6 -> new Interference(Interference.Kind.COMPLETE, spins());
            case 7 -> new Interference(Interference.Kind.COMPLETE_WITHOUT_CAUSE, spins());
            case 0 -> new Interference(Interference.Kind.OR_TIMEOUT, 1 + random.nextInt(15));
            case 1 -> new Interference(Interference.Kind.COMPLETE_EXCEPTIONALLY, spins());
            case 2 -> new Interference(Interference.Kind.CANCEL_TWICE, spins());
            default -> new Interference(Interference.Kind.CANCEL, spins());
        };
    }

    private int spins() {
        return random.nextInt(random.nextInt(LONGEST_SPIN) + 1);
    }

    private End end(Around around, boolean stopped, BlockPlan block) {
        Form form = block.form();
        if (around.depth() == 0 && !form.isChained() && form != Form.ENTER && chance(8) && !block.opensInHooks()) {
            return End.VALUE_INTERRUPTED;
        }
        if (!around.rough()) {
            return End.VALUE;
        }
        return switch (random.nextInt(16)) {
            case 0, 1 -> End.FAILS;
            case 2 -> End.THROWS;
            case 3 -> End.ERROR;
            case 4 -> End.BAD_STATEMENT;
            case 5, 6 -> End.TRANSIENT;
            case 7 -> End.TRANSIENT_ALWAYS;
            case 8 -> stopped && form.isChained() ? End.NEVER : End.VALUE;
            default -> End.VALUE;
        };
    }

    /** A calm block has nothing beside its own chain, so that it may undo to a savepoint. */
    private Action action(Around around, boolean stopped, boolean calm) {
        switch (random.nextInt(around.rough() ? 22 : 16)) {
            case 0:
                return Action.of(Action.Kind.WRITE_BY_SCOPE);
            case 1:
                return Action.of(Action.Kind.WRITE_BY_DATA_SOURCE);
            case 2:
                return Action.of(
                        calm
                                ? chance(2) ? Action.Kind.WRITE_UNDONE : Action.Kind.RECOVERY
                                : Action.Kind.WRITE_UNAWAITED);
            case 3:
                return Action.of(Action.Kind.HOP);
            case 4:
                return Action.of(chance(2) || isCircle(around) ? Action.Kind.HOP : Action.Kind.WRITE_AROUND);
            case 5, 6, 7, 8:
                return Action.hook(hook(around));
            case 16:
                return Action.of(Action.Kind.BAD_STATEMENT);
            case 17:
                return Action.of(
                        chance(2)
                                ? Action.Kind.ASK_FOR_ROLLBACK
                                : calm ? Action.Kind.WRITE : Action.Kind.FAILURE_UNSEEN);
            case 18:
                return Action.of(calm ? Action.Kind.WRITE : Action.Kind.WRITE_FROM_ELSEWHERE);
            case 19:
                return Action.of(Action.Kind.WRITE_TO_ENDED);
            default:
                return around.depth() == DEEPEST || blocks >= MOST_BLOCKS
                        ? Action.of(Action.Kind.WRITE)
                        : inner(around, stopped, calm);
        }
    }

    /** Beside what goes on in a block of the first {@code Transactions}, which may wait for a connection that is held here. */
    private static boolean isCircle(Around around) {
        return around.beside() && around.target() == Target.SECOND_DEFAULT;
    }

    private Action inner(Around around, boolean stopped, boolean calm) {
        Action.Kind kind = any(INNER);
        if (calm && (kind == Action.Kind.BLOCK_UNAWAITED || kind == Action.Kind.BLOCK_FROM_ELSEWHERE)) {
            kind = Action.Kind.BLOCK_SWALLOWED;
        }
        boolean late = kind == Action.Kind.BLOCK_FROM_ELSEWHERE;
        Target target = chance(3) && !late ? inside(around.target()) : around.target();
        BlockPlan block = block(new Around(
                around.depth() + 1,
                target,
                // The others know nothing of what ends here.
                target.transactions() == around.target().transactions() ? stopped && !late : setup.closesEarly(),
                around.rough(),
                around.beside() || kind == Action.Kind.BLOCK_UNAWAITED || late));
        return Action.block(kind, kind == Action.Kind.BLOCK_IN_STEP ? blocking(block) : block);
    }

    private BlockPlan blocking(BlockPlan block) {
        return block.withInterference(Interference.NONE)
                .withEnd(block.end() == End.NEVER ? End.VALUE : block.end())
                .withForm(chance(2) ? Form.GET : Form.RUN);
    }

    /** The second {@code Transactions} are opened in the first ones only, so that strangers do not wait for each other in a circle. */
    private Target inside(Target outer) {
        return outer == Target.SECOND_DEFAULT ? outer : any(Target.values());
    }

    private HookPlan hook(Around around) {
        BlockPlan opens = around.rough() && blocks < MOST_BLOCKS && chance(8)
                ? block(new Around(DEEPEST, around.target(), false, true, false))
                : null;
        HookPlan.Kind kind = hookKind();
        return new HookPlan(kind, around.rough() && chance(6) ? hookFailure() : HookPlan.Failure.NONE, opens);
    }

    private HookPlan.Failure hookFailure() {
        return any(new HookPlan.Failure[] {
            HookPlan.Failure.EXCEPTION,
            HookPlan.Failure.EXCEPTION,
            HookPlan.Failure.ERROR,
            HookPlan.Failure.THROWN,
            HookPlan.Failure.NULL
        });
    }

    private HookPlan.Kind hookKind() {
        HookPlan.Kind kind = any(HookPlan.Kind.values());
        return kind == HookPlan.Kind.ASYNC_NEVER && !setup.closesEarly() ? HookPlan.Kind.ASYNC_FOREIGN : kind;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
