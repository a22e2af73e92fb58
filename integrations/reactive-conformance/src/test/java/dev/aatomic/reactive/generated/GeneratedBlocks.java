package dev.aatomic.reactive.generated;

import dev.aatomic.conformance.Op;
import dev.aatomic.runtime.Transactions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The generated classes. */
public final class GeneratedBlocks {

    private record Settings(String using, boolean savepoint, boolean durable) {}

    private final Map<Settings, TypedBlocks> blocks = new HashMap<>();

    public GeneratedBlocks(Transactions transactions) {
        PlainTypedBlocks plain = new PlainTypedBlocks();
        blocks.put(new Settings("default", true, false), new DefaultSavepointBlocksAatomic(plain, transactions));
        blocks.put(new Settings("default", false, false), new DefaultMergedBlocksAatomic(plain, transactions));
        blocks.put(new Settings("default", true, true), new DefaultDurableBlocksAatomic(plain, transactions));
        blocks.put(new Settings("default", false, true), new DefaultDurableMergedBlocksAatomic(plain, transactions));
        blocks.put(new Settings("other", true, false), new OtherSavepointBlocksAatomic(plain, transactions));
        blocks.put(new Settings("other", false, false), new OtherMergedBlocksAatomic(plain, transactions));
        blocks.put(new Settings("other", true, true), new OtherDurableBlocksAatomic(plain, transactions));
        blocks.put(new Settings("other", false, true), new OtherDurableMergedBlocksAatomic(plain, transactions));
    }

    /** The one with the settings of a block. */
    public TypedBlocks of(Op.Block block) {
        return Objects.requireNonNull(blocks.get(new Settings(block.using(), block.savepoint(), block.durable())));
    }
}
