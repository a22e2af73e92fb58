package dev.aatomic.reactive.random;

import dev.aatomic.reactive.random.Program.Cancel;
import dev.aatomic.reactive.random.Program.Demand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says what a program comes to, without knowing the engine: by Django's rules of blocks, and by what operators promise. Where these leave
 * something to chance that the outcome depends on, it says so.
 */
final class Model {

    /** How often a block is run that is run again. */
    static final int ATTEMPTS = 3;

    private static final int MOST_TRANSACTIONS = 8;

    private record Item(int value, boolean isCertain) {}

    private final Program program;
    private final boolean hasMemory;
    private final Set<Integer> failedFirst = new HashSet<>();
    private final List<Integer> items = new ArrayList<>();
    private final List<Prediction.Transaction> transactions = new ArrayList<>();
    private final List<Integer> rollbackHooks = new ArrayList<>();
    private boolean isOrdered = true;
    private boolean areItemsKnown = true;
    private boolean areInOrder = true;
    private boolean areRollbackHooksKnown = true;

    private Model(Program program) {
        this.program = program;
        this.hasMemory = program.root().has(node -> node.kind() == Kind.FAILS_FIRST);
    }

    /**
     * Says what a program comes to.
     *
     * @throws UndeterminedException if that is left to chance
     */
    static Prediction predict(Program program) {
        return new Model(program).predict();
    }

    private Prediction predict() {
        check(!mayLoseCancel(), "whether the library passes on the cancel");
        End end = program.cancel() == Cancel.ON_SUBSCRIBE
                ? End.STOPPED
                : run(program.root(), new Place(null, false, false, false), this::read);
        determined(end, "how far it gets");
        check(transactions.size() <= MOST_TRANSACTIONS, "nothing, but there are too many cases");
        return new Prediction(
                end,
                items,
                isOrdered,
                areItemsKnown,
                transactions,
                areInOrder,
                rollbackHooks,
                areRollbackHooksKnown && !program.cancel().isByChance());
    }

    /** Mutiny 3.3.0 loses a cancel that comes, on another thread, while it goes over to its next stream. In a block that is no matter. */
    private boolean mayLoseCancel() {
        return program.library() == LibraryKind.MUTINY
                && program.cancel().isByChance()
                && program.root().hasOutside(node -> node.kind().goesOver());
    }

    private boolean read(int item, boolean isCertain) {
        areItemsKnown &= isCertain;
        items.add(item);
        if (program.cancel() != Cancel.IN_ITEM) {
            return true;
        }
        check(isCertain, "whether the item comes at which is cancelled");
        return items.size() != program.cancelAt();
    }

    private static void check(boolean isDetermined, String what) {
        if (!isDetermined) {
            throw new UndeterminedException(what);
        }
    }

    private static End determined(End end, String what) {
        check(!end.isLoose(), what);
        return end;
    }

    private End run(Node node, Place place, Sink sink) {
        return switch (node.kind()) {
            case ITEMS -> items(node.number(), sink);
            case WRITE -> write(node, place, sink);
            case STATEMENT_FAILS -> failStatement(place.block());
            case FAILS, THROWS -> End.failed(Boom.label(node.number()));
            case FAILS_FIRST -> failedFirst.add(node.number()) ? End.failed(Boom.label(node.number())) : items(1, sink);
            case RETURNS_NULL -> End.failed(End.REFUSED);
            case ROLLBACK_ONLY -> askForRollback(place);
            case HOOK -> {
                place.block().hook(node.number());
                yield End.COMPLETED;
            }
            case HOOK_FAILS -> {
                check(!place.isParallel(), "which hooks come before one that fails");
                place.block().hook(-node.number());
                yield End.COMPLETED;
            }
            case ROLLBACK_HOOK -> {
                place.block().rollbackHook(node.number());
                yield End.COMPLETED;
            }
            case CANCEL -> {
                check(!place.isParallel(), "how far others get");
                // A second cancel does nothing, while the first may still be on its way to the block.
                check(!program.cancel().isByChance(), "which of both cancels comes first");
                // Some operators leave a cancel to a thread that is about to ask for more.
                check(program.demand() != Demand.ONE_BY_ONE_ELSEWHERE, "when it is cancelled");
                yield End.STOPPED;
            }
            case NEVER -> throw new IllegalStateException("NEVER in a block without a limit");
            case MAP, SUBSCRIBE_ON -> run(node.first(), place, sink);
            case HOP -> hop(node.first(), place, sink);
            case COLLECT -> collect(node.first(), place, sink);
            case RESUME -> {
                End end = run(node.first(), place, sink);
                yield end.isFailed() ? fallback(end, node.second(), place, sink) : end;
            }
            case RETRY -> retry(node, place, sink);
            case TAKE -> take(node, place, sink);
            case SEQUENCE -> sequence(node.parts(), place, sink);
            case MERGE -> beside(node.parts(), place, sink);
            case CONCAT_MAP, FLAT_MAP -> forEach(node, place, sink);
            case BLOCK, MERGED_BLOCK, FORGIVING_BLOCK, RETRIED_BLOCK -> block(node, place, sink);
            case OVERDUE_BLOCK -> endlessBlock(node, place, sink, End.OVERDUE);
            case TIMED_OUT_BLOCK -> endlessBlock(node, place, sink, End.TIMED_OUT);
        };
    }

    private static End items(int count, Sink sink) {
        for (int i = 1; i <= count; i++) {
            if (!sink.item(i, true)) {
                return End.CANCELLED;
            }
        }
        return End.COMPLETED;
    }

    private static End write(Node node, Place place, Sink sink) {
        if (place.isBroken()) {
            return place.block().failed(End.REFUSED);
        }
        place.block().write(node.number());
        return sink.item(node.number(), true) ? End.COMPLETED : End.CANCELLED;
    }

    private static End failStatement(Frame block) {
        if (block.isBroken()) {
            return block.failed(End.REFUSED);
        }
        End failed = End.failed(End.STATEMENT);
        block.breaks(failed);
        return failed;
    }

    private static End askForRollback(Place place) {
        check(!place.isBeside(), "which blocks are open when the rollback is asked for");
        if (!place.isUnsaved()) {
            place.block().ask();
        }
        return End.COMPLETED;
    }

    // ---- operators

    /** Goes on while what reads it is elsewhere. */
    private End hop(Node part, Place place, Sink sink) {
        List<Item> emitted = new ArrayList<>();
        End end = run(part, place, buffer(emitted));
        boolean isCertain = end.isCompleted();
        for (Item item : emitted) {
            if (!sink.item(item.value(), item.isCertain() && isCertain)) {
                return cancelledBehind(part.hasEffect());
            }
        }
        return end;
    }

    private static Sink buffer(List<Item> emitted) {
        return (item, isCertain) -> {
            emitted.add(new Item(item, isCertain));
            return true;
        };
    }

    private End cancelledBehind(boolean hasEffect) {
        if (hasEffect) {
            losesCount();
        }
        return End.CANCELLED.loose(hasEffect);
    }

    /** From here on it is not known how far some part gets. */
    private void losesCount() {
        check(!hasMemory, "how often something fails");
        areRollbackHooksKnown = false;
    }

    private End collect(Node part, Place place, Sink sink) {
        List<Item> collected = new ArrayList<>();
        End end = run(part, place, buffer(collected));
        if (!end.isCompleted()) {
            return end;
        }
        for (Item item : collected) {
            if (!sink.item(item.value(), item.isCertain())) {
                return End.CANCELLED;
            }
        }
        return end;
    }

    private End fallback(End failed, Node node, Place place, Sink sink) {
        determined(failed, "what is done before the failure");
        return run(node, place, sink);
    }

    private End retry(Node node, Place place, Sink sink) {
        End end = run(node.first(), place, sink);
        for (int i = 0; i < node.number() && end.isFailed(); i++) {
            determined(end, "what is done before the failure");
            end = run(node.first(), place, sink);
        }
        return end;
    }

    private End take(Node node, Place place, Sink sink) {
        int[] taken = {0};
        boolean[] isRefused = {false};
        End end = run(node.first(), place, (item, isCertain) -> {
            check(isCertain, "whether the item comes that is the last to be taken");
            taken[0]++;
            isRefused[0] = !sink.item(item, true);
            return !isRefused[0] && taken[0] < node.number();
        });
        if (!end.isCancelled() || isRefused[0]) {
            return end;
        }
        determined(end, "what is done before it is cancelled");
        // Of items that come in any order, any may be the first ones.
        areItemsKnown &= isOrdered;
        return End.COMPLETED;
    }

    private End sequence(List<Node> parts, Place place, Sink sink) {
        for (Node part : parts) {
            End end = run(part, place, sink);
            if (!end.isCompleted()) {
                return end;
            }
        }
        return End.COMPLETED;
    }

    private End forEach(Node node, Place place, Sink sink) {
        List<Item> source = new ArrayList<>();
        End end = run(node.first(), place, buffer(source));
        if (!end.isCompleted()) {
            return end;
        }
        check(source.stream().allMatch(Item::isCertain), "for which items something is done");
        List<Node> parts = source.stream().map(item -> node.second()).toList();
        return node.kind() == Kind.CONCAT_MAP ? sequence(parts, place, sink) : beside(parts, place, sink);
    }

    /** Where one of them fails the others are cancelled, wherever they are. */
    private End beside(List<Node> parts, Place place, Sink sink) {
        if (parts.size() < 2) {
            return sequence(parts, place, sink);
        }
        boolean hasEffect = parts.stream().anyMatch(Node::hasEffect);
        isOrdered = false;
        areInOrder &= place.frame() != null;
        List<Item> emitted = new ArrayList<>();
        boolean fails = false;
        boolean wasBroken = place.isBroken();
        for (Node part : parts) {
            // As if it came before whatever has broken the block: then it emits most.
            Frame seen = place.isBroken() && !wasBroken ? new Frame(place.frame()) : place.frame();
            Place beside = place.beside(seen);
            End end = run(part, beside, buffer(emitted));
            check(end.isFailed() || beside.isBroken() == wasBroken, "what comes before the block is broken");
            fails |= end.isFailed();
        }
        if (fails && hasEffect) {
            losesCount();
        }
        for (Item item : emitted) {
            if (!sink.item(item.value(), item.isCertain() && !fails)) {
                return cancelledBehind(hasEffect);
            }
        }
        return fails ? End.failed(End.SOME).loose(hasEffect) : End.COMPLETED;
    }

    // ---- blocks

    private End block(Node node, Place place, Sink sink) {
        Frame around = place.frame();
        if (around == null) {
            return node.kind() == Kind.RETRIED_BLOCK ? retriedBlock(node, place, sink) : attempt(node, place, sink);
        }
        if (node.kind() == Kind.MERGED_BLOCK || around.isBroken()) {
            check(node.kind() != Kind.FORGIVING_BLOCK, "what is forgiven in a broken block");
            End end = body(node, node.kind() == Kind.MERGED_BLOCK ? place : place.unsaved(), sink);
            if (!end.isCompleted()) {
                around.breaks(end);
                return end;
            }
            return value(node, sink);
        }
        return attempt(node, place, sink);
    }

    private End attempt(Node node, Place place, Sink sink) {
        Frame block = new Frame(place.frame());
        return end(block, body(node, place.in(block), sink), node, sink);
    }

    /** Not once an item was told, nor where the code has asked for the rollback. */
    private End retriedBlock(Node node, Place place, Sink sink) {
        int[] told = {0};
        for (int i = 1; ; i++) {
            Frame block = new Frame(null);
            End body = body(node, place.in(block), (item, isCertain) -> {
                check(isCertain, "whether the block runs again");
                told[0]++;
                return sink.item(item, true);
            });
            End attempt = body.isCompleted() && block.isBroken() ? block.failed(End.UNEXPECTED_ROLLBACK) : body;
            check(!attempt.isOfSomeFailure(), "whether the block runs again");
            if (i == ATTEMPTS || !attempt.isOfBoom() || told[0] > 0 || block.isAsked()) {
                return end(block, body, node, sink);
            }
            rollbackHooks.addAll(block.rollbackHooks());
        }
    }

    private End body(Node node, Place place, Sink sink) {
        return run(node.first(), place, node.form().isStream() ? sink : (item, isCertain) -> true);
    }

    private End end(Frame block, End body, Node node, Sink sink) {
        boolean isForgiven = node.kind() == Kind.FORGIVING_BLOCK && body.isBoom();
        check(node.kind() != Kind.FORGIVING_BLOCK || !body.isSomeFailure(), "whether the failure is forgiven");
        check(!isForgiven || !block.isAsked(), "which of both counts");
        if (!body.isCompleted() && !isForgiven || block.rollsBack()) {
            rollbackHooks.addAll(block.rollbackHooks());
            if (!body.isCompleted() && !isForgiven) {
                return body.loose(false);
            }
            return block.isAsked() ? value(node, sink) : block.failed(End.UNEXPECTED_ROLLBACK);
        }
        block.release();
        if (block.isOutermost()) {
            transactions.add(block.committed());
            if (block.hasFailingHook() && !isForgiven) {
                return End.failed(End.AFTER_COMMIT);
            }
        }
        return isForgiven ? body : value(node, sink);
    }

    private static End value(Node node, Sink sink) {
        return node.form() != Form.VALUE || sink.item(node.number(), true) ? End.COMPLETED : End.CANCELLED;
    }

    /** One whose body does not end by itself: whatever it did is undone. Chance decides which of its items come before that. */
    private End endlessBlock(Node node, Place place, Sink sink, String failure) {
        check(!place.isBroken(), "whether a statement is refused first");
        Sink loose = node.form().isStream() ? (item, isCertain) -> sink.item(item, false) : (item, isCertain) -> true;
        Place undone = place.in(new Frame(place.frame()));
        for (Node part : node.first().kind() == Kind.NEVER
                ? List.of(node.first())
                : node.first().parts()) {
            if (part.kind() != Kind.NEVER) {
                End end = run(part, undone, loose);
                check(end.isCompleted(), "how a body ends that outlasts its limit");
            }
        }
        return End.failed(failure);
    }
}
