package dev.aatomic.reactive.generated;

import dev.aatomic.Aatomic;

/** See {@link TypedBlocks}. */
@Aatomic(using = "other")
public interface OtherSavepointBlocks extends TypedBlocks {}
