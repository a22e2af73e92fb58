package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Disagreement;
import dev.aatomic.processor.declaration.Form;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.ReturnTypeRow;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.option.ProcessorOptions;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.KotlinFunctions;
import dev.aatomic.processor.read.KotlinFunctions.Hidden;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.TypeWalker;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Checks the methods of a type whose types all exist. */
public final class DeclarationValidator {

    private final Elements elements;
    private final Accessibility accessibility;
    private final AttributeValidator attributeValidator;
    private final MethodValidator methodValidator;
    private final ComponentModelValidator componentModelValidator;

    /**
     * Makes a validator for one compilation.
     *
     * @param elements the compiler's elements
     * @param types the compiler's types
     * @param options the options of the compilation
     */
    public DeclarationValidator(Elements elements, Types types, ProcessorOptions options) {
        this.elements = elements;
        this.accessibility = new Accessibility(elements);
        this.attributeValidator = new AttributeValidator(elements, types, accessibility, options.databases());
        this.methodValidator = new MethodValidator(elements, types);
        this.componentModelValidator = new ComponentModelValidator(options.componentModel());
    }

    /**
     * Checks a declaration.
     *
     * @param declaration what the user wrote
     * @param report takes the problems
     */
    public void validate(AatomicDeclaration declaration, ValidationReport report) {
        TypeElement type = declaration.type();
        for (DeclaredType parent : declaration.interfaces()) {
            validateSealed((TypeElement) parent.asElement(), type, report);
        }
        validateAccess(type, type, named(declaration), report);
        if (declaration.interfaces().isEmpty()) {
            report.add(
                    Problem.WRONG_TYPE,
                    type,
                    Annotations.find(type, Annotations.AATOMIC),
                    "Aatomic",
                    type.getSimpleName(),
                    "a class that implements none which package '" + Accessibility.nameOf(elements.getPackageOf(type))
                            + "' can see",
                    "Make one accessible there");
        }
        for (ExecutableElement method : declaration.unreachable()) {
            report.add(
                    Problem.NOT_EXPOSED,
                    method,
                    Annotations.find(method, Annotations.AATOMIC),
                    method.getSimpleName(),
                    type.getSimpleName());
        }
        for (TypeElement parent : declaration.hierarchy()) {
            for (Hidden function : KotlinFunctions.hiddenIn(parent)) {
                reportHidden(type, parent, function, report);
            }
        }
        for (MethodDeclaration method : declaration.methods()) {
            for (Disagreement disagreement : method.disagreements()) {
                reportDisagreement(type, method, disagreement, report);
            }
            if (method.transactional()) {
                methodValidator.validate(declaration, method, report);
            }
            method.rival().ifPresent(rival -> reportRival(type, method, rival, report));
            validateAccess(type, method.element(), method.named(), report);
            if (!method.inherited()) {
                validateNames(type, method, report);
                validateHidden(declaration, method, report);
            }
        }
        attributeValidator.validate(declaration, report);
        componentModelValidator.validate(declaration, report);
        if (!report.hasErrors() && declaration.methods().stream().noneMatch(MethodDeclaration::transactional)) {
            report.add(Problem.EMPTY, type, Annotations.find(type, Annotations.AATOMIC), type.getSimpleName());
        }
    }

    private static void reportDisagreement(
            TypeElement type, MethodDeclaration method, Disagreement disagreement, ValidationReport report) {
        report.add(
                Problem.DISAGREEMENT,
                type,
                disagreement.subject(),
                method.name(),
                typeOf(disagreement.firstPlace()).getSimpleName(),
                disagreement.firstValue(),
                typeOf(disagreement.secondPlace()).getSimpleName(),
                disagreement.secondValue(),
                type.getSimpleName());
    }

    private static void reportHidden(TypeElement type, TypeElement parent, Hidden function, ValidationReport report) {
        report.add(
                Problem.HIDDEN_FUNCTION,
                type,
                function.name(),
                parent.getSimpleName(),
                function.compiledName(),
                mendOf(function));
    }

    private static String mendOf(Hidden function) {
        if (function.isMangled()) {
            return "which is no name there, for the value class in its signature. Write the type within that class"
                    + " there, or make it an ordinary class; Duration, Result and UInt of Kotlin are value classes, too";
        }
        return SourceVersion.isName(function.compiledName())
                ? "which hides it. Drop @JvmSynthetic"
                : "which is no name there. Rename it";
    }

    private static void reportRival(
            TypeElement type, MethodDeclaration method, ExecutableElement rival, ValidationReport report) {
        report.add(
                Problem.AMBIGUOUS_METHOD,
                type,
                method.name(),
                typeOf(method.element()).getSimpleName(),
                typeOf(rival).getSimpleName(),
                type.getSimpleName());
    }

    private static void validateSealed(TypeElement parent, TypeElement type, ValidationReport report) {
        String generated = GeneratedName.of(type).simpleName();
        // The permitted class does not exist yet, so it is known by its simple name only.
        boolean permitted = parent.getPermittedSubclasses().stream()
                .map(each -> ((DeclaredType) each).asElement())
                .anyMatch(each -> each.getSimpleName().contentEquals(generated));
        if (parent.getModifiers().contains(Modifier.SEALED) && !permitted) {
            report.add(
                    Problem.SEALED,
                    type,
                    Annotations.find(type, Annotations.AATOMIC),
                    parent.getSimpleName(),
                    generated);
        }
    }

    /** Class files may have names that no source has: those of Kotlin in backticks, for example. */
    private static void validateNames(TypeElement type, MethodDeclaration method, ValidationReport report) {
        if (!SourceVersion.isName(method.name())) {
            report.add(Problem.IDENTIFIER, method.element(), method.name(), type.getSimpleName(), "inherits");
        }
        Set<String> names = new LinkedHashSet<>();
        TypeWalker.walkAll(
                method.named(), each -> names.add(GeneratedName.qualifiedName((TypeElement) each.asElement())));
        for (String name : names) {
            if (!SourceVersion.isName(name)) {
                report.add(Problem.IDENTIFIER, method.element(), name, method.name(), "uses");
            }
        }
    }

    /** What the generated class names where it is declared; an interface is not hidden from its own package. */
    private static List<TypeMirror> named(AatomicDeclaration declaration) {
        Stream<TypeMirror> bounds =
                declaration.type().getTypeParameters().stream().flatMap(parameter -> parameter.getBounds().stream());
        return Stream.concat(
                        declaration.form() == Form.CLASS ? declaration.interfaces().stream() : Stream.empty(), bounds)
                .toList();
    }

    private void validateAccess(TypeElement type, Element user, List<TypeMirror> used, ValidationReport report) {
        PackageElement here = elements.getPackageOf(type);
        Set<Element> inaccessible = new LinkedHashSet<>();
        TypeWalker.walkAll(
                used, each -> accessibility.hiddenFrom(here, each.asElement()).ifPresent(inaccessible::add));
        for (Element each : inaccessible) {
            report.add(
                    Problem.INACCESSIBLE_TYPE,
                    user,
                    user.getSimpleName(),
                    each.getSimpleName(),
                    Accessibility.nameOf(here));
        }
    }

    /** No source can qualify what is in the unnamed package. */
    private void validateHidden(AatomicDeclaration declaration, MethodDeclaration method, ValidationReport report) {
        TypeElement type = declaration.type();
        if (!elements.getPackageOf(type).isUnnamed()) {
            return;
        }
        Set<Name> used = new LinkedHashSet<>();
        TypeWalker.walkAll(
                method.named(), each -> used.add(outermost(each.asElement()).getQualifiedName()));
        method.row()
                .filter(row -> method.transactional())
                .flatMap(ReturnTypeRow::adapter)
                .map(adapter -> elements.getTypeElement(elements.getModuleOf(type), adapter))
                .ifPresent(adapter -> used.add(outermost(adapter).getQualifiedName()));
        Set<Name> hiding = hidingTypes(declaration, method);
        for (Name name : used) {
            if (hiding.contains(name)) {
                report.add(
                        Problem.HIDDEN_TYPE,
                        method.element(),
                        "'" + name + "' of the unnamed package",
                        name,
                        type.getSimpleName());
            }
        }
    }

    private static Set<Name> hidingTypes(AatomicDeclaration declaration, MethodDeclaration method) {
        Stream<Element> inherited = declaration.hierarchy().stream()
                .filter(parent -> parent.getKind() == ElementKind.INTERFACE)
                .flatMap(parent -> ElementFilter.typesIn(parent.getEnclosedElements()).stream());
        Stream<Element> variables = Stream.concat(
                declaration.type().getTypeParameters().stream(), method.element().getTypeParameters().stream());
        return Stream.concat(inherited, variables).map(Element::getSimpleName).collect(Collectors.toSet());
    }

    private static TypeElement outermost(Element type) {
        Element each = type;
        while (each.getEnclosingElement() instanceof TypeElement outer) {
            each = outer;
        }
        return (TypeElement) each;
    }

    private static Element typeOf(Element element) {
        return element instanceof TypeElement ? element : element.getEnclosingElement();
    }
}
