package dev.aatomic.processor.component;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.ComponentModelName;
import dev.aatomic.processor.read.Annotations;

/** What the javadoc of a generated class says of it as a bean: the container alone will notice a missing implementation. */
final class BeanDocumentation {

    private static final ClassName AATOMIC_DELEGATE = ClassName.bestGuess(Annotations.AATOMIC_DELEGATE);

    private BeanDocumentation() {}

    /**
     * Says what must be a bean besides.
     *
     * @param name the container
     * @param declaration the interface or class
     * @param complaint what the container says where the implementation is missing
     * @return a paragraph
     */
    static CodeBlock of(ComponentModelName name, AatomicDeclaration declaration, String complaint) {
        ClassName type = ClassName.get(declaration.type());
        String container = name.container();
        return switch (declaration.form()) {
            case INTERFACE -> CodeBlock.of("""
                        <p>A bean, which $L injects for {@link $T}. It wraps the one bean of that type which is marked with
                        {@link $T}; if none is, $L reports $L.
                        """, container, type, AATOMIC_DELEGATE, container, complaint);
            case CLASS -> CodeBlock.of("""
                        <p>A bean, which $L injects for the interfaces of {@link $T}. It wraps the bean of that class; if
                        there is none, $L reports $L.
                        """, container, type, container, complaint);
            case DEFAULTS -> CodeBlock.of("<p>A bean, which $L injects for {@link $T}.\n", container, type);
        };
    }
}
