package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.descriptor.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/** What a container needs to see on a generated class. */
public interface ComponentModel {

    /**
     * A class that the generated ones refer to.
     *
     * @param type its name
     * @param artifact where it comes from, as Maven names it
     */
    record Requirement(String type, String artifact) {}

    /**
     * What the user's class path must hold.
     *
     * @param declaration the interface or class
     * @return the classes; that of the artifact which brings the others is first
     */
    default List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of();
    }

    /**
     * What stands above the class.
     *
     * @param declaration the interface or class
     * @return the annotations
     */
    List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration);

    /**
     * What stands above the constructor.
     *
     * @param declaration the interface or class
     * @return the annotations
     */
    List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration);

    /**
     * What stands before the constructor's parameter for the implementation.
     *
     * @param declaration the interface or class
     * @return the annotations
     */
    List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration);

    /**
     * Whether the class may be final: a container that intercepts calls extends it.
     *
     * @return true if no container will
     */
    default boolean isFinal() {
        return false;
    }

    /**
     * What the user has to know of the class as a bean.
     *
     * @param declaration the interface or class
     * @return a paragraph of javadoc; empty if there is nothing to say
     */
    default Optional<CodeBlock> documentation(AatomicDeclaration declaration) {
        return Optional.empty();
    }

    /**
     * The module that makes the container use the class.
     *
     * @param declaration the interface or class
     * @return the module; empty if the container finds the class itself
     */
    default Optional<ModuleDescriptor> module(AatomicDeclaration declaration) {
        return Optional.empty();
    }
}
