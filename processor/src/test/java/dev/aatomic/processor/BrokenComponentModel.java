package dev.aatomic.processor;

import com.palantir.javapoet.AnnotationSpec;
import dev.aatomic.processor.component.ComponentModel;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import java.util.List;

/** Fails where the processor expects nothing to fail. */
final class BrokenComponentModel implements ComponentModel {

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        throw new IllegalStateException("broken");
    }

    @Override
    public List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }

    @Override
    public List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }
}
