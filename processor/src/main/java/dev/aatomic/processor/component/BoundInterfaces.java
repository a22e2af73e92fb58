package dev.aatomic.processor.component;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.descriptor.ModuleDescriptor.Binding;
import dev.aatomic.processor.read.TypeNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

/** The interfaces for which a container is told to inject the generated class. */
final class BoundInterfaces {

    private BoundInterfaces() {}

    /** Those of the class; the JDK's, such as {@code AutoCloseable}, only if it has no others, as many classes have them. */
    static List<DeclaredType> of(AatomicDeclaration declaration) {
        List<DeclaredType> own = declaration.interfaces().stream()
                .filter(type -> !isOfJdk((TypeElement) type.asElement()))
                .toList();
        return own.isEmpty() ? declaration.interfaces() : own;
    }

    /** A method for each, with the qualifiers of the declaration. */
    static List<Binding> bindings(AatomicDeclaration declaration, AnnotationSpec mark) {
        List<AnnotationSpec> annotations =
                BeanAnnotations.concat(List.of(mark), BeanAnnotations.qualifiersOf(declaration));
        Set<String> names = new HashSet<>();
        List<Binding> bindings = new ArrayList<>();
        for (DeclaredType type : of(declaration)) {
            bindings.add(
                    new Binding(methodName((TypeElement) type.asElement(), names), TypeNames.of(type), annotations));
        }
        return bindings;
    }

    static GeneratedName moduleName(AatomicDeclaration declaration) {
        GeneratedName wrapper = GeneratedName.of(declaration.type());
        return new GeneratedName(wrapper.packageName(), wrapper.simpleName() + "Module");
    }

    static ClassName wrapperName(AatomicDeclaration declaration) {
        GeneratedName wrapper = GeneratedName.of(declaration.type());
        return ClassName.get(wrapper.packageName(), wrapper.simpleName());
    }

    private static boolean isOfJdk(TypeElement type) {
        return type.getQualifiedName().toString().startsWith("java.");
    }

    private static String methodName(TypeElement type, Set<String> taken) {
        String simpleName = type.getSimpleName().toString();
        int first = simpleName.offsetByCodePoints(0, 1);
        String name = simpleName.substring(0, first).toLowerCase(Locale.ROOT) + simpleName.substring(first);
        String candidate = SourceVersion.isKeyword(name) ? name + "Bean" : name;
        for (int number = 2; !taken.add(candidate); number++) {
            candidate = name + number;
        }
        return candidate;
    }
}
