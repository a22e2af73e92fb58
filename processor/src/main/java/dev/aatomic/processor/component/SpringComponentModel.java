package dev.aatomic.processor.component;

import static dev.aatomic.processor.component.BeanAnnotations.concat;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.BeanMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;

/** Spring: a component that goes before the implementation, which has the interface as well. */
final class SpringComponentModel implements ComponentModel {

    private static final AnnotationSpec COMPONENT = BeanAnnotations.of("org.springframework.stereotype", "Component");

    private static final AnnotationSpec PRIMARY =
            BeanAnnotations.of("org.springframework.context.annotation", "Primary");

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(new Requirement(
                "org.springframework.context.annotation.Primary", "org.springframework:spring-context"));
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        boolean isClass = declaration.form() == Form.CLASS;
        // On a class they are about the implementation, and two beans cannot share a name.
        List<AnnotationMirror> stereotypes = isClass ? List.of() : BeanMarks.stereotypes(declaration.type());
        List<AnnotationMirror> qualifiers = BeanMarks.qualifiers(declaration.type()).stream()
                .filter(qualifier -> !isClass || !BeanMarks.isName(qualifier))
                .toList();
        List<AnnotationSpec> annotations = new ArrayList<>();
        annotations.addAll(stereotypes.isEmpty() ? List.of(COMPONENT) : BeanAnnotations.specs(stereotypes));
        if (declaration.form() != Form.DEFAULTS) {
            annotations.add(PRIMARY);
        }
        return concat(
                annotations,
                concat(
                        BeanAnnotations.specs(qualifiers),
                        BeanAnnotations.specs(BeanMarks.conditions(declaration.type()))));
    }

    @Override
    public List<AnnotationSpec> constructorAnnotations(AatomicDeclaration declaration) {
        return List.of();
    }

    /** A class may have the mark as well: a bean that is no default candidate is not to be had without a qualifier. */
    @Override
    public List<AnnotationSpec> delegateAnnotations(AatomicDeclaration declaration) {
        return declaration.form() == Form.CLASS
                ? BeanAnnotations.specs(Annotations.find(declaration.type(), Annotations.AATOMIC_DELEGATE).stream()
                        .toList())
                : BeanAnnotations.delegateOf(declaration);
    }

    @Override
    public Optional<CodeBlock> documentation(AatomicDeclaration declaration) {
        return Optional.of(
                BeanDocumentation.of(ComponentModelName.SPRING, declaration, "{@code NoSuchBeanDefinitionException}"));
    }
}
