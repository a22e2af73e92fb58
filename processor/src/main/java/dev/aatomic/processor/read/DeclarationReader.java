package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.method.CollectedMethod;
import dev.aatomic.processor.method.MethodCollector;
import dev.aatomic.processor.read.AttributeReader.Reading;
import dev.aatomic.processor.read.ReturnReader.Returned;
import dev.aatomic.processor.type.Hierarchy;
import dev.aatomic.processor.type.ObjectMethods;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Reads an interface or class: the step from the compiler's elements to a declaration. */
public final class DeclarationReader {

    private final AdapterScopes adapterScopes;
    private final Superinterfaces superinterfaces;
    private final MethodCollector methodCollector;
    private final AttributeReader attributeReader;
    private final ReturnReader returnReader;

    /**
     * Makes a reader for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     * @param adapterScopes the return types that users added
     */
    public DeclarationReader(Elements elements, Types types, AdapterScopes adapterScopes) {
        this.adapterScopes = adapterScopes;
        this.superinterfaces = new Superinterfaces(elements, types);
        this.methodCollector = new MethodCollector(elements, types);
        this.attributeReader = new AttributeReader(types);
        this.returnReader = new ReturnReader(types);
    }

    /**
     * Reads a type whose types all exist.
     *
     * @param type an interface, or a class that implements one
     * @return what it declares
     */
    public AatomicDeclaration read(TypeElement type) {
        Hierarchy hierarchy = Hierarchy.of(type);
        List<DeclaredType> interfaces = superinterfaces.of(type);
        List<CollectedMethod> collected = methodCollector.collect(type, interfaces, hierarchy);
        AdapterScope scope = adapterScopes.of(type);
        List<MethodDeclaration> methods =
                collected.stream().map(method -> read(method, hierarchy, scope)).toList();
        Form form = form(type, methods);
        return new AatomicDeclaration(
                type,
                form,
                interfaces,
                hierarchy.types(),
                InheritedDefaults.mark(methods, form),
                Annotations.componentModel(type),
                type.getKind() == ElementKind.CLASS ? unreachable(type, collected) : List.of());
    }

    private static Form form(TypeElement type, List<MethodDeclaration> methods) {
        if (type.getKind() == ElementKind.CLASS) {
            return Form.CLASS;
        }
        // Every class has the public methods of Object, and only without a block can it do without overriding them.
        List<MethodDeclaration> needed = methods.stream()
                .filter(method -> method.transactional() || !ObjectMethods.isPublic(method.element()))
                .toList();
        return !needed.isEmpty() && needed.stream().allMatch(MethodDeclaration::isDefault)
                ? Form.DEFAULTS
                : Form.INTERFACE;
    }

    private static List<ExecutableElement> unreachable(TypeElement type, List<CollectedMethod> collected) {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(MethodCollector::isCollected)
                .filter(method -> Annotations.find(method, Annotations.AATOMIC).isPresent())
                .filter(method -> collected.stream()
                        .noneMatch(other -> other.declarations().contains(method)))
                .toList();
    }

    private MethodDeclaration read(CollectedMethod method, Hierarchy hierarchy, AdapterScope scope) {
        Reading reading = attributeReader.read(method, hierarchy);
        Returned returned = returnReader.read(method.type(), scope);
        return new MethodDeclaration(
                method.element(),
                method.type(),
                method.others(),
                method.exceptions(),
                method.rival(),
                method.unchecked(),
                reading.transactional(),
                reading.attributes(),
                reading.disagreements(),
                returned.shape(),
                returned.row(),
                returned.supportedForm(),
                /* inherited= */ false);
    }
}
