package dev.aatomic.reactive.random;

import java.util.ArrayList;
import java.util.List;

/**
 * What a program comes to.
 *
 * @param end how its subscriber is told of the end
 * @param items what it is told before
 * @param isOrdered whether the items come in this order
 * @param areItemsKnown whether it is told of all items; else some may be lost
 * @param transactions what is committed, in this order
 * @param areInOrder whether no transaction is committed before the ones before it
 * @param rollbackHooks the hooks that run since something was rolled back
 * @param areRollbackHooksKnown whether these are all, and all of them run
 */
record Prediction(
        End end,
        List<Integer> items,
        boolean isOrdered,
        boolean areItemsKnown,
        List<Transaction> transactions,
        boolean areInOrder,
        List<Integer> rollbackHooks,
        boolean areRollbackHooksKnown) {

    /**
     * What a transaction leaves.
     *
     * @param rows its rows
     * @param hooks the hooks that run
     */
    record Transaction(List<Integer> rows, List<Integer> hooks) {}

    /** What is left where only these transactions were committed, by the bits of a number. */
    Transaction left(int which) {
        List<Integer> rows = new ArrayList<>();
        List<Integer> hooks = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            if ((which >> i & 1) != 0) {
                rows.addAll(transactions.get(i).rows());
                hooks.addAll(transactions.get(i).hooks());
            }
        }
        rows.sort(null);
        hooks.sort(null);
        return new Transaction(rows, hooks);
    }

    Transaction all() {
        return left((1 << transactions.size()) - 1);
    }

    /** What may be left where the subscriber cancels at any time. */
    List<Transaction> cutOff() {
        List<Transaction> cutOff = new ArrayList<>();
        for (int which = 0; which < 1 << transactions.size(); which++) {
            if (!areInOrder || (which & which + 1) == 0) {
                cutOff.add(left(which));
            }
        }
        return cutOff;
    }
}
