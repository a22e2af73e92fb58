package dev.aatomic.processor.method;

import dev.aatomic.processor.declaration.Unchecked;
import dev.aatomic.processor.method.MethodGroup.Member;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.ThrownTypes;
import dev.aatomic.processor.type.TypeVariables;
import dev.aatomic.processor.type.TypeWalker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Makes one method of all its declarations. */
final class MethodMerger {

    private final Types types;
    private final Overriding overriding;
    private final Accessibility accessibility;

    MethodMerger(Elements elements, Types types) {
        this.types = types;
        this.overriding = new Overriding(types);
        this.accessibility = new Accessibility(elements);
    }

    /** Of the declarations of one method, finds the one that a call through the interface means. */
    CollectedMethod merge(MethodGroup group, PackageElement here) {
        Optional<Member> standing = standing(group.declarations());
        Member first = standing.orElse(group.declarations().get(0));
        Member primary = first;
        List<Member> unrelated = group.declarations().stream()
                .filter(other -> other != first && !overriding.isInherited(other, first))
                .toList();
        List<TypeMirror> exceptions = new ArrayList<>(primary.type().getThrownTypes());
        for (Member other : unrelated) {
            exceptions = common(exceptions, thrown(other, primary));
        }
        ExecutableElement rival = null;
        for (Member other : unrelated) {
            rival = isRival(other, primary, exceptions) ? other.element() : rival;
        }
        if (!group.implementations().isEmpty()) {
            // A call means the class's method, whatever its interfaces say.
            rival = null;
            Member implementation = group.implementations().get(0);
            // A declaration in an interface does for it: unless it is legacy code, or one of rivals.
            boolean replaceable = standing.isPresent() && isAsGeneric(primary, implementation);
            primary = replaceable ? primary : implementation;
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
        return new CollectedMethod(
                primary.element(),
                primary.type(),
                others,
                exceptions,
                Optional.ofNullable(rival),
                unchecked(primary, group));
    }

    /** The nearest declaration whose method overrides those of all others: if possible, without a warning. */
    private Optional<Member> standing(List<Member> declarations) {
        return standing(declarations, overriding::isChecked).or(() -> standing(declarations, overriding::isAllowed));
    }

    private static Optional<Member> standing(List<Member> declarations, BiPredicate<Member, Member> overrides) {
        return declarations.stream()
                .filter(each -> declarations.stream().allMatch(other -> other == each || overrides.test(each, other)))
                .findFirst();
    }

    /** Whether calls cannot tell a declaration from another one, or mean one that returns or throws more than both allow. */
    private boolean isRival(Member other, Member primary, List<TypeMirror> exceptions) {
        if (!isErasedAlike(primary.element(), other.element()) || !overriding.isAllowed(primary, other)) {
            return true;
        }
        if (!overriding.isNarrower(other, primary)) {
            return false;
        }
        Member called = overriding.isCallable(other, primary) ? other : primary;
        return !overriding.returns(called, primary) || !areIn(thrown(called, primary), exceptions);
    }

    private Unchecked unchecked(Member primary, MethodGroup group) {
        // Of several that a call may mean, compilers choose one.
        List<Member> called = group.implementations().isEmpty()
                ? group.declarations().stream()
                        .filter(other -> other == primary || !overriding.isInherited(other, primary))
                        .toList()
                : group.implementations().subList(0, 1);
        return new Unchecked(
                called.stream()
                        .anyMatch(each -> overriding.isRawCall(each)
                                || overriding.isNarrower(each, primary)
                                || overriding.isUnchecked(each, primary)),
                group.declarations().stream()
                        .anyMatch(other -> other != primary && !overriding.returnsLess(primary, other)));
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

    private static boolean isAsGeneric(Member first, Member second) {
        return first.type().getTypeVariables().size()
                == second.type().getTypeVariables().size();
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

    /** What a declaration throws, with the type variables of another one. */
    private List<TypeMirror> thrown(Member member, Member other) {
        TypeVariables variables = TypeVariables.replacing(member.type(), other.type(), types);
        return member.type().getThrownTypes().stream()
                .<TypeMirror>map(variables::visit)
                .toList();
    }

    private boolean areIn(List<TypeMirror> thrown, List<TypeMirror> exceptions) {
        return thrown.stream()
                .filter(each -> ThrownTypes.isChecked(each, types))
                .allMatch(each -> exceptions.stream().anyMatch(other -> types.isSubtype(each, other)));
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
