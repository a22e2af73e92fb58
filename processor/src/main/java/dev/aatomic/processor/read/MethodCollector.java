package dev.aatomic.processor.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Collects the instance methods that the interfaces of a generated class have, inherited ones included, each once. It
 * walks the declarations itself,
 * since {@code Elements.getAllMembers} gives another order and other parameter names in another compiler.
 */
final class MethodCollector {

    private final Elements elements;
    private final Types types;
    private final Accessibility accessibility;

    MethodCollector(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
        this.accessibility = new Accessibility(elements);
    }

    /** Whether a method is one that a class has to implement or may override. */
    static boolean isCollected(ExecutableElement method) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE);
    }

    /** The methods of the given interfaces of a type, which may be the type itself, and of those they extend. */
    List<CollectedMethod> collect(TypeElement type, List<DeclaredType> interfaces, Hierarchy hierarchy) {
        Map<TypeElement, DeclaredType> supertypes = new HashMap<>();
        addSupertypes((DeclaredType) type.asType(), supertypes);
        Map<String, List<Group>> byName = new LinkedHashMap<>();
        List<Group> all = new ArrayList<>();
        for (TypeElement each : hierarchy.types()) {
            if (interfaces.stream().anyMatch(parent -> isSubtype(parent, each.asType()))) {
                for (Member member : members(each, supertypes)) {
                    var sameName = byName.computeIfAbsent(member.name(), name -> new ArrayList<>());
                    find(member, sameName, type)
                            .orElseGet(() -> add(sameName, all))
                            .declarations
                            .add(member);
                }
            }
        }
        for (TypeElement each : hierarchy.types()) {
            if (each.getKind() == ElementKind.CLASS) {
                for (Member member : members(each, supertypes)) {
                    find(member, byName.getOrDefault(member.name(), List.of()), type)
                            .ifPresent(group -> group.implementations.add(member));
                }
            }
        }
        PackageElement here = elements.getPackageOf(type);
        return all.stream().map(group -> merge(group, here)).toList();
    }

    private List<Member> members(TypeElement type, Map<TypeElement, DeclaredType> supertypes) {
        // Not seen from the type that is collected for: Eclipse then takes any method of the same erasure.
        DeclaredType self = supertypes.get(type);
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(MethodCollector::isCollected)
                .map(method -> new Member(method, (ExecutableType) types.asMemberOf(self, method)))
                .toList();
    }

    private void addSupertypes(DeclaredType type, Map<TypeElement, DeclaredType> supertypes) {
        if (supertypes.putIfAbsent((TypeElement) type.asElement(), type) == null) {
            types.directSupertypes(type).forEach(parent -> addSupertypes((DeclaredType) parent, supertypes));
        }
    }

    private Optional<Group> find(Member member, List<Group> groups, TypeElement type) {
        return groups.stream()
                .filter(group -> group.declarations.stream().anyMatch(nearer -> isSame(nearer, member, type)))
                .findFirst();
    }

    private static Group add(List<Group> sameName, List<Group> all) {
        Group group = new Group(new ArrayList<>(), new ArrayList<>());
        sameName.add(group);
        all.add(group);
        return group;
    }

    private boolean isSame(Member nearer, Member member, TypeElement type) {
        return elements.overrides(nearer.element, member.element, type)
                || types.isSubsignature(nearer.type, member.type)
                || types.isSubsignature(member.type, nearer.type);
    }

    /** Of the declarations of one method, finds the one that a call through the interface means. */
    private CollectedMethod merge(Group group, PackageElement here) {
        Member primary = group.declarations.get(0);
        for (Member other : group.declarations) {
            if (!isInherited(other, primary) && returnsLess(other, primary)) {
                primary = other;
            }
        }
        List<TypeMirror> exceptions = new ArrayList<>(primary.type.getThrownTypes());
        ExecutableElement rival = null;
        for (Member other : group.declarations) {
            if (other != primary && !isInherited(other, primary)) {
                exceptions = common(exceptions, thrown(other, primary));
                rival = isErasedAlike(primary.element, other.element) ? rival : other.element;
            }
        }
        if (!group.implementations.isEmpty()) {
            // A call means the class's method, whatever its interfaces say.
            rival = null;
            Member implementation = group.implementations.get(0);
            primary = isReplaceable(primary, group) ? primary : implementation;
            if (implementation.type.getTypeVariables().isEmpty() && areAccessible(implementation.type, here)) {
                exceptions = new ArrayList<>(implementation.type.getThrownTypes());
            }
        }
        List<ExecutableElement> others = new ArrayList<>();
        for (Member other : group.all()) {
            if (other != primary) {
                others.add(other.element);
            }
        }
        return new CollectedMethod(primary.element, primary.type, others, exceptions, Optional.ofNullable(rival));
    }

    private boolean areAccessible(ExecutableType method, PackageElement here) {
        List<Element> hidden = new ArrayList<>();
        for (TypeMirror thrown : method.getThrownTypes()) {
            TypeWalker.walk(
                    thrown,
                    each -> accessibility.hiddenFrom(here, each.asElement()).ifPresent(hidden::add));
        }
        return hidden.isEmpty();
    }

    /** Whether a declaration in an interface does for the class's method: unless it is legacy code, or one of rivals. */
    private boolean isReplaceable(Member primary, Group group) {
        Member implementation = group.implementations.get(0);
        return implementation.type.getTypeVariables().size()
                        == primary.type.getTypeVariables().size()
                && group.declarations.stream()
                        .allMatch(other -> isInherited(other, primary)
                                || types.isSameType(primary.type.getReturnType(), other.type.getReturnType())
                                || returnsLess(primary, other));
    }

    private boolean isErasedAlike(ExecutableElement first, ExecutableElement second) {
        for (int index = 0; index < first.getParameters().size(); index++) {
            TypeMirror firstType =
                    types.erasure(first.getParameters().get(index).asType());
            TypeMirror secondType =
                    types.erasure(second.getParameters().get(index).asType());
            if (!types.isSameType(firstType, secondType)) {
                return false;
            }
        }
        return true;
    }

    private boolean returnsLess(Member member, Member other) {
        TypeMirror first = member.type.getReturnType();
        TypeMirror second = other.type.getReturnType();
        return isReference(first)
                && isReference(second)
                && !types.isSameType(first, second)
                && types.isSubtype(first, second);
    }

    private static boolean isReference(TypeMirror type) {
        return !type.getKind().isPrimitive() && type.getKind() != TypeKind.VOID;
    }

    /** Not if one type declares both: a type argument may have made one method of two. */
    private boolean isInherited(Member ancestor, Member member) {
        Element type = member.element.getEnclosingElement();
        Element parent = ancestor.element.getEnclosingElement();
        return !type.equals(parent) && isSubtype(type.asType(), parent.asType());
    }

    private boolean isSubtype(TypeMirror type, TypeMirror parent) {
        return types.isSubtype(types.erasure(type), types.erasure(parent));
    }

    /** What a declaration throws, with the type variables of another one. */
    private static List<TypeMirror> thrown(Member member, Member other) {
        List<Element> variables = member.type.getTypeVariables().stream()
                .map(TypeVariable::asElement)
                .toList();
        List<TypeMirror> exceptions = new ArrayList<>();
        for (TypeMirror exception : member.type.getThrownTypes()) {
            int index = exception instanceof TypeVariable variable ? variables.indexOf(variable.asElement()) : -1;
            boolean shared = index >= 0 && index < other.type.getTypeVariables().size();
            exceptions.add(shared ? other.type.getTypeVariables().get(index) : exception);
        }
        return exceptions;
    }

    /** What may be thrown by a method that two unrelated interfaces declare: only what both allow. */
    private List<TypeMirror> common(List<? extends TypeMirror> first, List<? extends TypeMirror> second) {
        List<TypeMirror> common = new ArrayList<>();
        for (TypeMirror exception : first) {
            if (second.stream().anyMatch(other -> types.isSubtype(exception, other))) {
                common.add(exception);
            }
        }
        for (TypeMirror exception : second) {
            if (first.stream().anyMatch(other -> types.isSubtype(exception, other))
                    && common.stream().noneMatch(other -> types.isSameType(exception, other))) {
                common.add(exception);
            }
        }
        return common;
    }

    private record Member(ExecutableElement element, ExecutableType type) {

        String name() {
            return element.getSimpleName().toString();
        }
    }

    /** One method: as interfaces declare it and as classes implement it, each nearest first. It grows while read. */
    private record Group(List<Member> declarations, List<Member> implementations) {

        List<Member> all() {
            return Stream.concat(implementations.stream(), declarations.stream())
                    .toList();
        }
    }

    /**
     * A method and everything it stands for.
     *
     * @param element the declaration that a call means
     * @param type its types, seen from the annotated type
     * @param others the other declarations, nearest first
     * @param exceptions what a call may throw
     * @param rival a declaration elsewhere that makes a call ambiguous, by another signature with the same meaning here
     */
    record CollectedMethod(
            ExecutableElement element,
            ExecutableType type,
            List<ExecutableElement> others,
            List<TypeMirror> exceptions,
            Optional<ExecutableElement> rival) {

        List<ExecutableElement> declarations() {
            List<ExecutableElement> declarations = new ArrayList<>(others);
            declarations.add(0, element);
            return declarations;
        }
    }
}
