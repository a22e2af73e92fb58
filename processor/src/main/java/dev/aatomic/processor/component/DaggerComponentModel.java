package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.descriptor.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * Dagger: a constructor to inject, and a module to name in the component that binds the interface. {@code @Reusable} goes with
 * components of any scope, which {@code @Singleton} does not.
 */
final class DaggerComponentModel implements ComponentModel {

    private static final String PACKAGE = "dagger";

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(new Requirement(PACKAGE + ".Reusable", "com.google.dagger:dagger"), BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        return List.of(BeanAnnotations.of(PACKAGE, "Reusable"));
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
    public boolean isFinal() {
        return true;
    }

    @Override
    public Optional<CodeBlock> documentation(AatomicDeclaration declaration) {
        return Optional.of(
                BeanDocumentation.of(ComponentModelName.DAGGER, declaration, "{@code [Dagger/MissingBinding]}"));
    }

    @Override
    public Optional<ModuleDescriptor> module(AatomicDeclaration declaration) {
        ClassName wrapper = BoundInterfaces.wrapperName(declaration);
        return Optional.of(new ModuleDescriptor(
                BoundInterfaces.moduleName(declaration),
                CodeBlock.of(
                        "Makes {@link $T} what Dagger injects. Name it in the component beside your own modules.\n",
                        wrapper),
                List.of(BeanAnnotations.of(PACKAGE, "Module")),
                Optional.empty(),
                wrapper,
                BoundInterfaces.bindings(declaration, BeanAnnotations.of(PACKAGE, "Binds"))));
    }
}
