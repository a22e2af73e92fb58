package dev.aatomic.conformance.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The state of one database's connection and blocks. The rule ids are those of Django's semantics. */
final class ConnectionModel {

    /** Something that may fail. */
    @FunctionalInterface
    interface Action {
        void run() throws ModelFailure;
    }

    /** A manual savepoint: how many hooks had ever been registered when it was taken, and in which blocks. */
    record ManualSavepoint(String id, int hooksBefore, int transaction, Set<String> blocks) {}

    /** A nested block: its savepoint, whether it wanted one, and whether a rollback was asked for around it as it was opened. */
    private record Nested(Optional<String> savepoint, boolean wantsSavepoint, boolean askedAround) {}

    private static final Nested MERGED = new Nested(Optional.empty(), false, false);

    /** Opened in a broken block. */
    private static final Nested UNSAVED = new Nested(Optional.empty(), true, false);

    private record Hook(int number, Set<String> savepoints, boolean robust, Action body) {}

    private final Rules rules;
    private final Collection<ConnectionModel> all;
    private final Deque<ConnectionModel> inHooksOf;
    private final ServerModel server;
    private final Deque<Nested> nested = new ArrayDeque<>();

    private List<Hook> hooks = new ArrayList<>();

    /** Null while no hooks run. */
    private @Nullable List<Hook> nextRound;

    private boolean inBlock;
    private boolean rollbackFlag;
    /** Whether the code set the flag since it was last clear. */
    private boolean rollbackAsked;
    /** Whether something failed since it was last clear. */
    private boolean broken;

    private int transactionCount;
    private int savepointCount;
    private int hookCount;

    /**
     * Makes one.
     *
     * @param all the connections of the program, this one among them
     * @param inHooksOf those whose hooks run in a test, the innermost first
     */
    ConnectionModel(Rules rules, Collection<ConnectionModel> all, Deque<ConnectionModel> inHooksOf) {
        this.rules = rules;
        this.all = all;
        this.inHooksOf = inHooksOf;
        this.server = new ServerModel(rules.errorAborts(), rules.goneSavepointAborts());
    }

    ServerModel server() {
        return server;
    }

    boolean inBlock() {
        return inBlock;
    }

    void enter(boolean savepoint, boolean durable) throws ModelFailure {
        if (durable && inBlock) {
            throw new ModelFailure("DurableNestedError"); // DUR-1
        }
        if (!inBlock) {
            clearFlag(); // ENTER-2
            server.begin();
            inBlock = true;
            transactionCount++;
        } else if (savepoint && !stops()) {
            if (server.isAborted() && !rules.savepointAtEnter()) {
                throw new UndefinedProgramException(
                        "a savepoint block is entered in a transaction that the server gave up");
            }
            String id = nextSavepoint();
            server.savepoint(id); // ENTER-7
            nested.push(new Nested(Optional.of(id), true, rollbackFlag));
            clearFlag();
        } else {
            nested.push(savepoint ? UNSAVED : MERGED); // ENTER-8
        }
    }

    void exit(boolean failed) throws ModelFailure {
        boolean rollback = failed || rollbackFlag;
        boolean unexpected = rules.brokenBlockFails() && rollback && !failed && !rollbackAsked;
        if (nested.isEmpty()) {
            exitOutermost(rollback, unexpected);
            return;
        }
        Nested ended = nested.pop();
        Optional<String> savepoint = ended.savepoint();
        if (savepoint.isEmpty()) {
            rollbackFlag = rollback; // EXIT-4, EXIT-7
            broken |= failed;
            return;
        }
        try {
            if (rollback) {
                clearFlag();
                rollbackAtExit(savepoint.get()); // EXIT-6
                failIf(unexpected);
            } else {
                releaseAtExit(savepoint.get());
            }
        } finally {
            if (ended.askedAround()) {
                rollbackFlag = true;
                rollbackAsked = true;
            }
        }
    }

    private void exitOutermost(boolean rollback, boolean unexpected) throws ModelFailure {
        inBlock = false;
        clearFlag();
        List<Hook> registered = hooks;
        hooks = new ArrayList<>();
        if (rollback) {
            server.rollback(); // EXIT-5, HOOK-9
            failIf(unexpected);
            return;
        }
        if (!server.commit() && rules.refusedCommitFails()) {
            throw new ModelFailure("DatabaseError"); // D2; Django: EXIT-22
        }
        if (rules.hooksInRounds()) {
            runInRounds(registered);
        } else {
            runAll(registered);
        }
    }

    private static void runAll(List<Hook> registered) throws ModelFailure {
        for (Hook hook : registered) {
            runHook(hook.robust(), hook.body()); // HOOK-6, HOOK-19
        }
    }

    /** What a hook that fails has kept from running does not run later either. */
    private void runInRounds(List<Hook> registered) throws ModelFailure {
        if (nextRound != null) {
            nextRound.addAll(registered);
            return;
        }
        if (!registered.isEmpty() && all.stream().anyMatch(ConnectionModel::inBlock)) {
            throw new UndefinedProgramException("a test runs hooks inside a block of another database");
        }
        inHooksOf.push(this);
        try {
            for (List<Hook> round = registered; !round.isEmpty(); round = nextRound) {
                nextRound = new ArrayList<>();
                runAll(round);
            }
        } finally {
            nextRound = null;
            inHooksOf.pop();
        }
    }

    private void rollbackAtExit(String savepoint) {
        try {
            server.rollbackTo(savepoint);
            server.release(savepoint); // EXIT-14
        } catch (ModelFailure e) {
            breaks(); // EXIT-15
        }
        hooks.removeIf(hook -> hook.savepoints().contains(savepoint)); // HOOK-10
    }

    private void releaseAtExit(String savepoint) throws ModelFailure {
        try {
            server.release(savepoint);
        } catch (ModelFailure e) {
            rollbackAtExit(savepoint);
            throw e; // EXIT-3
        }
    }

    /** Runs a statement. */
    void execute(boolean writes, Action statement) throws ModelFailure {
        refuseIfBroken(); // FLAG-3
        try {
            statement.run();
        } catch (ModelFailure e) {
            if (inBlock && (writes || rules.everyFailureMarks())) {
                breaks(); // MARK-1
            }
            throw e;
        }
    }

    void onCommit(boolean robust, Action body) throws ModelFailure {
        if (!inBlock && nextRound != null && inHooksOf.peek() == this) {
            // A hook of a test is in the test, and in no block.
            nextRound.add(new Hook(hookCount++, Set.of(), robust, body));
            return;
        }
        if (!inBlock) {
            runHook(robust, body); // HOOK-3
            return;
        }
        hooks.add(new Hook(hookCount++, activeSavepoints(), robust, body));
    }

    private static void runHook(boolean robust, Action body) throws ModelFailure {
        try {
            body.run();
        } catch (ModelFailure e) {
            if (!robust) {
                throw e; // HOOK-19, HOOK-21
            }
        }
    }

    void setRollbackOnly(boolean value) throws ModelFailure {
        refuseOutsideBlock();
        rollbackFlag = value;
        // One that is undone only with a block around it asks for itself.
        boolean asksForItself = nearestThatWantsOne().equals(UNSAVED);
        rollbackAsked = value && (rollbackAsked || !asksForItself);
        broken = value && (broken || asksForItself);
    }

    private Nested nearestThatWantsOne() {
        return nested.stream().filter(Nested::wantsSavepoint).findFirst().orElse(MERGED);
    }

    boolean isRollbackOnly() throws ModelFailure {
        refuseOutsideBlock();
        return rollbackFlag;
    }

    /** Returns null outside a block, where there is no savepoint. */
    @Nullable
    ManualSavepoint savepoint() throws ModelFailure {
        if (!inBlock) {
            return null; // SP-1
        }
        String id = nextSavepoint();
        execute(false, () -> server.savepoint(id));
        return new ManualSavepoint(id, hookCount, transactionCount, activeSavepoints());
    }

    void savepointRollback(ManualSavepoint savepoint) throws ModelFailure {
        execute(false, () -> {
            refuseElsewhere(savepoint);
            server.rollbackTo(savepoint.id());
        });
        if (rules.savepointRollbackDropsHooks()) {
            hooks.removeIf(hook -> hook.number() >= savepoint.hooksBefore()); // D4; Django: HOOK-14
        }
    }

    void savepointCommit(ManualSavepoint savepoint) throws ModelFailure {
        execute(false, () -> {
            refuseElsewhere(savepoint);
            server.release(savepoint.id());
        });
    }

    /** Taken in one savepoint block and used in another, it would end a block's savepoint, or be gone: servers differ on that. */
    private void refuseElsewhere(ManualSavepoint savepoint) {
        if (savepoint.transaction() != transactionCount || !savepoint.blocks().equals(activeSavepoints())) {
            throw new UndefinedProgramException("a manual savepoint is used in another block than it was taken in");
        }
    }

    private Set<String> activeSavepoints() {
        return nested.stream().map(Nested::savepoint).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** Commits or rolls back by hand, which outside a block changes nothing. */
    void endByHand() throws ModelFailure {
        if (inBlock) {
            throw new ModelFailure("TransactionManagementError"); // AUTO-2
        }
    }

    private String nextSavepoint() {
        return "s" + savepointCount++;
    }

    private void clearFlag() {
        rollbackFlag = false;
        rollbackAsked = false;
        broken = false;
    }

    private void breaks() {
        rollbackFlag = true;
        broken = true;
    }

    /** Whether the flag keeps statements from the server. */
    private boolean stops() {
        return rollbackFlag && (broken || rules.askedRollbackStops());
    }

    private void refuseIfBroken() throws ModelFailure {
        if (stops()) {
            throw new ModelFailure("TransactionManagementError");
        }
    }

    private void refuseOutsideBlock() throws ModelFailure {
        if (!inBlock) {
            throw new ModelFailure("TransactionManagementError"); // FLAG-7
        }
    }

    private static void failIf(boolean unexpected) throws ModelFailure {
        if (unexpected) {
            throw new ModelFailure("UnexpectedRollback"); // D1
        }
    }
}
