package dev.aatomic.processor.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Collects the instance methods of an interface, inherited ones included, each once. It walks the declarations itself,
 * since {@code Elements.getAllMembers} gives another order and other parameter names in another compiler.
 */
final class MethodCollector {

    private final Elements elements;
    private final Types types;

    MethodCollector(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** Whether a method is one that a class has to implement or may override. */
    static boolean isCollected(ExecutableElement method) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !method.getModifiers().contains(Modifier.PRIVATE);
    }

    List<CollectedMethod> collect(TypeElement type, Hierarchy hierarchy) {
        Map<TypeElement, DeclaredType> supertypes = new HashMap<>();
        addSupertypes((DeclaredType) type.asType(), supertypes);
        Map<String, List<List<Member>>> byName = new LinkedHashMap<>();
        List<List<Member>> all = new ArrayList<>();
        for (TypeElement each : hierarchy.types()) {
            // Not seen from the interface itself: Eclipse then takes any method of the same erasure.
            DeclaredType self = supertypes.get(each);
            for (ExecutableElement method : ElementFilter.methodsIn(each.getEnclosedElements())) {
                if (isCollected(method)) {
                    Member member = new Member(method, (ExecutableType) types.asMemberOf(self, method));
                    var sameName = byName.computeIfAbsent(method.getSimpleName().toString(), name -> new ArrayList<>());
                    groupOf(member, sameName, type, all).add(member);
                }
            }
        }
        return all.stream().map(this::merge).toList();
    }

    private void addSupertypes(DeclaredType type, Map<TypeElement, DeclaredType> supertypes) {
        if (supertypes.putIfAbsent((TypeElement) type.asElement(), type) == null) {
            types.directSupertypes(type).forEach(parent -> addSupertypes((DeclaredType) parent, supertypes));
        }
    }

    private List<Member> groupOf(Member member, List<List<Member>> sameName, TypeElement type, List<List<Member>> all) {
        for (List<Member> group : sameName) {
            if (group.stream().anyMatch(nearer -> isSame(nearer, member, type))) {
                return group;
            }
        }
        List<Member> group = new ArrayList<>();
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
    private CollectedMethod merge(List<Member> group) {
        Member primary = group.get(0);
        for (Member other : group) {
            if (!isInherited(other, primary) && returnsLess(other, primary)) {
                primary = other;
            }
        }
        List<TypeMirror> exceptions = new ArrayList<>(primary.type.getThrownTypes());
        List<ExecutableElement> others = new ArrayList<>();
        ExecutableElement rival = null;
        for (Member other : group) {
            if (other != primary) {
                others.add(other.element);
                if (!isInherited(other, primary)) {
                    exceptions = common(exceptions, other.type.getThrownTypes());
                    rival = isErasedAlike(primary.element, other.element) ? rival : other.element;
                }
            }
        }
        return new CollectedMethod(primary.element, primary.type, others, exceptions, Optional.ofNullable(rival));
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

    private boolean isInherited(Member ancestor, Member member) {
        TypeMirror declaring = member.element.getEnclosingElement().asType();
        TypeMirror parent = ancestor.element.getEnclosingElement().asType();
        return types.isSubtype(types.erasure(declaring), types.erasure(parent));
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

    private record Member(ExecutableElement element, ExecutableType type) {}

    /**
     * A method and everything it stands for.
     *
     * @param element the declaration that a call means
     * @param type its types, seen from the interface
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
