package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import java.util.List;

/** No container: the user calls the constructor. */
final class PlainComponentModel implements ComponentModel {

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }

    @Override
    public List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }

    @Override
    public List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }

    @Override
    public boolean isFinal() {
        return true;
    }
}
