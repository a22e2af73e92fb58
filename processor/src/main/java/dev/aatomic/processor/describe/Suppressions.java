package dev.aatomic.processor.describe;

import com.palantir.javapoet.AnnotationSpec;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.Nullness;
import dev.aatomic.processor.type.ObjectMethods;
import dev.aatomic.processor.type.TypeArguments;
import dev.aatomic.processor.type.TypeWalker;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.ModuleElement.RequiresDirective;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * The warnings that a generated class would raise through no fault of its own, since it has to repeat what its
 * interface says. Only those are suppressed, so that the class compiles where all warnings are errors.
 */
final class Suppressions {

    private final Elements elements;
    private final Types types;
    private final CarriedAnnotations carriedAnnotations;
    private final Adapters adapters;
    private final Exports exports;

    Suppressions(Elements elements, Types types, CarriedAnnotations carriedAnnotations, Adapters adapters) {
        this.adapters = adapters;
        this.exports = new Exports(elements);
        this.elements = elements;
        this.types = types;
        this.carriedAnnotations = carriedAnnotations;
    }

    /** The warnings of the class as a whole, whose annotations may show a container to readers who do not know it. */
    List<AnnotationSpec> ofType(AatomicDeclaration declaration, List<AnnotationMirror> carried, boolean isBean) {
        TypeElement type = declaration.type();
        Set<String> names = new TreeSet<>();
        TypeWalker.walk(type.asType(), each -> addUse(each, type, names));
        List<TypeMirror> bounds = type.getTypeParameters().stream()
                .<TypeMirror>flatMap(parameter -> parameter.getBounds().stream())
                .toList();
        TypeWalker.walkAll(declaration.interfaces(), each -> addUse(each, type, names));
        TypeWalker.walkAll(bounds, each -> addUse(each, type, names));
        List<AnnotationMirror> nullness = Stream.concat(declaration.interfaces().stream(), bounds.stream())
                .flatMap(named -> Nullness.within(named).stream())
                .toList();
        nullness.forEach(annotation -> addAnnotation(annotation, type, names));
        boolean showsUnknown = exports.isUnknown(GeneratedName.MARK, type)
                || exports.isAnyUnknown(bounds, type)
                || declaration.interfaces().stream().anyMatch(parent -> exports.isParentUnknown(parent, type))
                || Stream.concat(carried.stream(), nullness.stream())
                        .anyMatch(annotation -> exports.isUnknown(annotation, type));
        if (showsUnknown || isBean && exports.isExported(type)) {
            names.add("exports");
        }
        if (isSubtype(type, Serializable.class)) {
            names.add("serial");
        }
        List<MethodDeclaration> methods = declaration.methods();
        if (declaration.form() != Form.DEFAULTS && has(methods, "equals", 1) && !has(methods, "hashCode", 0)) {
            names.add("overrides");
        }
        if (isSubtype(type, AutoCloseable.class) && methods.stream().anyMatch(this::closesWithInterruption)) {
            names.add("try");
        }
        // Javac looks for this one at the class, not at the method.
        if (methods.stream().anyMatch(Suppressions::overridesUnchecked)) {
            names.add("unchecked");
        }
        if (methods.stream().anyMatch(method -> isAmbiguous(method, methods))) {
            names.add("overloads");
        }
        return annotation(names);
    }

    /**
     * The warnings of the constructor: it shows the runtime to readers of a module that may not pass it on, and names
     * the exceptions of the attributes.
     */
    List<AnnotationSpec> ofConstructor(AatomicDeclaration declaration) {
        ModuleElement module = elements.getModuleOf(declaration.type());
        boolean passedOn = ElementFilter.requiresIn(module.getDirectives()).stream()
                .filter(RequiresDirective::isTransitive)
                .anyMatch(directive ->
                        directive.getDependency().getQualifiedName().contentEquals("dev.aatomic.runtime"));
        Set<String> names = new TreeSet<>();
        if (exports.isExported(declaration.type()) && !passedOn) {
            names.add("exports");
        }
        declaration.methods().stream()
                .flatMap(method -> method.attributes().values().values().stream())
                .forEach(written -> addValue(written.value(), declaration.type(), names));
        return annotation(names);
    }

    /** The warnings of a module: it names the interfaces, and shows the container to readers who may not know it. */
    List<AnnotationSpec> ofModule(AatomicDeclaration declaration) {
        TypeElement type = declaration.type();
        Set<String> names = new TreeSet<>();
        TypeWalker.walkAll(declaration.interfaces(), each -> addUse(each, type, names));
        if (isDeprecated(type)) {
            names.add("deprecation");
        }
        if (exports.isExported(type)) {
            names.add("exports");
        }
        return annotation(names);
    }

    /** The warnings of a method. */
    List<AnnotationSpec> ofMethod(MethodDeclaration method, AatomicDeclaration declaration) {
        Set<String> names = new TreeSet<>();
        TypeWalker.walkAll(method.named(), each -> addUse(each, method.element(), names));
        List<AnnotationMirror> annotations = Stream.of(
                        carriedAnnotations.of(method.element(), declaration.type()).stream(),
                        method.element().getParameters().stream()
                                .flatMap(parameter -> carriedAnnotations.of(parameter, declaration.type()).stream()),
                        method.named().stream().flatMap(named -> Nullness.within(named).stream()),
                        ofVariables(method.element()))
                .flatMap(each -> each)
                .toList();
        annotations.forEach(annotation -> addAnnotation(annotation, method.element(), names));
        addDeprecation(method.element(), method.element(), names);
        method.overridden().forEach(overridden -> addDeprecation(overridden, method.element(), names));
        if (ObjectMethods.isFinalizer(method.element())) {
            // Deprecated since Java 9 and for removal since 18: the same source is to do for both.
            names.addAll(List.of("deprecation", "removal"));
        }
        adapters.methods(method, declaration.type())
                .forEach(adapter -> addDeprecations(adapter, method.element(), names));
        if (exports.isAnyUnknown(method.named(), declaration.type())
                || annotations.stream().anyMatch(annotation -> exports.isUnknown(annotation, declaration.type()))) {
            names.add("exports");
        }
        if (isDeprecated(declaration.type())) {
            names.remove("deprecation");
        }
        boolean rawStage = method.transactional()
                && method.shape().isAsynchronous()
                && TypeArguments.isRaw((DeclaredType) method.type().getReturnType());
        if (rawStage || method.unchecked().call() || hasHeapPollution(method)) {
            names.add("unchecked");
        }
        return annotation(names);
    }

    /** Those that javac forgets once a type argument is in the place of the type variable that has them. */
    private static Stream<AnnotationMirror> ofVariables(ExecutableElement method) {
        Stream<TypeMirror> parameters = method.getParameters().stream().map(VariableElement::asType);
        return Stream.concat(Stream.of(method.getReturnType()), parameters)
                .flatMap(type -> Nullness.within(type).stream());
    }

    private static List<AnnotationSpec> annotation(Collection<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        AnnotationSpec.Builder annotation = AnnotationSpec.builder(SuppressWarnings.class);
        names.forEach(name -> annotation.addMember("value", "$S", name));
        return List.of(annotation.build());
    }

    private static void addValue(AnnotationValue value, Element user, Set<String> names) {
        Object content = value.getValue();
        if (content instanceof TypeMirror type) {
            // A literal needs no type arguments.
            TypeWalker.walk(type, each -> addDeprecations(each.asElement(), user, names));
        } else if (content instanceof VariableElement constant) {
            addDeprecations(constant, user, names);
        } else if (content instanceof List<?> elements) {
            elements.forEach(element -> addValue((AnnotationValue) element, user, names));
        } else if (content instanceof AnnotationMirror annotation) {
            addAnnotation(annotation, user, names);
        }
    }

    private static void addAnnotation(AnnotationMirror annotation, Element user, Set<String> names) {
        TypeWalker.walk(annotation.getAnnotationType(), each -> addUse(each, user, names));
        annotation.getElementValues().forEach((attribute, value) -> {
            addDeprecation(attribute, user, names);
            addValue(value, user, names);
        });
    }

    private static void addUse(DeclaredType used, Element user, Set<String> names) {
        if (TypeArguments.isRaw(used)) {
            names.add("rawtypes");
        }
        addDeprecations(used.asElement(), user, names);
    }

    /** A nested type is written with those around it. */
    private static void addDeprecations(Element used, Element user, Set<String> names) {
        for (Element each = used; !(each instanceof PackageElement); each = each.getEnclosingElement()) {
            addDeprecation(each, user, names);
        }
    }

    /** Code that is deprecated itself may use what is deprecated, but not what is going to be removed. */
    private static void addDeprecation(Element used, Element user, Set<String> names) {
        if (isForRemoval(used)) {
            names.add("removal");
        } else if (isDeprecated(used) && !isDeprecated(user)) {
            names.add("deprecation");
        }
    }

    private static boolean isDeprecated(Element element) {
        return Annotations.find(element, Deprecated.class.getName()).isPresent();
    }

    private static boolean isForRemoval(Element element) {
        return Annotations.find(element, Deprecated.class.getName())
                .flatMap(annotation -> Annotations.written(annotation, "forRemoval"))
                .filter(value -> value.getValue().equals(true))
                .isPresent();
    }

    /** Whether the method overrides a generic one without being generic, or returns less of it, as legacy code does. */
    private static boolean overridesUnchecked(MethodDeclaration method) {
        return method.unchecked().overriding() && !method.inherited()
                || method.element().getTypeParameters().isEmpty()
                        && method.overridden().stream()
                                .anyMatch(overridden ->
                                        !overridden.getTypeParameters().isEmpty());
    }

    private boolean hasHeapPollution(MethodDeclaration method) {
        if (!method.element().isVarArgs()) {
            return false;
        }
        List<? extends TypeMirror> parameters = method.type().getParameterTypes();
        TypeMirror component = ((ArrayType) parameters.get(parameters.size() - 1)).getComponentType();
        return !TypeArguments.isReifiable(component);
    }

    private boolean isSubtype(TypeElement type, Class<?> parent) {
        TypeElement element = elements.getTypeElement(parent.getName());
        return element != null && types.isSubtype(types.erasure(type.asType()), element.asType());
    }

    private boolean closesWithInterruption(MethodDeclaration method) {
        TypeElement interrupted = elements.getTypeElement(InterruptedException.class.getName());
        return method.name().equals("close")
                && method.element().getParameters().isEmpty()
                && method.exceptions().stream().anyMatch(thrown -> types.isSubtype(interrupted.asType(), thrown));
    }

    private static boolean has(List<MethodDeclaration> methods, String name, int parameters) {
        return methods.stream()
                .anyMatch(method -> method.name().equals(name)
                        && method.element().getParameters().size() == parameters);
    }

    /** Whether an overload differs in nothing but functional interfaces, so that a lambda might mean either. */
    private boolean isAmbiguous(MethodDeclaration method, List<MethodDeclaration> methods) {
        return methods.stream()
                .anyMatch(other -> other != method
                        && other.name().equals(method.name())
                        && other.type().getParameterTypes().size()
                                == method.type().getParameterTypes().size()
                        && differByInterface(method, other));
    }

    private static boolean differByInterface(MethodDeclaration method, MethodDeclaration other) {
        for (int index = 0; index < method.type().getParameterTypes().size(); index++) {
            if (isInterface(method.type().getParameterTypes().get(index))
                    && isInterface(other.type().getParameterTypes().get(index))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInterface(TypeMirror type) {
        return type instanceof DeclaredType declared && declared.asElement().getKind() == ElementKind.INTERFACE;
    }
}
