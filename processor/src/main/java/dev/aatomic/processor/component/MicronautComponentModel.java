package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.model.AatomicDeclaration;
import dev.aatomic.processor.model.ComponentModelName;
import dev.aatomic.processor.model.Form;
import java.util.List;
import java.util.Optional;

/** Micronaut, where a bean with a qualifier is found without it, too, so that the generated class has to go before it. */
final class MicronautComponentModel implements ComponentModel {

    private static final AnnotationSpec PRIMARY = BeanAnnotations.of("io.micronaut.context.annotation", "Primary");

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(
                new Requirement("io.micronaut.context.annotation.Primary", "io.micronaut:micronaut-inject"),
                BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        List<AnnotationSpec> scope = declaration.form() == Form.DEFAULTS
                ? List.of(BeanAnnotations.SINGLETON)
                : List.of(BeanAnnotations.SINGLETON, PRIMARY);
        return BeanAnnotations.concat(scope, BeanAnnotations.marksOf(declaration));
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
        return Optional.of(
                BeanDocumentation.of(ComponentModelName.MICRONAUT, declaration, "{@code NoSuchBeanException}"));
    }
}
