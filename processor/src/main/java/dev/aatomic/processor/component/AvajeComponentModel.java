package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.declaration.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.TypeElement;

/**
 * Avaje Inject, which would leave a class that takes the interface out of the beans of that interface, unless it is told its
 * types.
 */
final class AvajeComponentModel implements ComponentModel {

    private static final String PACKAGE = "io.avaje.inject";

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(new Requirement(PACKAGE + ".BeanTypes", "io.avaje:avaje-inject"), BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        List<AnnotationSpec> annotations = new ArrayList<>();
        annotations.add(BeanAnnotations.SINGLETON);
        if (declaration.form() != Form.DEFAULTS) {
            annotations.add(BeanAnnotations.of(PACKAGE, "Primary"));
        }
        annotations.add(beanTypes(declaration));
        return BeanAnnotations.concat(annotations, BeanAnnotations.marksOf(declaration));
    }

    private static AnnotationSpec beanTypes(AatomicDeclaration declaration) {
        AnnotationSpec.Builder annotation = AnnotationSpec.builder(ClassName.get(PACKAGE, "BeanTypes"));
        BoundInterfaces.of(declaration)
                .forEach(type ->
                        annotation.addMember("value", "$T.class", ClassName.get((TypeElement) type.asElement())));
        return annotation.build();
    }

    @Override
    public List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration) {
        return BeanAnnotations.inject();
    }

    @Override
    public List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration) {
        return BeanAnnotations.delegateOf(declaration);
    }

    @Override
    public Optional<CodeBlock> documentation(AatomicDeclaration declaration) {
        return Optional.of(BeanDocumentation.of(ComponentModelName.AVAJE, declaration, "a missing dependency"));
    }
}
