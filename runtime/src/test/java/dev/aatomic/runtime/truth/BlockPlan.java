package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.subscribed.SubscribedType;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A block of a program.
 *
 * @param id its name in messages
 * @param target where it is opened
 * @param relation what it is to the open block of its database
 * @param form how it is opened
 * @param type the type through which it is opened, where it is subscribed to; else null
 * @param settings its other settings
 * @param interference what its caller does to its future
 * @param actions what its body does between its first statement and its last
 * @param end how its body ends
 * @param next the block that its caller opens when he is told, or null
 */
record BlockPlan(
        int id,
        Target target,
        Relation relation,
        Form form,
        SubscribedType type,
        Settings settings,
        Interference interference,
        List<Action> actions,
        End end,
        BlockPlan next) {

    /**
     * Settings of a block.
     *
     * @param commitsFor what {@code noRollbackFor} names, or null
     * @param attempts how often it runs at most
     * @param timeout its time limit, or null
     */
    record Settings(Class<? extends Throwable> commitsFor, int attempts, Duration timeout) {

        static final Settings NONE = new Settings(null, 1, null);

        @Override
        public String toString() {
            return (commitsFor == null ? "" : " noRollbackFor " + commitsFor.getSimpleName())
                    + (attempts == 1 ? "" : " attempts " + attempts)
                    + (timeout == null ? "" : " timeout " + timeout);
        }
    }

    BlockPlan withActions(List<Action> others) {
        return new BlockPlan(id, target, relation, form, type, settings, interference, List.copyOf(others), end, next);
    }

    BlockPlan withForm(Form other) {
        return new BlockPlan(
                id,
                target,
                relation,
                other,
                other.isSubscribed() ? type : null,
                settings,
                interference,
                actions,
                end,
                next);
    }

    BlockPlan withEnd(End other) {
        return new BlockPlan(id, target, relation, form, type, settings, interference, actions, other, next);
    }

    BlockPlan withSettings(Settings other) {
        return new BlockPlan(id, target, relation, form, type, other, interference, actions, end, next);
    }

    BlockPlan withInterference(Interference other) {
        return new BlockPlan(id, target, relation, form, type, settings, other, actions, end, next);
    }

    boolean commitsFor(Throwable failure) {
        return settings.commitsFor() != null && settings.commitsFor().isInstance(failure);
    }

    BlockPlan withNext(BlockPlan other) {
        return new BlockPlan(id, target, relation, form, type, settings, interference, actions, end, other);
    }

    /** Whether the engine knows what its body gave, and its caller gets it. */
    boolean hasValue() {
        return form.hasValue() && (type == null || type.hasValue());
    }

    /** Whether a hook in it opens a block. */
    boolean opensInHooks() {
        return actions.stream()
                .anyMatch(action -> action.hook() != null && action.hook().opens() != null
                        || action.block() != null && action.block().opensInHooks());
    }

    /** Whether neither it nor anything in it can fail, and nobody stops it. */
    boolean isHarmless() {
        return (end == End.VALUE || end == End.VALUE_OF_NOTHING || end == End.VALUE_INTERRUPTED)
                && settings.timeout() == null
                && !interference.kind().stops()
                && actions.stream().allMatch(action -> action.isHarmless(target));
    }

    /** Whether it and all blocks in it have to do with that place only: where it is not waited for, what is around it may have ended. */
    boolean staysOn(Target place) {
        return target == place
                && actions.stream()
                        .allMatch(action -> action.kind() != Action.Kind.WRITE_AROUND
                                && (action.block() == null || action.block().staysOn(place)));
    }

    String text(String indent) {
        return indent + "block " + id + " " + target + " " + relation + " " + form + (type == null ? "" : " " + type)
                + settings
                + (interference.isNone() ? "" : ", " + interference) + ", ends " + end + "\n"
                + actions.stream().map(action -> action.text(indent + "  ")).collect(Collectors.joining())
                + (next == null ? "" : indent + "  then\n" + next.text(indent + "    "));
    }
}
