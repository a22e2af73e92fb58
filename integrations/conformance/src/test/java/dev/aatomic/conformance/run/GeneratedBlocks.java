package dev.aatomic.conformance.run;

import dev.aatomic.runtime.Transactions;
import java.util.Map;

/** Makes the generated wrappers of {@link PlainBlocks}, by database. */
final class GeneratedBlocks {

    private GeneratedBlocks() {}

    static Map<String, Blocks> of(Transactions transactions) {
        PlainBlocks plain = new PlainBlocks();
        return Map.of(
                "default", new DefaultBlocksAatomic(plain, transactions),
                "other", new OtherBlocksAatomic(plain, transactions));
    }
}
