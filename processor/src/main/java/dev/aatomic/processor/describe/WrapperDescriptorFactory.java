package dev.aatomic.processor.describe;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.component.ComponentModel;
import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.descriptor.BlockDescriptor;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.descriptor.MethodDescriptor;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import dev.aatomic.processor.read.AnnotationSpecs;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.Nullness;
import dev.aatomic.processor.read.TypeNames;
import dev.aatomic.processor.type.Accessibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Decides what the generated class looks like: the step from a valid declaration to a description that only needs
 * printing.
 */
public final class WrapperDescriptorFactory {

    private static final List<String> NULLNESS_MARKS =
            List.of("org.jspecify.annotations.NullMarked", "org.jspecify.annotations.NullUnmarked");

    private final Adapters adapters;
    private final CheckedExceptions checkedExceptions;
    private final Suppressions suppressions;
    private final CarriedAnnotations carriedAnnotations;

    /**
     * Makes a factory for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     */
    public WrapperDescriptorFactory(Elements elements, Types types) {
        this.adapters = new Adapters(elements);
        this.checkedExceptions = new CheckedExceptions(types);
        this.carriedAnnotations = new CarriedAnnotations(elements);
        this.suppressions = new Suppressions(elements, types, carriedAnnotations, adapters);
    }

    /**
     * Describes the class for a declaration.
     *
     * @param declaration what the user wrote
     * @param componentModel what the container needs
     * @return the class
     */
    public WrapperDescriptor describe(AatomicDeclaration declaration, ComponentModel componentModel) {
        TypeElement type = declaration.type();
        TypeNames names = new TypeNames(annotation -> carriedAnnotations.isAccessible(annotation, type));
        List<AnnotationSpec> marks = componentModel.typeAnnotations(declaration);
        List<AnnotationMirror> carried = carriedOver(type);
        List<MethodDescriptor> methods = methods(declaration, names);
        return new WrapperDescriptor(
                GeneratedName.of(type),
                type,
                Accessibility.isPublic(type),
                componentModel.isFinal(),
                isPermitted(declaration),
                componentModel.documentation(declaration),
                concat(marks, concat(specs(carried), suppressions.ofType(declaration, carried, !marks.isEmpty()))),
                type.getTypeParameters().stream()
                        .map(parameter -> names.declaration((TypeVariable) parameter.asType()))
                        .toList(),
                ClassName.get(type),
                declaration.interfaces().stream().map(names::name).toList(),
                declaration.form() == Form.DEFAULTS ? Optional.empty() : Optional.of(names.name(type.asType())),
                concat(componentModel.constructorAnnotations(declaration), suppressions.ofConstructor(declaration)),
                componentModel.delegateAnnotations(declaration),
                methods,
                declaration.methods().stream().map(MethodDeclaration::name).collect(Collectors.toSet()),
                componentModel
                        .module(declaration)
                        .map(module -> module.withAnnotations(suppressions.ofModule(declaration))),
                hidingNames(declaration, methods),
                hidingTypes(declaration));
    }

    private List<MethodDescriptor> methods(AatomicDeclaration declaration, TypeNames names) {
        FieldNames fieldNames = new FieldNames(
                declaration.methods().stream().map(MethodDeclaration::name).toList());
        String typeName = GeneratedName.nestedName(declaration.type());
        List<MethodDescriptor> methods = new ArrayList<>();
        for (MethodDeclaration method : declaration.methods()) {
            Optional<BlockDescriptor> block = Optional.empty();
            if (method.inherited()) {
                continue;
            }
            if (method.transactional()) {
                block = Optional.of(new BlockDescriptor(
                        fieldNames.next(method.name()),
                        typeName + "." + method.name(),
                        AttributesFactory.of(method.attributes()),
                        method.shape(),
                        method.row().map(row -> adapters.describe(row, declaration.type())),
                        checkedExceptions.areSeveral(method.exceptions())));
            }
            methods.add(describe(method, block, declaration, names));
        }
        return methods;
    }

    private MethodDescriptor describe(
            MethodDeclaration method,
            Optional<BlockDescriptor> block,
            AatomicDeclaration declaration,
            TypeNames names) {
        TypeMirror returned = method.element().getReturnType();
        List<AnnotationMirror> carried = carriedAnnotations.of(method.element(), declaration.type());
        List<AnnotationMirror> ofVariable = Nullness.ofVariable(returned, carried);
        return new MethodDescriptor(
                method.name(),
                concat(specs(without(ofVariable, carried)), suppressions.ofMethod(method, declaration)),
                method.type().getTypeVariables().stream()
                        .map(names::declaration)
                        .toList(),
                names.name(method.type().getReturnType(), returned, ofVariable),
                parameters(method, declaration, names),
                method.element().isVarArgs(),
                method.thrown().stream().map(names::name).toList(),
                block);
    }

    private List<ParameterSpec> parameters(
            MethodDeclaration method, AatomicDeclaration declaration, TypeNames typeNames) {
        List<ParameterSpec> parameters = new ArrayList<>();
        ExecutableElement element = method.element();
        List<? extends TypeMirror> types = method.type().getParameterTypes();
        List<String> names = ParameterNames.of(element);
        for (int index = 0; index < types.size(); index++) {
            VariableElement parameter = element.getParameters().get(index);
            List<AnnotationMirror> carried = carriedAnnotations.of(parameter, declaration.type());
            List<AnnotationMirror> ofVariable = Nullness.ofVariable(parameter.asType(), carried);
            TypeName type = typeNames.name(types.get(index), parameter.asType(), ofVariable);
            parameters.add(ParameterSpec.builder(type, names.get(index))
                    .addAnnotations(specs(without(ofVariable, carried)))
                    .build());
        }
        return parameters;
    }

    /** What is said of the type and of its code: the latter also by the types around it, which are not around the class. */
    private static List<AnnotationMirror> carriedOver(TypeElement type) {
        return Stream.concat(Annotations.find(type, Deprecated.class.getName()).stream(), nullnessMarks(type).stream())
                .toList();
    }

    private static List<AnnotationMirror> nullnessMarks(Element element) {
        if (!(element instanceof TypeElement)) {
            return List.of();
        }
        List<AnnotationMirror> marks = NULLNESS_MARKS.stream()
                .flatMap(name -> Annotations.find(element, name).stream())
                .toList();
        return marks.isEmpty() ? nullnessMarks(element.getEnclosingElement()) : marks;
    }

    private static List<AnnotationMirror> without(List<AnnotationMirror> some, List<AnnotationMirror> annotations) {
        return annotations.stream().filter(each -> !some.contains(each)).toList();
    }

    private static List<AnnotationSpec> specs(List<AnnotationMirror> annotations) {
        return annotations.stream().map(AnnotationSpecs::of).toList();
    }

    private static boolean isPermitted(AatomicDeclaration declaration) {
        return declaration.interfaces().stream()
                .anyMatch(type -> type.asElement().getModifiers().contains(Modifier.SEALED));
    }

    private static Set<String> hidingNames(AatomicDeclaration declaration, List<MethodDescriptor> methods) {
        Stream<String> constants = members(declaration)
                .filter(member -> member.getKind().isField())
                .map(member -> member.getSimpleName().toString());
        Stream<String> fields =
                methods.stream().flatMap(method -> method.block().stream()).map(BlockDescriptor::fieldName);
        return Stream.of(hidingTypes(declaration).stream(), constants, fields, Adapters.hidingNames(methods))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    private static Set<String> hidingTypes(AatomicDeclaration declaration) {
        Stream<Element> types = members(declaration).filter(member -> member instanceof TypeElement);
        Stream<Element> variables = Stream.concat(
                declaration.type().getTypeParameters().stream(),
                declaration.methods().stream().flatMap(method -> method.element().getTypeParameters().stream()));
        return Stream.concat(types, variables)
                .map(element -> element.getSimpleName().toString())
                .collect(Collectors.toSet());
    }

    /** What the class inherits. */
    private static Stream<Element> members(AatomicDeclaration declaration) {
        return declaration.hierarchy().stream()
                .filter(type -> type.getKind() == ElementKind.INTERFACE)
                .flatMap(type -> type.getEnclosedElements().stream());
    }

    private static List<AnnotationSpec> concat(List<AnnotationSpec> first, List<AnnotationSpec> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
