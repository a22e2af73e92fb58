package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.ClassName;
import java.util.Optional;

/**
 * What runs a block whose method returns neither a value nor a stage.
 *
 * @param type the class that has the adapter; empty if the block itself has it
 * @param method the adapter
 */
public record AdapterDescriptor(Optional<ClassName> type, String method) {}
