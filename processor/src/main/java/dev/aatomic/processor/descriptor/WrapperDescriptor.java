package dev.aatomic.processor.descriptor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.TypeElement;

/**
 * A class to generate.
 *
 * @param name its name
 * @param origin the interface or class it was made for
 * @param isPublic whether other packages see it
 * @param isFinal whether nothing extends it
 * @param isPermitted whether it is one of the classes that a sealed interface allows, which have to say who may extend them
 * @param documentation what its javadoc says of it as a bean; empty if it is none
 * @param annotations what stands above it
 * @param typeVariables its type variables, the origin's
 * @param originName the origin
 * @param interfaces what the class implements, with type arguments
 * @param delegateType what the class wraps, with type arguments; empty if it only inherits
 * @param constructorAnnotations what stands above its constructor
 * @param delegateAnnotations what stands before its constructor's first parameter
 * @param methods its methods
 * @param methodNames the names of all methods that it has, those that it only inherits included
 * @param module the module that makes a container use the class
 * @param hidingNames the simple names of the types and constants that it inherits, of its fields, and of its and its methods'
 *     type variables: they hide types of other packages and of its own
 * @param hidingTypes those of them that are types, and hide packages wherever these are named
 */
public record WrapperDescriptor(
        GeneratedName name,
        TypeElement origin,
        boolean isPublic,
        boolean isFinal,
        boolean isPermitted,
        Optional<CodeBlock> documentation,
        List<AnnotationSpec> annotations,
        List<TypeVariableName> typeVariables,
        ClassName originName,
        List<TypeName> interfaces,
        Optional<TypeName> delegateType,
        List<AnnotationSpec> constructorAnnotations,
        List<AnnotationSpec> delegateAnnotations,
        List<MethodDescriptor> methods,
        Set<String> methodNames,
        Optional<ModuleDescriptor> module,
        Set<String> hidingNames,
        Set<String> hidingTypes) {

    /** Keeps copies of the collections. */
    public WrapperDescriptor {
        annotations = List.copyOf(annotations);
        typeVariables = List.copyOf(typeVariables);
        interfaces = List.copyOf(interfaces);
        constructorAnnotations = List.copyOf(constructorAnnotations);
        delegateAnnotations = List.copyOf(delegateAnnotations);
        methods = List.copyOf(methods);
        methodNames = Set.copyOf(methodNames);
        hidingNames = Set.copyOf(hidingNames);
        hidingTypes = Set.copyOf(hidingTypes);
    }

    /**
     * The blocks of the class.
     *
     * @return the blocks, in the order of their methods
     */
    public List<BlockDescriptor> blocks() {
        return methods.stream().flatMap(method -> method.block().stream()).toList();
    }
}
