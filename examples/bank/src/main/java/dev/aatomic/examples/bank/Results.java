package dev.aatomic.examples.bank;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What became of the transfers.
 *
 * @param committed how many were made
 * @param refused how many failed for lack of funds
 * @param rewarded how many of those made earned a point
 */
record Results(int committed, int refused, int rewarded) {

    /** Waits for all transfers. A failure other than a lack of funds is thrown. */
    static Results of(List<CompletableFuture<Receipt>> transfers) {
        int committed = 0;
        int refused = 0;
        int rewarded = 0;
        for (CompletableFuture<Receipt> transfer : transfers) {
            try {
                Receipt receipt = transfer.join();
                committed++;
                if (receipt.rewarded()) {
                    rewarded++;
                }
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof InsufficientFundsException)) {
                    throw e;
                }
                refused++;
            }
        }
        return new Results(committed, refused, rewarded);
    }
}
