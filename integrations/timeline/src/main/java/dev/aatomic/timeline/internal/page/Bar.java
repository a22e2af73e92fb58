package dev.aatomic.timeline.internal.page;

/**
 * What a row shows of a block.
 *
 * @param block the index of the block
 * @param row the index of the row
 */
record Bar(int block, int row, long start, long end) {}
