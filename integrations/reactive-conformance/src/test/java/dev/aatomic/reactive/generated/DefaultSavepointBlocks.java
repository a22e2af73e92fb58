package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "default")
public interface DefaultSavepointBlocks extends TypedBlocks {}
