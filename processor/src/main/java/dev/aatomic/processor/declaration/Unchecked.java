package dev.aatomic.processor.declaration;

/**
 * Where the declarations of a method agree only as far as raw types do.
 *
 * @param call whether a call of the method is unchecked, or what it returns is
 * @param overriding whether the method overrides one that returns something with type arguments, and itself has none
 */
public record Unchecked(boolean call, boolean overriding) {}
