package dev.aatomic.conformance.run;

import dev.aatomic.conformance.Op;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Says which adjacent operations of a body may be started together without a change in what the program does:
 *
 * <ul>
 *   <li>each is a block, or a {@code try} around nothing but a block;
 *   <li>a block of its database is open around it. Only children of one scope run one after another; outermost blocks started
 *       together are independent transactions and run side by side;
 *   <li>none but the last ends the body by failing, since the ones after it would then not have been started. A {@code try}
 *       never does; of a bare block the reference model knows;
 *   <li>all are on one database: each database has a gate of its own.
 * </ul>
 */
final class SiblingRule {

    private final Set<Op> failing;
    private final LongAdder groups;

    /**
     * Makes the rule of a program.
     *
     * @param failing the operations that the reference model expects to fail
     * @param groups counts the groups that were started
     */
    SiblingRule(Set<Op> failing, LongAdder groups) {
        this.failing = failing;
        this.groups = groups;
    }

    /** Returns how many operations from the index on are to be started together, at least one. */
    int countFrom(List<Op> body, int index, Position at) {
        if (!isSibling(body.get(index))) {
            return 1;
        }
        String database = block(body.get(index)).using();
        if (!at.isOpen(database)) {
            return 1;
        }
        int end = index + 1;
        while (end < body.size()
                && !failing.contains(body.get(end - 1))
                && isSibling(body.get(end))
                && block(body.get(end)).using().equals(database)) {
            end++;
        }
        if (end - index > 1) {
            groups.increment();
        }
        return end - index;
    }

    private static boolean isSibling(Op op) {
        return op instanceof Op.Block
                || (op instanceof Op.Try attempt
                        && attempt.body().size() == 1
                        && attempt.body().get(0) instanceof Op.Block);
    }

    static Op.Block block(Op op) {
        Op candidate = op instanceof Op.Try attempt ? attempt.body().get(0) : op;
        if (candidate instanceof Op.Block block) {
            return block;
        }
        throw new IllegalArgumentException("not a block: " + op);
    }
}
