package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "default", durable = true)
public interface DefaultDurableBlocks extends TypedBlocks {}
