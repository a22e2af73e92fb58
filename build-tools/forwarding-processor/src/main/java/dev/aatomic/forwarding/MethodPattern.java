package dev.aatomic.forwarding;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/**
 * Names methods: {@code name}, {@code start*}, {@code *end} or {@code *}; with a result type and a space before it, only those
 * that return it.
 */
final class MethodPattern {

    private final String text;
    private final @Nullable String result;
    private final String name;
    private boolean used;

    MethodPattern(String text) {
        this.text = text;
        int space = text.indexOf(' ');
        this.result = space < 0 ? null : text.substring(0, space);
        this.name = text.substring(space + 1);
    }

    boolean matches(ExecutableElement method) {
        boolean matches = matchesName(method.getSimpleName().toString())
                && (result == null || result.equals(simpleName(method.getReturnType())));
        used |= matches;
        return matches;
    }

    boolean isUsed() {
        return used;
    }

    private boolean matchesName(String candidate) {
        if (name.endsWith("*")) {
            return candidate.startsWith(name.substring(0, name.length() - 1));
        }
        return name.startsWith("*") ? candidate.endsWith(name.substring(1)) : candidate.equals(name);
    }

    static String simpleName(TypeMirror type) {
        return type instanceof DeclaredType declared
                ? declared.asElement().getSimpleName().toString()
                : type.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
