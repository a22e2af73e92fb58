package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A module to generate, for containers that are configured by modules: it binds interfaces to the generated class.
 *
 * @param name its name
 * @param documentation what its javadoc says
 * @param annotations what stands above it
 * @param superclass what it extends; an interface with abstract methods if empty
 * @param wrapper the generated class
 * @param bindings the interfaces that it binds
 */
public record ModuleDescriptor(
        GeneratedName name,
        CodeBlock documentation,
        List<AnnotationSpec> annotations,
        Optional<ClassName> superclass,
        ClassName wrapper,
        List<Binding> bindings) {

    /** Keeps copies of the lists. */
    public ModuleDescriptor {
        annotations = List.copyOf(annotations);
        bindings = List.copyOf(bindings);
    }

    /**
     * The same with more above it.
     *
     * @param more the annotations to add
     * @return a module with them
     */
    public ModuleDescriptor withAnnotations(List<AnnotationSpec> more) {
        List<AnnotationSpec> all =
                Stream.concat(annotations.stream(), more.stream()).toList();
        return new ModuleDescriptor(name, documentation, all, superclass, wrapper, bindings);
    }

    /**
     * A method that says which class stands for an interface.
     *
     * @param methodName the method's name
     * @param type the interface
     * @param annotations what stands above the method
     */
    public record Binding(String methodName, TypeName type, List<AnnotationSpec> annotations) {

        /** Keeps a copy of the list. */
        public Binding {
            annotations = List.copyOf(annotations);
        }
    }
}
