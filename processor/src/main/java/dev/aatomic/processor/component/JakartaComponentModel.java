package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import java.util.List;
import java.util.Optional;

/** What was JSR-330: the annotations that most containers know. Which class stands for an interface, the user binds. */
final class JakartaComponentModel implements ComponentModel {

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        return BeanAnnotations.concat(List.of(BeanAnnotations.SINGLETON), BeanAnnotations.marksOf(declaration));
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
        return Optional.of(BeanDocumentation.of(ComponentModelName.JAKARTA, declaration, "an unsatisfied dependency"));
    }
}
