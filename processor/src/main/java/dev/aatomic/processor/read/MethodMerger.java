package dev.aatomic.processor.read;

import dev.aatomic.processor.read.MethodGroup.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Makes one method of all its declarations. */
final class MethodMerger {

    private final Types types;
    private final Accessibility accessibility;

    MethodMerger(Elements elements, Types types) {
        this.types = types;
        this.accessibility = new Accessibility(elements);
    }

    /** Of the declarations of one method, finds the one that a call through the interface means. */
    CollectedMethod merge(MethodGroup group, PackageElement here) {
        Member primary = group.declarations().get(0);
        for (Member other : group.declarations()) {
            if (!isInherited(other, primary) && returnsLess(other, primary)) {
                primary = other;
            }
        }
        List<TypeMirror> exceptions = new ArrayList<>(primary.type().getThrownTypes());
        ExecutableElement rival = null;
        for (Member other : group.declarations()) {
            if (other != primary && !isInherited(other, primary)) {
                exceptions = common(exceptions, thrown(other, primary));
                rival = isErasedAlike(primary.element(), other.element()) ? rival : other.element();
            }
        }
        if (!group.implementations().isEmpty()) {
            // A call means the class's method, whatever its interfaces say.
            rival = null;
            Member implementation = group.implementations().get(0);
            primary = isReplaceable(primary, group) ? primary : implementation;
            if (implementation.type().getTypeVariables().isEmpty() && areAccessible(implementation.type(), here)) {
                exceptions = new ArrayList<>(implementation.type().getThrownTypes());
            }
        }
        List<ExecutableElement> others = new ArrayList<>();
        for (Member other : group.all()) {
            if (other != primary) {
                others.add(other.element());
            }
        }
        return new CollectedMethod(primary.element(), primary.type(), others, exceptions, Optional.ofNullable(rival));
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
    private boolean isReplaceable(Member primary, MethodGroup group) {
        Member implementation = group.implementations().get(0);
        return implementation.type().getTypeVariables().size()
                        == primary.type().getTypeVariables().size()
                && group.declarations().stream()
                        .allMatch(other -> isInherited(other, primary)
                                || types.isSameType(
                                        primary.type().getReturnType(),
                                        other.type().getReturnType())
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
        TypeMirror first = member.type().getReturnType();
        TypeMirror second = other.type().getReturnType();
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
        Element type = member.element().getEnclosingElement();
        Element parent = ancestor.element().getEnclosingElement();
        return !type.equals(parent) && isSubtype(type.asType(), parent.asType());
    }

    private boolean isSubtype(TypeMirror type, TypeMirror parent) {
        return types.isSubtype(types.erasure(type), types.erasure(parent));
    }

    /** What a declaration throws, with the type variables of another one. */
    private static List<TypeMirror> thrown(Member member, Member other) {
        List<Element> variables = member.type().getTypeVariables().stream()
                .map(TypeVariable::asElement)
                .toList();
        List<TypeMirror> exceptions = new ArrayList<>();
        for (TypeMirror exception : member.type().getThrownTypes()) {
            int index = exception instanceof TypeVariable variable ? variables.indexOf(variable.asElement()) : -1;
            boolean shared =
                    index >= 0 && index < other.type().getTypeVariables().size();
            exceptions.add(shared ? other.type().getTypeVariables().get(index) : exception);
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
}
