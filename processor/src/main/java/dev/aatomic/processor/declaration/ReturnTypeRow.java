package dev.aatomic.processor.declaration;

import java.util.Optional;

/**
 * A type that a transactional method may return because somebody wrote an adapter for it.
 *
 * @param type the type's qualified name
 * @param adapter the qualified name of the class that has the adapter; empty if the block itself has it
 * @param method the adapter: a static method of that class which takes the block and the body, or a method of the block
 * @param lazy whether the block begins when somebody subscribes, and anew for each
 * @param many whether there may be many values
 * @param artifact what has the class, where it is one of ours; empty for a user's, which is there
 */
public record ReturnTypeRow(
        String type, Optional<String> adapter, String method, boolean lazy, boolean many, Optional<Artifact> artifact) {

    /**
     * A module of ours.
     *
     * @param coordinates its group and name
     * @param module its name in a {@code requires} clause
     */
    public record Artifact(String coordinates, String module) {}
}
