package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import java.util.List;
import java.util.Optional;

/**
 * Micronaut, where a bean with a qualifier is found without it, too, so that the generated class has to go before it. A class of
 * the user's it replaces, for all who ask for an interface of it: there may be several such classes of one interface, and no two
 * of them can be the primary bean.
 */
final class MicronautComponentModel implements ComponentModel {

    private static final String PACKAGE = "io.micronaut.context.annotation";

    private static final AnnotationSpec PRIMARY = BeanAnnotations.of(PACKAGE, "Primary");

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(new Requirement(PACKAGE + ".Primary", "io.micronaut:micronaut-inject"), BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        List<AnnotationSpec> marks = BeanAnnotations.marksOf(declaration);
        return BeanAnnotations.concat(
                List.of(BeanAnnotations.SINGLETON),
                switch (declaration.form()) {
                    // Who has marked the interface as primary has done it already.
                    case INTERFACE -> marks.contains(PRIMARY) ? marks : BeanAnnotations.concat(List.of(PRIMARY), marks);
                    case CLASS -> BeanAnnotations.concat(List.of(replaces(declaration)), marks);
                    case DEFAULTS -> marks;
                });
    }

    private static AnnotationSpec replaces(AatomicDeclaration declaration) {
        return AnnotationSpec.builder(ClassName.get(PACKAGE, "Replaces"))
                .addMember("value", "$T.class", ClassName.get(declaration.type()))
                .build();
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
