package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;
import java.util.Optional;

/**
 * A method to generate.
 *
 * @param name its name
 * @param annotations what stands above it, besides {@code @Override}
 * @param typeVariables its own type variables
 * @param returnType what it returns
 * @param parameters its parameters, named as the interface names them
 * @param varargs whether the last one takes any number of arguments
 * @param exceptions its throws clause
 * @param block its block; none if the call is only passed on
 */
public record MethodDescriptor(
        String name,
        List<AnnotationSpec> annotations,
        List<TypeVariableName> typeVariables,
        TypeName returnType,
        List<ParameterSpec> parameters,
        boolean varargs,
        List<TypeName> exceptions,
        Optional<BlockDescriptor> block) {

    /** Keeps copies of the lists. */
    public MethodDescriptor {
        annotations = List.copyOf(annotations);
        typeVariables = List.copyOf(typeVariables);
        parameters = List.copyOf(parameters);
        exceptions = List.copyOf(exceptions);
    }
}
