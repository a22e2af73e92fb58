package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.descriptor.ModuleDescriptor;
import java.util.List;
import java.util.Optional;

/** Guice: what is in {@code jakarta.inject}, and a module to install that binds the interface. */
final class GuiceComponentModel implements ComponentModel {

    private static final String PACKAGE = "com.google.inject";

    @Override
    public List<Requirement> requirements(AatomicDeclaration declaration) {
        return List.of(
                new Requirement(PACKAGE + ".AbstractModule", "com.google.inject:guice, version 7 or later"),
                BeanAnnotations.INJECT);
    }

    @Override
    public List<AnnotationSpec> typeAnnotations(AatomicDeclaration declaration) {
        return List.of(BeanAnnotations.SINGLETON);
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
                BeanDocumentation.of(ComponentModelName.GUICE, declaration, "{@code [Guice/MissingImplementation]}"));
    }

    @Override
    public Optional<ModuleDescriptor> module(AatomicDeclaration declaration) {
        ClassName wrapper = BoundInterfaces.wrapperName(declaration);
        return Optional.of(new ModuleDescriptor(
                BoundInterfaces.moduleName(declaration),
                CodeBlock.of("Makes {@link $T} what Guice injects. Install it beside your own modules.\n", wrapper),
                List.of(),
                Optional.of(ClassName.get(PACKAGE, "AbstractModule")),
                wrapper,
                BoundInterfaces.bindings(declaration, BeanAnnotations.of(PACKAGE, "Provides"))));
    }
}
