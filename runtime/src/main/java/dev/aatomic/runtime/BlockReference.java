package dev.aatomic.runtime;

/**
 * A block that another one waits for. Immutable.
 *
 * @param id the {@linkplain BlockEntry#id() id}; that of the outermost block for a nested one
 * @param name the {@linkplain BlockEntry#name() name}
 * @param depth how many blocks are around it on its connection
 */
public record BlockReference(long id, String name, int depth) {}
