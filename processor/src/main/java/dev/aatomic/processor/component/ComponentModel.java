package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import dev.aatomic.processor.model.AatomicDeclaration;
import java.util.List;

/** What a container needs to see on a generated class. */
public interface ComponentModel {

    /**
     * What stands above the class.
     *
     * @param declaration the interface
     * @return the annotations
     */
    List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration);

    /**
     * What stands above the constructor.
     *
     * @param declaration the interface
     * @return the annotations
     */
    List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration);

    /**
     * What stands before the constructor's parameter for the implementation.
     *
     * @param declaration the interface
     * @return the annotations
     */
    List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration);
}
