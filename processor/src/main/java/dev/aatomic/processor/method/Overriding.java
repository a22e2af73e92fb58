package dev.aatomic.processor.method;

import dev.aatomic.processor.method.MethodGroup.Member;
import dev.aatomic.processor.type.TypeArguments;
import dev.aatomic.processor.type.TypeVariables;
import java.util.List;
import java.util.stream.IntStream;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;

/**
 * Tells whether a method that is declared like one member overrides another. Says itself where raw types are in place of
 * those with type arguments: Eclipse's {@code Types} takes them for the same.
 */
final class Overriding {

    private final Types types;

    Overriding(Types types) {
        this.types = types;
    }

    /** Whether it does, though perhaps by an unchecked conversion of what it returns. */
    boolean isAllowed(Member member, Member other) {
        return isInherited(other, member)
                || !isNarrower(member, other) && (returns(member, other) || returnsErased(member, other));
    }

    /** Whether what a member returns does for what another one returns. */
    boolean returns(Member member, Member other) {
        return returnsLess(member, other) || isUnchecked(member, other);
    }

    /** Whether it does without that. */
    boolean isChecked(Member member, Member other) {
        return isInherited(other, member) || !isNarrower(member, other) && returnsLess(member, other);
    }

    /** Whether what a member returns takes an unchecked conversion to what another one does. */
    boolean isUnchecked(Member member, Member other) {
        TypeMirror wanted = returned(other, member);
        return TypeArguments.isRawAs(member.type().getReturnType(), wanted, types)
                && !TypeArguments.isReifiable(wanted);
    }

    /** Whether a member returns the same as another one or less, without a conversion. */
    boolean returnsLess(Member member, Member other) {
        TypeMirror first = member.type().getReturnType();
        TypeMirror second = returned(other, member);
        // Eclipse says of no array that it is its own subtype.
        if (types.isSameType(first, second) || !isReference(first) || !isReference(second)) {
            return types.isSameType(first, second);
        }
        return TypeArguments.isRawAs(first, second, types)
                ? TypeArguments.isReifiable(second)
                : types.isSubtype(first, second);
    }

    /** Whether the member's signature is raw and the other's is not: it may then return what is left of the other's. */
    private boolean returnsErased(Member member, Member other) {
        return isNarrower(other, member)
                && types.isSameType(
                        member.type().getReturnType(),
                        types.erasure(other.type().getReturnType()));
    }

    /** What a member returns, with the type variables of another one. */
    private TypeMirror returned(Member member, Member other) {
        return TypeVariables.replacing(member.type(), other.type(), types)
                .visit(member.type().getReturnType());
    }

    /** Whether a member's signature overrides not the other's, but the other way round: that one's is raw. */
    boolean isNarrower(Member member, Member other) {
        return isErased(other) && !isErased(member);
    }

    /** Whether a call of a member with another one's parameters is possible: not of a class's type variable with its bound. */
    boolean isCallable(Member member, Member other) {
        List<? extends TypeMirror> wanted = member.type().getParameterTypes();
        List<? extends TypeMirror> given = other.type().getParameterTypes();
        return !member.type().getTypeVariables().isEmpty()
                || IntStream.range(0, given.size())
                        .allMatch(index -> types.isSubtype(given.get(index), wanted.get(index))
                                || TypeArguments.isRawAs(given.get(index), wanted.get(index), types));
    }

    /** Whether the signature of one member is what erasure leaves of the other's, whose method it then overrides. */
    boolean isErasure(Member member, Member other) {
        List<? extends TypeMirror> first = member.type().getParameterTypes();
        List<? extends TypeMirror> second = other.type().getParameterTypes();
        return isErased(member)
                && first.size() == second.size()
                && IntStream.range(0, first.size())
                        .allMatch(index -> types.isSameType(first.get(index), types.erasure(second.get(index))));
    }

    private boolean isErased(Member member) {
        return member.type().getTypeVariables().isEmpty()
                && areErased(member.type().getParameterTypes());
    }

    private boolean areErased(List<? extends TypeMirror> parameters) {
        return parameters.stream().allMatch(type -> types.isSameType(type, types.erasure(type)));
    }

    /** Not if one type declares both: a type argument may have made one method of two. */
    boolean isInherited(Member ancestor, Member member) {
        Element type = member.element().getEnclosingElement();
        Element parent = ancestor.element().getEnclosingElement();
        return !type.equals(parent) && isErasedSubtype(type.asType(), parent.asType());
    }

    /** Whether a call of a member passes something in the place of a type variable that a raw type has lost. */
    boolean isRawCall(Member member) {
        return TypeArguments.isRaw(member.owner())
                && !areErased(member.element().getParameters().stream()
                        .map(VariableElement::asType)
                        .toList());
    }

    private boolean isErasedSubtype(TypeMirror type, TypeMirror parent) {
        return types.isSubtype(types.erasure(type), types.erasure(parent));
    }

    private static boolean isReference(TypeMirror type) {
        return !type.getKind().isPrimitive() && type.getKind() != TypeKind.VOID;
    }
}
