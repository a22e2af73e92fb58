package dev.aatomic.processor.component;

import static dev.aatomic.processor.component.BeanAnnotations.concat;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.read.BeanMarks;
import java.util.List;
import java.util.Optional;

/**
 * CDI. The scope is {@code @Dependent}: discovery of annotated classes finds it, which it does not do for {@code @Singleton},
 * and it needs no client proxy, so that fields may be final and no constructor without parameters is needed. Quarkus finds
 * {@code @Singleton} as well.
 */
final class CdiComponentModel implements ComponentModel {

    private static final AnnotationSpec DEPENDENT = BeanAnnotations.of("jakarta.enterprise.context", "Dependent");
    private static final AnnotationSpec ALTERNATIVE = BeanAnnotations.of("jakarta.enterprise.inject", "Alternative");

    /** Enabled everywhere, and before everything that is no alternative. */
    private static final AnnotationSpec PRIORITY = AnnotationSpec.builder(
                    ClassName.get("jakarta.annotation", "Priority"))
            .addMember("value", "1")
            .build();

    private final ComponentModelName name;
    private final AnnotationSpec scope;

    private CdiComponentModel(ComponentModelName name, AnnotationSpec scope) {
        this.name = name;
        this.scope = scope;
    }

    static CdiComponentModel cdi() {
        return new CdiComponentModel(ComponentModelName.CDI, DEPENDENT);
    }

    static CdiComponentModel quarkus() {
        return new CdiComponentModel(ComponentModelName.QUARKUS, BeanAnnotations.SINGLETON);
    }

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(
                new Requirement(
                        "jakarta.enterprise.inject.Alternative", "jakarta.enterprise:jakarta.enterprise.cdi-api"),
                new Requirement("jakarta.annotation.Priority", "jakarta.annotation:jakarta.annotation-api"),
                BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        List<AnnotationSpec> rank = declaration.form() == Form.CLASS ? List.of(ALTERNATIVE, PRIORITY) : List.of();
        return concat(concat(List.of(scope), rank), BeanAnnotations.marksOf(declaration));
    }

    @Override
    public List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration) {
        return BeanAnnotations.inject();
    }

    /** A class with a qualifier is not to be had without it. */
    @Override
    public List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration) {
        return declaration.form() == Form.CLASS
                ? BeanAnnotations.specs(BeanMarks.allQualifiers(declaration.type()))
                : BeanAnnotations.delegateOf(declaration);
    }

    @Override
    public Optional<CodeBlock> documentation(AatomicDeclaration declaration) {
        return Optional.of(BeanDocumentation.of(name, declaration, "an unsatisfied dependency"));
    }
}
